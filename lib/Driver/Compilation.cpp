//===- Compilation.cpp - one model on its way through the stages ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Driver/Compilation.h"

#include "lib/Driver/DescribeProgram.h"
#include "lib/Driver/Options.h"
#include "lib/Driver/PrepareModel.h"
#include "lib/Driver/Remarks.h"
#include "lib/Pipelines/Register.h"
#include "lib/Runtime/ThreadCount.h"

#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace tenfold;

/// Carries what the artifact says about itself through stages that leave
/// nothing of it in the IR.
static constexpr llvm::StringLiteral kMetadata = "tenfold.metadata";

static DialectRegistry makeRegistry() {
  static bool registered = (registerAllPasses(), true);
  (void)registered;
  DialectRegistry registry;
  registerAllDialects(registry);
  return registry;
}

Compilation::Compilation(const CompileOptions &options)
    : options(options), context(makeRegistry()), log(&context) {
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
  llvm::stable_sort(remarks, [](const auto &a, const auto &b) {
    return std::tie(a.category, a.function, a.location, a.message) <
           std::tie(b.category, b.function, b.location, b.message);
  });
  return remarks;
}

LogicalResult Compilation::parse(const ModelSource &source) {
  module = parseSourceString<ModuleOp>(source.text, ParserConfig(&context),
                                       source.name);
  if (!module)
    return failure();
  return prepareModel(*module, options);
}

LogicalResult Compilation::runStage(Stage stage) {
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
  if (failed(pipeline->addToPipeline(manager, "", report)))
    return failure();
  return manager.run(*module);
}

LogicalResult Compilation::runStages() {
  if (options.from > Stage::Tile && failed(recallMetadata()))
    return failure();
  if (options.from == Stage::Tile && failed(describe()))
    return failure();
  for (Stage stage = options.from;
       stage <= std::min(options.to, Stage::Target);
       stage = Stage(int(stage) + 1)) {
    if (failed(runStage(stage)))
      return failure();
    if (stage == Stage::Import && !options.weights.empty() &&
        failed(values.openFile(options.weights, *module)))
      return failure();
    if (stage == Stage::Plan && (failed(describe()) || failed(checkBudget())))
      return failure();
  }
  return success();
}

LogicalResult Compilation::describe() {
  return describeProgram(*module, metadata);
}

LogicalResult Compilation::checkBudget() {
  if (!options.memoryBudget)
    return success();
  uint64_t threads = options.threads ? options.threads
                                     : runtime::availableThreads();
  for (const runtime::FunctionSpec &function : metadata.functions) {
    FailureOr<uint64_t> peak = peakAtBounds(*module, metadata, function, threads);
    if (failed(peak))
      return failure();
    if (*peak > *options.memoryBudget)
      return fail("expected @" + function.name + " to need at most " +
                  formatBytes(*options.memoryBudget) + ", got " +
                  formatBytes(*peak) + " at its bounds with " +
                  Twine(threads) + " threads; tighter bounds (--dim) or fewer "
                  "threads need less");
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
    return fail("expected the output of 'tenfold compile --to' of the stage "
                "before --from=" +
                stageName(options.from) + ", got a module without `" +
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
