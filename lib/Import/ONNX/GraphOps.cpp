//===- GraphOps.cpp - steps that many rules take --------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Import/ONNX/Graph.h"

#include "dialects/NN/NN.h"

using namespace mlir;

namespace tenfold::onnx {

Term Graph::scalar(Type element, double value) {
  if (failed())
    return {};
  auto type = RankedTensorType::get({}, carrierOf(element));
  if (isa<FloatType>(element))
    return constant(
        DenseElementsAttr::get(
            type, builder.getFloatAttr(type.getElementType(), value)),
        element);
  APInt number(type.getElementTypeBitWidth(), int64_t(value), true,
               /*implicitTrunc=*/true);
  return constant(DenseElementsAttr::get(type, number), element);
}

Term Graph::cast(Term x, Type element, bool saturates) {
  if (failed() || x.element == element)
    return x;
  if (isNarrow(x.element) || isNarrow(element))
    return castNarrow(x, element, saturates);
  if (isUnsigned(x.element) || isUnsigned(element))
    return castUnsigned(x, element);
  return emit("nn.cast", x, attribute("to", TypeAttr::get(element)));
}

Term Graph::compare(StringRef predicate, Term lhs, Term rhs) {
  return emit("nn.compare", {lhs, rhs},
              attribute("predicate", nn::PredicateAttr::get(
                                         builder.getContext(),
                                         *nn::symbolizePredicate(predicate))));
}

Term Graph::reduce(StringRef kind, Term x, ArrayRef<int64_t> dims) {
  return emit(
      "nn.reduce", x,
      {attribute("kind", nn::ReductionAttr::get(builder.getContext(),
                                                *nn::symbolizeReduction(kind))),
       attribute("dims", builder.getDenseI64ArrayAttr(dims))});
}

Term Graph::rearrange(Term x, StringRef pattern,
                      ArrayRef<NamedAttribute> given) {
  return emit("nn.rearrange", x,
              {attribute("pattern", builder.getStringAttr(pattern)),
               attribute("sizes", builder.getDictionaryAttr(given))});
}

Term Graph::slice(Term x, int64_t dim, int64_t from, std::optional<int64_t> to,
                  int64_t step) {
  if (to == from) // no elements begin anywhere, but inside
    to = from = 0;
  SmallVector<NamedAttribute> attributes{attribute("dim", dim),
                                         attribute("from", from)};
  if (to)
    attributes.push_back(attribute("to", *to));
  if (step != 1)
    attributes.push_back(attribute("step", step));
  return emit("nn.slice", x, attributes);
}

Term Graph::select(Term condition, Term onTrue, Term onFalse) {
  return emit("nn.select", {condition, onTrue, onFalse});
}

//===----------------------------------------------------------------------===//
// Extents as values
//===----------------------------------------------------------------------===//

/// A vector with this extent, whatever its elements.
Term Graph::along(AffineExpr extent) {
  if (auto constant = dyn_cast<AffineConstantExpr>(extent);
      constant && constant.getValue() >= 0)
    return this->constant(DenseElementsAttr::get(
        RankedTensorType::get(constant.getValue(), i1()), false));
  auto binary = dyn_cast<AffineBinaryOpExpr>(extent);
  auto number =
      binary ? dyn_cast<AffineConstantExpr>(binary.getRHS()) : nullptr;
  if (extent.getKind() == AffineExprKind::Add && number &&
      number.getValue() < 0)
    return slice(iota(binary.getLHS()), 0, -number.getValue(), std::nullopt);
  if (extent.getKind() == AffineExprKind::FloorDiv && number &&
      number.getValue() > 0) // as many last elements of whole groups
    return slice(iota(binary.getLHS()), 0, number.getValue() - 1, std::nullopt,
                 number.getValue());
  if (extent.getKind() == AffineExprKind::Add)
    return emit("nn.concat", {iota(binary.getLHS()), iota(binary.getRHS())},
                attribute("dim", int64_t(0)));
  if (extent.getKind() == AffineExprKind::Mul)
    return rearrange(add(rearrange(iota(binary.getLHS()), "a -> a ()"),
                         iota(binary.getRHS())),
                     "a b -> (a b)");
  return fail("expected an extent made of dims, sums and products");
}

Term Graph::iota(AffineExpr extent) {
  extent = sizes.resolve(extent);
  if (failed())
    return {};
  auto source = sources.find(extent);
  Term like = source == sources.end() ? along(extent) : source->second.first;
  // The extents of a source are not asked for: it is named after one of them.
  int64_t dim = source == sources.end() ? 0 : source->second.second;
  if (source != sources.end())
    like.dims.assign(cast<RankedTensorType>(like.value.getType()).getRank(),
                     extent);
  Term result = emit("nn.iota", like, attribute("dim", dim));
  if (!failed())
    result.dims = {extent};
  return result;
}

/// A sum of ones, which counts to 0 too.
Term Graph::size(AffineExpr extent) {
  extent = sizes.resolve(extent);
  if (auto number = dyn_cast<AffineConstantExpr>(extent))
    return constant(DenseElementsAttr::get(RankedTensorType::get({}, i64()),
                                           number.getValue()));
  auto binary = dyn_cast<AffineBinaryOpExpr>(extent);
  if (!binary) {
    Term ones = cast(compare("ge", iota(extent), scalar(i64(), 0)), i64());
    return rearrange(reduce("sum", ones, 0), "() ->");
  }
  Term lhs = size(binary.getLHS()), rhs = size(binary.getRHS());
  switch (extent.getKind()) {
  case AffineExprKind::Add:
    return add(lhs, rhs);
  case AffineExprKind::Mul:
    return mul(lhs, rhs);
  case AffineExprKind::FloorDiv: // of what is never below zero
    return div(lhs, rhs);
  default:
    return fail("expected a size made of dims, sums and products");
  }
}

bool Graph::atMost(AffineExpr extent, int64_t bound) {
  extent = sizes.resolve(extent);
  if (auto number = dyn_cast<AffineConstantExpr>(extent))
    return number.getValue() <= bound;
  StringRef name = nameOf(extent);
  if (name.empty())
    return false;
  if (auto before = dyn_cast_or_null<ArrayAttr>(bounds.get(name)))
    bound = std::min(bound, llvm::cast<IntegerAttr>(before[1]).getInt());
  bounds.set(name, builder.getI64ArrayAttr({0, bound}));
  return true;
}

} // namespace tenfold::onnx
