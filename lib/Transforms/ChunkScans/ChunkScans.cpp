//===- ChunkScans.cpp - affine steps to products over chunks --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Of S' = a S + u w, y = S'^T q with G_i = log |a_0| + .. + log |a_i|:
//
//   D_ij = exp(G_i - G_j) for j <= i, else 0, with the sign of the product;
//   y_i = exp(G_i) q_i S + sum_j ((q u^T) . D)_ij w_j;
//   S' = exp(G_n) S + sum_j exp(G_n - G_j) u_j w_j.
//
// A y of the state before the step has the sum until step i - 1, and j < i.

#include "dialects/Program/Program.h"
#include "lib/Transforms/ChunkScans/Chunker.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/Remarks.h"
#include "mlir/Pass/Pass.h"

namespace tenfold {
#define GEN_PASS_DECL_CHUNKSCANS
#define GEN_PASS_DEF_CHUNKSCANS
#include "lib/Transforms/ChunkScans/ChunkScans.h.inc"
} // namespace tenfold

using namespace mlir;
using namespace tenfold;

/// Keys and values of fewer elements are faster step by step.
constexpr int64_t kLeastWidth = 16;

/// Whether products over chunks pay: a block of registers of each width.
static bool isWorth(AffineScan &scan) {
  return llvm::all_of(scan.states, [](AffineState &state) {
    SmallVector<int64_t> extents =
        linalg::LinalgOp(state.update).getStaticLoopRanges();
    auto isNarrow = [&](unsigned dim) {
      return !ShapedType::isDynamic(extents[dim]) && extents[dim] < kLeastWidth;
    };
    return llvm::none_of(state.keys, isNarrow) &&
           llvm::none_of(state.values, isNarrow);
  });
}

namespace {
struct ChunkScansPass final : tenfold::impl::ChunkScansBase<ChunkScansPass> {
  using ChunkScansBase::ChunkScansBase;

  void rewrite(scf::ForOp loop) {
    remark::RemarkOpts opts =
        remark::RemarkOpts::name("Chunks").category("chunk-scans");
    std::string reason;
    FailureOr<AffineScan> scan = matchAffineScan(loop, reason);
    if (succeeded(scan) && !isWorth(*scan))
      reason = "the states are narrow";
    if (!reason.empty()) {
      remark::missed(loop.getLoc(), opts) << remark::reason("{0}", reason);
      return;
    }
    remark::passed(loop.getLoc(), opts)
        << remark::metric("States", scan->states.size())
        << remark::metric("Steps", chunk.getValue());
    Chunker(loop, *scan, chunk).run();
  }

  void runOnOperation() override {
    if (!getOperation()->hasAttr(program::kKernel))
      return;
    SmallVector<scf::ForOp> loops(getOperation().getOps<scf::ForOp>());
    for (scf::ForOp loop : loops)
      rewrite(loop);
  }
};
} // namespace
