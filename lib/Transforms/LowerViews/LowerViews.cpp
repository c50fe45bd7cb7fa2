//===- LowerViews.cpp - reshapes of whole buffers -------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Pass/Pass.h"

namespace tenfold {
#define GEN_PASS_DEF_LOWERVIEWS
#include "lib/Transforms/LowerViews/LowerViews.h.inc"
} // namespace tenfold

using namespace mlir;

/// The buffer under the shape of the result, its strides row-major.
static Value cast(OpBuilder &b, memref::ExpandShapeOp op) {
  SmallVector<OpFoldResult> sizes = op.getMixedOutputShape();
  SmallVector<OpFoldResult> strides(sizes.size(), b.getIndexAttr(1));
  SmallVector<int64_t> known = op.getResultType().getStridesAndOffset().first;
  OpFoldResult stride = b.getIndexAttr(1);
  for (size_t d = sizes.size(); d-- > 0;) {
    strides[d] = ShapedType::isDynamic(known[d])
                     ? stride
                     : OpFoldResult(b.getIndexAttr(known[d]));
    if (d == 0)
      break;
    Value product = b.createOrFold<arith::MulIOp>(
        op.getLoc(),
        getValueOrCreateConstantIndexOp(b, op.getLoc(), strides[d]),
        getValueOrCreateConstantIndexOp(b, op.getLoc(), sizes[d]));
    stride = product;
  }
  return memref::ReinterpretCastOp::create(b, op.getLoc(), op.getResultType(),
                                           op.getSrc(), b.getIndexAttr(0),
                                           sizes, strides);
}

namespace {
struct LowerViewsPass final : tenfold::impl::LowerViewsBase<LowerViewsPass> {
  void runOnOperation() override {
    getOperation().walk([](memref::ExpandShapeOp op) {
      if (!op.getSrcType().getLayout().isIdentity())
        return;
      OpBuilder b(op);
      op.replaceAllUsesWith(cast(b, op));
      op.erase();
    });
  }
};
} // namespace
