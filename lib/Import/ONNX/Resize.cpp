//===- Resize.cpp - more or fewer elements along dimensions ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Import/ONNX/ResizeWeights.h"

#include "dialects/NN/NN.h"

#include <cmath>

using namespace mlir;

namespace tenfold::onnx {
namespace {

/// A positive number as the fraction of integers that it was rounded from: the
/// shortest continued fraction that is this float.
std::optional<std::pair<int64_t, int64_t>> fractionOf(double number) {
  int64_t p = 1, q = 0, before = 0, beforeQ = 1;
  double rest = number;
  while (rest < 1e6 && q < 1'000'000) {
    auto whole = int64_t(std::floor(rest));
    std::tie(before, p) = std::pair(p, whole * p + before);
    std::tie(beforeQ, q) = std::pair(q, whole * q + beforeQ);
    if (float(double(p) / double(q)) == float(number))
      return std::pair(p, q);
    rest = 1 / (rest - double(whole));
  }
  return std::nullopt;
}

/// How the elements between are found, the same for all dimensions.
struct Method {
  SmallVector<NamedAttribute> attributes;
  Resampling weights;       ///< the same in the standard's words
  SmallVector<double> part; ///< of the input, begins then ends
  bool isByWeights = false; ///< where nn.resize has no word for it
};

template <typename Attr, typename Value>
void add(Node &node, Method &method, StringRef name, std::optional<Value> value,
         StringRef text) {
  if (!value)
    return node.fail("expected another `" + name + "` than " + quoted(text));
  method.attributes.push_back(node.graph.attribute(
      name, Attr::get(node.graph.builder.getContext(), *value)));
}

Method methodOf(Node &node) {
  Method method;
  std::string mode = node.string("mode", "nearest");
  bool isOld = node.version < 11; // Upsample as well
  std::string coordinates =
      isOld ? "asymmetric"
            : node.string("coordinate_transformation_mode", "half_pixel");
  std::string rounding =
      isOld ? "floor" : node.string("nearest_mode", "round_prefer_floor");
  double coefficient = node.real("cubic_coeff_a", -0.75);
  method.weights = {mode,
                    coordinates,
                    rounding,
                    coefficient,
                    node.integer("exclude_outside", 0) != 0,
                    node.integer("antialias", 0) != 0,
                    node.real("extrapolation_value", 0)};
  bool isPart = coordinates == "tf_crop_and_resize";
  if (isPart && node.has(1))
    method.part = node.numbersIn(1);
  method.isByWeights = method.weights.antialias || isPart;
  if (method.isByWeights)
    return method;
  add<nn::InterpolationAttr>(node, method, "mode",
                             nn::symbolizeInterpolation(mode), mode);
  add<nn::CoordinatesAttr>(node, method, "coordinates",
                           nn::symbolizeCoordinates(coordinates), coordinates);
  add<nn::RoundingAttr>(node, method, "rounding",
                        nn::symbolizeRounding(rounding), rounding);
  method.attributes.push_back(node.graph.attribute("coefficient", coefficient));
  if (method.weights.excludesOutside)
    method.attributes.push_back(node.graph.attribute(
        "exclude_outside", node.graph.builder.getUnitAttr()));
  return method;
}

Term resizeDim(Graph &g, Term x, int64_t dim, const Method &method,
               NamedAttribute size) {
  SmallVector<NamedAttribute> attributes(method.attributes);
  attributes.push_back(g.attribute("dim", dim));
  attributes.push_back(
      g.attribute("sizes", g.builder.getDictionaryAttr({size})));
  return g.emit("nn.resize", x, attributes);
}

/// `index` of `count` axes.
Term resizeDimByWeights(Node &node, Term x, const Method &method, int64_t dim,
                        size_t index, size_t count, int64_t size,
                        double scale) {
  Resampling how = method.weights;
  auto extent = dyn_cast<AffineConstantExpr>(x.dims[dim]);
  if (!extent)
    return node.graph.fail("expected to resize dimensions of known size");
  how.inputs = extent.getValue();
  how.outputs = size < 0 ? int64_t(double(how.inputs) * scale) : size;
  how.scale = size < 0 || scale > 0 ? scale : double(size) / double(how.inputs);
  if (method.part.size() == 2 * count) {
    how.from = method.part[index];
    how.to = method.part[count + index];
  }
  bool isWhole = how.from == 0 && how.to == 1;
  return how.scale == 1 && how.outputs == how.inputs && isWhole
             ? x
             : resizeByWeights(node, x, dim, how);
}

void resizeByScales(Node &node, Term x, const Method &method,
                    ArrayRef<int64_t> axes, ArrayRef<double> scales) {
  if (node.failed() || scales.size() != axes.size())
    return node.fail("expected a scale for each axis");
  for (auto [index, axis] : llvm::enumerate(axes)) {
    double scale = scales[index];
    auto fraction = scale > 0 ? fractionOf(scale) : std::nullopt;
    if (!fraction)
      return node.fail("expected scales that are fractions of integers");
    bool isCorners =
        node.string("coordinate_transformation_mode", "") == "align_corners";
    auto extent = dyn_cast<AffineConstantExpr>(x.dims[axis]);
    // The standard divides by n * scale - 1, not by whole elements.
    bool isPartial =
        isCorners && fraction->second != 1 &&
        (!extent || extent.getValue() * fraction->first % fraction->second);
    if (method.isByWeights || isPartial)
      x = resizeDimByWeights(node, x, method, axis, index, axes.size(), -1,
                             scale);
    else if (fraction->first != fraction->second)
      x = resizeDim(
          node.graph, x, axis, method,
          node.graph.attribute("by", {fraction->first, fraction->second}));
  }
  node.set(x);
}

/// One scale for all axes, the least or greatest that the sizes ask for, where
/// the aspect ratio stays.
void resizeKeeping(Node &node, Term x, const Method &method,
                   ArrayRef<int64_t> axes, ArrayRef<int64_t> sizes,
                   bool isLess) {
  std::optional<std::pair<int64_t, int64_t>> scale; // size / extent
  SmallVector<int64_t> extents;
  for (auto [axis, size] : llvm::zip_equal(axes, sizes)) {
    auto extent = dyn_cast<AffineConstantExpr>(x.dims[axis]);
    if (!extent || extent.getValue() < 1 || size < 1)
      return node.fail("expected dimensions of known size where the aspect "
                       "ratio stays");
    extents.push_back(extent.getValue());
    int64_t cross =
        scale ? size * scale->second - scale->first * extent.getValue() : 0;
    if (!scale || (isLess ? cross < 0 : cross > 0))
      scale = {size, extent.getValue()};
  }
  for (auto [index, axis] : llvm::enumerate(axes)) {
    int64_t scaled = extents[index] * scale->first;
    int64_t size = (2 * scaled + scale->second) / (2 * scale->second);
    if (method.isByWeights || size != scaled / scale->second)
      x = resizeDimByWeights(node, x, method, axis, index, axes.size(), size,
                             double(scale->first) / double(scale->second));
    else
      x = resizeDim(node.graph, x, axis, method,
                    node.graph.attribute("by", {scale->first, scale->second}));
  }
  node.set(x);
}

void resizeToSizes(Node &node, Term x, const Method &method,
                   ArrayRef<int64_t> axes, ArrayRef<int64_t> sizes) {
  std::string policy = node.string("keep_aspect_ratio_policy", "stretch");
  if (node.failed() || sizes.size() != axes.size())
    return node.fail("expected a size for each axis");
  if (policy != "stretch")
    return resizeKeeping(node, x, method, axes, sizes, policy == "not_larger");
  for (auto [index, axis] : llvm::enumerate(axes)) {
    int64_t size = sizes[index];
    if (method.isByWeights)
      x = resizeDimByWeights(node, x, method, axis, index, axes.size(), size,
                             -1);
    else if (x.dims[axis] != node.graph.sizes.constant(size))
      x = resizeDim(node.graph, x, axis, method,
                    node.graph.attribute("to", size));
  }
  node.set(x);
}

/// Inputs: x, then the scales before operator set 11; region, scales and sizes
/// from it on, of which the region is for cropping alone.
void buildResize(Node &node) {
  Term x = node.in(0);
  Method method = methodOf(node);
  SmallVector<int64_t> axes = llvm::to_vector(llvm::seq<int64_t>(x.rank()));
  axes = node.integers("axes").value_or(axes);
  for (int64_t &axis : axes)
    axis = node.axis(axis, x.rank());
  size_t scales = node.version < 11 ? 1 : 2;
  if (scales == 2 && node.has(1))
    node.in(1);
  if (node.failed())
    return;
  if (node.has(3))
    return resizeToSizes(node, x, method, axes,
                         node.integersIn(3).value_or(SmallVector<int64_t>()));
  node.string("keep_aspect_ratio_policy", "stretch"); // of sizes
  resizeByScales(node, x, method, axes, node.numbersIn(scales));
}

constexpr Rule kRules[] = {{"Resize", buildResize}, {"Upsample", buildResize}};

} // namespace

ArrayRef<Rule> resizeRules() { return kRules; }

} // namespace tenfold::onnx
