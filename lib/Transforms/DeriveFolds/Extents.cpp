//===- Extents.cpp - which dimensions are known to be equally large -------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Transforms/DeriveFolds/Chain.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace tenfold;

/// Arguments whose `nn.dims` have one name are equally large there.
static Extent ofArgument(BlockArgument argument, int64_t dim) {
  Extent own{.of = argument.getAsOpaquePointer(), .dim = dim};
  auto function = dyn_cast<func::FuncOp>(argument.getOwner()->getParentOp());
  if (!function)
    return own;
  auto dims =
      function.getArgAttrOfType<ArrayAttr>(argument.getArgNumber(), "nn.dims");
  auto name = dims ? dyn_cast<StringAttr>(dims[dim]) : StringAttr();
  return name ? Extent{.of = name.getAsOpaquePointer()} : own;
}

static Extent ofEmpty(tensor::EmptyOp op, int64_t dim) {
  Value size = op.getDynamicSizes()[op.getType().getDynamicDimIndex(dim)];
  auto asked = size.getDefiningOp<tensor::DimOp>();
  if (asked && asked.getConstantIndex())
    return extentOf(asked.getSource(), *asked.getConstantIndex());
  return {.of = size.getAsOpaquePointer(), .dim = -1};
}

Extent tenfold::extentOf(Value tensor, int64_t dim) {
  auto type = cast<RankedTensorType>(tensor.getType());
  if (!type.isDynamicDim(dim))
    return {.size = type.getDimSize(dim)};
  if (auto argument = dyn_cast<BlockArgument>(tensor))
    return ofArgument(argument, dim);
  if (auto empty = tensor.getDefiningOp<tensor::EmptyOp>())
    return ofEmpty(empty, dim);
  if (auto fill = tensor.getDefiningOp<linalg::FillOp>())
    return extentOf(fill.getDpsInitOperand(0)->get(), dim);
  if (auto op = tensor.getDefiningOp<linalg::GenericOp>()) {
    OpOperand *init =
        op.getDpsInitOperand(cast<OpResult>(tensor).getResultNumber());
    return extentOf(init->get(), dim);
  }
  return {.of = tensor.getAsOpaquePointer(), .dim = dim};
}

Extent tenfold::extentOf(linalg::GenericOp op, unsigned loop) {
  for (OpOperand &operand : op->getOpOperands()) {
    AffineMap map = op.getMatchingIndexingMap(&operand);
    for (auto [d, expr] : llvm::enumerate(map.getResults()))
      if (auto dim = dyn_cast<AffineDimExpr>(expr);
          dim && dim.getPosition() == loop)
        return extentOf(operand.get(), d);
  }
  return {.of = op.getAsOpaquePointer(), .dim = loop};
}

/// Whether `init` is filled with the identity of the reduction.
static bool startsFrom(Value init, const APFloat &identity) {
  auto fill = init.getDefiningOp<linalg::FillOp>();
  FloatAttr value;
  return fill && matchPattern(fill.getInputs()[0], m_Constant(&value)) &&
         value.getValue().compare(identity) == APFloat::cmpEqual;
}

std::optional<Reduction> tenfold::matchReduction(linalg::GenericOp op) {
  SmallVector<unsigned> loops;
  op.getReductionDims(loops);
  if (loops.size() != 1 || op.getNumResults() != 1 ||
      op.getMatchingIndexingMap(op.getDpsInitOperand(0)).getNumResults() + 1 !=
          op.getNumLoops())
    return std::nullopt;
  Block *body = op.getBlock();
  Operation *combiner = body->getTerminator()->getOperand(0).getDefiningOp();
  Value out = body->getArguments().back();
  if (!combiner || !out.hasOneUse() || *out.user_begin() != combiner ||
      !isa<arith::AddFOp, arith::MaximumFOp, arith::MinimumFOp>(combiner))
    return std::nullopt;
  Value term = combiner->getOperand(combiner->getOperand(0) == out ? 1 : 0);
  bool isSum = isa<arith::AddFOp>(combiner),
       isMin = isa<arith::MinimumFOp>(combiner);
  auto &semantics = cast<FloatType>(out.getType()).getFloatSemantics();
  APFloat identity = isSum ? APFloat::getZero(semantics)
                           : APFloat::getInf(semantics, /*Negative=*/!isMin);
  if (!startsFrom(op.getDpsInits()[0], identity))
    return std::nullopt;
  return Reduction{loops[0], isSum, isMin, term};
}
