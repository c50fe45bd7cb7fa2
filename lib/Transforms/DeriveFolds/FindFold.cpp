//===- FindFold.cpp - the fold that a chain of reductions is --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Transforms/DeriveFolds/FindFold.h"

#include "lib/Algebra/Normalize.h"

#include "mlir/Analysis/SliceAnalysis.h"

using namespace mlir;
using namespace tenfold;
using algebra::Expr;

/// What other ops use of the chain. Element-wise ops along the stream that have
/// other users stay, and use results of the fold.
static void findOutputs(FoundFold &derived) {
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

/// Normal forms of the outputs, anchors and regions; false where a reduction
/// needs another pass.
static bool separate(FoundFold &derived, Miss miss) {
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

std::optional<FoundFold> tenfold::findFold(linalg::GenericOp root,
                                           const Extents &extents,
                                           bool productsOnly, Miss miss) {
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
  FoundFold derived{std::move(*chain), {}, {}, {}, {}};
  findOutputs(derived);
  if (!separate(derived, miss))
    return std::nullopt;
  return derived;
}
