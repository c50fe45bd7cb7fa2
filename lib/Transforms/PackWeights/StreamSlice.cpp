//===- StreamSlice.cpp - parts of weights that loops read -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Transforms/PackWeights/StreamSlice.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;
using namespace tenfold;

std::optional<StreamSlice> tenfold::matchStreamSlice(Operation *op) {
  auto slice = dyn_cast<tensor::ExtractSliceOp>(op);
  auto loop = dyn_cast_or_null<scf::ForOp>(op->getParentOp());
  if (!slice || !loop || !slice.hasUnitStride() ||
      slice.getType().getRank() != slice.getSourceType().getRank())
    return std::nullopt;
  std::optional<int64_t> step = getConstantIntValue(loop.getStep());
  std::optional<unsigned> dim;
  for (auto [d, offset, size] :
       llvm::enumerate(slice.getMixedOffsets(), slice.getMixedSizes())) {
    if (isZeroInteger(offset) &&
        getConstantIntValue(size) == slice.getSourceType().getDimSize(d))
      continue;
    if (dim || dyn_cast<Value>(offset) != loop.getInductionVar())
      return std::nullopt;
    dim = d;
  }
  return dim && step ? std::optional(StreamSlice{slice, *dim, *step})
                     : std::nullopt;
}

/// The dimension of the layout that counts panels of `dim`, or `dim` itself.
static unsigned outerDim(const Layout &layout, unsigned dim) {
  unsigned outer = 0;
  layout.toOriginal.getResult(dim).walk([&](AffineExpr part) {
    auto own = dyn_cast<AffineDimExpr>(part);
    if (own && own.getPosition() + 1 < layout.type.getRank())
      outer = own.getPosition();
  });
  return outer;
}

static bool isSplit(const Layout &layout, unsigned dim) {
  return !isa<AffineDimExpr>(layout.toOriginal.getResult(dim));
}

bool StreamSlice::fits(const Layout &layout, int64_t width) const {
  return !isSplit(layout, dim) || step % width == 0;
}

void StreamSlice::repack(const Layout &layout, int64_t width) {
  OpBuilder b(op);
  Location loc = op.getLoc();
  OpFoldResult offset = op.getMixedOffsets()[dim],
               size = op.getMixedSizes()[dim];
  if (isSplit(layout, dim)) {
    Value columns = arith::ConstantIndexOp::create(b, loc, width);
    offset =
        arith::DivUIOp::create(
            b, loc, getValueOrCreateConstantIndexOp(b, loc, offset), columns)
            .getResult();
    size = arith::CeilDivUIOp::create(
               b, loc, getValueOrCreateConstantIndexOp(b, loc, size), columns)
               .getResult();
  }
  unsigned outer = outerDim(layout, dim);
  SmallVector<OpFoldResult> offsets(layout.type.getRank(), b.getIndexAttr(0)),
      ones(layout.type.getRank(), b.getIndexAttr(1)), sizes;
  for (int64_t extent : layout.type.getShape())
    sizes.push_back(b.getIndexAttr(extent));
  offsets[outer] = offset;
  sizes[outer] = size;
  SmallVector<int64_t> shape(layout.type.getShape());
  shape[outer] = ShapedType::kDynamic;
  auto packed = tensor::ExtractSliceOp::create(
      b, loc, layout.type.clone(shape), op.getSource(), offsets, sizes, ones);
  op.replaceAllUsesWith(packed.getResult());
  op.erase();
}
