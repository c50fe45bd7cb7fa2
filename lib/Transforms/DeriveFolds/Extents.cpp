//===- Extents.cpp - which dimensions are known to be equally large -------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Transforms/DeriveFolds/Chain.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace tenfold;

/// Arguments whose `nn.dims` have one name are equally large there.
static Extent ofArgument(BlockArgument argument, int64_t dim) {
  Extent own{argument.getAsOpaquePointer(), dim};
  auto function = dyn_cast<func::FuncOp>(argument.getOwner()->getParentOp());
  if (!function)
    return own;
  auto dims =
      function.getArgAttrOfType<ArrayAttr>(argument.getArgNumber(), "nn.dims");
  auto name = dims ? dyn_cast<StringAttr>(dims[dim]) : StringAttr();
  return name ? Extent{name.getAsOpaquePointer(), 0} : own;
}

static Extent declared(Value tensor, int64_t dim);

static Extent ofEmpty(tensor::EmptyOp op, int64_t dim) {
  Value size = op.getDynamicSizes()[op.getType().getDynamicDimIndex(dim)];
  auto asked = size.getDefiningOp<tensor::DimOp>();
  if (asked && asked.getConstantIndex())
    return declared(asked.getSource(), *asked.getConstantIndex());
  return {size.getAsOpaquePointer(), -1};
}

/// What the tensor was made with.
static Extent declared(Value tensor, int64_t dim) {
  auto type = cast<RankedTensorType>(tensor.getType());
  if (!type.isDynamicDim(dim))
    return {nullptr, type.getDimSize(dim)};
  if (auto argument = dyn_cast<BlockArgument>(tensor))
    return ofArgument(argument, dim);
  if (auto empty = tensor.getDefiningOp<tensor::EmptyOp>())
    return ofEmpty(empty, dim);
  if (auto fill = tensor.getDefiningOp<linalg::FillOp>())
    return declared(fill.getDpsInitOperand(0)->get(), dim);
  if (auto op = tensor.getDefiningOp<linalg::GenericOp>()) {
    OpOperand *init =
        op.getDpsInitOperand(cast<OpResult>(tensor).getResultNumber());
    return declared(init->get(), dim);
  }
  return {tensor.getAsOpaquePointer(), dim};
}

/// What each operand declares along the loop.
static SmallVector<Extent> alongLoop(linalg::GenericOp op, unsigned loop) {
  SmallVector<Extent> result;
  for (OpOperand &operand : op->getOpOperands())
    for (auto [d, expr] :
         llvm::enumerate(op.getMatchingIndexingMap(&operand).getResults()))
      if (auto dim = dyn_cast<AffineDimExpr>(expr);
          dim && dim.getPosition() == loop)
        result.push_back(declared(operand.get(), d));
  return result;
}

Extents::Extents(Block &block) {
  for (auto op : block.getOps<linalg::GenericOp>())
    for (unsigned loop = 0; loop < op.getNumLoops(); ++loop) {
      SmallVector<Extent> extents = alongLoop(op, loop);
      for (const Extent &extent : extents)
        equal.unionSets(extents.front(), extent);
    }
  for (const auto *entry : equal)
    if (!entry->getData().first)
      numbers[equal.getLeaderValue(entry->getData())] = entry->getData();
}

Extent Extents::represented(Extent extent) const {
  auto leader = equal.findLeader(extent);
  if (leader == equal.member_end())
    return extent;
  auto number = numbers.find(*leader);
  return number == numbers.end() ? *leader : number->second;
}

Extent Extents::of(Value tensor, int64_t dim) const {
  return represented(declared(tensor, dim));
}

Extent Extents::of(linalg::GenericOp op, unsigned loop) const {
  SmallVector<Extent> extents = alongLoop(op, loop);
  return extents.empty() ? Extent{op.getAsOpaquePointer(), loop}
                         : represented(extents.front());
}
