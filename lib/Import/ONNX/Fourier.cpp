//===- Fourier.cpp - discrete Fourier transforms --------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A product in f64 with the matrix of cosines and sines, of exact turns: what
// is 0 of a spectrum is small beside the rest in f32 too.
// The last dimension is the real and, where it has two elements, the imaginary
// part.
//
//===----------------------------------------------------------------------===//
#include "lib/Import/ONNX/Rules.h"

#include "mlir/IR/BuiltinTypes.h"

#include <cmath>

using namespace mlir;

namespace tenfold::onnx {
namespace {

struct Transform {
  int64_t dim, length;
  bool isInverse, isOneSided;
};

Term rows(Graph &g, int64_t count) {
  return g.rearrange(g.iota(g.sizes.constant(count)), "k -> k ()");
}

/// cos or sin of 2 pi j k / length, j along the last dimension.
Term wave(Graph &g, StringRef function, int64_t outputs, int64_t inputs,
          int64_t length, Type element) {
  Type f64 = g.builder.getF64Type();
  Term turns = g.emit(
      "nn.rem", {g.mul(rows(g, outputs), g.iota(g.sizes.constant(inputs))),
                 g.size(g.sizes.constant(length))});
  Term angle =
      g.mul(g.cast(turns, f64), g.scalar(f64, 2 * M_PI / double(length)));
  return g.cast(g.emit(function, angle), element);
}

Term product(Graph &g, Term x, Term matrix) {
  return g.emit(
      "nn.einsum", {x, matrix},
      g.attribute("equation", g.builder.getStringAttr("... n, k n -> ... k")));
}

/// Elements `from` of a dimension, cut or padded with zeros to `to`.
Term resized(Graph &g, Term x, int64_t dim, int64_t from, int64_t to) {
  if (from > to)
    return g.slice(x, dim, 0, to);
  return from < to ? padZeros(g, x, dim, 0, to - from) : x;
}

/// The half of the spectrum of a real signal stands for both: all but the ends
/// count twice.
Term mirrored(Graph &g, Term part, int64_t length) {
  int64_t count = length / 2 + 1;
  Term place = g.iota(g.sizes.constant(count));
  auto is = [&](int64_t end) {
    return g.compare("eq", place, g.size(g.sizes.constant(end)));
  };
  Term isEnd = is(0);
  if (length % 2 == 0)
    isEnd = g.emit("nn.max", {isEnd, is(length / 2)});
  return g.mul(part, g.select(isEnd, g.scalar(part.element, 1),
                              g.scalar(part.element, 2)));
}

/// Moves the dimension to the end, in place of the parts that were there.
Term partOf(Node &node, Term x, const Transform &t, int64_t part) {
  Graph &g = node.graph;
  Dims dims(ArrayRef(x.dims).drop_back());
  Term one = reshape(node, g.slice(x, x.rank() - 1, part, part + 1), dims);
  SmallVector<int64_t> order;
  for (int64_t dim = 0; dim < one.rank(); ++dim)
    if (dim != t.dim)
      order.push_back(dim);
  order.push_back(t.dim);
  return transpose(g, one, order);
}

Term transformed(Node &node, Term x, Transform t) {
  Graph &g = node.graph;
  auto extents = integersOf({x.dims[t.dim], x.dims.back()});
  if (!extents || (*extents)[1] < 1 || (*extents)[1] > 2 || t.length < 1)
    return g.fail("expected a known number of real or complex elements");
  bool isComplex = (*extents)[1] == 2, isReal = t.isInverse && t.isOneSided;
  int64_t inputs = isReal ? t.length / 2 + 1 : t.length;
  int64_t outputs = t.isOneSided && !t.isInverse ? t.length / 2 + 1 : t.length;
  Type element = x.element, f64 = g.builder.getF64Type();
  x = resized(g, g.cast(x, f64), t.dim, (*extents)[0], inputs);
  Term cosine = wave(g, "nn.cos", outputs, inputs, t.length, x.element),
       sine = wave(g, "nn.sin", outputs, inputs, t.length, x.element);
  if (!t.isInverse)
    sine = g.emit("nn.neg", sine);
  Term re = partOf(node, x, t, 0), im;
  if (isComplex)
    im = partOf(node, x, t, 1);
  if (isReal)
    re = mirrored(g, re, t.length);
  if (isReal && isComplex)
    im = mirrored(g, im, t.length);
  SmallVector<Term> parts{product(g, re, cosine)};
  if (isComplex)
    parts[0] = g.sub(parts[0], product(g, im, sine));
  if (!isReal)
    parts.push_back(product(g, re, sine));
  if (!isReal && isComplex)
    parts[1] = g.add(parts[1], product(g, im, cosine));
  SmallVector<int64_t> order = llvm::to_vector(llvm::seq(re.rank() - 1));
  order.insert(order.begin() + t.dim, re.rank() - 1);
  for (Term &part : parts) {
    if (t.isInverse)
      part = g.div(part, g.scalar(x.element, double(t.length)));
    part = transpose(g, part, order);
    Dims dims(part.dims);
    dims.push_back(g.sizes.constant(1));
    part = reshape(node, part, dims);
  }
  return g.cast(g.emit("nn.concat", parts, g.attribute("dim", int64_t(-1))),
                element);
}

/// The axis is an attribute before operator set 20, then input 2.
void buildDFT(Node &node) {
  Term x = node.in(0);
  bool isOld = node.version < 20;
  bool isInverse = node.integer("inverse", 0),
       isOneSided = node.integer("onesided", 0);
  auto axis = isOld || !node.has(2) ? SmallVector<int64_t>{isOld ? 1 : -2}
                                    : node.integersIn(2);
  if (isOld)
    axis = SmallVector<int64_t>{node.integer("axis", 1)};
  auto length = node.has(1) ? node.integersIn(1) : std::nullopt;
  if (node.failed() || x.rank() < 2 || axis->size() != 1 ||
      (length && length->size() != 1))
    return node.fail("expected one axis and one length");
  if (isInverse && !isOneSided)
    return node.fail("expected the inverse of one half of a spectrum");
  int64_t dim = node.axis(axis->front(), x.rank());
  auto size = node.failed() ? std::nullopt : integersOf({x.dims[dim]});
  if (!size || dim == x.rank() - 1)
    return node.fail("expected an axis of known size before the last");
  int64_t whole =
      isInverse && isOneSided ? 2 * (size->front() - 1) : size->front();
  node.set(transformed(
      node, x, {dim, length ? length->front() : whole, isInverse, isOneSided}));
}

/// Transforms of frames that begin at multiples of a step, times a window.
void buildSTFT(Node &node) {
  Graph &g = node.graph;
  Term signal = node.in(0);
  auto step = node.integersIn(1);
  Term window = node.has(2) ? node.in(2) : Term();
  auto length = node.has(3) ? node.integersIn(3) : std::nullopt;
  bool isOneSided = node.integer("onesided", 1);
  if (node.failed() || signal.rank() != 3 || step->size() != 1)
    return node.fail("expected a signal of rank 3 and one step");
  if (!length && window)
    length = integersOf(window.dims);
  auto size = integersOf({signal.dims[1]});
  if (!length || length->size() != 1 || !size || step->front() < 1 ||
      length->front() < 1 || length->front() > size->front())
    return node.fail("expected frames of known size in a signal of known size");
  int64_t width = length->front(), hop = step->front();
  int64_t frames = 1 + (size->front() - width) / hop;
  Term places = g.add(g.mul(rows(g, frames), g.size(g.sizes.constant(hop))),
                      g.iota(g.sizes.constant(width)));
  Term cut =
      g.emit("nn.gather", {signal, places}, g.attribute("dim", int64_t(1)));
  if (window)
    cut = g.mul(cut, g.rearrange(window, "w -> w ()"));
  node.set(transformed(node, cut, {2, width, false, isOneSided}));
}

constexpr Rule kRules[] = {{"DFT", buildDFT}, {"STFT", buildSTFT}};

} // namespace

ArrayRef<Rule> fourierRules() { return kRules; }

} // namespace tenfold::onnx
