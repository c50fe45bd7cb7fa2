//===- Sampling.cpp - elements at places between elements -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Import/ONNX/Extents.h"
#include "lib/Import/ONNX/Rules.h"

#include "mlir/IR/BuiltinTypes.h"

using namespace mlir;

namespace tenfold::onnx {
namespace {

/// An element that counts, by its place in a dimension; without a condition it
/// is always inside, without a weight it counts whole.
struct Tap {
  Term place, inside, weight;
};

/// Samples rows of channels. Places are [batch, samples], as floats.
class Sampler {
public:
  Sampler(Node &node, Term x, StringRef padding, bool alignsCorners)
      : g(node.graph), padding(padding), alignsCorners(alignsCorners),
        element(x.element) {
    SmallVector<int64_t> order{0};
    for (int64_t dim = 2; dim < x.rank(); ++dim) {
      order.push_back(dim);
      extents.push_back(x.dims[dim]);
    }
    order.push_back(1);
    AffineExpr places = productOf(extents, g.builder.getContext());
    table =
        reshape(node, transpose(g, x, order), {x.dims[0] * places, x.dims[1]});
    first = g.mul(g.rearrange(g.iota(x.dims[0]), "n -> n ()"), g.size(places));
  }

  Term size(size_t dim) { return g.cast(g.size(extents[dim]), element); }
  Term number(double value) { return g.scalar(element, value); }

  /// From [-1, 1] to places, those beyond the borders brought in.
  Term placeOf(Term coordinate, size_t dim, bool isRounded) {
    Term fromZero = g.add(coordinate, number(1));
    Term place =
        alignsCorners
            ? g.mul(g.div(fromZero, number(2)), g.sub(size(dim), number(1)))
            : g.div(g.sub(g.mul(fromZero, size(dim)), number(1)), number(2));
    place = isRounded ? g.emit("nn.round", place) : place;
    if (padding == "border")
      return clamp(place, dim);
    return padding == "reflection" ? reflect(place, dim) : place;
  }

  std::vector<Tap> tapsOf(Term place, size_t dim, StringRef mode) {
    if (mode == "nearest")
      return {tapAt(place, dim, {})};
    Term below = g.emit("nn.floor", place), t = g.sub(place, below);
    Term rest = g.sub(number(1), t);
    if (mode == "linear")
      return {tapAt(below, dim, rest), tapAt(g.add(below, number(1)), dim, t)};
    std::vector<Tap> taps;
    const Term weights[] = {outer(t), inner(t), inner(rest), outer(rest)};
    for (auto [i, weight] : llvm::enumerate(weights))
      taps.push_back(tapAt(g.add(below, number(double(i) - 1)), dim, weight));
    return taps;
  }

  /// The sum over all combinations of the dimensions' taps from `dim` on.
  Term sum(ArrayRef<std::vector<Tap>> taps, size_t dim, Tap so) {
    if (dim == taps.size())
      return rowAt(so);
    Term total;
    for (const Tap &tap : taps[dim]) {
      Term place = g.add(g.mul(so.place, g.size(extents[dim])), tap.place);
      Term part = sum(taps, dim + 1,
                      {place, both("nn.min", so.inside, tap.inside),
                       both("nn.mul", so.weight, tap.weight)});
      total = total ? g.add(total, part) : part;
    }
    return total;
  }

private:
  Term both(StringRef op, Term x, Term y) {
    return x && y ? g.emit(op, {x, y}) : x ? x : y;
  }

  Term clamp(Term place, size_t dim) {
    Term last = g.sub(size(dim), number(1));
    return g.emit("nn.min", {g.emit("nn.max", {place, number(0)}), last});
  }

  /// Back and forth between the borders. At distance d from the lower one, of
  /// n whole ways and r: as far from that where n is even, else from the other.
  Term reflect(Term place, size_t dim) {
    Term low = number(alignsCorners ? 0 : -0.5);
    Term high = g.sub(size(dim), number(alignsCorners ? 1 : 0.5));
    Term range = g.sub(high, low);
    Term distance = g.emit("nn.abs", g.sub(place, low));
    Term ways = g.emit("nn.trunc", g.div(distance, range));
    Term rest = g.sub(distance, g.mul(ways, range));
    Term pairs = g.emit("nn.trunc", g.div(ways, number(2)));
    Term isEven = g.compare("eq", ways, g.mul(pairs, number(2)));
    Term moved = g.select(isEven, g.add(low, rest), g.sub(high, rest));
    Term isOutside = g.emit(
        "nn.max", {g.compare("lt", place, low), g.compare("gt", place, high)});
    return g.select(isOutside, moved, place);
  }

  Tap tapAt(Term place, size_t dim, Term weight) {
    Term inside;
    if (padding == "zeros")
      inside = g.emit("nn.min", {g.compare("ge", place, number(0)),
                                 g.compare("lt", place, size(dim))});
    if (padding == "reflection")
      place = reflect(place, dim);
    return {g.cast(clamp(place, dim), g.i64()), inside, weight};
  }

  Term rowAt(const Tap &tap) {
    Term row = g.emit("nn.gather", {table, g.add(first, tap.place)});
    auto column = [&](Term x) { return g.rearrange(x, "n p -> n p ()"); };
    if (tap.inside)
      row = g.select(column(tap.inside), row, number(0));
    return tap.weight ? g.mul(row, column(tap.weight)) : row;
  }

  // Keys' cubic convolution with a = -3/4, at distance t < 1 and 1 + t.
  Term polynomial(Term t, ArrayRef<double> coefficients) {
    Term value = number(coefficients[0]);
    for (double next : coefficients.drop_front())
      value = g.add(g.mul(value, t), number(next));
    return value;
  }
  Term inner(Term t) { return polynomial(t, {1.25, -2.25, 0, 1}); }
  Term outer(Term t) {
    return polynomial(g.add(t, number(1)), {-0.75, 3.75, -6, 3});
  }

  Graph &g;
  StringRef padding;
  bool alignsCorners;
  Type element;
  Dims extents;
  Term table; ///< [batch * places, channels]
  Term first; ///< of each batch entry's rows
};

/// Coordinates are the last dimension of the grid, the innermost first.
void buildGridSample(Node &node) {
  Graph &g = node.graph;
  Term x = node.in(0), grid = node.in(1);
  std::string mode = node.string("mode", "linear"),
              padding = node.string("padding_mode", "zeros");
  bool alignsCorners = node.integer("align_corners", 0);
  if (StringRef(mode).starts_with("bi"))
    mode = mode.substr(2); // before operator set 20
  if (!llvm::is_contained({"nearest", "linear", "cubic"}, mode) ||
      !llvm::is_contained({"zeros", "border", "reflection"}, padding))
    return node.fail("expected mode nearest, linear or cubic and padding zeros,"
                     " border or reflection, got " +
                     quoted(mode) + " and " + quoted(padding));
  int64_t count = x.rank() - 2;
  if (node.failed() || count < 1 || count > 3 || grid.rank() != x.rank() ||
      grid.dims.back() != g.sizes.constant(count))
    return node.fail("expected a grid of places in up to three dimensions");
  Dims outer(ArrayRef(grid.dims).drop_front().drop_back());
  AffineExpr samples = productOf(outer, g.builder.getContext());
  grid = reshape(node, g.cast(grid, x.element),
                 {x.dims[0], samples, grid.dims.back()});
  Sampler sampler(node, x, padding, alignsCorners);
  std::vector<std::vector<Tap>> taps;
  for (int64_t dim = 0; dim < count && !node.failed(); ++dim) {
    Term coordinate =
        reshape(node, g.slice(grid, 2, count - 1 - dim, count - dim),
                {x.dims[0], samples});
    Term place = sampler.placeOf(coordinate, dim, mode == "nearest");
    taps.push_back(sampler.tapsOf(place, dim, mode));
  }
  Term rows = sampler.sum(taps, 0, {g.scalar(g.i64(), 0), {}, {}});
  Dims dims{x.dims[0], x.dims[1]};
  dims.append(outer);
  node.set(reshape(node, g.rearrange(rows, "n p c -> n c p"), dims));
}

/// theta [x, y, 1] for places from -1 to 1, at corners or at middles.
void buildAffineGrid(Node &node) {
  Graph &g = node.graph;
  Term theta = node.in(0);
  auto sizes = node.integersIn(1);
  bool alignsCorners = node.integer("align_corners", 0);
  int64_t count = node.failed() ? 0 : sizes->size() - 2;
  if (node.failed() || theta.rank() != 3 || count < 1 ||
      theta.dims[2] != g.sizes.constant(count + 1))
    return node.fail("expected a matrix for each batch entry");
  auto column = [&](int64_t index) {
    Dims dims{theta.dims[0]};
    dims.append(count, g.sizes.constant(1));
    dims.push_back(theta.dims[1]);
    return reshape(node, g.slice(theta, 2, index, index + 1), dims);
  };
  Term sum = column(count);
  for (int64_t dim = 0; dim < count; ++dim) {
    int64_t size = (*sizes)[2 + dim];
    Term number = g.cast(g.iota(g.sizes.constant(size)), theta.element);
    auto scalar = [&](double value) { return g.scalar(theta.element, value); };
    double step = 2.0 / double(alignsCorners ? size - 1 : size);
    Term place = g.add(g.mul(number, scalar(step)),
                       scalar(alignsCorners ? -1 : -1 + step / 2));
    Dims dims(count + 2, g.sizes.constant(1));
    dims[1 + dim] = g.sizes.constant(size);
    sum =
        g.add(sum, g.mul(column(count - 1 - dim), reshape(node, place, dims)));
  }
  node.set(sum);
}

constexpr Rule kRules[] = {
    {"AffineGrid", buildAffineGrid},
    {"GridSample", buildGridSample},
};

} // namespace

ArrayRef<Rule> samplingRules() { return kRules; }

} // namespace tenfold::onnx
