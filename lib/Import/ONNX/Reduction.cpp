//===- Reduction.cpp - operators over some axes ---------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Import/ONNX/Rules.h"

#include "mlir/IR/BuiltinTypes.h"

using namespace mlir;

namespace tenfold::onnx {
namespace {

/// The axes, all of them where the node names none; nothing where it then wants
/// its input back.
std::optional<SmallVector<int64_t>> axesOf(Node &node, int64_t rank,
                                           int64_t since) {
  auto axes = node.moved("axes", 1, since);
  bool isNoop = node.version >= std::min<int64_t>(since, 18) &&
                node.integer("noop_with_empty_axes", 0);
  SmallVector<int64_t> result;
  if (!axes || axes->empty()) {
    if (isNoop)
      return std::nullopt;
    for (int64_t axis = 0; axis < rank; ++axis)
      result.push_back(axis);
    return result;
  }
  for (int64_t axis : *axes)
    result.push_back(node.axis(axis, rank));
  return result;
}

/// `x` without the reduced axes, which have one element.
Term dropAxes(Node &node, Term x, ArrayRef<int64_t> axes) {
  Dims dims;
  for (auto [axis, extent] : llvm::enumerate(x.dims))
    if (!llvm::is_contained(axes, axis))
      dims.push_back(extent);
  return reshape(node, x, dims);
}

using Step = Term (*)(Graph &graph, Term x);

Term none(Graph &, Term x) { return x; }
Term square(Graph &g, Term x) { return g.mul(x, x); }
Term magnitude(Graph &g, Term x) { return g.emit("nn.abs", x); }
Term root(Graph &g, Term x) { return g.emit("nn.sqrt", x); }
Term logarithm(Graph &g, Term x) { return g.emit("nn.log", x); }

/// `finish(reduce(prepare(x)))`. ReduceSum alone had its axes as an input from
/// 13 on, the others from 18.
void build(Node &node, StringRef kind, int64_t since, Step prepare = none,
           Step finish = none) {
  Term x = node.in(0);
  bool keeps = node.integer("keepdims", 1);
  auto axes = axesOf(node, x.rank(), since);
  if (node.failed())
    return;
  Term result = prepare(node.graph, x);
  if (axes) {
    result = node.graph.reduce(kind, result, *axes);
    result = keeps ? result : dropAxes(node, result, *axes);
  }
  node.set(finish(node.graph, result));
}

/// log(sum(exp(x - m))) + m with the greatest element m, or 0 where that is not
/// finite.
void buildLogSumExp(Node &node) {
  Term x = node.in(0);
  bool keeps = node.integer("keepdims", 1);
  auto axes = axesOf(node, x.rank(), 18);
  Graph &g = node.graph;
  if (node.failed())
    return;
  if (!axes)
    return node.set(x);
  Term greatest = g.reduce("max", x, *axes);
  Term difference = g.sub(greatest, greatest); // NaN where not finite
  Term anchor = g.select(g.compare("eq", difference, difference), greatest,
                         g.scalar(x.element, 0));
  Term sum = g.reduce("sum", g.emit("nn.exp", g.sub(x, anchor)), *axes);
  Term result = g.add(g.emit("nn.log", sum), anchor);
  node.set(keeps ? result : dropAxes(node, result, *axes));
}

/// Whether an element is the one that `argmax` or `argmin` names: the first of
/// those that equal the extreme, or the last. Also its place.
std::pair<Term, Term> extremeOf(Graph &g, Term x, int64_t axis, StringRef kind,
                                bool isLast) {
  std::string along = "a -> a";
  for (int64_t dim = axis + 1; dim < x.rank(); ++dim)
    along += " ()";
  Term places = g.rearrange(g.iota(x.dims[axis]), along);
  Term other = isLast ? g.size(g.sizes.constant(-1)) : g.size(x.dims[axis]);
  Term isExtreme = g.compare("eq", x, g.reduce(kind, x, axis));
  Term place = g.reduce(isLast ? "max" : "min",
                        g.select(isExtreme, places, other), axis);
  return {g.compare("eq", places, place), place};
}

void buildArg(Node &node, StringRef kind) {
  Term x = node.in(0);
  int64_t axis = node.axisAttribute(0, x.rank());
  bool keeps = node.integer("keepdims", 1),
       isLast = node.integer("select_last_index", 0);
  if (node.failed())
    return;
  Term place = extremeOf(node.graph, x, axis, kind, isLast).second;
  node.set(keeps ? place : dropAxes(node, place, axis));
}

/// Before operator set 13 over all dimensions from `axis` on.
void buildHardmax(Node &node) {
  Term x = node.in(0);
  int64_t axis = node.axisAttribute(node.version < 13 ? 1 : -1, x.rank());
  if (node.failed())
    return;
  if (node.version < 13 && axis != x.rank() - 1)
    return node.fail("expected the last axis before operator set 13");
  Term hit = extremeOf(node.graph, x, axis, "max", false).first;
  node.set(node.graph.cast(hit, x.element));
}

/// Over all dimensions after the second.
void buildGlobalPool(Node &node, StringRef kind) {
  Term x = node.in(0);
  if (node.failed() || x.rank() < 3)
    return node.fail("expected an input of rank 3 at least");
  node.set(node.graph.reduce(kind, x,
                             llvm::to_vector(llvm::seq<int64_t>(2, x.rank()))));
}

constexpr Rule kRules[] = {
    {"ArgMax", [](Node &n) { buildArg(n, "max"); }},
    {"ArgMin", [](Node &n) { buildArg(n, "min"); }},
    {"GlobalAveragePool", [](Node &n) { buildGlobalPool(n, "mean"); }},
    {"GlobalMaxPool", [](Node &n) { buildGlobalPool(n, "max"); }},
    {"Hardmax", buildHardmax},
    {"ReduceL1", [](Node &n) { build(n, "sum", 18, magnitude); }},
    {"ReduceL2", [](Node &n) { build(n, "sum", 18, square, root); }},
    {"ReduceLogSum", [](Node &n) { build(n, "sum", 18, none, logarithm); }},
    {"ReduceLogSumExp", buildLogSumExp},
    {"ReduceMax", [](Node &n) { build(n, "max", 18); }},
    {"ReduceMean", [](Node &n) { build(n, "mean", 18); }},
    {"ReduceMin", [](Node &n) { build(n, "min", 18); }},
    {"ReduceProd", [](Node &n) { build(n, "prod", 18); }},
    {"ReduceSum", [](Node &n) { build(n, "sum", 13); }},
    {"ReduceSumSquare", [](Node &n) { build(n, "sum", 18, square); }},
};

} // namespace

ArrayRef<Rule> reductionRules() { return kRules; }

} // namespace tenfold::onnx
