//===- Places.cpp - elements moved to places that are computed ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Import/ONNX/Extents.h"
#include "lib/Import/ONNX/Rules.h"

#include "dialects/NN/NN.h"

using namespace mlir;

namespace tenfold::onnx {
namespace {

using Integers = SmallVector<int64_t>;

constexpr int64_t kMaxPlaces = 1 << 20;

Integers listOf(Node &node, StringRef name, size_t size, int64_t otherwise) {
  Integers list = node.integers(name).value_or(Integers(size, otherwise));
  if (list.size() != size)
    node.fail("expected attribute `" + name + "` to have " + Twine(size) +
              " numbers, got " + Twine(list.size()));
  list.resize(size);
  return list;
}

Term vectorOf(Graph &g, ArrayRef<int64_t> numbers) {
  auto type = RankedTensorType::get(numbers.size(), g.i64());
  return g.constant(DenseElementsAttr::get(type, numbers));
}

Term zerosOf(Graph &g, Type element, ArrayRef<AffineExpr> dims) {
  return broadcast(g, g.scalar(element, 0), dims);
}

/// New entries of a cache from a place on, which each batch entry has its own.
void buildTensorScatter(Node &node) {
  Graph &g = node.graph;
  Term cache = node.in(0), update = node.in(1);
  int64_t dim = node.axisAttribute(-2, cache.rank());
  std::string mode = node.string("mode", "linear");
  if (node.failed() || dim == 0 || update.rank() != cache.rank())
    return node.fail("expected an axis after the batch");
  if (mode != "linear" && mode != "circular")
    return node.fail(
        "expected attribute `mode` to be linear or circular, got " +
        quoted(mode));
  Term places = g.iota(update.dims[dim]);
  if (node.has(2)) {
    Dims column(dim + 1, g.sizes.constant(1));
    column[0] = cache.dims[0];
    places = g.add(reshape(node, g.cast(node.in(2), g.i64()), column), places);
  }
  if (mode == "circular")
    places = g.emit("nn.mod", {places, g.size(cache.dims[dim])});
  places = broadcast(g, places, ArrayRef(update.dims).take_front(dim + 1));
  node.set(
      g.emit("nn.scatter", {cache, places, update}, g.attribute("axis", dim)));
}

/// Where each element of each window lies in the image, row-major; -1 outside.
Integers placesOfWindows(ArrayRef<int64_t> image, ArrayRef<int64_t> block,
                         ArrayRef<int64_t> counts, ArrayRef<int64_t> strides,
                         ArrayRef<int64_t> dilations, ArrayRef<int64_t> pads) {
  Integers places;
  auto next = [](Integers &at, ArrayRef<int64_t> sizes) {
    for (size_t d = sizes.size(); d-- > 0; at[d] = 0)
      if (++at[d] < sizes[d])
        return true;
    return false;
  };
  Integers inside(block.size(), 0);
  do {
    Integers window(block.size(), 0);
    do {
      int64_t place = 0;
      for (size_t d = 0; d < block.size() && place >= 0; ++d) {
        int64_t at =
            window[d] * strides[d] + inside[d] * dilations[d] - pads[d];
        place = at < 0 || at >= image[d] ? -1 : place * image[d] + at;
      }
      places.push_back(place);
    } while (next(window, counts));
  } while (next(inside, block));
  return places;
}

/// Sums the elements of windows where they overlap.
void buildCol2Im(Node &node) {
  Graph &g = node.graph;
  Term x = node.in(0);
  auto image = node.integersIn(1), block = node.integersIn(2);
  if (node.failed() || x.rank() != 3 || image->size() != block->size() ||
      image->empty())
    return node.fail("expected an image and a block of as many dimensions");
  size_t rank = image->size();
  Integers strides = listOf(node, "strides", rank, 1),
           dilations = listOf(node, "dilations", rank, 1),
           pads = listOf(node, "pads", 2 * rank, 0), counts;
  int64_t all = 1, pixels = 1, inBlock = 1;
  for (size_t d = 0; d < rank && !node.failed(); ++d) {
    int64_t span = ((*block)[d] - 1) * dilations[d] + 1;
    int64_t room = (*image)[d] + pads[d] + pads[rank + d] - span;
    if (strides[d] < 1 || (*block)[d] < 1 || room < 0 || room > kMaxPlaces ||
        (*block)[d] > kMaxPlaces || (*image)[d] > kMaxPlaces)
      return node.fail("expected windows inside the image");
    counts.push_back(room / strides[d] + 1);
    all *= counts[d] * (*block)[d];
    inBlock *= (*block)[d];
    pixels *= (*image)[d];
    if (all > kMaxPlaces || pixels > kMaxPlaces)
      return node.fail("expected at most 2^20 elements of windows");
  }
  auto channels = integersOf({x.dims[1]});
  if (node.failed() || !channels || channels->front() % inBlock != 0 ||
      x.dims[2] != g.sizes.constant(all / inBlock))
    return node.fail("expected the elements of all windows of the image");
  AffineExpr depth = g.sizes.constant(channels->front() / inBlock);
  Term rows =
      g.rearrange(x, "n (c k) l -> (k l) n c", g.attribute("k", inBlock));
  auto places =
      placesOfWindows(*image, *block, counts, strides, dilations, pads);
  Term zeros =
      zerosOf(g, x.element, {g.sizes.constant(pixels), x.dims[0], depth});
  Term sum =
      g.emit("nn.scatter", {zeros, vectorOf(g, places), rows},
             {g.attribute("axis", int64_t(0)),
              g.attribute("by", nn::ReductionAttr::get(g.builder.getContext(),
                                                       nn::Reduction::sum))});
  Dims dims{x.dims[0], depth};
  for (int64_t size : *image)
    dims.push_back(g.sizes.constant(size));
  node.set(reshape(node, g.rearrange(sum, "p n c -> n c p"), dims));
}

/// Elements back at the places that a pooling took them from; those count
/// through the whole tensor that was pooled.
void buildMaxUnpool(Node &node) {
  Graph &g = node.graph;
  Term x = node.in(0), indices = node.in(1);
  auto wanted = node.has(2) ? node.integersIn(2) : std::nullopt;
  auto extents = integersOf(x.dims);
  if (node.failed() || !extents || x.rank() < 3)
    return node.fail("expected an input of known size and of rank 3 at least");
  size_t rank = x.rank() - 2;
  Integers kernel = listOf(node, "kernel_shape", rank, 1),
           strides = listOf(node, "strides", rank, 1),
           pads = listOf(node, "pads", 2 * rank, 0), sizes(*extents);
  if (node.failed())
    return;
  int64_t all = sizes[0] * sizes[1];
  for (size_t d = 0; d < rank; ++d) {
    sizes[d + 2] =
        (sizes[d + 2] - 1) * strides[d] + kernel[d] - pads[d] - pads[rank + d];
    if (sizes[d + 2] < 1 || sizes[d + 2] > INT32_MAX)
      return node.fail("expected windows that were inside of something");
    all *= sizes[d + 2];
  }
  Term zeros = zerosOf(g, x.element, {g.sizes.constant(all)});
  AffineExpr count = productOf(x.dims, g.builder.getContext());
  Term flat = g.emit(
      "nn.scatter",
      {zeros, reshape(node, indices, {count}), reshape(node, x, {count})},
      g.attribute("axis", int64_t(0)));
  Dims dims;
  for (int64_t size : sizes)
    dims.push_back(g.sizes.constant(size));
  Term result = reshape(node, flat, dims);
  if (wanted && wanted->size() != sizes.size())
    return node.fail("expected a size for each dimension");
  for (size_t d = 0; wanted && d < sizes.size(); ++d)
    if (int64_t more = (*wanted)[d] - sizes[d]; more > 0)
      result = padZeros(g, result, d, 0, more);
  node.set(result);
}

/// Slices where a known condition is true.
void buildCompress(Node &node) {
  Graph &g = node.graph;
  Term x = node.in(0);
  auto condition = node.numbersIn(1);
  bool isFlat = !node.hasAttribute("axis");
  int64_t axis = isFlat ? 0 : node.axisAttribute(0, x.rank());
  if (node.failed())
    return;
  if (isFlat)
    x = reshape(node, x, {productOf(x.dims, g.builder.getContext())});
  Integers places;
  for (auto [place, isKept] : llvm::enumerate(condition))
    if (isKept != 0)
      places.push_back(place);
  node.set(
      g.emit("nn.gather", {x, vectorOf(g, places)}, g.attribute("dim", axis)));
}

/// The first elements of each sequence backwards.
void buildReverseSequence(Node &node) {
  Graph &g = node.graph;
  Term x = node.in(0), lengths = node.in(1);
  int64_t time = node.integer("time_axis", 0),
          batch = node.integer("batch_axis", 1);
  if (node.failed() || x.rank() < 2 || time + batch != 1 || time * batch != 0)
    return node.fail("expected `time_axis` and `batch_axis` to be 0 and 1");
  auto order = llvm::to_vector(llvm::seq(x.rank()));
  std::swap(order[0], order[batch]);
  x = transpose(g, x, order);
  AffineExpr steps = x.dims[1];
  Term step = g.iota(steps),
       length = g.rearrange(g.cast(lengths, g.i64()), "b -> b ()");
  Term back = g.sub(g.sub(length, g.scalar(g.i64(), 1)), step);
  Term place = g.select(g.compare("lt", step, length), back, step);
  Term first = g.rearrange(g.iota(x.dims[0]), "b -> b ()");
  place = g.add(g.mul(first, g.size(steps)), place);
  Dims rows{x.dims[0] * steps};
  rows.append(x.dims.begin() + 2, x.dims.end());
  Term result = g.emit("nn.gather", {reshape(node, x, rows), place});
  node.set(transpose(g, result, order));
}

/// Elements of the last dimension, for all rows the same.
void buildArrayFeatureExtractor(Node &node) {
  Graph &g = node.graph;
  Term x = node.in(0), places = node.in(1);
  AffineExpr count = productOf(places.dims, g.builder.getContext());
  Term vector = reshape(node, places, {count});
  node.set(g.emit("nn.gather", {x, vector}, g.attribute("dim", int64_t(-1))));
}

constexpr Rule kRules[] = {
    {"ArrayFeatureExtractor", buildArrayFeatureExtractor},
    {"Col2Im", buildCol2Im},
    {"Compress", buildCompress},
    {"MaxUnpool", buildMaxUnpool},
    {"ReverseSequence", buildReverseSequence},
    {"TensorScatter", buildTensorScatter},
};

} // namespace

ArrayRef<Rule> placeRules() { return kRules; }

} // namespace tenfold::onnx
