//===- ChooseTiles.cpp - tile sizes of a kernel's grid --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Transforms/ConfigureKernels/ChooseTiles.h"
#include "lib/Analysis/SlidingWindow.h"
#include "lib/Transforms/LowerContractions/Contraction.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/ADT/SmallSet.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace tenfold;

/// Assumed for an extent that is known only at run time, elements.
constexpr int64_t kTypicalExtent = 512;
/// Tasks wanted of a matrix product, of as many rows as are known: a single row of input keeps a few cores busy, and two
/// share seven blocks of rows evenly.
constexpr int64_t kTasks = 16;
/// Blocks of rows, at least, where their number is known only at run time.
constexpr int64_t kTypicalBlocks = 2;
/// Element-wise tiles are whole vectors of any target: 16 lanes of 4 bytes.
constexpr int64_t kVectorMultiple = 16;
/// Elements of the result of a convolution in a tile, with a few hundred products each some ten microseconds, and how many
/// of its channels, which read the same elements and of which the vectoriser takes 4 at a time.
constexpr int64_t kWindowPoints = 4096, kWindowChannels = 8, kChannelMultiple = 4;

namespace {

enum class Role { Batch, Row, Column };

class Chooser {
public:
  Chooser(const KernelLoops &kernel, const TileLimits &limits)
      : kernel(kernel), limits(limits), tiles(kernel.grid().size()) {}
  SmallVector<Tile> choose();

private:
  const KernelLoop &loop(unsigned at) const { return kernel.loops()[kernel.grid()[at]]; }
  Role roleOf(unsigned at, ArrayRef<linalg::LinalgOp> contractions) const;
  void tileContractions(ArrayRef<linalg::LinalgOp> contractions);
  void distribute(ArrayRef<unsigned> innermostFirst, int64_t budget, int64_t multiple);
  void tileWindows(ArrayRef<linalg::LinalgOp> convolutions, ArrayRef<unsigned> innermostFirst);
  void tileQueries(ArrayRef<unsigned> rows, bool keepFew);
  int64_t bytesOfRow() const;
  void set(unsigned at, int64_t largest, int64_t multiple);

  const KernelLoops &kernel;
  const TileLimits &limits;
  SmallVector<Tile> tiles;
};

/// Rounds the tile to the loop's multiple, and of a known extent makes all tiles about equal.
void Chooser::set(unsigned at, int64_t largest, int64_t multiple) {
  multiple = std::lcm(multiple, loop(at).multiple);
  int64_t extent = loop(at).extent;
  if (!ShapedType::isDynamic(extent) && extent > 0) {
    if (largest >= extent) {
      tiles[at] = {extent, 1};
      return;
    }
    largest = llvm::divideCeil(extent, llvm::divideCeil(extent, largest));
  }
  tiles[at] = {int64_t(llvm::alignTo(largest, multiple)), multiple};
}

Role Chooser::roleOf(unsigned at, ArrayRef<linalg::LinalgOp> contractions) const {
  Role role = Role::Batch;
  for (linalg::LinalgOp op : contractions) {
    AffineMap lhs = op.getMatchingIndexingMap(op.getDpsInputOperand(0));
    AffineMap rhs = op.getMatchingIndexingMap(op.getDpsInputOperand(1));
    AffineMap out = op.getMatchingIndexingMap(op.getDpsInitOperand(0));
    for (unsigned dim = 0; dim < op.getNumLoops(); ++dim) {
      if (kernel.loopOf(op, dim) != kernel.grid()[at] || lhs.isFunctionOfDim(dim) == rhs.isFunctionOfDim(dim))
        continue;
      bool last = out.getResults().back() == getAffineDimExpr(dim, op.getContext());
      role = last ? Role::Column : Role::Row;
    }
  }
  return role;
}

/// Shares `budget` elements out among loops, each taking what it can before the next one outside it.
void Chooser::distribute(ArrayRef<unsigned> innermostFirst, int64_t budget, int64_t multiple) {
  for (unsigned at : innermostFirst) {
    int64_t extent = loop(at).extent;
    set(at, std::max<int64_t>(budget, 1), budget > multiple ? multiple : 1);
    budget /= std::max<int64_t>(ShapedType::isDynamic(extent) ? kTypicalExtent : extent, 1);
    multiple = 1;
  }
}

/// Whether an op compares indices of two of its dimensions, as a mask of rows and keys does.
static bool comparesIndices(const KernelLoops &kernel) {
  return llvm::any_of(kernel.ops(), [](linalg::LinalgOp op) {
    llvm::SmallSet<uint64_t, 4> dims;
    for (auto index : op.getBlock()->getOps<linalg::IndexOp>())
      dims.insert(index.getDim());
    return dims.size() > 1 && !op.getBlock()->getOps<arith::CmpIOp>().empty();
  });
}

/// Loops of few rows stay whole, as the heads of queries that share a head of keys do: the keys are packed once for all.
void Chooser::tileQueries(ArrayRef<unsigned> rows, bool keepFew) {
  SmallVector<unsigned> others;
  bool isStreamed = llvm::any_of(kernel.loops(), [](const KernelLoop &loop) { return loop.stream != 0; });
  int64_t budget = isStreamed ? limits.streamRows : limits.queryRows;
  // A row of a block that a mask cuts computes half a block that it does not keep.
  if (isStreamed && comparesIndices(kernel))
    budget /= 2;
  for (unsigned at : rows) {
    int64_t extent = loop(at).extent;
    if (keepFew && !ShapedType::isDynamic(extent) && extent > 0 && extent <= budget) {
      set(at, extent, 1);
      budget /= extent;
    } else {
      others.push_back(at);
    }
  }
  distribute(others, budget, limits.rowMultiple);
}

void Chooser::tileContractions(ArrayRef<linalg::LinalgOp> contractions) {
  SmallVector<unsigned> rows;
  bool hasTasks = false; // whatever the rows are
  int64_t known = 1, least = 1; // rows, and blocks of them, at least
  for (unsigned at = 0; at < tiles.size(); ++at) {
    if (roleOf(at, contractions) != Role::Row)
      continue;
    known *= std::max<int64_t>(loop(at).extent, 1);
    if (ShapedType::isDynamic(loop(at).extent))
      least = kTypicalBlocks;
  }
  int64_t rowBlocks = std::max<int64_t>(llvm::divideCeil(known, limits.rows), least);
  int64_t columnBlocks = llvm::divideCeil(kTasks, rowBlocks);
  for (unsigned at = tiles.size(); at-- > 0;) {
    Role role = roleOf(at, contractions);
    int64_t extent = loop(at).extent;
    if (role == Role::Row) {
      rows.push_back(at);
    } else if (role == Role::Batch) {
      set(at, 1, 1);
      hasTasks |= extent > 1;
    } else if (ShapedType::isDynamic(extent)) {
      set(at, limits.columns, limits.panel);
    } else {
      set(at, std::clamp<int64_t>(llvm::divideCeil(extent, columnBlocks), limits.panel, limits.columns), limits.panel);
    }
  }
  if (contractions.size() > 1)
    tileQueries(rows, hasTasks);
  else
    distribute(rows, limits.rows, limits.rowMultiple);
}

void Chooser::tileWindows(ArrayRef<linalg::LinalgOp> convolutions, ArrayRef<unsigned> innermostFirst) {
  SmallVector<unsigned> places;
  for (unsigned at : innermostFirst) {
    bool isChannel = llvm::any_of(convolutions, [&](linalg::LinalgOp op) {
      return llvm::any_of(llvm::seq(op.getNumLoops()), [&](unsigned dim) {
        return kernel.loopOf(op, dim) == kernel.grid()[at] &&
               !op.getMatchingIndexingMap(op.getDpsInputOperand(0)).isFunctionOfDim(dim);
      });
    });
    if (isChannel)
      set(at, kWindowChannels, kChannelMultiple);
    else
      places.push_back(at);
  }
  distribute(places, kWindowPoints / kWindowChannels, 1);
}

/// Bytes of the widest operand along all loops that are not in the grid.
int64_t Chooser::bytesOfRow() const {
  int64_t widest = 1;
  for (linalg::LinalgOp op : kernel.ops()) {
    int64_t points = 1, bytes = 1;
    for (auto [dim, extent] : llvm::enumerate(op.getStaticLoopRanges()))
      if (!llvm::is_contained(kernel.grid(), kernel.loopOf(op, dim)))
        points *= ShapedType::isDynamic(extent) ? kTypicalExtent : std::max<int64_t>(extent, 1);
    for (Value operand : op->getOperands())
      if (Type type = getElementTypeOrSelf(operand); type.isIntOrFloat())
        bytes = std::max<int64_t>(bytes, llvm::divideCeil(type.getIntOrFloatBitWidth(), 8));
    widest = std::max(widest, points * bytes);
  }
  return widest;
}

/// Whether the op reduces windows that no matrix product reads in place.
bool isGeneral(linalg::LinalgOp op) { return slidesWindow(op) && !isMatrixProduct(op); }

SmallVector<Tile> Chooser::choose() {
  SmallVector<linalg::LinalgOp> contractions = llvm::filter_to_vector(kernel.ops(), isContraction);
  SmallVector<unsigned> innermostFirst = llvm::to_vector(llvm::reverse(llvm::seq<unsigned>(0, tiles.size())));
  if (!contractions.empty()) {
    if (llvm::any_of(contractions, isGeneral))
      tileWindows(contractions, innermostFirst);
    else
      tileContractions(contractions);
    return tiles;
  }
  bool elementwise = llvm::all_of(
      kernel.ops(), [](linalg::LinalgOp op) { return op.getNumLoops() == op.getNumParallelLoops(); });
  distribute(innermostFirst, limits.tileBytes / bytesOfRow(), elementwise ? kVectorMultiple : 1);
  return tiles;
}

} // namespace

SmallVector<Tile> tenfold::chooseTiles(const KernelLoops &kernel, const TileLimits &limits) {
  return Chooser(kernel, limits).choose();
}
