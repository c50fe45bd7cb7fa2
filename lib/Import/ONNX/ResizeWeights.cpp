//===- ResizeWeights.cpp - resizing as a product --------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What `nn.resize` has no word for, a filter that is wider where it makes
// smaller or a part of the input, is a product with a matrix of weights, which
// are known when the model is compiled.
//
//===----------------------------------------------------------------------===//
#include "lib/Import/ONNX/ResizeWeights.h"

#include <cmath>

using namespace mlir;

namespace tenfold::onnx {
namespace {

constexpr int64_t kMaxWeights = 1 << 20;

/// Where element `y` of the result is in the input.
double placeOf(const Resampling &r, int64_t y) {
  double size = double(r.inputs), scaled = r.scale * size;
  if (r.coordinates == "align_corners")
    return scaled == 1 ? 0 : double(y) * (size - 1) / (scaled - 1);
  if (r.coordinates == "asymmetric")
    return double(y) / r.scale;
  if (r.coordinates == "tf_crop_and_resize") {
    double part = (r.to - r.from) * (size - 1);
    return r.from * (size - 1) +
           (scaled == 1 ? part / 2 : double(y) * part / (scaled - 1));
  }
  if (r.coordinates == "pytorch_half_pixel" && scaled == 1)
    return -0.5;
  double middle = (double(y) + 0.5) / r.scale - 0.5;
  if (r.coordinates == "half_pixel_symmetric")
    return middle + size / 2 * (1 - double(r.outputs) / scaled);
  return middle;
}

/// The filter at a distance; linear, or Keys' cubic.
double filterAt(const Resampling &r, double distance) {
  double x = std::abs(distance), a = r.coefficient;
  if (r.mode == "linear")
    return std::max(1 - x, 0.0);
  if (x <= 1)
    return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0;
}

/// Which of its two neighbours the nearest one is, 0 or 1.
int64_t nearest(const Resampling &r, double ratio) {
  if (ratio == 1 || r.rounding == "ceil")
    return 1;
  if (r.rounding == "floor")
    return 0;
  return r.rounding == "round_prefer_ceil" ? ratio >= 0.5 : ratio > 0.5;
}

/// One row of the matrix. Elements beyond the ends are the last ones, or have
/// no weight.
void addRow(const Resampling &r, double place, MutableArrayRef<double> row) {
  double below = std::ceil(place) - 1, ratio = place - below; // in (0, 1]
  double narrow = r.antialias ? std::min(r.scale, 1.0) : 1;
  auto half = int64_t(std::ceil((r.mode == "cubic" ? 2 : 1) / narrow));
  double sum = 0;
  for (int64_t o = 1 - half; o <= half; ++o) {
    double weight = r.mode == "nearest"
                        ? o == nearest(r, ratio)
                        : filterAt(r, (double(o) - ratio) * narrow);
    int64_t at = int64_t(below) + o;
    bool isOutside = at < 0 || at >= r.inputs;
    if (isOutside && r.excludesOutside)
      continue;
    row[std::clamp<int64_t>(at, 0, r.inputs - 1)] += weight;
    sum += weight;
  }
  if ((r.antialias || r.excludesOutside) && sum != 0)
    for (double &weight : row)
      weight /= sum;
}

DenseElementsAttr valuesOf(ArrayRef<double> numbers, ArrayRef<int64_t> shape,
                           Type element) {
  auto &semantics = cast<FloatType>(element).getFloatSemantics();
  SmallVector<APFloat> values;
  for (double number : numbers) {
    APFloat value(number);
    bool isInexact = false;
    value.convert(semantics, APFloat::rmNearestTiesToEven, &isInexact);
    values.push_back(value);
  }
  return DenseElementsAttr::get(RankedTensorType::get(shape, element), values);
}

} // namespace

Term resizeByWeights(Node &node, Term x, int64_t dim, const Resampling &r) {
  Graph &g = node.graph;
  if (node.failed() || r.inputs < 1 || r.outputs < 1 || !(r.scale > 0) ||
      r.inputs > kMaxWeights || r.outputs > kMaxWeights / r.inputs ||
      !isa<FloatType>(x.element))
    return g.fail("expected to resize floats of a known number, at most 2^20 "
                  "weights");
  SmallVector<double> weights(r.inputs * r.outputs, 0);
  SmallVector<bool> isBeyond;
  for (int64_t y = 0; y < r.outputs; ++y) {
    double place = placeOf(r, y);
    if (!(std::abs(place) <= 0x1p31))
      return g.fail("expected places of at most 2^31");
    bool isOutside = place < 0 || place > double(r.inputs - 1);
    isBeyond.push_back(isOutside && r.coordinates == "tf_crop_and_resize");
    addRow(r, place, MutableArrayRef(weights).slice(y * r.inputs, r.inputs));
  }
  SmallVector<int64_t> there = llvm::to_vector(llvm::seq(x.rank()));
  there.erase(there.begin() + dim);
  there.push_back(dim);
  SmallVector<int64_t> back = llvm::to_vector(llvm::seq(x.rank() - 1));
  back.insert(back.begin() + dim, x.rank() - 1);
  Term matrix = g.constant(valuesOf(weights, {r.outputs, r.inputs}, x.element));
  Term result = g.emit(
      "nn.einsum", {transpose(g, x, there), matrix},
      g.attribute("equation", g.builder.getStringAttr("... n, m n -> ... m")));
  if (llvm::is_contained(isBeyond, true)) {
    auto mask = DenseElementsAttr::get(RankedTensorType::get(r.outputs, g.i1()),
                                       ArrayRef<bool>(isBeyond));
    result = g.select(g.constant(mask), g.scalar(x.element, r.beyond), result);
  }
  return transpose(g, result, back);
}

} // namespace tenfold::onnx
