//===- CopyResults.cpp - results that need a buffer of their own ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Transforms/FormProgram/CopyResults.h"
#include "dialects/NN/NN.h"
#include "dialects/Program/Program.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace tenfold;

bool tenfold::isView(Operation *op) {
  return isa_and_nonnull<tensor::ExpandShapeOp, tensor::CollapseShapeOp,
                         tensor::CastOp>(op);
}

Value tenfold::rootOf(Value value) {
  while (isView(value.getDefiningOp()))
    value = value.getDefiningOp()->getOperand(0);
  return value;
}

namespace {

/// One copy kernel for each type.
class Copier {
public:
  explicit Copier(SymbolTable &symbols)
      : symbols(symbols), module(cast<ModuleOp>(symbols.getOp())) {
    for (auto function : module.getOps<func::FuncOp>())
      kernels += function->hasAttr(program::kKernel);
  }

  Value copy(OpBuilder &b, Location loc, Value value) {
    func::FuncOp &kernel = copies[value.getType()];
    if (!kernel)
      kernel = createKernel(cast<RankedTensorType>(value.getType()));
    return func::CallOp::create(b, loc, kernel, value).getResult(0);
  }

private:
  ArrayAttr namesOf(RankedTensorType type) {
    Builder b(module.getContext());
    SmallVector<Attribute> names;
    for (auto [at, size] : llvm::enumerate(type.getShape()))
      names.push_back(ShapedType::isDynamic(size)
                          ? Attribute(b.getStringAttr("d" + Twine(at)))
                          : b.getI64IntegerAttr(size));
    return b.getArrayAttr(names);
  }

  func::FuncOp createKernel(RankedTensorType type) {
    OpBuilder b(module.getContext());
    Location loc = module.getLoc();
    auto kernel = func::FuncOp::create(
        loc, ("kernel_" + Twine(kernels++) + "_copy").str(),
        b.getFunctionType(type, type));
    kernel.setPrivate();
    kernel->setAttr(program::kKernel, b.getUnitAttr());
    kernel.setArgAttr(0, nn::kDims, namesOf(type));
    kernel.setResultAttr(0, nn::kDims, namesOf(type));
    b.setInsertionPointToStart(kernel.addEntryBlock());
    Value source = kernel.getArgument(0);
    Value empty = tensor::EmptyOp::create(
        b, loc, tensor::getMixedSizes(b, loc, source), type.getElementType());
    AffineMap identity = b.getMultiDimIdentityMap(type.getRank());
    auto copied = linalg::GenericOp::create(
        b, loc, type, source, empty, ArrayRef{identity, identity},
        SmallVector<utils::IteratorType>(type.getRank(),
                                         utils::IteratorType::parallel),
        [](OpBuilder &b, Location loc, ValueRange args) {
          linalg::YieldOp::create(b, loc, args.front());
        });
    func::ReturnOp::create(b, loc, copied.getResults());
    symbols.insert(kernel);
    return kernel;
  }

  SymbolTable &symbols;
  ModuleOp module;
  unsigned kernels = 0;
  DenseMap<Type, func::FuncOp> copies;
};

} // namespace

static void copyResults(func::FuncOp function, Copier &copier) {
  llvm::DenseSet<Value> taken;
  Operation *results = function.front().getTerminator();
  OpBuilder b(results);
  for (OpOperand &result : results->getOpOperands()) {
    Value root = rootOf(result.get());
    if (!root.getDefiningOp<func::CallOp>() || !taken.insert(root).second)
      result.set(copier.copy(b, results->getLoc(), result.get()));
  }
}

void tenfold::copyResults(ArrayRef<func::FuncOp> functions,
                          SymbolTable &symbols) {
  Copier copier(symbols);
  for (func::FuncOp function : functions)
    ::copyResults(function, copier);
}
