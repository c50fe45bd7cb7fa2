//===- EvaluateSize.cpp - an index value at given argument sizes ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Transforms/PlaceScratch/EvaluateSize.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;

static std::optional<int64_t> sizeOfArgument(memref::DimOp dim, const tenfold::SizePoint &point) {
  auto arg = dyn_cast<BlockArgument>(dim.getSource());
  auto kernel = arg ? dyn_cast<func::FuncOp>(arg.getOwner()->getParentOp()) : func::FuncOp();
  auto names = kernel ? kernel.getArgAttrOfType<ArrayAttr>(arg.getArgNumber(), "nn.dims") : ArrayAttr();
  std::optional<int64_t> at = dim.getConstantIndex();
  if (!names || !at || *at >= int64_t(names.size()))
    return std::nullopt;
  auto name = dyn_cast<StringAttr>(names[*at]);
  auto found = name ? point.find(name.getValue()) : point.end();
  return found == point.end() ? std::nullopt : std::optional(found->second);
}

/// Folds the op on constant operands: the arithmetic is upstream's own.
static std::optional<int64_t> foldOn(OpResult result, const tenfold::SizePoint &point) {
  Operation *op = result.getOwner();
  if (op->getNumRegions() != 0)
    return std::nullopt;
  SmallVector<Attribute> operands;
  for (Value operand : op->getOperands()) {
    std::optional<int64_t> value = tenfold::evaluateSize(operand, point);
    if (!value)
      return std::nullopt;
    operands.push_back(IntegerAttr::get(operand.getType(), *value));
  }
  SmallVector<OpFoldResult> folded;
  Operation *scratchpad = op->clone();
  bool done = succeeded(scratchpad->fold(operands, folded)) && folded.size() == op->getNumResults();
  std::optional<int64_t> value;
  if (done)
    value = getConstantIntValue(folded[result.getResultNumber()]);
  scratchpad->destroy();
  return value;
}

std::optional<int64_t> tenfold::evaluateSize(Value value, const SizePoint &point) {
  if (std::optional<int64_t> constant = getConstantIntValue(value))
    return constant;
  if (auto dim = value.getDefiningOp<memref::DimOp>())
    return sizeOfArgument(dim, point);
  auto result = dyn_cast<OpResult>(value);
  return result ? foldOn(result, point) : std::nullopt;
}
