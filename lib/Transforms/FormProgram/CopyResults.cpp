//===- CopyResults.cpp - values that need a buffer of their own ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Transforms/FormProgram/CopyResults.h"
#include "dialects/NN/NN.h"
#include "dialects/Program/Program.h"
#include "lib/Transforms/FormProgram/Storage.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace tenfold;

namespace {

/// One copy kernel for each type, and one for each constant, which it holds.
class Copier {
public:
  explicit Copier(SymbolTable &symbols)
      : symbols(symbols), module(cast<ModuleOp>(symbols.getOp())) {
    for (auto function : module.getOps<func::FuncOp>())
      kernels += function->hasAttr(program::kKernel);
  }

  Value copy(OpBuilder &b, Location loc, Value value) {
    auto type = cast<RankedTensorType>(value.getType());
    if (auto constant = value.getDefiningOp<arith::ConstantOp>())
      return func::CallOp::create(b, loc, createKernel(type, constant),
                                  ValueRange())
          .getResult(0);
    func::FuncOp &kernel = copies[type];
    if (!kernel)
      kernel = createKernel(type, {});
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

  func::FuncOp createKernel(RankedTensorType type, arith::ConstantOp constant) {
    OpBuilder b(module.getContext());
    Location loc = module.getLoc();
    auto kernel = func::FuncOp::create(
        loc, ("kernel_" + Twine(kernels++) + "_copy").str(),
        b.getFunctionType(constant ? TypeRange() : TypeRange(type), type));
    kernel.setPrivate();
    kernel->setAttr(program::kKernel, b.getUnitAttr());
    if (!constant)
      kernel.setArgAttr(0, nn::kDims, namesOf(type));
    kernel.setResultAttr(0, nn::kDims, namesOf(type));
    b.setInsertionPointToStart(kernel.addEntryBlock());
    Value source = constant ? b.clone(*constant)->getResult(0)
                            : Value(kernel.getArgument(0));
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

/// Whether the memory of `value` may be written by `call`: it is the program's
/// own, or given to it, and nothing else needs what it holds.
static bool isLastUse(Value value, func::CallOp call) {
  Value root = rootOf(value), storage = storageOf(value);
  auto arg = dyn_cast<BlockArgument>(storage);
  auto function = call->getParentOfType<func::FuncOp>();
  if (arg && !function.getArgAttr(arg.getArgNumber(), nn::kDonate))
    return false;
  auto sharesMemory = [&](Value operand) { return rootOf(operand) == root; };
  return llvm::count_if(call.getOperands(), sharesMemory) == 1 &&
         llvm::all_of(readersOf(root), [&](Operation *reader) {
           return reader == call || reader->isBeforeInBlock(call);
         });
}

static void copyUpdated(func::FuncOp function, Copier &copier) {
  for (auto call : llvm::to_vector(function.getOps<func::CallOp>()))
    for (Value result : call.getResults()) {
      Value updated = updatedBy(result);
      if (!updated || isLastUse(updated, call))
        continue;
      OpBuilder b(call);
      Value copied = copier.copy(b, call.getLoc(), updated);
      call->replaceUsesOfWith(updated, copied);
    }
}

static void copyResults(func::FuncOp function, Copier &copier) {
  llvm::DenseSet<Value> taken;
  Operation *results = function.front().getTerminator();
  OpBuilder b(results);
  for (OpOperand &result : results->getOpOperands()) {
    Value storage = storageOf(result.get());
    Value donated = donatedTo(function, result.getOperandNumber());
    bool inPlace = donated ? storage == donated
                           : bool(storage.getDefiningOp<func::CallOp>());
    if (!inPlace || !taken.insert(storage).second)
      result.set(copier.copy(b, results->getLoc(), result.get()));
    if (isa_and_present<arith::ConstantOp>(storage.getDefiningOp()) &&
        storage.use_empty())
      storage.getDefiningOp()->erase();
  }
}

void tenfold::insertCopies(ArrayRef<func::FuncOp> functions,
                           SymbolTable &symbols) {
  Copier copier(symbols);
  for (func::FuncOp function : functions) {
    copyUpdated(function, copier);
    copyResults(function, copier);
  }
}
