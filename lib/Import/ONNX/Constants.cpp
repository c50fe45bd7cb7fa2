//===- Constants.cpp - operators that make tensors ------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Import/ONNX/Rules.h"

#include "mlir/IR/BuiltinTypes.h"

#include "onnx.pb.h"

#include <cmath>

using namespace mlir;

namespace tenfold::onnx {
namespace {

/// Numbers, or the tensor of a function; others are found in the file as
/// initialisers are.
void buildConstant(Node &node) {
  Graph &g = node.graph;
  if (const auto *value = node.attribute("value"))
    return node.set(g.constant(value->t()));
  auto vector = [&](Type element, auto values, bool isScalar) {
    SmallVector<int64_t> shape;
    if (!isScalar)
      shape.push_back(values.size());
    node.set(g.constant(DenseElementsAttr::get(
        RankedTensorType::get(shape, element), ArrayRef(values))));
  };
  using Integers = SmallVector<int64_t>;
  using Reals = SmallVector<float>;
  Type f32 = g.builder.getF32Type();
  const auto *integer = node.attribute("value_int");
  const auto *integers = node.attribute("value_ints");
  const auto *real = node.attribute("value_float");
  const auto *reals = node.attribute("value_floats");
  if (!integer && !integers && !real && !reals)
    return node.fail("expected a tensor or numbers");
  if (integer)
    vector(g.i64(), Integers{integer->i()}, true);
  else if (integers)
    vector(g.i64(), Integers(integers->ints().begin(), integers->ints().end()),
           false);
  else if (real)
    vector(f32, Reals{real->f()}, true);
  else
    vector(f32, Reals(reals->floats().begin(), reals->floats().end()), false);
}

void buildConstantOfShape(Node &node) {
  Graph &g = node.graph;
  Dims extents = node.extentsIn(0);
  Type f32 = g.builder.getF32Type();
  auto value = DenseElementsAttr::get(RankedTensorType::get({1}, f32), 0.0f);
  Type element = f32;
  if (const auto *attribute = node.attribute("value")) {
    Backing backing;
    llvm::Expected<Tensor> tensor =
        readTensor(attribute->t(), "value", backing);
    if (!tensor)
      return node.fail(llvm::toString(tensor.takeError()));
    if (tensor->elements() != 1)
      return node.fail("expected attribute `value` to have one element, got " +
                       Twine(tensor->elements()));
    value = valuesOf(*tensor, g.builder.getContext());
    element = tensor->element->type(g.builder.getContext());
  }
  if (node.failed())
    return;
  auto splat = [&](ArrayRef<int64_t> shape) {
    return g.constant(DenseElementsAttr::get(
                          RankedTensorType::get(shape, value.getElementType()),
                          value.getSplatValue<Attribute>()),
                      element);
  };
  auto shape = integersOf(extents);
  if (shape && llvm::any_of(*shape, [](int64_t size) { return size < 0; }))
    return node.fail("expected sizes from 0");
  node.set(shape ? splat(*shape) : broadcast(g, splat({}), extents));
}

/// Of numbers that are no sizes: floats, or steps back.
void rangeOfNumbers(Node &node) {
  Graph &g = node.graph;
  double from = node.numberIn(0), to = node.numberIn(1),
         step = node.numberIn(2), count = std::ceil((to - from) / step);
  if (node.failed() || !(count < 0x1p31) || step == 0)
    return node.fail("expected a step other than 0 and at most 2^31 numbers");
  Type element = node.in(0).element, f64 = g.builder.getF64Type();
  Term place =
      g.cast(g.iota(g.sizes.constant(int64_t(std::max(count, 0.0)))), f64);
  node.set(g.cast(g.add(g.mul(place, g.scalar(f64, step)), g.scalar(f64, from)),
                  element));
}

/// start, start + delta, ... before limit: as many as (limit - start) / delta
/// rounded up.
void buildRange(Node &node) {
  Graph &g = node.graph;
  Term last = node.in(2);
  auto step = node.knownNumber(2);
  if (!node.failed() && (isa<FloatType>(last.element) || (step && *step <= 0)))
    return rangeOfNumbers(node);
  Dims from = node.extentsIn(0), to = node.extentsIn(1);
  auto steps = node.integersIn(2);
  if (node.failed())
    return;
  if (from.size() != 1 || to.size() != 1 || steps->size() != 1 ||
      (*steps)[0] <= 0)
    return node.fail("expected scalars and a positive step");
  AffineExpr count = g.sizes.resolve((to[0] - from[0]).ceilDiv((*steps)[0]));
  if (auto number = dyn_cast<AffineConstantExpr>(count))
    count = g.sizes.constant(std::max<int64_t>(number.getValue(), 0));
  Type element = node.in(0).element;
  Term values = g.iota(count);
  if ((*steps)[0] != 1)
    values = g.mul(values, g.size(g.sizes.constant((*steps)[0])));
  if (from[0] != g.sizes.constant(0))
    values = g.add(values, g.size(from[0]));
  node.set(g.cast(values, element));
}

constexpr Rule kRules[] = {{"Constant", buildConstant},
                           {"ConstantOfShape", buildConstantOfShape},
                           {"Range", buildRange}};

} // namespace

ArrayRef<Rule> constantRules() { return kRules; }

} // namespace tenfold::onnx
