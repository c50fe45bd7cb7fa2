//===- DeriveFolds.cpp - chains of reductions to folds --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Of all values that depend on several reductions of one stream, the one with
// most reductions is derived; then again, over what is left. A chain that needs
// two passes so becomes a fold for its first part, whose results are inputs of
// the second.

#include "dialects/Fold/Fold.h"
#include "lib/Transforms/DeriveFolds/FindFold.h"

#include "mlir/Analysis/TopologicalSortUtils.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Remarks.h"
#include "mlir/Pass/Pass.h"

namespace tenfold {
#define GEN_PASS_DECL_DERIVEFOLDS
#define GEN_PASS_DEF_DERIVEFOLDS
#include "lib/Transforms/DeriveFolds/DeriveFolds.h.inc"
} // namespace tenfold

using namespace mlir;
using namespace tenfold;

namespace {
struct DeriveFoldsPass final : tenfold::impl::DeriveFoldsBase<DeriveFoldsPass> {
  using DeriveFoldsBase::DeriveFoldsBase;

  void runOnOperation() override;

private:
  void miss(Operation *op, StringRef reason);
  void rewrite(FoundFold &derived);

  DenseSet<Operation *> missed; // of which a remark is given
};
} // namespace

void DeriveFoldsPass::miss(Operation *op, StringRef reason) {
  if (missed.insert(op).second)
    remark::missed(op->getLoc(), remark::RemarkOpts::name("Fold")
                                     .category("derive-folds")
                                     .function(getOperation().getName()))
        << remark::reason("{0}", reason);
}

void DeriveFoldsPass::rewrite(FoundFold &derived) {
  Chain &chain = derived.chain;
  OpBuilder b(chain.root);
  fold::ReduceOp op =
      buildFold(b, chain, derived.program, derived.stateDims, derived.outputs);
  algebra::Cost cost = costOf(derived.program, chain.streamBit());
  remark::passed(op.getLoc(), remark::RemarkOpts::name("Fold")
                                  .category("derive-folds")
                                  .function(getOperation().getName()))
      << remark::metric("reductions", chain.reductions.size())
      << remark::metric("states", derived.stateDims.size())
      << remark::metric("exponentials of an element", cost.elementExps)
      << remark::metric("other operations of an element", cost.elementOps);
  for (auto [output, result] :
       llvm::zip_equal(derived.outputs, op.getResults()))
    output.replaces.replaceAllUsesWith(result);
  Block *block = op->getBlock();
  for (Operation *dead : llvm::reverse(derived.dead.getArrayRef()))
    dead->erase();
  // Users come after what they use, wherever the fold was put.
  sortTopologically(block);
}

void DeriveFoldsPass::runOnOperation() {
  for (Block &block : getOperation().getBody())
    while (true) {
      std::optional<FoundFold> best;
      Extents extents(block);
      auto roots = llvm::to_vector(block.getOps<linalg::GenericOp>());
      for (linalg::GenericOp root : llvm::reverse(roots)) {
        auto derived =
            findFold(root, extents, productsOnly,
                     [&](Operation *op, StringRef why) { miss(op, why); });
        if (derived && (!best || derived->chain.reductions.size() >
                                     best->chain.reductions.size()))
          best = std::move(derived);
      }
      if (!best)
        break;
      rewrite(*best);
    }
}
