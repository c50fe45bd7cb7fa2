//===- EstimateKernel.cpp - scratch bytes and time of a kernel ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Both are polynomials of the kernel's named sizes, as (semi-)affine
// expressions whose symbols are the names.

#include "lib/Transforms/ConfigureKernels/EstimateKernel.h"
#include "lib/Analysis/SlidingWindow.h"
#include "lib/Transforms/LowerContractions/KernelLibrary.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace tenfold;

/// Every buffer in the scratch starts on a cache line, bytes.
constexpr int64_t kAlignment = 64;

// Picoseconds of one core per point of an op. Rough figures of an AVX2 core near 3 GHz; they only decide into how many
// tasks a kernel is cut.
constexpr int64_t kMultiplyAdd = 35;
constexpr int64_t kOperand = 60;
constexpr int64_t kSimpleOp = 30;
constexpr int64_t kMathOp = 300;

FailureOr<SizeNames> SizeNames::collect(func::FuncOp kernel) {
  SizeNames names;
  for (BlockArgument arg : kernel.getArguments()) {
    auto type = dyn_cast<MemRefType>(arg.getType());
    auto dims = kernel.getArgAttrOfType<ArrayAttr>(arg.getArgNumber(), "nn.dims");
    for (unsigned dim = 0; type && dim < type.getRank(); ++dim) {
      if (!type.isDynamicDim(dim))
        continue;
      StringAttr name = dims && dim < dims.size() ? dyn_cast<StringAttr>(dims[dim]) : StringAttr();
      if (!name)
        return kernel.emitOpError("expected `nn.dims` to name dimension ")
               << dim << " of argument " << arg.getArgNumber() << ", got " << type;
      if (!llvm::is_contained(names.all, name))
        names.all.push_back(name);
    }
  }
  return names;
}

AffineExpr SizeNames::extent(int64_t size, StringAttr name, MLIRContext *context) const {
  if (!ShapedType::isDynamic(size))
    return getAffineConstantExpr(size, context);
  const auto *found = llvm::find(all, Attribute(name));
  return found == all.end() ? AffineExpr() : getAffineSymbolExpr(found - all.begin(), context);
}

namespace {

class Estimator {
public:
  Estimator(const KernelLoops &loops, ArrayRef<Tile> tiles, const SizeNames &names, MLIRContext *context)
      : loops(loops), tiles(tiles), names(names), context(context) {}

  /// The extent of a loop, or null.
  AffineExpr whole(unsigned loop) const {
    return names.extent(loops.loops()[loop].extent, loops.loops()[loop].name, context);
  }

  /// The extent of a loop within one tile, or null.
  AffineExpr tiled(unsigned loop) const {
    if (int64_t tile = loops.loops()[loop].stream)
      return getAffineConstantExpr(tile, context);
    const auto *at = llvm::find(loops.grid(), loop);
    if (at == loops.grid().end())
      return whole(loop);
    return getAffineConstantExpr(tiles[at - loops.grid().begin()].largest, context);
  }

  AffineExpr bytesOf(memref::AllocOp alloc) const;
  AffineExpr packedBytes(linalg::LinalgOp op, const CPUTarget &cpu) const;

private:
  AffineExpr product(linalg::LinalgOp op, llvm::function_ref<bool(unsigned)> isFactor) const;

  const KernelLoops &loops;
  ArrayRef<Tile> tiles;
  const SizeNames &names;
  MLIRContext *context;
};

int64_t bytesPerElement(Type type) {
  type = getElementTypeOrSelf(type);
  return type.isIntOrFloat() ? llvm::divideCeil(type.getIntOrFloatBitWidth(), 8) : sizeof(int64_t);
}

AffineExpr aligned(AffineExpr bytes) { return bytes.ceilDiv(kAlignment) * kAlignment; }

AffineExpr Estimator::bytesOf(memref::AllocOp alloc) const {
  AffineExpr bytes = getAffineConstantExpr(bytesPerElement(alloc.getType()), context);
  for (auto [dim, size] : llvm::enumerate(alloc.getType().getShape())) {
    std::optional<unsigned> loop = loops.loopAlong(alloc, dim);
    AffineExpr extent = loop ? tiled(*loop) : names.extent(size, {}, context);
    if (!extent)
      return {};
    bytes = bytes * extent;
  }
  return aligned(bytes);
}

/// Points of the tile along the chosen dimensions of `op`, or null.
AffineExpr Estimator::product(linalg::LinalgOp op, llvm::function_ref<bool(unsigned)> isFactor) const {
  AffineExpr points = getAffineConstantExpr(1, context);
  for (unsigned dim = 0; dim < op.getNumLoops(); ++dim)
    if (AffineExpr extent = tiled(loops.loopOf(op, dim)); isFactor(dim))
      points = points && extent ? points * extent : AffineExpr();
  return points;
}

/// Whether a step along `dim` is one to the next element.
bool isLast(AffineMap map, unsigned dim) {
  std::optional<Steps> steps = map.getNumResults() != 0 ? stepsOf(map.getResults().back()) : std::nullopt;
  return steps && llvm::is_contained(steps->loops, std::pair(dim, int64_t(1)));
}

bool isPackable(AffineMap b) {
  return llvm::none_of(b.getResults(), [](AffineExpr expr) { return matchPanelIndex(expr).has_value(); });
}

/// Whether b has columns of unit stride, and rows near each other.
bool isReadInPlace(linalg::LinalgOp op, OpOperand *operand, llvm::function_ref<bool(unsigned)> isColumn,
                   llvm::function_ref<bool(unsigned)> isSummed) {
  auto type = cast<MemRefType>(operand->get().getType());
  AffineMap map = op.getMatchingIndexingMap(operand);
  SmallVector<int64_t> strides = type.getStridesAndOffset().first;
  bool hasColumn = false, isNear = false;
  for (auto [at, expr] : llvm::enumerate(map.getResults()))
    if (auto dim = dyn_cast<AffineDimExpr>(expr)) {
      hasColumn |= isColumn(dim.getPosition()) && strides[at] == 1;
      if (isSummed(dim.getPosition())) // the last one is the register loop
        isNear = areNear(strides[at], type.getElementType());
    }
  return hasColumn && isNear;
}

/// Lowering a contraction c(m, n) += a(m, k) b(k, n) may allocate, for one block each of m, n and k:
/// b in panels unless it is, rows of a unless k is its last dimension, and c unless n is.
AffineExpr Estimator::packedBytes(linalg::LinalgOp op, const CPUTarget &cpu) const {
  OpOperand *left = op.getDpsInputOperand(0), *right = op.getDpsInputOperand(1), *out = op.getDpsInitOperand(0);
  AffineMap c = op.getMatchingIndexingMap(out);
  // b is the operand with the columns: the last dimension of c.
  for (unsigned dim = 0; dim < op.getNumLoops(); ++dim)
    if (isLast(c, dim) && !op.getMatchingIndexingMap(right).isFunctionOfDim(dim))
      std::swap(left, right);
  AffineMap a = op.getMatchingIndexingMap(left), b = op.getMatchingIndexingMap(right);
  auto isColumn = [&](unsigned dim) { return b.isFunctionOfDim(dim) && !a.isFunctionOfDim(dim); };
  auto isRow = [&](unsigned dim) { return a.isFunctionOfDim(dim) && !b.isFunctionOfDim(dim); };
  auto isSummed = [&](unsigned dim) { return !c.isFunctionOfDim(dim); };
  AffineExpr rows = product(op, isRow), columns = product(op, isColumn), depth = product(op, isSummed);
  if (!rows || !columns || !depth)
    return {};
  int64_t element = bytesPerElement(out->get().getType()), panel = cpu.panelColumns();
  AffineExpr bytes = getAffineConstantExpr(0, context);
  if (isPackable(b) && !isReadInPlace(op, right, isColumn, isSummed))
    bytes = bytes + aligned(depth * columns.ceilDiv(panel) * (panel * element));
  auto elementOf = [](OpOperand *operand) { return cast<ShapedType>(operand->get().getType()).getElementType(); };
  if (elementOf(left).isInteger(8)) // a sum of each group of a row
    bytes = bytes + aligned(rows * depth.ceilDiv(kLeastGroup) * element);
  else if (elementOf(right) != elementOf(out)) // b is computed, a block at a time
    bytes = bytes + kComputedSteps * panel * element;
  auto contiguous = [&](AffineMap map, llvm::function_ref<bool(unsigned)> is) {
    return llvm::any_of(llvm::seq(op.getNumLoops()), [&](unsigned dim) { return is(dim) && isLast(map, dim); });
  };
  if (!contiguous(a, isSummed) && !isa<AffineConstantExpr>(rows))
    rows = getAffineConstantExpr(kRowsOfTile, context);
  if (!contiguous(a, isSummed))
    bytes = bytes + aligned(rows * (depth + cpu.lanes(32)) * element);
  if (!contiguous(c, isColumn))
    bytes = bytes + aligned(rows * columns * element);
  return bytes;
}

int64_t picosecondsPerPoint(linalg::LinalgOp op) {
  if (isContraction(op))
    return kMultiplyAdd;
  int64_t cost = kOperand * op->getNumOperands();
  for (Operation &inner : op.getBlock()->without_terminator())
    cost += inner.getDialect()->getNamespace() == "math" ? kMathOp : kSimpleOp;
  return cost;
}

} // namespace

AffineExpr tenfold::scratchBytes(func::FuncOp kernel, const KernelLoops &loops, ArrayRef<Tile> tiles,
                                 const SizeNames &names, const CPUTarget &cpu) {
  Estimator estimator(loops, tiles, names, kernel.getContext());
  AffineExpr total = getAffineConstantExpr(0, kernel.getContext());
  auto add = [&](AffineExpr bytes) { total = total && bytes ? total + bytes : AffineExpr(); };
  kernel.walk([&](memref::AllocOp alloc) { add(estimator.bytesOf(alloc)); });
  for (linalg::LinalgOp op : loops.ops())
    if (isContraction(op) && (!slidesWindow(op) || isMatrixProduct(op)))
      add(estimator.packedBytes(op, cpu));
  return total;
}

/// How often a kernel runs `op` anew: the steps of the loop around it, unless its tiles are parts of the op's own loops.
static AffineExpr repetitions(linalg::LinalgOp op, const KernelLoops &loops, const SizeNames &names) {
  MLIRContext *context = op.getContext();
  AffineExpr once = getAffineConstantExpr(1, context);
  auto walk = dyn_cast<scf::ForOp>(op->getParentOp());
  auto isWalked = [&](unsigned dim) { return loops.loops()[loops.loopOf(op, dim)].stream != 0; };
  if (!walk || llvm::any_of(llvm::seq(op.getNumLoops()), isWalked))
    return once;
  if (std::optional<int64_t> steps = getConstantIntValue(walk.getUpperBound()))
    return getAffineConstantExpr(*steps, context);
  auto size = walk.getUpperBound().getDefiningOp<memref::DimOp>();
  auto arg = size ? dyn_cast<BlockArgument>(size.getSource()) : BlockArgument();
  auto kernel = op->getParentOfType<func::FuncOp>();
  auto dims = arg ? kernel.getArgAttrOfType<ArrayAttr>(arg.getArgNumber(), "nn.dims") : ArrayAttr();
  auto name = dims ? dyn_cast<StringAttr>(dims[*size.getConstantIndex()]) : StringAttr();
  AffineExpr steps = names.extent(ShapedType::kDynamic, name, context);
  return steps ? steps : once;
}

AffineExpr tenfold::nanoseconds(const KernelLoops &loops, const SizeNames &names) {
  AffineExpr total;
  for (linalg::LinalgOp op : loops.ops()) {
    Estimator estimator(loops, {}, names, op.getContext());
    AffineExpr cost = repetitions(op, loops, names) * picosecondsPerPoint(op);
    for (unsigned dim = 0; dim < op.getNumLoops(); ++dim) {
      AffineExpr extent = estimator.whole(loops.loopOf(op, dim));
      cost = extent ? cost * extent : cost;
    }
    total = total ? total + cost : cost;
  }
  return total ? total.floorDiv(1000) : total;
}
