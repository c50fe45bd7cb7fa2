//===- Norm.cpp - softmax and normalisations ------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Import/ONNX/Extents.h"
#include "lib/Import/ONNX/Rules.h"

#include "mlir/IR/BuiltinTypes.h"

using namespace mlir;

namespace tenfold::onnx {
namespace {

/// The dimensions from `axis` on as one.
Term mergeFrom(Node &node, Term x, int64_t axis) {
  Dims dims(ArrayRef(x.dims).take_front(axis));
  dims.push_back(productOf(ArrayRef(x.dims).drop_front(axis),
                           node.graph.builder.getContext()));
  return reshape(node, x, dims);
}

/// Before operator set 13 over all dimensions from `axis` on.
void buildSoftmax(Node &node, StringRef op) {
  Term x = node.in(0);
  bool isOld = node.version < 13;
  int64_t axis = node.axisAttribute(isOld ? 1 : -1, x.rank());
  if (node.failed())
    return;
  Term rows = isOld ? mergeFrom(node, x, axis) : x;
  Term result =
      op == "nn.softmax"
          ? softmax(node.graph, rows, axis)
          : node.graph.emit(op, rows, node.graph.attribute("dim", axis));
  node.set(reshape(node, result, x.dims));
}

/// What a normalisation takes from the elements over some axes.
struct Moments {
  Term centred, deviation; ///< x - mean, 1 / sqrt(variance + epsilon)
  Term mean;
};

Moments momentsOf(Graph &g, Term x, ArrayRef<int64_t> axes, double epsilon) {
  Moments result;
  result.mean = g.reduce("mean", x, axes);
  result.centred = g.sub(x, result.mean);
  Term variance = g.reduce("mean", g.mul(result.centred, result.centred), axes);
  Term root = g.emit("nn.sqrt", g.add(variance, g.scalar(x.element, epsilon)));
  result.deviation = g.div(g.scalar(x.element, 1), root);
  return result;
}

SmallVector<int64_t> axesFrom(int64_t axis, int64_t rank) {
  return llvm::to_vector(llvm::seq(axis, rank));
}

void buildLayerNorm(Node &node) {
  Term x = node.in(0), weight = node.in(1);
  int64_t rank = x.rank(), axis = node.axisAttribute(-1, rank);
  double epsilon = node.real("epsilon", 1e-5);
  if (node.integer("stash_type", 1) != 1)
    return node.fail("expected attribute `stash_type` to be 1");
  Graph &g = node.graph;
  if (node.failed())
    return;
  bool wantsMoments = node.wants(1) || node.wants(2);
  if (axis == rank - 1 && weight.rank() == 1 && !wantsMoments) {
    Term bias = node.has(2) ? node.in(2)
                            : broadcast(g, g.scalar(x.element, 0), weight.dims);
    return node.set(g.emit("nn.layer_norm", {x, weight, bias},
                           g.attribute("epsilon", epsilon)));
  }
  Type element = x.element;
  Moments moments = momentsOf(g, g.cast(x, g.builder.getF32Type()),
                              axesFrom(axis, rank), epsilon);
  Term scaled =
      g.mul(g.cast(g.mul(moments.centred, moments.deviation), element), weight);
  node.set(node.has(2) ? g.add(scaled, node.in(2)) : scaled);
  node.set(1, moments.mean);
  node.set(2, moments.deviation);
}

void buildRmsNorm(Node &node) {
  Term x = node.in(0), weight = node.in(1);
  int64_t axis = node.axisAttribute(-1, x.rank());
  double epsilon = node.real("epsilon", 1e-5);
  if (node.integer("stash_type", 1) != 1)
    return node.fail("expected attribute `stash_type` to be 1");
  Graph &g = node.graph;
  if (node.failed())
    return;
  if (axis == x.rank() - 1 && weight.rank() == 1)
    return node.set(
        g.emit("nn.rms_norm", {x, weight}, g.attribute("epsilon", epsilon)));
  Type f32 = g.builder.getF32Type();
  Term wide = g.cast(x, f32);
  Term square = g.reduce("mean", g.mul(wide, wide), axesFrom(axis, x.rank()));
  Term root = g.emit("nn.sqrt", g.add(square, g.scalar(f32, epsilon)));
  node.set(g.mul(g.cast(g.div(wide, root), x.element), weight));
}

void buildBatchNorm(Node &node) {
  Term x = node.in(0);
  Graph &g = node.graph;
  double epsilon = node.real("epsilon", 1e-5);
  node.attribute("momentum");
  if (node.version < 7 && node.integer("is_test", 0) != 1)
    return node.fail("expected inference, got no `is_test`");
  if (node.integer("training_mode", 0) != 0)
    return node.fail("expected inference, got `training_mode`");
  if (node.integer("spatial", 1) != 1)
    return node.fail("expected attribute `spatial` to be 1");
  Term scale = node.in(1), bias = node.in(2), mean = node.in(3),
       variance = node.in(4);
  if (node.failed())
    return;
  // One factor and one summand for each channel: (x - mean) factor + bias.
  Term root =
      g.emit("nn.sqrt", g.add(variance, g.scalar(variance.element, epsilon)));
  Term factor = g.div(scale, root), shift = g.sub(bias, g.mul(mean, factor));
  int64_t rank = std::max<int64_t>(x.rank(), 2);
  node.set(g.add(g.mul(x, overChannels(g, factor, rank)),
                 overChannels(g, shift, rank)));
}

void buildInstanceNorm(Node &node) {
  Term x = node.in(0);
  Graph &g = node.graph;
  double epsilon = node.real("epsilon", 1e-5);
  if (node.failed() || x.rank() < 2)
    return node.fail("expected an input of rank 2 at least");
  Moments moments = momentsOf(g, x, axesFrom(2, x.rank()), epsilon);
  Term scaled = g.mul(g.mul(moments.centred, moments.deviation),
                      overChannels(g, node.in(1), x.rank()));
  node.set(g.add(scaled, overChannels(g, node.in(2), x.rank())));
}

/// Before operator set 21 a scale and a bias for each group.
void buildGroupNorm(Node &node) {
  Term x = node.in(0), scale = node.in(1), bias = node.in(2);
  Graph &g = node.graph;
  double epsilon = node.real("epsilon", 1e-5);
  int64_t groups = node.integer("num_groups");
  if (node.integer("stash_type", 1) != 1)
    return node.fail("expected attribute `stash_type` to be 1");
  if (node.failed() || x.rank() < 2 || groups < 1)
    return node.fail("expected groups of an input of rank 2 at least");
  Term grouped =
      g.rearrange(x, "n (g c) ... -> n g c ...", g.attribute("g", groups));
  Moments moments = momentsOf(g, grouped, axesFrom(2, grouped.rank()), epsilon);
  Term result = g.mul(moments.centred, moments.deviation);
  if (node.version >= 21)
    result = reshape(node, result, x.dims);
  Term scaled = g.mul(result, overChannels(g, scale, result.rank()));
  node.set(reshape(node, g.add(scaled, overChannels(g, bias, result.rank())),
                   x.dims));
}

/// (x - mean) / sqrt(variance + 1e-9)
void buildMeanVarianceNorm(Node &node) {
  Term x = node.in(0);
  Graph &g = node.graph;
  SmallVector<int64_t> axes =
      node.integers("axes").value_or(SmallVector<int64_t>{0, 2, 3});
  for (int64_t &axis : axes)
    axis = node.axis(axis, x.rank());
  if (node.failed())
    return;
  Term mean = g.reduce("mean", x, axes);
  Term variance = g.sub(g.reduce("mean", g.mul(x, x), axes), g.mul(mean, mean));
  Term root = g.add(g.emit("nn.sqrt", variance), g.scalar(x.element, 1e-9));
  node.set(g.div(g.sub(x, mean), root));
}

void buildLpNorm(Node &node) {
  Term x = node.in(0);
  Graph &g = node.graph;
  int64_t axis = node.axisAttribute(-1, x.rank()), p = node.integer("p", 2);
  if (p != 1 && p != 2)
    return node.fail("expected attribute `p` to be 1 or 2, got " + Twine(p));
  if (node.failed())
    return;
  Term norm = p == 1 ? g.reduce("sum", g.emit("nn.abs", x), axis)
                     : g.emit("nn.sqrt", g.reduce("sum", g.mul(x, x), axis));
  // A row of zeros stays one.
  Term isZero = g.compare("eq", norm, g.scalar(x.element, 0));
  node.set(g.select(isZero, g.scalar(x.element, 0), g.div(x, norm)));
}

constexpr Rule kRules[] = {
    {"BatchNormalization", buildBatchNorm},
    {"GroupNormalization", buildGroupNorm},
    {"InstanceNormalization", buildInstanceNorm},
    {"LayerNormalization", buildLayerNorm},
    {"LogSoftmax", [](Node &n) { buildSoftmax(n, "nn.log_softmax"); }},
    {"LpNormalization", buildLpNorm},
    {"MeanVarianceNormalization", buildMeanVarianceNorm},
    {"RMSNormalization", buildRmsNorm},
    {"Softmax", [](Node &n) { buildSoftmax(n, "nn.softmax"); }},
};

} // namespace

/// Numbers of 16 bits are rounded after each step, as the standard's functions
/// are.
Term softmax(Graph &g, Term x, int64_t axis) {
  if (g.failed() || x.element.getIntOrFloatBitWidth() != 16)
    return g.emit("nn.softmax", x, g.attribute("dim", axis));
  Term powers = g.emit("nn.exp", g.sub(x, g.reduce("max", x, axis)));
  return g.div(powers, g.reduce("sum", powers, axis));
}

Term overChannels(Graph &g, Term vector, int64_t rank) {
  std::string pattern = "c -> c";
  for (int64_t dim = 2; dim < rank; ++dim)
    pattern += " ()";
  return g.rearrange(vector, pattern);
}

ArrayRef<Rule> normRules() { return kRules; }

} // namespace tenfold::onnx
