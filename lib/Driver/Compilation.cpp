//===- Compilation.cpp - one model on its way through the stages ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Driver/Compilation.h"

#include "dialects/NN/NN.h"
#include "dialects/Program/Program.h"
#include "dialects/Storage/Storage.h"
#include "lib/Driver/DescribeKernels.h"
#include "lib/Driver/DescribeProgram.h"
#include "lib/Driver/ModelText.h"
#include "lib/Driver/Options.h"
#include "lib/Driver/PrepareModel.h"
#include "lib/Driver/Remarks.h"
#include "lib/Driver/TemporaryFile.h"
#include "lib/Pipelines/Register.h"
#include "lib/Runtime/ArtifactWriter.h"
#include "lib/Runtime/Function.h"
#include "lib/Runtime/ThreadCount.h"

#include "mlir/Interfaces/FunctionInterfaces.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace tenfold;

/// Carries what the artifact says about itself through stages that leave
/// nothing of it in the IR.
static constexpr llvm::StringLiteral kMetadata = "tenfold.metadata";

static std::string unbounded(const runtime::FunctionSpec &function) {
  std::vector<std::string> names;
  for (const runtime::DimSpec &dim : function.dims)
    if (dim.hi == runtime::kUnbounded)
      names.push_back(dim.name);
  return llvm::join(names, ", ");
}

static std::string breakdown(const TenfoldMemory &memory) {
  return llvm::formatv("{0} (weights {1}, inputs {2}, outputs {3}, arena {4}, "
                       "scratch {5})",
                       formatBytes(memory.peak), formatBytes(memory.weights),
                       formatBytes(memory.inputs), formatBytes(memory.outputs),
                       formatBytes(memory.arena), formatBytes(memory.scratch));
}

static DialectRegistry makeRegistry() {
  static bool registered = (registerAllPasses(), true);
  (void)registered;
  DialectRegistry registry;
  registerAllDialects(registry);
  return registry;
}

Compilation::Compilation(const CompileOptions &options)
    : options(options), context(makeRegistry()), log(&context),
      values(options.seed) {
  (void)collectRemarks(context, remarks);
}

std::string Compilation::error() const {
  return log.error(stageOfFailure.empty()
                       ? "the compiler failed without saying why"
                       : "stage '" + stageOfFailure +
                             "' failed without saying why");
}

LogicalResult Compilation::fail(const Twine &message) {
  return emitError(UnknownLoc::get(&context)) << message;
}

std::vector<CompileRemark> Compilation::takeRemarks() {
  // Passes run on many functions at a time: the order of arrival is not fixed.
  llvm::sort(remarks, [](const auto &a, const auto &b) {
    return std::tie(a.category, a.function, a.location, a.message) <
           std::tie(b.category, b.function, b.location, b.message);
  });
  return remarks;
}

LogicalResult Compilation::parse(const ModelSource &source) {
  if (llvm::Error error = checkText(source))
    return fail(llvm::toString(std::move(error)));
  ownWeights = source.weights;
  module = parseSourceString<ModuleOp>(source.text, ParserConfig(&context),
                                       source.name);
  if (!module)
    return failure();
  return prepareModel(*module, options);
}

LogicalResult Compilation::runStage(Stage stage, ModuleOp target,
                                    StringRef pipelineOptions) {
  std::string name(stageName(stage));
  stageOfFailure = name;
  if (options.progress)
    options.progress(stage);
  const auto *pipeline =
      PassPipelineInfo::lookup("tenfold-" + name + "-pipeline");
  if (!pipeline)
    return fail("stage '" + name + "' is not part of this version");
  PassManager manager(&context);
  auto report = [&](const Twine &message) { return fail(message); };
  if (failed(pipeline->addToPipeline(manager, pipelineOptions, report)))
    return failure();
  return manager.run(target);
}

/// Stage `plan` checks the budget, and writes the plan to a file.
LogicalResult Compilation::runPlan() {
  llvm::Expected<TemporaryFile> json = TemporaryFile::create("json");
  if (!json)
    return fail(llvm::toString(json.takeError()));
  int64_t threads =
      options.threads ? options.threads : runtime::availableCpus();
  std::string with =
      llvm::formatv("json={0} threads={1}", json->path(), threads);
  if (options.memoryBudget)
    with += " budget=" + std::to_string(*options.memoryBudget);
  if (failed(runStage(Stage::Plan, *module, with)) || failed(describe()))
    return failure();
  auto plan = llvm::MemoryBuffer::getFile(json->path());
  if (!plan)
    return fail("cannot read the plan: " + plan.getError().message());
  metadata.plan = addKernels((*plan)->getBuffer(), *module);
  return success();
}

/// Parameters are known from the end of `import` on, first in the IR, and from
/// stage `tile` on in the metadata.
LogicalResult Compilation::openWeights() {
  if (options.from <= Stage::Plan) {
    FailureOr<std::vector<Parameter>> found = parametersOf(*module);
    if (failed(found))
      return failure();
    values.setParameters(std::move(*found));
  } else {
    values.setParameters(parametersOf(metadata.weights));
  }
  Location nowhere = UnknownLoc::get(&context);
  bool areOwn = options.weights.empty();
  const std::string &path = areOwn ? ownWeights : options.weights;
  if (path.empty()) {
    if (!values.empty() && options.to == Stage::Binary)
      emitWarning(nowhere)
          << "without --weights parameters start from their initialisers";
    return options.from <= Stage::Plan ? noteStorage() : success();
  }
  std::string unused;
  if (llvm::Error error = values.openFile(path, unused))
    return fail(llvm::toString(std::move(error)));
  // Another file may have more; in the model's own it was meant for something.
  if (!unused.empty() && areOwn)
    return fail(path +
                ": expected a model that uses all tensors, got none for " +
                unused);
  if (!unused.empty())
    emitWarning(nowhere) << path << ": not used by the model: " << unused;
  return options.from <= Stage::Plan ? noteStorage() : success();
}

/// Parameters that the file has in blocks say so: kernels may read them as they
/// are.
LogicalResult Compilation::noteStorage() {
  bool hasBlocks = false;
  for (auto function : module->getOps<FunctionOpInterface>()) {
    for (unsigned i = 0; i < function.getNumArguments(); ++i) {
      auto path = function.getArgAttrOfType<StringAttr>(i, nn::kParam);
      std::optional<StringRef> storage =
          path ? values.storage(path.getValue()) : std::nullopt;
      if (!storage)
        continue;
      hasBlocks |= storage::find(*storage)->hasIntegers();
      function.setArgAttr(i, nn::kStorage, StringAttr::get(&context, *storage));
    }
  }
  if (options.precision == "int8-dynamic" && !hasBlocks)
    return fail("expected weights in blocks of integers for "
                "--precision=int8-dynamic, got none; use --precision=f32");
  return success();
}

LogicalResult Compilation::beginInTheMiddle() {
  if (options.from <= Stage::Plan)
    for (auto function : module->getOps<FunctionOpInterface>())
      if (function->hasAttr(program::kEntry))
        return fail("expected what stage 'fold' or an earlier one "
                    "prints, got a program that is planned "
                    "already; go on with --from=tile");
  if (options.from == Stage::Import)
    return success();
  if (options.from == Stage::Tile && failed(describe()))
    return failure();
  if (options.from > Stage::Tile && failed(recallMetadata()))
    return failure();
  if (options.from >= Stage::Tile && failed(checkBudget()))
    return failure();
  return openWeights();
}

LogicalResult Compilation::runStages() {
  if (failed(beginInTheMiddle()))
    return failure();
  Stage last = std::min(options.to, Stage::Target);
  for (Stage stage = options.from; stage <= last;
       stage = Stage(int(stage) + 1)) {
    if (failed(stage == Stage::Plan ? runPlan() : runStage(stage, *module)))
      return failure();
    if (stage == Stage::Import &&
        (failed(checkSizes(*module)) || failed(openWeights())))
      return failure();
  }
  return success();
}

LogicalResult Compilation::describe() {
  return describeProgram(*module, metadata);
}

/// Of a program whose planning was not part of this compilation.
LogicalResult Compilation::checkBudget() {
  if (!options.memoryBudget)
    return success();
  int64_t threads =
      options.threads ? options.threads : runtime::availableCpus();
  uint64_t weightBytes = runtime::assignWeightOffsets(metadata.weights);
  for (const runtime::FunctionSpec &spec : metadata.functions) {
    if (!spec.bounded())
      return fail("expected bounds of all dims of @" + spec.name +
                  " under a memory budget, got none of " + unbounded(spec) +
                  "; give them with --dim NAME=LO..HI");
    TenfoldFunction function(spec, weightBytes);
    auto memory = runtime::memoryAt(function, spec.upperBounds(), threads);
    if (!memory)
      return fail(memory.takeError().message);
    if (uint64_t(memory->peak) > *options.memoryBudget)
      return fail("expected @" + spec.name + " to need at most " +
                  formatBytes(*options.memoryBudget) + ", got " +
                  breakdown(*memory) + " at its bounds with " +
                  std::to_string(threads) + " threads");
  }
  return success();
}

std::string Compilation::print() {
  bool hasProgram = options.to >= Stage::Plan;
  if (hasProgram && options.to > Stage::Plan) {
    std::vector<std::byte> bytes = runtime::encodeMetadata(metadata);
    StringRef text(reinterpret_cast<const char *>(bytes.data()), bytes.size());
    module->getOperation()->setAttr(
        kMetadata, StringAttr::get(&context, llvm::toHex(text)));
  }
  std::string text;
  llvm::raw_string_ostream os(text);
  module->print(os);
  return text;
}

LogicalResult Compilation::recallMetadata() {
  auto attribute = module->getOperation()->getAttrOfType<StringAttr>(kMetadata);
  if (!attribute)
    return fail("expected what 'tenfold compile --to' printed, got a module "
                "without `" +
                kMetadata + "`");
  std::string bytes;
  if (!llvm::tryGetFromHex(attribute.getValue(), bytes))
    return fail("expected `" + kMetadata + "` to be hexadecimal");
  auto decoded = runtime::decodeMetadata(std::as_bytes(std::span(bytes)));
  if (!decoded)
    return fail(decoded.takeError().message);
  metadata = std::move(*decoded);
  module->getOperation()->removeAttr(kMetadata);
  return success();
}
