//===- Reference.cpp - models evaluated by the interpreter ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tools/tenfold/Reference.h"

#include "dialects/NN/NN.h"
#include "lib/Driver/CommandLine.h"
#include "lib/Driver/Compilation.h"
#include "lib/Driver/ModelFile.h"
#include "lib/Reference/Arrays.h"
#include "lib/Reference/Bisect.h"
#include "tools/tenfold/State.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace tenfold;
using mlir::cast;
using mlir::func::FuncOp;

namespace {

/// Stages whose functions the interpreter evaluates: those on tensors.
constexpr Stage kTensorStages[] = {Stage::Import, Stage::Model, Stage::Grad,
                                   Stage::Fold};

std::string resultName(FuncOp function, unsigned index) {
  auto name = function.getResultAttrOfType<mlir::StringAttr>(index, nn::kName);
  return name ? name.str() : "result" + std::to_string(index);
}

/// A model on its way, its entry, and what the interpreter gets.
class Evaluated {
public:
  static Expected<std::unique_ptr<Evaluated>>
  prepare(const std::string &path, CompileOptions options, NamedArrays inputs);

  FuncOp entry;
  SmallVector<HostTensor> arguments;
  std::vector<std::string> states; // names of those results

  Error lastError() const;
  FailureOr<mlir::OwningOpRef<mlir::ModuleOp>> produce(StringRef stage);

private:
  explicit Evaluated(CompileOptions given)
      : options(std::move(given)), compilation(options) {}
  Error load(const std::string &path);
  Error findEntry();
  Error bind(NamedArrays inputs);
  void startState(unsigned index, NamedArrays &inputs);

  CompileOptions options;
  Compilation compilation;
};

Error Evaluated::lastError() const {
  std::string text = compilation.error();
  StringRef message = text;
  message.consume_front("error: ");
  return userError(message.rtrim());
}

Error Evaluated::load(const std::string &path) {
  Expected<ModelSource> model = readModelFile(path);
  if (!model)
    return model.takeError();
  if (failed(compilation.parse(*model)) || failed(compilation.runStages()))
    return lastError();
  return Error::success();
}

Error Evaluated::findEntry() {
  SmallVector<StringRef> names;
  for (auto function : compilation.getModule().getOps<FuncOp>()) {
    if (!function.isPublic())
      continue;
    names.push_back(function.getName());
    // As the runtime chooses: `main`, or what language models have.
    bool isBetter =
        !entry || function.getName() == "main" ||
        (function.getName() == "forward" && entry.getName() != "main");
    if (isBetter)
      entry = function;
  }
  if (!entry)
    return userError("expected a public function, got none");
  if (names.size() > 1 && !is_contained({"main", "forward"}, entry.getName()))
    return userError("expected --function to be one of " + join(names, ", ") +
                     ", got none");
  return Error::success();
}

/// What a state begins with, where its extents are known.
void Evaluated::startState(unsigned index, NamedArrays &inputs) {
  auto donated = entry.getArgAttrOfType<mlir::IntegerAttr>(index, nn::kDonate);
  std::string name = argumentName(entry, index);
  if (!donated || resultName(entry, donated.getInt()) != name)
    return;
  states.push_back(name);
  auto type = cast<mlir::ShapedType>(entry.getArgumentTypes()[index]);
  if (!type.hasStaticShape())
    return;
  HostTensor zeros(type.getElementType(), type.getShape());
  std::memset(zeros.raw(), 0, zeros.bytes());
  NamedArrays state;
  state.push_back({name, toArray(zeros)});
  addStates(std::move(state), inputs);
}

Error Evaluated::bind(NamedArrays inputs) {
  InputList wanted;
  for (unsigned i = 0; i < entry.getNumArguments(); ++i) {
    if (entry.getArgAttr(i, nn::kParam))
      continue;
    std::string type;
    raw_string_ostream(type)
        << mlir::getElementTypeOrSelf(entry.getArgumentTypes()[i]);
    if (entry.getArgAttr(i, nn::kUnsigned))
      type.front() = 'u';
    wanted.push_back({argumentName(entry, i), type == "i1" ? "bool" : type});
    startState(i, inputs);
  }
  Expected<std::vector<data::Array>> arrays =
      matchInputs(wanted, std::move(inputs));
  if (!arrays)
    return arrays.takeError();
  size_t next = 0;
  for (unsigned i = 0; i < entry.getNumArguments(); ++i) {
    auto path = entry.getArgAttrOfType<mlir::StringAttr>(i, nn::kParam);
    if (!path) {
      arguments.push_back(toHostTensor(entry.getContext(), (*arrays)[next++]));
      continue;
    }
    Expected<StringRef> bytes = compilation.getValues().get(path.getValue());
    if (!bytes)
      return bytes.takeError();
    auto type = cast<mlir::ShapedType>(entry.getArgumentTypes()[i]);
    HostTensor weight(type.getElementType(), type.getShape());
    std::memcpy(weight.raw(), bytes->data(), bytes->size());
    arguments.push_back(weight);
  }
  return Error::success();
}

Expected<std::unique_ptr<Evaluated>> Evaluated::prepare(const std::string &path,
                                                        CompileOptions options,
                                                        NamedArrays inputs) {
  options.to = Stage::Import;
  std::unique_ptr<Evaluated> model(new Evaluated(std::move(options)));
  if (Error error = model->load(path))
    return std::move(error);
  if (Error error = model->findEntry())
    return std::move(error);
  if (Error error = model->bind(std::move(inputs)))
    return std::move(error);
  return model;
}

/// Each stage begins with the module after `import` anew, since stages change
/// it in place.
FailureOr<mlir::OwningOpRef<mlir::ModuleOp>>
Evaluated::produce(StringRef stage) {
  mlir::OwningOpRef<mlir::ModuleOp> module = compilation.getModule().clone();
  for (Stage each : kTensorStages) {
    if (each != Stage::Import && failed(compilation.runStage(each, *module)))
      return failure();
    if (StringRef(stageName(each)) == stage)
      break;
  }
  return module;
}

} // namespace

Expected<NamedArrays>
tenfold::evaluateReference(const std::string &path,
                           const CompileOptions &options, NamedArrays inputs,
                           std::vector<std::string> &states) {
  auto model = Evaluated::prepare(path, options, std::move(inputs));
  if (!model)
    return model.takeError();
  states = (*model)->states;
  FuncOp entry = (*model)->entry;
  if (failed(checkArguments(entry, (*model)->arguments)))
    return (*model)->lastError();
  auto results = interpret(entry, (*model)->arguments);
  if (failed(results))
    return (*model)->lastError();
  NamedArrays arrays;
  for (auto [i, result] : enumerate(*results))
    arrays.push_back(
        {resultName(entry, i),
         toArray(result, bool(entry.getResultAttr(i, nn::kUnsigned)))});
  return arrays;
}

Expected<std::string> tenfold::bisectStages(const std::string &path,
                                            const CompileOptions &options,
                                            NamedArrays inputs,
                                            ArrayRef<data::Array> native) {
  auto prepared = Evaluated::prepare(path, options, std::move(inputs));
  if (!prepared)
    return prepared.takeError();
  Evaluated &model = **prepared;
  SmallVector<HostTensor> results;
  for (const data::Array &array : native)
    results.push_back(toHostTensor(model.entry.getContext(), array));
  std::vector<std::string> stages;
  for (Stage stage : kTensorStages)
    stages.emplace_back(stageName(stage));
  auto produce = [&](StringRef stage) { return model.produce(stage); };
  BisectRequest request{model.entry.getName(), model.arguments, stages, produce,
                        ArrayRef<HostTensor>(results)};
  auto divergence = bisect(request);
  if (failed(divergence))
    return model.lastError();
  return *divergence ? (*divergence)->describe() : std::string();
}
