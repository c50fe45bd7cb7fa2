//===- BoundSize.cpp - a bound of an index at given argument sizes -----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Sizes of tiles depend on the task only through minima, min(tile, E - t tile),
// so a minimum is bounded by those of its operands that are known, and ops that
// grow with their operands pass bounds on.

#include "lib/Transforms/PlaceScratch/BoundSize.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;

namespace {

struct Bound {
  int64_t value;
  bool exact;
};

std::optional<Bound> bound(Value value, const tenfold::SizePoint &point);

std::optional<Bound> sizeOfArgument(memref::DimOp dim, const tenfold::SizePoint &point) {
  auto arg = dyn_cast<BlockArgument>(dim.getSource());
  auto kernel = arg ? dyn_cast<func::FuncOp>(arg.getOwner()->getParentOp()) : func::FuncOp();
  auto names = kernel ? kernel.getArgAttrOfType<ArrayAttr>(arg.getArgNumber(), "nn.dims") : ArrayAttr();
  std::optional<int64_t> at = dim.getConstantIndex();
  if (!names || !at || *at >= int64_t(names.size()))
    return std::nullopt;
  auto name = dyn_cast<StringAttr>(names[*at]);
  auto found = name ? point.find(name.getValue()) : point.end();
  return found == point.end() ? std::nullopt : std::optional(Bound{found->second, true});
}

/// The least of the known operands.
std::optional<Bound> boundMinimum(Operation *op, const tenfold::SizePoint &point) {
  std::optional<Bound> least;
  bool exact = true;
  for (Value operand : op->getOperands()) {
    std::optional<Bound> one = bound(operand, point);
    exact &= one && one->exact;
    if (one && (!least || one->value < least->value))
      least = one;
  }
  if (least)
    least->exact = exact;
  return least;
}

/// Whether the result grows with operand `index` where all are sizes.
bool growsWith(Operation *op, unsigned index) {
  if (isa<arith::AddIOp, arith::MulIOp, arith::MaxUIOp, arith::MaxSIOp, arith::IndexCastOp>(op))
    return true;
  return isa<arith::CeilDivUIOp, arith::CeilDivSIOp, arith::DivUIOp, arith::DivSIOp>(op) && index == 0;
}

/// Folds the op on constant operands: the arithmetic is upstream's own.
std::optional<Bound> boundByFolding(OpResult result, const tenfold::SizePoint &point) {
  Operation *op = result.getOwner();
  if (op->getNumRegions() != 0 || op->getNumOperands() == 0)
    return std::nullopt;
  SmallVector<Attribute> operands;
  bool exact = true;
  for (auto [index, operand] : llvm::enumerate(op->getOperands())) {
    std::optional<Bound> one = bound(operand, point);
    if (!one || (!one->exact && !growsWith(op, index)))
      return std::nullopt;
    exact &= one->exact;
    operands.push_back(IntegerAttr::get(operand.getType(), one->value));
  }
  SmallVector<OpFoldResult> folded;
  Operation *clone = op->clone(); // folding may change the op
  std::optional<int64_t> value;
  if (succeeded(clone->fold(operands, folded)) && folded.size() == op->getNumResults()) {
    OpFoldResult one = folded[result.getResultNumber()];
    value = getConstantIntValue(one);
    // x / 1 folds to x itself.
    for (auto [operand, known] : llvm::zip_equal(clone->getOperands(), operands))
      if (dyn_cast<Value>(one) == operand)
        value = cast<IntegerAttr>(known).getInt();
  }
  clone->destroy();
  return value ? std::optional(Bound{*value, exact}) : std::nullopt;
}

std::optional<Bound> bound(Value value, const tenfold::SizePoint &point) {
  if (std::optional<int64_t> constant = getConstantIntValue(value))
    return Bound{*constant, true};
  auto result = dyn_cast<OpResult>(value);
  if (!result)
    return std::nullopt;
  Operation *op = result.getOwner();
  if (auto dim = dyn_cast<memref::DimOp>(op))
    return sizeOfArgument(dim, point);
  if (isa<arith::MinUIOp, arith::MinSIOp>(op))
    return boundMinimum(op, point);
  return boundByFolding(result, point);
}

} // namespace

std::optional<int64_t> tenfold::boundSize(Value value, const SizePoint &point) {
  std::optional<Bound> found = bound(value, point);
  return found ? std::optional(found->value) : std::nullopt;
}
