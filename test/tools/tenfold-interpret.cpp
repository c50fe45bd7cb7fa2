//===- tenfold-interpret.cpp - the reference on files, for tests ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Evaluates the public functions of a module. Inputs come from an npz file, as
// `function.number`, or are drawn at random.

#include "dialects/Fold/Fold.h"
#include "dialects/NN/NN.h"
#include "lib/Data/Npz.h"
#include "lib/Reference/Arrays.h"
#include "lib/Reference/Bisect.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/DialectRegistry.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/Pass.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"

#include "llvm/Support/CommandLine.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/raw_ostream.h"

#include <map>
#include <random>

using namespace mlir;
using namespace tenfold;
namespace cl = llvm::cl;

void registerPlantBugPass();

namespace tenfold {
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "lib/Conversion/NNToLinalg/ConvertNNToLinalg.h.inc"
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "lib/Transforms/Decompose/Decompose.h.inc"
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "lib/Transforms/DeriveFolds/DeriveFolds.h.inc"
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "lib/Transforms/Instantiate/Instantiate.h.inc"
} // namespace tenfold

namespace {
using Arrays = std::map<std::string, HostTensor>;

cl::opt<std::string> file(cl::Positional, cl::desc("<module>"), cl::Required);
cl::opt<std::string> pipeline("pipeline", cl::desc("passes to run first"));
cl::opt<std::string> stages(
    "stages",
    cl::desc(
        "pipelines to bisect over, separated by ';', each run on the result "
        "of the one before; the first may be empty"));
cl::opt<std::string> inputs("inputs", cl::desc("npz file of the inputs"));
cl::opt<std::string>
    outputs("outputs",
            cl::desc("npz file to write the results to, instead of stdout"));
cl::list<std::string>
    sizes("dim",
          cl::desc("size of a named dimension, NAME=N, of random inputs"));
cl::list<int64_t> tiles("fold-tiles",
                        cl::desc("extents of a fold's tile along parallel "
                                 "dimensions and the stream, number of parts"),
                        cl::CommaSeparated);

FoldTiles foldTiles() {
  return tiles.size() == 3 ? FoldTiles{tiles[0], tiles[1], tiles[2]}
                           : FoldTiles();
}

/// Small values for floats, the declared range for integers.
FailureOr<HostTensor> drawInput(func::FuncOp function, unsigned index,
                                std::mt19937 &random) {
  auto type = cast<RankedTensorType>(function.getArgumentTypes()[index]);
  SmallVector<int64_t> shape(type.getShape());
  auto dims = function.getArgAttrOfType<ArrayAttr>(index, "nn.dims");
  for (auto [d, size] : llvm::enumerate(shape))
    for (StringRef given : sizes) {
      auto [name, number] = given.split('=');
      if (ShapedType::isDynamic(size) && dims &&
          dims[d] == StringAttr::get(type.getContext(), name))
        size = std::stoll(number.str());
    }
  if (ShapedType::isDynamicShape(shape))
    return function.emitError("expected --dim for every dimension of argument ")
           << index << ", of type " << type;
  HostTensor tensor(type.getElementType(), shape);
  auto range = function.getArgAttrOfType<ArrayAttr>(index, "nn.range");
  int64_t least = range ? cast<IntegerAttr>(range[0]).getInt() : 0,
          end = range ? cast<IntegerAttr>(range[1]).getInt() : 2;
  for (int64_t i = 0; i < tensor.size(); ++i)
    if (isa<FloatType>(tensor.elementType()))
      tensor.setFloat(i, std::uniform_real_distribution<>(-0.1, 0.1)(random));
    else
      tensor.setInt(
          i, std::uniform_int_distribution<int64_t>(least, end - 1)(random));
  return tensor;
}

FailureOr<SmallVector<HostTensor>> findInputs(func::FuncOp function,
                                              const Arrays &given) {
  std::mt19937 random(1);
  SmallVector<HostTensor> arguments;
  for (unsigned i = 0; i < function.getNumArguments(); ++i) {
    auto path = function.getArgAttrOfType<StringAttr>(i, nn::kParam);
    std::string name =
        path ? path.str() : (function.getName() + "." + Twine(i)).str();
    auto at = given.find(name);
    if (at == given.end() && !inputs.empty())
      return function.emitError("expected an input `")
             << name << "` in " << inputs;
    auto argument = at == given.end() ? drawInput(function, i, random)
                                      : FailureOr<HostTensor>(at->second);
    if (failed(argument))
      return failure();
    arguments.push_back(*argument);
  }
  return arguments;
}

LogicalResult runPasses(ModuleOp module, StringRef passes) {
  PassManager manager(module->getContext());
  return success(succeeded(parsePassPipeline(passes, manager)) &&
                 succeeded(manager.run(module)));
}

void print(StringRef name, const HostTensor &tensor) {
  llvm::outs() << name << " ";
  llvm::interleave(tensor.shape(), llvm::outs(), "x");
  llvm::outs() << (tensor.rank() ? "x" : "") << tensor.elementType() << ":";
  for (int64_t i = 0; i < tensor.size(); ++i)
    if (isa<FloatType>(tensor.elementType()))
      llvm::outs() << " " << llvm::format("%.9g", tensor.getFloat(i));
    else
      llvm::outs() << " " << tensor.getInt(i);
  llvm::outs() << "\n";
}

LogicalResult interpretAll(ModuleOp module, const Arrays &given) {
  std::vector<std::pair<std::string, data::Array>> results;
  bool ok = true;
  for (auto function : module.getOps<func::FuncOp>()) {
    if (!function.isPublic())
      continue;
    auto arguments = findInputs(function, given);
    auto values = failed(arguments)
                      ? FailureOr<SmallVector<HostTensor>>()
                      : interpret(function, *arguments, nullptr, foldTiles());
    ok &= succeeded(values);
    if (failed(values))
      continue;
    for (auto [i, value] : llvm::enumerate(*values)) {
      std::string name = (function.getName() + "." + Twine(i)).str();
      if (outputs.empty())
        print(name, value);
      else
        results.emplace_back(name, toArray(value));
    }
  }
  std::vector<data::Named<data::ArrayView>> views;
  for (auto &[name, array] : results)
    views.push_back({name, array});
  if (!outputs.empty())
    if (auto error = data::writeNpz(outputs, views))
      return module.emitError(error.message);
  return success(ok);
}

LogicalResult bisectMain(ModuleOp module, const Arrays &given) {
  auto main = module.lookupSymbol<func::FuncOp>("main");
  if (!main)
    return module.emitError("expected a function `main` to bisect");
  auto arguments = findInputs(main, given);
  if (failed(arguments))
    return failure();
  SmallVector<StringRef> parts;
  StringRef(stages).split(parts, ';');
  std::vector<std::string> names(parts.begin(), parts.end());
  auto produce = [&](StringRef stage) -> FailureOr<OwningOpRef<ModuleOp>> {
    OwningOpRef<ModuleOp> copy = module.clone();
    for (const std::string &name : names) {
      if (!name.empty() && failed(runPasses(*copy, name)))
        return failure();
      if (name == stage)
        break;
    }
    return copy;
  };
  auto found = bisect({"main", *arguments, names, produce, std::nullopt});
  if (failed(found))
    return failure();
  llvm::outs() << (*found ? (*found)->describe() : "no stage parts\n");
  return success();
}

LogicalResult readInputs(ModuleOp module, Arrays &given) {
  if (inputs.empty())
    return success();
  auto arrays = data::readNpz(inputs);
  if (!arrays)
    return module.emitError(arrays.takeError().message);
  for (const auto &[name, array] : *arrays)
    given[name] = toHostTensor(module.getContext(), array);
  return success();
}
} // namespace

int main(int argc, char **argv) {
  llvm::InitLLVM init(argc, argv);
  registerConvertNNToLinalg();
  registerDecompose();
  registerDeriveFolds();
  registerInstantiate();
  registerPlantBugPass();
  cl::ParseCommandLineOptions(argc, argv,
                              "Tenfold's reference on files, for tests\n");
  DialectRegistry registry;
  registry.insert<fold::FoldDialect, nn::NNDialect, arith::ArithDialect,
                  func::FuncDialect, linalg::LinalgDialect, math::MathDialect,
                  tensor::TensorDialect>();
  MLIRContext context(registry);
  llvm::SourceMgr sources;
  SourceMgrDiagnosticHandler handler(sources, &context);
  auto module = parseSourceFile<ModuleOp>(file, sources, &context);
  Arrays given;
  if (!module || failed(readInputs(*module, given)) ||
      (!pipeline.empty() && failed(runPasses(*module, pipeline))))
    return 1;
  return failed(stages.getNumOccurrences() ? bisectMain(*module, given)
                                           : interpretAll(*module, given));
}
