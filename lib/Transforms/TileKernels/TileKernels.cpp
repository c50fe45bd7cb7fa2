//===- TileKernels.cpp - a kernel's ops to one forall over tiles ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Along a grid loop of extent E with largest tile L and multiple m:
//   tile = roundup(ceil(E / max(ceil(E / L), 1)), m), tasks = ceil(E / tile),
// so tiles are about equal, and the ops of task t see [t tile, min(., E)).

#include "dialects/Program/Program.h"
#include "lib/Analysis/KernelLoops.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Dialect/Utils/StructuredOpsUtils.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/Remarks.h"
#include "mlir/Pass/Pass.h"

namespace tenfold {
#define GEN_PASS_DEF_TILEKERNELS
#include "lib/Transforms/TileKernels/TileKernels.h.inc"
} // namespace tenfold

using namespace mlir;
using namespace tenfold;

namespace {

/// The part of a loop that one task works on. No offset: the whole loop.
struct Range {
  Value offset;
  OpFoldResult size;
};

class Tiler {
public:
  explicit Tiler(func::FuncOp kernel) : kernel(kernel), loops(kernel), b(kernel.getContext()), loc(kernel.getLoc()) {}
  LogicalResult run();

private:
  LogicalResult check();
  Value constant(int64_t value) { return arith::ConstantIndexOp::create(b, loc, value); }
  template <typename Op> Value fold(Value lhs, Value rhs) { return b.createOrFold<Op>(loc, lhs, rhs); }
  Value extentOf(const KernelLoop &loop);
  Value balancedTile(Value extent, unsigned at);
  void resolveSizes();
  void measureGrid();
  void buildGrid();
  void cutLoop(unsigned at, Value task);
  void tile(Block &block);
  void tile(Operation &op);
  void tileStream(scf::ForOp op);
  void tileAlloc(memref::AllocOp alloc);
  void tileOp(linalg::LinalgOp op);
  Value tileOperand(linalg::LinalgOp op, OpOperand &operand);
  Range tileIndex(linalg::LinalgOp op, AffineExpr expr);
  Range tileWindow(linalg::LinalgOp op, AffineExpr expr);
  bool isCut(linalg::LinalgOp op, AffineExpr expr);
  const Range &rangeOf(linalg::LinalgOp op, unsigned dim) { return ranges[loops.loopOf(op, dim)]; }
  void shiftIndices(linalg::LinalgOp tiled, linalg::LinalgOp op);

  func::FuncOp kernel;
  KernelLoops loops;
  OpBuilder b;
  Location loc;
  ArrayRef<int64_t> largest, multiples;
  SmallVector<Value> extents, tiles, tasks; // one for each grid loop
  SmallVector<Range> ranges;                // one for each loop
  IRMapping tiled;                          // of intermediates, and of all inside a loop
};

LogicalResult Tiler::check() {
  auto tilesAttr = kernel->getAttrOfType<DenseI64ArrayAttr>(program::kTiles);
  auto multiplesAttr = kernel->getAttrOfType<DenseI64ArrayAttr>(program::kMultiples);
  unsigned grid = loops.grid().size();
  if (!tilesAttr || !multiplesAttr || tilesAttr.size() != grid || multiplesAttr.size() != grid)
    return kernel.emitOpError("expected `program.tiles` and `program.multiples` for its ")
           << grid << " grid loops, got " << tilesAttr << " and " << multiplesAttr;
  largest = tilesAttr;
  multiples = multiplesAttr;
  WalkResult checked = kernel.walk([&](Operation *op) {
    for (Value operand : op->getOperands())
      if (operand.getDefiningOp<memref::AllocOp>() && !isa<linalg::LinalgOp, memref::DimOp>(op)) {
        op->emitOpError("expected only linalg ops to use an intermediate of a kernel");
        return WalkResult::interrupt();
      }
    return WalkResult::advance();
  });
  return failure(checked.wasInterrupted());
}

Value Tiler::extentOf(const KernelLoop &loop) {
  if (!ShapedType::isDynamic(loop.extent))
    return constant(loop.extent);
  return b.createOrFold<memref::DimOp>(loc, loop.sizedBy, loop.sizedAt);
}

Value Tiler::balancedTile(Value extent, unsigned at) {
  if (largest[at] == multiples[at]) // no choice, so a constant even where the extent is none
    return constant(largest[at]);
  Value wanted = fold<arith::MaxUIOp>(fold<arith::CeilDivUIOp>(extent, constant(largest[at])), constant(1));
  Value even = fold<arith::CeilDivUIOp>(extent, wanted), multiple = constant(multiples[at]);
  Value tile = fold<arith::MulIOp>(fold<arith::CeilDivUIOp>(even, multiple), multiple);
  return fold<arith::MaxUIOp>(tile, constant(1));
}

void Tiler::measureGrid() {
  for (auto [at, index] : llvm::enumerate(loops.grid())) {
    Value extent = extentOf(loops.loops()[index]);
    Value tile = balancedTile(extent, at);
    extents.push_back(extent);
    tiles.push_back(tile);
    tasks.push_back(fold<arith::CeilDivUIOp>(extent, tile));
  }
}

void Tiler::cutLoop(unsigned at, Value task) {
  Value offset = fold<arith::MulIOp>(task, tiles[at]);
  std::optional<int64_t> extent = getConstantIntValue(extents[at]), tile = getConstantIntValue(tiles[at]);
  Value size = tiles[at];
  if (tile != 1 && (!extent || *extent % *tile != 0))
    size = fold<arith::MinUIOp>(fold<arith::SubIOp>(extents[at], offset), tiles[at]);
  ranges[loops.grid()[at]] = {offset, getAsOpFoldResult(size)};
}

void Tiler::buildGrid() {
  SmallVector<unsigned> cut;
  SmallVector<OpFoldResult> counts;
  for (auto [at, count] : llvm::enumerate(tasks))
    if (getConstantIntValue(count) != 1) {
      cut.push_back(at);
      counts.push_back(getAsOpFoldResult(count));
    }
  if (cut.empty())
    return;
  auto forall = scf::ForallOp::create(b, loc, counts, ValueRange(), std::nullopt);
  b.setInsertionPoint(forall.getTerminator());
  for (auto [at, task] : llvm::zip_equal(cut, forall.getInductionVars()))
    cutLoop(at, task);
}

/// An intermediate keeps its extent along loops that are not cut and gets the largest tile along the others, so that
/// its strides stay constant; tasks at the border use a part of it. So does the last tile of a stream.
void Tiler::tileAlloc(memref::AllocOp alloc) {
  SmallVector<int64_t> shape(alloc.getType().getShape());
  SmallVector<OpFoldResult> sizes = alloc.getMixedSizes();
  SmallVector<Value> dynamic;
  bool partial = false;
  for (unsigned dim = 0; dim < shape.size(); ++dim) {
    std::optional<unsigned> loop = loops.loopAlong(alloc, dim);
    int64_t stream = loop ? loops.loops()[*loop].stream : 0;
    if (loop && ranges[*loop].offset) {
      shape[dim] = largest[llvm::find(loops.grid(), *loop) - loops.grid().begin()];
      sizes[dim] = ranges[*loop].size;
      partial |= getConstantIntValue(sizes[dim]) != shape[dim];
    } else if (ShapedType::isDynamic(shape[dim])) {
      Value size = tiled.lookupOrDefault(cast<Value>(sizes[dim]));
      sizes[dim] = size;
      shape[dim] = stream ? stream : shape[dim];
      partial |= stream != 0;
      if (!stream)
        dynamic.push_back(size);
    }
  }
  auto type = MemRefType::get(shape, alloc.getType().getElementType());
  Value tile = memref::AllocOp::create(b, alloc.getLoc(), type, dynamic);
  SmallVector<OpFoldResult> zeros(shape.size(), b.getIndexAttr(0)), ones(shape.size(), b.getIndexAttr(1));
  tiled.map(alloc.getResult(),
            partial ? memref::SubViewOp::create(b, alloc.getLoc(), tile, zeros, sizes, ones).getResult() : tile);
}

bool Tiler::isCut(linalg::LinalgOp op, AffineExpr expr) {
  bool cut = false;
  expr.walk([&](AffineExpr part) {
    if (auto dim = dyn_cast<AffineDimExpr>(part))
      cut |= bool(rangeOf(op, dim.getPosition()).offset);
  });
  return cut;
}

/// A sum of loops e(d): the tile starts at e(offset) - e(0), and its last point is e(size - 1), both local.
Range Tiler::tileWindow(linalg::LinalgOp op, AffineExpr expr) {
  MLIRContext *context = op.getContext();
  SmallVector<AffineExpr> offsetDims, lastDims;
  SmallVector<OpFoldResult> offsets, sizes;
  SmallVector<int64_t> extents = op.getStaticLoopRanges();
  for (unsigned dim = 0; dim < op.getNumLoops(); ++dim) {
    const Range &range = rangeOf(op, dim);
    OpFoldResult whole = getAsOpFoldResult(extentOf(loops.loops()[loops.loopOf(op, dim)]));
    offsets.push_back(range.offset ? OpFoldResult(range.offset) : b.getIndexAttr(0));
    sizes.push_back(range.offset ? range.size : whole);
    lastDims.push_back(getAffineDimExpr(dim, context) - 1);
  }
  SmallVector<AffineExpr> zeros(op.getNumLoops(), getAffineConstantExpr(0, context));
  AffineMap start = AffineMap::get(op.getNumLoops(), 0, expr - expr.replaceDims(zeros));
  AffineMap count = AffineMap::get(op.getNumLoops(), 0, expr.replaceDims(lastDims) + 1);
  OpFoldResult offset = affine::makeComposedFoldedAffineApply(b, loc, start, offsets);
  return {getValueOrCreateConstantIndexOp(b, loc, offset),
          affine::makeComposedFoldedAffineApply(b, loc, count, sizes)};
}

Range Tiler::tileIndex(linalg::LinalgOp op, AffineExpr expr) {
  if (auto dim = dyn_cast<AffineDimExpr>(expr))
    return rangeOf(op, dim.getPosition());
  std::optional<PanelIndex> panel = matchPanelIndex(expr);
  if (!panel)
    return tileWindow(op, expr);
  if (panel->inside)
    return {constant(0), b.getIndexAttr(panel->width)};
  const Range &range = rangeOf(op, panel->dim);
  Value width = constant(panel->width), size = getValueOrCreateConstantIndexOp(b, loc, range.size);
  return {fold<arith::DivUIOp>(range.offset, width), getAsOpFoldResult(fold<arith::CeilDivUIOp>(size, width))};
}

Value Tiler::tileOperand(linalg::LinalgOp op, OpOperand &operand) {
  Value value = tiled.lookupOrDefault(operand.get());
  if (operand.get().getDefiningOp<memref::AllocOp>())
    return value;
  AffineMap map = op.getMatchingIndexingMap(&operand);
  if (llvm::none_of(map.getResults(), [&](AffineExpr expr) { return isCut(op, expr); }))
    return value;
  SmallVector<OpFoldResult> sizes = memref::getMixedSizes(b, op.getLoc(), value);
  SmallVector<OpFoldResult> offsets(sizes.size(), b.getIndexAttr(0)), ones(sizes.size(), b.getIndexAttr(1));
  for (auto [at, expr] : llvm::enumerate(map.getResults()))
    if (isCut(op, expr)) {
      Range range = tileIndex(op, expr);
      offsets[at] = getAsOpFoldResult(range.offset);
      sizes[at] = range.size;
    }
  return memref::SubViewOp::create(b, op.getLoc(), value, offsets, sizes, ones);
}

void Tiler::shiftIndices(linalg::LinalgOp tiled, linalg::LinalgOp op) {
  tiled->walk([&](linalg::IndexOp index) {
    Value offset = rangeOf(op, index.getDim()).offset;
    if (!offset)
      return;
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointAfter(index);
    auto shifted = arith::AddIOp::create(b, index.getLoc(), index, offset);
    index.getResult().replaceAllUsesExcept(shifted, shifted);
  });
}

void Tiler::tileOp(linalg::LinalgOp op) {
  if (llvm::is_contained(op.getStaticLoopRanges(), 0))
    return; // no points: it does nothing
  SmallVector<Value> operands;
  for (OpOperand &operand : op->getOpOperands())
    operands.push_back(tileOperand(op, operand));
  auto copy = cast<linalg::LinalgOp>(mlir::clone(b, op.getOperation(), TypeRange(), operands));
  copy.getBlock()->walk([&](Operation *inner) {
    for (OpOperand &captured : inner->getOpOperands())
      captured.set(tiled.lookupOrDefault(captured.get()));
  });
  shiftIndices(copy, op);
}

/// The tiles of a stream follow one another in each task.
void Tiler::tileStream(scf::ForOp op) {
  auto loop = scf::ForOp::create(b, op.getLoc(), op.getLowerBound(), op.getUpperBound(), op.getStep());
  tiled.map(op.getInductionVar(), loop.getInductionVar());
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(loop.getBody());
  tile(*op.getBody());
}

void Tiler::tile(Operation &op) {
  if (auto alloc = dyn_cast<memref::AllocOp>(op))
    tileAlloc(alloc);
  else if (auto linalg = dyn_cast<linalg::LinalgOp>(op))
    tileOp(linalg);
  else if (auto loop = dyn_cast<scf::ForOp>(op))
    tileStream(loop);
  else if (isa<scf::ForOp>(op.getParentOp()))
    b.clone(op, tiled);
}

void Tiler::tile(Block &block) {
  for (Operation &op : block.without_terminator())
    tile(op);
}

/// Sizes of intermediates are values, which do not change when those are cut.
void Tiler::resolveSizes() {
  kernel.walk([&](memref::DimOp dim) {
    auto alloc = dim.getSource().getDefiningOp<memref::AllocOp>();
    if (!alloc)
      return;
    b.setInsertionPoint(dim);
    dim.replaceAllUsesWith(getValueOrCreateConstantIndexOp(b, loc, alloc.getMixedSizes()[*dim.getConstantIndex()]));
    dim.erase();
  });
}

LogicalResult Tiler::run() {
  if (failed(check()))
    return failure();
  resolveSizes();
  SmallVector<Operation *> old;
  for (Operation &op : kernel.front())
    if (isa<linalg::LinalgOp, memref::AllocOp>(op) || isStream(&op))
      old.push_back(&op);
  ranges.resize(loops.loops().size());
  b.setInsertionPoint(kernel.front().getTerminator());
  measureGrid();
  buildGrid();
  for (Operation *op : old)
    tile(*op);
  for (Operation *op : llvm::reverse(old))
    op->erase();
  return success();
}

struct TileKernelsPass final : tenfold::impl::TileKernelsBase<TileKernelsPass> {
  void runOnOperation() override {
    bool ok = true;
    for (auto kernel : getOperation().getOps<func::FuncOp>())
      if (kernel->hasAttr(program::kKernel))
        ok &= succeeded(tile(kernel));
    if (!ok)
      signalPassFailure();
  }

  static LogicalResult tile(func::FuncOp kernel) {
    if (failed(Tiler(kernel).run()))
      return failure();
    unsigned dims = 0;
    for (auto forall : kernel.getOps<scf::ForallOp>())
      dims = forall.getRank();
    remark::passed(kernel.getLoc(),
                   remark::RemarkOpts::name("Grid").category("tile-kernels").function(kernel.getName()))
        << remark::metric("GridDims", dims);
    return success();
  }
};

} // namespace
