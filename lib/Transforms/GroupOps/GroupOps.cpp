//===- GroupOps.cpp - which ops become one kernel -------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Greedy, in program order: an op joins the first group among its producers'
// that accepts it, those with a product before others and late ones before
// early ones, or starts a group.

#include "dialects/Program/Program.h"
#include "lib/Analysis/LoopDims.h"
#include "lib/Analysis/Scatter.h"
#include "lib/Analysis/SlidingWindow.h"
#include "lib/Transforms/GroupOps/Streams.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/IR/LinalgInterfaces.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Remarks.h"
#include "mlir/Pass/Pass.h"
#include "mlir/Transforms/RegionUtils.h"

namespace tenfold {
#define GEN_PASS_DECL_GROUPOPS
#define GEN_PASS_DEF_GROUPOPS
#include "lib/Transforms/GroupOps/GroupOps.h.inc"
} // namespace tenfold

using namespace mlir;
using namespace tenfold;

namespace {

struct Group {
  SmallVector<linalg::GenericOp> ops;

  bool contains(Operation *op) const { return llvm::is_contained(ops, op); }
};

class Grouper {
public:
  explicit Grouper(bool apart) : apart(apart) {}

  /// Puts `op` in a group; the groups' numbers are positions in `groups`.
  void place(linalg::GenericOp op);

  SmallVector<Group> groups;
  Streams streams;

private:
  StringRef refusal(const Group &group, linalg::GenericOp op);
  bool dependsOutside(const Group &group, linalg::GenericOp op);

  bool apart; // whether no product shares a kernel with what reduces it
  DenseMap<Operation *, unsigned> groupOf;
};

} // namespace

/// Operands and values that the region captures, as ops in the same block.
static SmallVector<Operation *> producers(Operation *op) {
  SetVector<Value> values(op->operand_begin(), op->operand_end());
  for (Region &region : op->getRegions())
    getUsedValuesDefinedAbove(region, values);
  SmallVector<Operation *> result;
  for (Value value : values)
    if (Operation *producer = value.getDefiningOp())
      result.push_back(producer);
  return result;
}

/// Whether `op` uses the group through an op outside of it.
bool Grouper::dependsOutside(const Group &group, linalg::GenericOp op) {
  SmallVector<Operation *> work;
  SmallPtrSet<Operation *, 16> seen;
  for (Operation *producer : producers(op))
    if (!group.contains(producer))
      work.push_back(producer);
  while (!work.empty()) {
    Operation *current = work.pop_back_val();
    if (!seen.insert(current).second)
      continue;
    for (Operation *producer : producers(current)) {
      // Sizes are asked of tensors, but do not wait for their elements.
      if (isa<tensor::DimOp>(current))
        continue;
      if (group.contains(producer))
        return true;
      work.push_back(producer);
    }
  }
  return false;
}

/// Whether `op` reads a result of the group elsewhere than at its own place:
/// in its region by index, or at an offset. Then a tile of it would need other
/// tiles of the group.
static bool readsElsewhere(const Group &group, linalg::GenericOp op) {
  SetVector<Value> captured;
  getUsedValuesDefinedAbove(op.getRegion(), captured);
  auto isMade = [&](Value value) {
    return value.getDefiningOp() && group.contains(value.getDefiningOp());
  };
  if (llvm::any_of(captured, isMade))
    return true;
  return llvm::any_of(op->getOpOperands(), [&](OpOperand &operand) {
    return isMade(operand.get()) &&
           !op.getMatchingIndexingMap(&operand).isProjectedPermutation();
  });
}

/// Whether the result has a size that is computed, as that of a slice to the
/// last element but one, and is no input's.
static bool hasComputedSize(OpResult result) {
  auto op = cast<linalg::GenericOp>(result.getOwner());
  OpOperand *init = op.getDpsInitOperand(result.getResultNumber());
  Value out = init->get();
  if (auto fill = out.getDefiningOp<linalg::FillOp>())
    out = fill.getDpsInits()[0];
  auto empty = out.getDefiningOp<tensor::EmptyOp>();
  auto isInputs = [&](AffineExpr loop) {
    return llvm::any_of(op.getDpsInputOperands(), [&](OpOperand *input) {
      return llvm::is_contained(op.getMatchingIndexingMap(input).getResults(),
                                loop);
    });
  };
  AffineMap map = op.getMatchingIndexingMap(init);
  return empty && llvm::any_of(llvm::seq(map.getNumResults()), [&](unsigned d) {
           return empty.getType().isDynamicDim(d) &&
                  !isInputs(map.getResult(d)) &&
                  !empty.getDynamicSize(d).getDefiningOp<tensor::DimOp>();
         });
}

/// Whether `op` reads a result of the group whose size would be no argument's.
static bool readsComputedSize(const Group &group, linalg::GenericOp op) {
  return llvm::any_of(op.getDpsInputs(), [&](Value input) {
    auto producer = input.getDefiningOp<linalg::GenericOp>();
    return producer && group.contains(producer) &&
           hasComputedSize(cast<OpResult>(input));
  });
}

static bool isProduct(linalg::GenericOp op) {
  return linalg::isaContractionOpInterface(op) || slidesWindow(op);
}

/// Why `op` cannot join `group`; empty if it can.
StringRef Grouper::refusal(const Group &group, linalg::GenericOp op) {
  if (dependsOutside(group, op))
    return "1: an op outside the group lies between";
  if (readsElsewhere(group, op))
    return "5: it reads the group elsewhere than at its own place";
  SmallVector<linalg::LinalgOp> ops(group.ops.begin(), group.ops.end());
  ops.push_back(op);
  if (llvm::any_of(ops, [](auto op) { return matchScatter(op).has_value(); }))
    return "6: a scatter, which writes in place";
  if (readsComputedSize(group, op))
    return "7: a result of the group has a computed size";
  LoopDims dims(ops);
  if (dims.commonParallel().empty())
    return "2: no dimension is parallel in every op";
  auto sharesStream = [&](linalg::GenericOp member) {
    return streams.share(member, op);
  };
  auto sharesBatch = [&](linalg::GenericOp product) {
    return !apart && dims.sharesBatch(product);
  };
  bool hasProduct = llvm::any_of(group.ops, isProduct);
  if (isProduct(op) && !llvm::all_of(group.ops, sharesStream) &&
      (!hasProduct || !sharesBatch(op)))
    return "3: a contraction without a batch dimension in common";
  for (linalg::GenericOp member : group.ops)
    if (isProduct(member) && !sharesStream(member) && !sharesBatch(member) &&
        dims.reducesOver(op, member))
      return "4: it reduces over a dimension of a matrix product";
  return "";
}

void Grouper::place(linalg::GenericOp op) {
  SmallVector<unsigned> candidates;
  for (Operation *producer : producers(op))
    if (auto at = groupOf.find(producer);
        at != groupOf.end() && producer->getBlock() == op->getBlock())
      candidates.push_back(at->second);
  // A mask computed beside the scores must not keep what follows from them.
  auto rank = [&](unsigned candidate) {
    return std::pair(llvm::any_of(groups[candidate].ops, isProduct), candidate);
  };
  llvm::sort(candidates,
             [&](unsigned a, unsigned b) { return rank(a) > rank(b); });
  candidates.erase(llvm::unique(candidates), candidates.end());
  for (unsigned candidate : candidates) {
    StringRef reason = refusal(groups[candidate], op);
    if (reason.empty()) {
      groups[candidate].ops.push_back(op);
      groupOf[op] = candidate;
      return;
    }
    remark::missed(op.getLoc(),
                   remark::RemarkOpts::name("Group").category("group-ops"))
        << remark::reason("rule {0}", reason);
  }
  groupOf[op] = groups.size();
  groups.push_back({{op}});
}

namespace {
struct GroupOpsPass final : tenfold::impl::GroupOpsBase<GroupOpsPass> {
  using GroupOpsBase::GroupOpsBase;

  void runOnOperation() override {
    if (getOperation().isExternal() ||
        getOperation()->hasAttr(program::kKernel))
      return;
    Grouper grouper(productsApart);
    // A step of a loop has kernels of its own.
    getOperation().walk<WalkOrder::PreOrder>([&](Block *block) {
      if (streams && !productsApart)
        grouper.streams.find(*block);
      for (auto op : block->getOps<linalg::GenericOp>())
        grouper.place(op);
    });
    Builder b(&getContext());
    for (auto [number, group] : llvm::enumerate(grouper.groups))
      for (linalg::GenericOp op : group.ops)
        op->setAttr(program::kGroup, b.getI64IntegerAttr(number));
  }
};
} // namespace
