//===- MoveChannelsLast.cpp - (n, c, place..) stored as (n, place.., c) ---===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A set of values is stored in the other layout: results of windows, and what
// element-wise ops make of them. Ops that define one are built again, with the
// permutation in the map of the result and with loops in the order of memory;
// readers get it in the map of the operand.

#include "lib/Analysis/SlidingWindow.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"
#include "mlir/IR/Remarks.h"
#include "mlir/Pass/Pass.h"

namespace tenfold {
#define GEN_PASS_DEF_MOVECHANNELSLAST
#include "lib/Transforms/MoveChannelsLast/MoveChannelsLast.h.inc"
} // namespace tenfold

using namespace mlir;

/// Place i of the new order holds dimension order[i] of the old one.
static SmallVector<int64_t> channelsLast(int64_t rank) {
  SmallVector<int64_t> order{0};
  for (int64_t d = 2; d < rank; ++d)
    order.push_back(d);
  order.push_back(1);
  return order;
}

static int64_t rankOf(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  return type ? type.getRank() : 0;
}

template <typename Range> static auto permuted(const Range &all) {
  return applyPermutation(llvm::to_vector(all), channelsLast(all.size()));
}

static AffineMap permuted(AffineMap map) {
  return AffineMap::get(map.getNumDims(), 0, permuted(map.getResults()),
                        map.getContext());
}

static RankedTensorType permuted(RankedTensorType type) {
  return type.clone(permuted(type.getShape()));
}

static bool isElementwise(linalg::GenericOp op) {
  return op.getNumLoops() == op.getNumParallelLoops();
}

/// Whether the one result has an element for each place of the parallel loops,
/// and channels.
static bool makesImage(linalg::GenericOp op) {
  return op->getNumResults() == 1 && rankOf(op->getResult(0)) > 2 &&
         op.getIndexingMapMatchingResult(op->getResult(0))
             .isProjectedPermutation() &&
         rankOf(op->getResult(0)) == op.getNumParallelLoops();
}

/// Whether windows slide over all dimensions of the first operand but two.
static bool slidesOverPlaces(linalg::GenericOp op) {
  if (!tenfold::slidesWindow(op) || !makesImage(op) ||
      rankOf(op.getInputs()[0]) != rankOf(op->getResult(0)))
    return false;
  ArrayRef<AffineExpr> x = op.getIndexingMapsArray()[0].getResults();
  return llvm::all_of(x.take_front(2), llvm::IsaPred<AffineDimExpr>) &&
         llvm::none_of(x.drop_front(2), llvm::IsaPred<AffineDimExpr>);
}

/// Whether `op` reads the value element by element, at its own place or at a
/// computed one.
static bool readsPlaces(linalg::GenericOp op, OpOperand &use) {
  if (use.getOwner() != op) // an element taken in the region
    return isa<tensor::ExtractOp>(use.getOwner());
  return op.isDpsInput(&use) &&
         op.getMatchingIndexingMap(&use) ==
             op.getIndexingMapMatchingResult(op->getResult(0));
}

namespace {

class Mover {
public:
  explicit Mover(func::FuncOp function)
      : function(function), rewriter(function.getContext()) {}
  void run();

private:
  void choose();
  void follow(Value value);
  void rebuild(linalg::GenericOp op);
  void redirect(linalg::GenericOp op, OpOperand &operand,
                SmallVectorImpl<AffineMap> &maps);
  void redirect(OpOperand &use);
  Value moved(Value value);
  Value movedInit(Value init);
  Value transposed(Value value, RankedTensorType type, ArrayRef<int64_t> order);

  func::FuncOp function;
  IRRewriter rewriter;
  llvm::SetVector<Value> chosen; // results, by the ops before them are rebuilt
  llvm::DenseMap<Value, Value> stored, restored; // with channels last, and back
};

/// Element-wise ops on what is stored so store their results so as well.
void Mover::follow(Value value) {
  for (OpOperand &use : value.getUses()) {
    auto user = dyn_cast<linalg::GenericOp>(use.getOwner());
    if (!user)
      user = use.getOwner()->getParentOfType<linalg::GenericOp>();
    if (user && isElementwise(user) && makesImage(user) &&
        rankOf(user->getResult(0)) == rankOf(value) && readsPlaces(user, use) &&
        chosen.insert(user->getResult(0)))
      follow(user->getResult(0));
  }
}

void Mover::choose() {
  function.walk([&](linalg::GenericOp op) {
    if (!slidesOverPlaces(op))
      return;
    auto source = op.getInputs()[0].getDefiningOp<linalg::GenericOp>();
    if (source && isElementwise(source) && makesImage(source))
      chosen.insert(source->getResult(0));
    chosen.insert(op->getResult(0));
  });
  for (Value value : llvm::to_vector(chosen))
    follow(value);
}

Value Mover::transposed(Value value, RankedTensorType type,
                        ArrayRef<int64_t> order) {
  Location loc = value.getLoc();
  SmallVector<OpFoldResult> sizes = tensor::getMixedSizes(rewriter, loc, value);
  Value empty = tensor::EmptyOp::create(
      rewriter, loc, applyPermutation(sizes, order), type.getElementType());
  AffineMap identity = rewriter.getMultiDimIdentityMap(type.getRank());
  AffineMap from = AffineMap::getPermutationMap(invertPermutationVector(order),
                                                rewriter.getContext());
  SmallVector<utils::IteratorType> loops(type.getRank(),
                                         utils::IteratorType::parallel);
  auto copy = [](OpBuilder &b, Location loc, ValueRange args) {
    linalg::YieldOp::create(b, loc, args[0]);
  };
  return linalg::GenericOp::create(rewriter, loc, TypeRange(type),
                                   ValueRange(value), ValueRange(empty),
                                   ArrayRef({from, identity}), loops, copy)
      ->getResult(0);
}

/// The value with channels last, transposed where it is not stored so.
Value Mover::moved(Value value) {
  Value &place = stored[value];
  if (!place) {
    OpBuilder::InsertionGuard guard(rewriter);
    rewriter.setInsertionPointAfterValue(value);
    auto type = cast<RankedTensorType>(value.getType());
    place = transposed(value, permuted(type), channelsLast(type.getRank()));
  }
  return place;
}

Value Mover::movedInit(Value init) {
  Location loc = init.getLoc();
  if (auto empty = init.getDefiningOp<tensor::EmptyOp>())
    return tensor::EmptyOp::create(rewriter, loc,
                                   permuted(empty.getMixedSizes()),
                                   empty.getType().getElementType());
  auto fill = init.getDefiningOp<linalg::FillOp>();
  if (!fill)
    return moved(init);
  Value target = movedInit(fill.getOutputs()[0]);
  return linalg::FillOp::create(rewriter, loc, fill.getInputs(), target)
      ->getResult(0);
}

/// Builds the op of a chosen value again.
void Mover::rebuild(linalg::GenericOp op) {
  rewriter.setInsertionPoint(op);
  SmallVector<AffineMap> maps = op.getIndexingMapsArray();
  maps.back() = permuted(maps.back());
  SmallVector<Value> operands(op.getInputs());
  if (slidesOverPlaces(op)) {
    operands[0] = moved(operands[0]);
    maps[0] = permuted(maps[0]);
  }
  operands.push_back(movedInit(op.getOutputs()[0]));
  auto copy = cast<linalg::GenericOp>(
      clone(rewriter, op.getOperation(), operands.back().getType(), operands));
  copy.setIndexingMapsAttr(rewriter.getAffineMapArrayAttr(maps));
  SmallVector<unsigned> order;
  for (AffineExpr expr : maps.back().getResults())
    order.push_back(cast<AffineDimExpr>(expr).getPosition());
  for (auto [loop, kind] : llvm::enumerate(op.getIteratorTypesArray()))
    if (kind == utils::IteratorType::reduction)
      order.push_back(loop);
  auto ordered = linalg::interchangeGenericOp(rewriter, copy, order);
  stored[op->getResult(0)] =
      succeeded(ordered) ? (*ordered)->getResult(0) : copy->getResult(0);
}

/// Lets a use of a value that is stored with channels last have it as it is
/// stored, or transposed back.
void Mover::redirect(OpOperand &use) {
  Value value = use.get(), last = stored[value];
  Operation *user = use.getOwner();
  rewriter.setInsertionPoint(user);
  auto op = dyn_cast<linalg::GenericOp>(user);
  if (op && op.isDpsInput(&use)) {
    SmallVector<AffineMap> maps = op.getIndexingMapsArray();
    AffineMap &map = maps[use.getOperandNumber()];
    map = permuted(map);
    op.setIndexingMapsAttr(rewriter.getAffineMapArrayAttr(maps));
    return use.set(last);
  }
  if (auto extract = dyn_cast<tensor::ExtractOp>(user)) {
    SmallVector<Value> indices = permuted(extract.getIndices());
    rewriter.replaceOpWithNewOp<tensor::ExtractOp>(extract, last, indices);
    return;
  }
  Value &back = restored[value];
  if (!back) {
    auto type = cast<RankedTensorType>(value.getType());
    rewriter.setInsertionPointAfterValue(last);
    back = transposed(last, type,
                      invertPermutationVector(channelsLast(type.getRank())));
  }
  use.set(back);
}

void Mover::run() {
  choose();
  SmallVector<linalg::GenericOp> ops;
  function.walk([&](linalg::GenericOp op) {
    if (chosen.contains(op->getResult(0)))
      ops.push_back(op);
  });
  for (linalg::GenericOp op : ops)
    rebuild(op);
  for (linalg::GenericOp op : llvm::reverse(ops)) {
    for (OpOperand &use : llvm::make_early_inc_range(op->getUses()))
      redirect(use);
    rewriter.eraseOp(op);
  }
  remark::passed(function.getLoc(), remark::RemarkOpts::name("Layout")
                                        .category("move-channels-last")
                                        .function(function.getName()))
      << remark::metric("ops", ops.size());
}

struct MoveChannelsLastPass final
    : tenfold::impl::MoveChannelsLastBase<MoveChannelsLastPass> {
  void runOnOperation() override {
    if (!getOperation().isExternal())
      Mover(getOperation()).run();
  }
};

} // namespace
