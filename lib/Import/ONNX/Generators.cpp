//===- Generators.cpp - tensors made of places ----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Import/ONNX/Rules.h"

#include "dialects/NN/NN.h"

#include <cmath>

using namespace mlir;

namespace tenfold::onnx {
namespace {

/// The type that an attribute names; null where there is none, or on an error.
Type typeOf(Node &node, StringRef name, std::optional<int64_t> otherwise) {
  if (!otherwise && !node.hasAttribute(name))
    return {};
  auto type = elementType(node.integer(name, otherwise));
  if (type)
    return (*type)->type(node.graph.builder.getContext());
  node.fail(llvm::toString(type.takeError()));
  return {};
}

/// Ones where column - row is k.
void buildEyeLike(Node &node) {
  Graph &g = node.graph;
  Term x = node.in(0);
  int64_t k = node.integer("k", 0);
  Type type = typeOf(node, "dtype", std::nullopt);
  if (node.failed() || x.rank() != 2)
    return node.fail("expected a matrix");
  Term row = g.rearrange(g.iota(x.dims[0]), "i -> i ()");
  Term isOne = g.compare("eq", g.sub(g.iota(x.dims[1]), row),
                         g.size(g.sizes.constant(k)));
  node.set(g.cast(isOne, type ? type : x.element));
}

/// a - b cos(2 pi i / n) + c cos(4 pi i / n), with n - 1 for n unless periodic.
void buildWindow(Node &node, double a, double b, double c) {
  Graph &g = node.graph;
  auto size = node.integersIn(0);
  bool isPeriodic = node.integer("periodic", 1);
  Type type = typeOf(node, "output_datatype", 1);
  if (node.failed() || size->size() != 1 || size->front() < 1)
    return node.fail("expected one size from 1");
  Type f64 = g.builder.getF64Type();
  auto steps = double(size->front() - (isPeriodic ? 0 : 1));
  Term place = g.cast(g.iota(g.sizes.constant(size->front())), f64);
  auto wave = [&](double turns, double factor) {
    Term angle = g.mul(place, g.scalar(f64, turns * 2 * M_PI / steps));
    return g.mul(g.emit("nn.cos", angle), g.scalar(f64, factor));
  };
  Term sum = g.sub(g.scalar(f64, a), wave(1, b));
  node.set(g.cast(c == 0 ? sum : g.add(sum, wave(2, c)), type));
}

/// Cut or padded with zeros at both ends, the odd element behind.
void buildCenterCropPad(Node &node) {
  Graph &g = node.graph;
  Term x = node.in(0);
  auto wanted = node.integersIn(1);
  SmallVector<int64_t> axes = llvm::to_vector(llvm::seq<int64_t>(x.rank()));
  axes = node.integers("axes").value_or(axes);
  if (node.failed() || wanted->size() != axes.size())
    return node.fail("expected a size for each axis");
  for (auto [axis, size] : llvm::zip_equal(axes, *wanted)) {
    int64_t dim = node.axis(axis, x.rank());
    auto extent = node.failed() ? AffineConstantExpr()
                                : dyn_cast<AffineConstantExpr>(x.dims[dim]);
    if (!extent || size < 0)
      return node.fail("expected dimensions of known size");
    int64_t more = size - extent.getValue();
    if (more < 0)
      x = g.slice(x, dim, -more / 2, -more / 2 + size);
    if (more > 0)
      x = padZeros(g, x, dim, more / 2, more - more / 2);
  }
  node.set(x);
}

/// x / (bias + alpha / size sum of squares of the channels around)^beta
void buildLRN(Node &node) {
  Graph &g = node.graph;
  Term x = node.in(0);
  double alpha = node.real("alpha", 1e-4), beta = node.real("beta", 0.75),
         bias = node.real("bias", 1);
  int64_t size = node.integer("size");
  auto channels = x.rank() < 2 ? std::nullopt : integersOf({x.dims[1]});
  if (node.failed() || !channels || size < 1 || size > 4096)
    return node.fail("expected a known number of channels");
  Term squares =
      padZeros(g, g.mul(x, x), 1, (size - 1) / 2, size - 1 - (size - 1) / 2);
  Term sum = g.slice(squares, 1, 0, channels->front());
  for (int64_t from = 1; from < size; ++from)
    sum = g.add(sum, g.slice(squares, 1, from, from + channels->front()));
  Term base = g.add(g.mul(sum, g.scalar(x.element, alpha / double(size))),
                    g.scalar(x.element, bias));
  node.set(g.div(x, g.emit("nn.pow", {base, g.scalar(x.element, beta)})));
}

constexpr Rule kRules[] = {
    {"BlackmanWindow", [](Node &n) { buildWindow(n, 0.42, 0.5, 0.08); }},
    {"CenterCropPad", buildCenterCropPad},
    {"EyeLike", buildEyeLike},
    {"HammingWindow", [](Node &n) { buildWindow(n, 25.0 / 46, 21.0 / 46, 0); }},
    {"HannWindow", [](Node &n) { buildWindow(n, 0.5, 0.5, 0); }},
    {"LRN", buildLRN},
};

} // namespace

Term padZeros(Graph &g, Term x, int64_t dim, int64_t before, int64_t after) {
  auto mode =
      nn::PaddingAttr::get(g.builder.getContext(), nn::Padding::constant);
  return g.emit("nn.pad", x,
                {g.attribute("mode", mode), g.attribute("dim", dim),
                 g.attribute("before", before), g.attribute("after", after)});
}

ArrayRef<Rule> generatorRules() { return kRules; }

} // namespace tenfold::onnx
