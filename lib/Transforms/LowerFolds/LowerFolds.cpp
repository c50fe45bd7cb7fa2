//===- LowerFolds.cpp - folds to loops over tiles of the stream -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// s = init;  for each tile t: s = absorb(s, t);  finish(s).

#include "dialects/Fold/Fold.h"
#include "lib/Target/CPU/CPUTarget.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/Pass/Pass.h"

namespace tenfold {
#define GEN_PASS_DECL_LOWERFOLDS
#define GEN_PASS_DEF_LOWERFOLDS
#include "lib/Transforms/LowerFolds/LowerFolds.h.inc"
} // namespace tenfold

using namespace mlir;
using namespace tenfold;

/// Rows of a task that absorb one tile, and the most panels of columns in it.
constexpr int64_t kRows = 192, kPanels = 16;

namespace {

class Lowering {
public:
  Lowering(fold::ReduceOp op, int64_t tile)
      : op(op), tile(tile), loc(op.getLoc()), b(op) {}
  void run();

private:
  Value initialState(unsigned i);
  Value sliceOf(unsigned i, Value offset, Value size);
  SmallVector<Value> inlined(Region &region, ValueRange arguments,
                             Value offset);
  scf::ForOp buildLoop(ValueRange states);

  fold::ReduceOp op;
  int64_t tile;
  Location loc;
  OpBuilder b;
  SmallVector<OpFoldResult> extents;
};

Value Lowering::initialState(unsigned i) {
  Value init = op.getInits()[i];
  if (isa<RankedTensorType>(init.getType()))
    return init;
  SmallVector<OpFoldResult> sizes;
  for (AffineExpr dim : op.getStateMap(i).getResults())
    sizes.push_back(extents[cast<AffineDimExpr>(dim).getPosition()]);
  Value empty = tensor::EmptyOp::create(b, loc, sizes, init.getType());
  return linalg::FillOp::create(b, loc, init, empty).getResult(0);
}

/// The tile of input `i` whose part of the stream is given; of a prefix it is a
/// part of what that is taken from.
Value Lowering::sliceOf(unsigned i, Value offset, Value size) {
  Value input = op.getInputs()[i];
  if (!op.streams(i))
    return input;
  AffineMap map = op.getInputMap(i);
  SmallVector<OpFoldResult> sizes = tensor::getMixedSizes(b, loc, input);
  SmallVector<OpFoldResult> offsets(sizes.size(), b.getIndexAttr(0));
  SmallVector<OpFoldResult> ones(sizes.size(), b.getIndexAttr(1));
  for (unsigned d = 0; d < map.getNumResults(); ++d)
    if (map.getDimPosition(d) == op.getStreamDim()) {
      offsets[d] = offset;
      sizes[d] = size;
    }
  auto prefix = input.getDefiningOp<tensor::ExtractSliceOp>();
  if (prefix && llvm::all_of(prefix.getMixedOffsets(), isZeroInteger) &&
      prefix.hasUnitStride() &&
      prefix.getType().getRank() == map.getNumResults())
    input = prefix.getSource();
  return tensor::ExtractSliceOp::create(b, loc, input, offsets, sizes, ones);
}

/// A copy of the region's ops; types open a dimension or close it.
SmallVector<Value> Lowering::inlined(Region &region, ValueRange arguments,
                                     Value offset) {
  auto cast = [&](Value value, Type type) -> Value {
    return value.getType() == type
               ? value
               : tensor::CastOp::create(b, loc, type, value);
  };
  IRMapping mapping;
  for (auto [argument, value] :
       llvm::zip_equal(region.getArguments(), arguments))
    mapping.map(argument, cast(value, argument.getType()));
  for (Operation &inner : region.front().without_terminator()) {
    if (auto at = dyn_cast<fold::OffsetOp>(inner))
      mapping.map(at.getResult(),
                  at.getDim() == op.getStreamDim()
                      ? offset
                      : arith::ConstantIndexOp::create(b, loc, 0));
    else
      b.clone(inner, mapping);
  }
  return llvm::map_to_vector(
      region.front().getTerminator()->getOperands(),
      [&](Value value) { return mapping.lookupOrDefault(value); });
}

scf::ForOp Lowering::buildLoop(ValueRange states) {
  Value zero = arith::ConstantIndexOp::create(b, loc, 0);
  Value step = arith::ConstantIndexOp::create(b, loc, tile);
  Value extent =
      getValueOrCreateConstantIndexOp(b, loc, extents[op.getStreamDim()]);
  auto loop = scf::ForOp::create(b, loc, zero, extent, step, states);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(loop.getBody());
  Value offset = loop.getInductionVar();
  Value rest = b.createOrFold<arith::SubIOp>(loc, extent, offset);
  Value size = arith::MinUIOp::create(b, loc, rest, step);
  SmallVector<Value> arguments;
  for (unsigned i = 0; i < op.getInputs().size(); ++i)
    arguments.push_back(sliceOf(i, offset, size));
  llvm::append_range(arguments, loop.getRegionIterArgs());
  SmallVector<Value> next = inlined(op.getAbsorb(), arguments, offset);
  for (auto [value, state] : llvm::zip_equal(next, states))
    if (value.getType() != state.getType())
      value = tensor::CastOp::create(b, loc, state.getType(), value);
  scf::YieldOp::create(b, loc, next);
  return loop;
}

void Lowering::run() {
  extents = op.getExtents(b);
  SmallVector<Value> states;
  for (unsigned i = 0; i < op.getInits().size(); ++i)
    states.push_back(initialState(i));
  // Slices of nothing are invalid, and tiles of none are not needed.
  bool isEmpty = llvm::any_of(extents, isZeroInteger);
  if (!isEmpty)
    states = buildLoop(states).getResults();
  SmallVector<Value> arguments;
  for (auto [i, input] : llvm::enumerate(op.getInputs()))
    if (!op.streams(i))
      arguments.push_back(input);
  llvm::append_range(arguments, states);
  SmallVector<Value> results = inlined(op.getFinish(), arguments, Value());
  for (auto [value, result] : llvm::zip_equal(results, op.getResults()))
    if (value.getType() != result.getType())
      value = tensor::CastOp::create(b, loc, result.getType(), value);
  op->replaceAllUsesWith(results);
  op.erase();
}

/// Elements of a tile of the stream: what is read of it, and one value for each
/// row of a task, stay in half of the second-level cache.
int64_t chooseTile(fold::ReduceOp op, const CPUTarget &cpu) {
  int64_t bytes = kRows * sizeof(float);
  for (auto [i, input] : llvm::enumerate(op.getInputs())) {
    if (!op.streams(i))
      continue;
    auto type = cast<RankedTensorType>(input.getType());
    int64_t width =
        type.isDynamicDim(type.getRank() - 1) ? 1 : type.getShape().back();
    bytes += width * llvm::divideCeil(type.getElementTypeBitWidth(), 8);
  }
  int64_t panel = cpu.panelColumns();
  return std::clamp(cpu.l2Bytes / 2 / bytes / panel, int64_t(1), kPanels) *
         panel;
}

struct LowerFoldsPass final : tenfold::impl::LowerFoldsBase<LowerFoldsPass> {
  using LowerFoldsBase::LowerFoldsBase;

  void runOnOperation() override {
    SmallVector<fold::ReduceOp> folds;
    getOperation().walk([&](fold::ReduceOp op) { folds.push_back(op); });
    if (folds.empty())
      return;
    FailureOr<CPUTarget> cpu =
        CPUTarget::of(getOperation()->getParentOfType<ModuleOp>());
    if (failed(cpu))
      return signalPassFailure();
    for (fold::ReduceOp op : folds)
      Lowering(op, streamTile ? streamTile : chooseTile(op, *cpu)).run();
  }
};

} // namespace
