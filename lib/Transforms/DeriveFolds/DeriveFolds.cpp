//===- DeriveFolds.cpp - chains of reductions to folds --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Of all values that depend on several reductions of one stream, the one with
// most reductions is derived; then again, over what is left. A chain that needs
// two passes so becomes a fold for its first part, whose results are inputs of
// the second.

#include "dialects/Fold/Fold.h"
#include "lib/Algebra/Normalize.h"
#include "lib/Transforms/DeriveFolds/BuildFold.h"

#include "mlir/Analysis/SliceAnalysis.h"
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
using algebra::Expr;

namespace {
/// A chain with what its fold computes.
struct Derived {
  Chain chain;
  SmallVector<Output> outputs;
  SetVector<Operation *> dead; // ops that the fold replaces
  algebra::Program program;
  SmallVector<uint64_t> stateDims;
};

struct DeriveFoldsPass final : tenfold::impl::DeriveFoldsBase<DeriveFoldsPass> {
  using DeriveFoldsBase::DeriveFoldsBase;

  void runOnOperation() override;

private:
  std::optional<Derived> derive(linalg::GenericOp root, const Extents &extents);
  bool separate(Derived &derived);
  void miss(Operation *op, StringRef reason);
  void rewrite(Derived &derived);

  DenseSet<Operation *> missed; // of which a remark is given
};
} // namespace

/// What other ops use of the chain. Element-wise ops along the stream that have
/// other users stay, and use results of the fold.
static void findOutputs(Derived &derived) {
  Chain &chain = derived.chain;
  for (auto &[op, known] : chain.absorbed)
    derived.dead.insert(op);
  auto usedOutside = [&](Operation *op) {
    return llvm::any_of(op->getUsers(), [&](Operation *user) {
      return !derived.dead.contains(user);
    });
  };
  bool changed = true;
  while (std::exchange(changed, false))
    for (auto &[op, known] : chain.absorbed)
      if (chain.streams(known.expr) && derived.dead.contains(op) &&
          usedOutside(op))
        changed = derived.dead.remove(op);
  for (auto &[op, known] : chain.absorbed)
    if (!chain.streams(known.expr) && usedOutside(op))
      derived.outputs.push_back({op->getResult(0), known.dims});
}

/// Whether something that the fold reads is computed from its reductions.
static bool waitsForItself(const Chain &chain) {
  SetVector<Operation *> slice;
  BackwardSliceOptions options;
  options.inclusive = true;
  options.omitUsesFromAbove = false;
  auto add = [&](Value value) {
    if (value && value.getDefiningOp())
      (void)getBackwardSlice(value, &slice, options);
  };
  for (const Leaf &leaf : chain.leaves) {
    if (leaf.kind != Leaf::product)
      add(leaf.value);
    else
      for (Value operand : leaf.value.getDefiningOp()->getOperands())
        add(operand);
  }
  return llvm::any_of(chain.reductions,
                      [&](Operation *op) { return slice.contains(op); });
}

/// Whether something that streams is made in the kernel, where no tile of it
/// is.
static bool streamsWhatIsMade(const Chain &chain) {
  auto isMade = [](Value value) {
    return value.getDefiningOp<linalg::LinalgOp>() != nullptr;
  };
  return llvm::any_of(chain.leaves, [&](const Leaf &leaf) {
    if (!llvm::is_contained(leaf.dims, chain.stream) || !leaf.value)
      return false;
    if (leaf.kind != Leaf::product)
      return isMade(leaf.value);
    auto op = leaf.value.getDefiningOp<linalg::GenericOp>();
    return llvm::any_of(op.getDpsInputOperands(), [&](OpOperand *operand) {
      AffineMap map = op.getMatchingIndexingMap(operand);
      return isMade(operand->get()) &&
             llvm::any_of(llvm::seq(map.getNumResults()), [&](unsigned d) {
               return leaf.loops[map.getDimPosition(d)] == chain.stream;
             });
    });
  });
}

void DeriveFoldsPass::miss(Operation *op, StringRef reason) {
  if (missed.insert(op).second)
    remark::missed(op->getLoc(), remark::RemarkOpts::name("Fold")
                                     .category("derive-folds")
                                     .function(getOperation().getName()))
        << remark::reason("{0}", reason);
}

/// Normal forms of the outputs, anchors and regions; false where a reduction
/// needs another pass.
bool DeriveFoldsPass::separate(Derived &derived) {
  Chain &chain = derived.chain;
  bool counts = chain.extent.first || chain.extent.second == 0;
  algebra::Algebra algebra;
  algebra::Derivation derivation(
      algebra, counts ? std::nullopt : std::optional(chain.extent.second));
  algebra::Normalizer normalize(algebra, derivation, chain.streamBit());
  std::vector<algebra::NormalForm> results;
  for (const Output &output : derived.outputs) {
    auto form =
        normalize(chain.absorbed.lookup(output.replaces.getDefiningOp()).expr);
    if (!form) {
      miss(chain.reductions[normalize.refused->source], derivation.refusal());
      return false;
    }
    results.push_back(*form);
  }
  algebra::Plan plan = derivation.anchor(results);
  if (algebra.hasFailed()) {
    miss(chain.root, "the normal form is too large");
    return false;
  }
  derived.program = build(algebra, plan, chain.streamBit(), normalize.written);
  for (const Expr &state : derived.program.absorb)
    derived.stateDims.push_back(state->dims);
  for (auto [output, expr] :
       llvm::zip_equal(derived.outputs, derived.program.finish))
    if (counts)
      expr = make(
          algebra::Node::unlessZero,
          {algebra::make(algebra::Node::count, {}), expr,
           overNothing(
               chain.absorbed.lookup(output.replaces.getDefiningOp()).expr)});
  return true;
}

std::optional<Derived> DeriveFoldsPass::derive(linalg::GenericOp root,
                                               const Extents &extents) {
  auto chain = Chain::match(root, extents);
  if (!chain || !chain->consistent)
    return std::nullopt;
  auto isProduct = [](const Leaf &leaf) { return leaf.kind == Leaf::product; };
  if (productsOnly && llvm::none_of(chain->leaves, isProduct))
    return std::nullopt;
  if (!chain->knowsExtents()) {
    miss(root, "no operand has the dimension: all elements are looked up");
    return std::nullopt;
  }
  if (waitsForItself(*chain)) {
    miss(root, "an operand is computed from a result by an op that is neither "
               "element-wise nor a reduction over the same dimension");
    return std::nullopt;
  }
  if (streamsWhatIsMade(*chain)) {
    miss(root, "an element is made in the kernel by an op that no tile can "
               "take in");
    return std::nullopt;
  }
  Derived derived{std::move(*chain), {}, {}, {}, {}};
  findOutputs(derived);
  if (!separate(derived))
    return std::nullopt;
  return derived;
}

void DeriveFoldsPass::rewrite(Derived &derived) {
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
      std::optional<Derived> best;
      Extents extents(block);
      auto roots = llvm::to_vector(block.getOps<linalg::GenericOp>());
      for (linalg::GenericOp root : llvm::reverse(roots)) {
        auto derived = derive(root, extents);
        if (derived && (!best || derived->chain.reductions.size() >
                                     best->chain.reductions.size()))
          best = std::move(derived);
      }
      if (!best)
        break;
      rewrite(*best);
    }
}
