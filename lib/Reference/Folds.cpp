//===- Folds.cpp - the meaning of streaming reductions --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The definition itself: for each tile of the parallel dimensions, states of
// parts of the stream, each from `init` by `absorb`, joined by `merge`.

#include "lib/Reference/Folds.h"

#include <cstring>
#include <numeric>

using namespace mlir;
using namespace tenfold;
using Kind = fold::ReduceOp::Kind;

namespace {
/// A box of the iteration space.
struct Box {
  SmallVector<int64_t> offsets, sizes;
};

class Fold {
public:
  Fold(fold::ReduceOp op, const FoldTiles &tiles, Lookup lookup, RunStage run)
      : op(op), tiles(tiles), lookup(lookup), run(run),
        stream(op.getStreamDim()) {}

  LogicalResult evaluate(Results &results);

private:
  using States = FailureOr<SmallVector<HostTensor>>;

  LogicalResult findExtents();
  SmallVector<HostTensor> initialStates(const Box &box);
  States absorbPart(Box box, int64_t first, int64_t last);
  States foldStream(const Box &box);
  States finish(const Box &box, ArrayRef<HostTensor> states);
  void forEachTile(llvm::function_ref<void(const Box &)> f);

  fold::ReduceOp op;
  const FoldTiles &tiles;
  Lookup lookup;
  RunStage run;
  unsigned stream;
  SmallVector<HostTensor> inputs;
  SmallVector<int64_t> extents;
};
} // namespace

/// Calls `f` with the byte offsets of each element of the part of a tensor that
/// `map` gives for `box`: in the tensor, and in the part.
static void forEachElement(const HostTensor &tensor, AffineMap map,
                           const Box &box,
                           llvm::function_ref<void(int64_t, int64_t)> f) {
  SmallVector<int64_t> strides = stridesOf(tensor.shape());
  int64_t bytes = HostTensor::elementBytes(tensor.elementType()), next = 0;
  SmallVector<int64_t> first = map.compose(box.offsets);
  forEachIndex(map.compose(box.sizes), [&](ArrayRef<int64_t> at) {
    int64_t offset = 0;
    for (auto [i, from, stride] : llvm::zip_equal(at, first, strides))
      offset += (i + from) * stride;
    f(bytes * offset, bytes * next++);
  });
}

static HostTensor slice(const HostTensor &tensor, AffineMap map,
                        const Box &box) {
  HostTensor part(tensor.elementType(), map.compose(box.sizes));
  int64_t bytes = HostTensor::elementBytes(tensor.elementType());
  forEachElement(tensor, map, box, [&](int64_t from, int64_t to) {
    std::memcpy(part.raw() + to, tensor.raw() + from, bytes);
  });
  return part;
}

static void insert(const HostTensor &part, const HostTensor &tensor,
                   AffineMap map, const Box &box) {
  int64_t bytes = HostTensor::elementBytes(tensor.elementType());
  forEachElement(tensor, map, box, [&](int64_t to, int64_t from) {
    std::memcpy(tensor.raw() + to, part.raw() + from, bytes);
  });
}

LogicalResult Fold::findExtents() {
  extents.assign(op.getNumLoops(), -1);
  for (auto [k, value] : llvm::enumerate(op.getInputs())) {
    inputs.push_back(lookup(value));
    for (auto [d, own] : llvm::enumerate(inputs.back().shape())) {
      int64_t &extent = extents[op.getInputMap(k).getDimPosition(d)];
      if (extent >= 0 && extent != own)
        return op.emitOpError("expected dimension ")
               << d << " of input " << k << " to be " << extent << ", got "
               << own;
      extent = own;
    }
  }
  return success();
}

SmallVector<HostTensor> Fold::initialStates(const Box &box) {
  SmallVector<HostTensor> states;
  for (auto [i, value] : llvm::enumerate(op.getInits())) {
    AffineMap map = op.getStateMap(i);
    HostTensor init = lookup(value);
    if (isa<RankedTensorType>(value.getType())) {
      states.push_back(slice(init, map, box));
      continue;
    }
    HostTensor &state =
        states.emplace_back(init.elementType(), map.compose(box.sizes));
    for (int64_t k = 0; k < state.size(); ++k)
      std::memcpy(state.raw() + k * init.bytes(), init.raw(), init.bytes());
  }
  return states;
}

/// The state of the stream's elements in [first, last).
Fold::States Fold::absorbPart(Box box, int64_t first, int64_t last) {
  States states = initialStates(box);
  int64_t step = tiles.stream ? tiles.stream : std::max<int64_t>(last, 1);
  for (int64_t at = first; at < last && succeeded(states); at += step) {
    box.offsets[stream] = at;
    box.sizes[stream] = std::min(step, last - at);
    SmallVector<HostTensor> arguments;
    for (auto [i, input] : llvm::enumerate(inputs))
      arguments.push_back(slice(input, op.getInputMap(i), box));
    arguments.append(*states);
    states = run(op.getAbsorb(), arguments, box.offsets);
  }
  return states;
}

/// The state of the whole stream, in `parts` if there is a merge.
Fold::States Fold::foldStream(const Box &box) {
  int64_t extent = extents[stream];
  int64_t parts = op.hasMerge() ? std::max<int64_t>(tiles.parts, 1) : 1;
  int64_t share = llvm::divideCeil(extent, parts);
  States states = absorbPart(box, 0, std::min(share, extent));
  for (int64_t part = 1; part < parts && succeeded(states); ++part) {
    int64_t first = std::min(part * share, extent);
    States next = absorbPart(box, first, std::min(first + share, extent));
    if (failed(next))
      return failure();
    states->append(*next);
    states = run(op.getMerge(), *states, {});
  }
  return states;
}

Fold::States Fold::finish(const Box &box, ArrayRef<HostTensor> states) {
  SmallVector<HostTensor> arguments;
  for (auto [i, input] : llvm::enumerate(inputs))
    if (!op.streams(i))
      arguments.push_back(slice(input, op.getInputMap(i), box));
  arguments.append(states.begin(), states.end());
  return run(op.getFinish(), arguments, box.offsets);
}

/// Tiles of the parallel dimensions; other dimensions are whole.
void Fold::forEachTile(llvm::function_ref<void(const Box &)> f) {
  SmallVector<int64_t> counts(extents.size(), 1), steps(extents);
  for (unsigned d = 0; d < extents.size(); ++d)
    if (op.getKind(d) == Kind::parallel && tiles.parallel) {
      steps[d] = tiles.parallel;
      counts[d] = llvm::divideCeil(extents[d], steps[d]);
    }
  forEachIndex(counts, [&](ArrayRef<int64_t> at) {
    Box box;
    for (unsigned d = 0; d < extents.size(); ++d) {
      box.offsets.push_back(at[d] * steps[d]);
      box.sizes.push_back(std::min(steps[d], extents[d] - box.offsets[d]));
    }
    f(box);
  });
}

LogicalResult Fold::evaluate(Results &results) {
  if (failed(findExtents()))
    return failure();
  for (auto [i, result] : llvm::enumerate(op.getResults()))
    results.emplace_back(getElementTypeOrSelf(result.getType()),
                         op.getResultMap(i).compose(extents));
  bool ok = true;
  forEachTile([&](const Box &box) {
    States states = ok ? foldStream(box) : States(failure());
    States tile = succeeded(states) ? finish(box, *states) : states;
    ok = succeeded(tile);
    for (unsigned i = 0; ok && i < results.size(); ++i)
      insert((*tile)[i], results[i], op.getResultMap(i), box);
  });
  return success(ok);
}

LogicalResult tenfold::evaluateFold(fold::ReduceOp op, const FoldTiles &tiles,
                                    Lookup lookup, RunStage run,
                                    Results &results) {
  return Fold(op, tiles, lookup, run).evaluate(results);
}
