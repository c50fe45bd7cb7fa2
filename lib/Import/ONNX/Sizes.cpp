//===- Sizes.cpp - arithmetic of shapes at import -------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Exporters compute shapes by nodes: `Shape`, `Gather`, `Concat`, `Mul`... On
// scalars and vectors whose elements are known as expressions over the inputs'
// dims these are evaluated here, so that reshapes and slices are known and one
// artifact serves every size. Small tensors of known shape pass through what
// only orders elements, as paddings do that an exporter turns around. What is
// not known, or not decided for every size, is left to the rule of the
// operator.
//
//===----------------------------------------------------------------------===//
#include "lib/Import/ONNX/Extents.h"
#include "lib/Import/ONNX/Rules.h"
#include "lib/Import/ONNX/SizeArithmetic.h"

#include "mlir/Dialect/Utils/IndexingUtils.h"
#include "mlir/IR/BuiltinTypes.h"
#include "llvm/ADT/StringSwitch.h"

#include "onnx.pb.h"

using namespace mlir;

namespace tenfold::onnx {
namespace {

constexpr size_t kMaxElements = 64;

/// A vector or scalar of known elements as a term.
Term known(Node &node, Dims elements, bool isScalar, Type element) {
  Dims dims;
  if (!isScalar)
    dims.push_back(node.graph.sizes.constant(elements.size()));
  return {{}, element, dims, std::move(elements)};
}

/// The same of known shape.
std::optional<Term> known(Node &node, Dims elements, ArrayRef<int64_t> shape,
                          Type element) {
  Dims dims;
  int64_t count = 1;
  for (int64_t extent : shape) {
    dims.push_back(node.graph.sizes.constant(extent));
    count *= extent;
  }
  if (count != int64_t(elements.size()) || elements.size() > kMaxElements ||
      (shape.size() > 1 && !integersOf(elements)))
    return std::nullopt;
  return Term{{}, element, dims, std::move(elements)};
}

/// Element `i` of what is as long as the others, or one for all.
AffineExpr at(const Dims &elements, size_t i) {
  return elements[elements.size() == 1 ? 0 : i];
}

/// Applies `function` element by element to all inputs, which are known.
template <typename Function>
std::optional<Term> elementwise(Node &node, Type element, Function function) {
  SmallVector<Term> inputs;
  size_t count = 1;
  bool isScalar = true;
  for (size_t i = 0; i < node.numInputs(); ++i) {
    inputs.push_back(node.in(i));
    if (inputs[i].rank() > 1)
      return std::nullopt;
    isScalar &= inputs[i].dims.empty();
    size_t size = inputs[i].known->size();
    if (count != 1 && size != 1 && size != count)
      return std::nullopt;
    count = count == 1 ? size : count;
  }
  Dims result;
  for (size_t i = 0; i < count; ++i) {
    Extent value = function(inputs, i);
    if (!value)
      return std::nullopt;
    result.push_back(*value);
  }
  return known(node, result, isScalar, element);
}

std::optional<Term> foldBinary(Node &node, SizeOp kind) {
  Type element = node.in(0).element;
  if (node.version < 7) // may stretch otherwise
    return std::nullopt;
  bool compares = kind >= SizeOp::Equal && kind <= SizeOp::GreaterOrEqual;
  bool isLogic = kind == SizeOp::And || kind == SizeOp::Or;
  if (element.isInteger(1) != isLogic || node.numInputs() == 0)
    return std::nullopt;
  return elementwise(node, compares ? node.graph.i1() : element,
                     [&](ArrayRef<Term> inputs, size_t i) {
                       Extent value = at(*inputs[0].known, i);
                       for (const Term &input : inputs.drop_front())
                         value = value
                                     ? apply(kind, *value, at(*input.known, i))
                                     : value;
                       return value;
                     });
}

std::optional<Term> foldWhere(Node &node) {
  if (node.numInputs() != 3)
    return std::nullopt;
  return elementwise(
      node, node.in(1).element, [](ArrayRef<Term> inputs, size_t i) -> Extent {
        auto condition = dyn_cast<AffineConstantExpr>(at(*inputs[0].known, i));
        if (!condition)
          return std::nullopt;
        return at(*inputs[condition.getValue() ? 1 : 2].known, i);
      });
}

/// Between integers of at least 32 bits: sizes of tensors that fit in memory do
/// too.
std::optional<Term> foldCast(Node &node) {
  auto target = elementType(node.integer("to", 0));
  Term x = node.in(0);
  if (!target) {
    llvm::consumeError(target.takeError());
    return std::nullopt;
  }
  Type element = (*target)->type(node.graph.builder.getContext());
  if (!element.isInteger(64) && !element.isInteger(32))
    return std::nullopt;
  node.integer("saturate", 1);
  x.value = {};
  x.element = element;
  return x;
}

std::optional<Term> foldGather(Node &node) {
  Term table = node.in(0), indices = node.in(1);
  auto numbers = integersOf(*indices.known);
  int64_t size = table.known->size();
  if (!numbers || table.rank() != 1)
    return std::nullopt;
  node.axisAttribute(0, 1);
  Dims result;
  for (int64_t index : *numbers) {
    if (index < -size || index >= size)
      return std::nullopt;
    result.push_back((*table.known)[index < 0 ? index + size : index]);
  }
  return known(node, result, indices.dims.empty(), table.element);
}

std::optional<Term> foldConcat(Node &node) {
  Dims result;
  for (size_t i = 0; i < node.numInputs(); ++i) {
    Term part = node.in(i);
    if (part.rank() != 1)
      return std::nullopt;
    result.append(part.known->begin(), part.known->end());
  }
  node.integer("axis");
  if (result.size() > kMaxElements)
    return std::nullopt;
  return known(node, result, false, node.in(0).element);
}

/// The elements at `places(index of the result)`, of shape `shape`.
template <typename Places>
std::optional<Term> pick(Node &node, const Term &x, ArrayRef<int64_t> shape,
                         Places places) {
  auto extents = integersOf(x.dims);
  if (!extents)
    return std::nullopt;
  int64_t count = 1;
  for (int64_t extent : shape)
    count *= extent;
  Dims result;
  for (int64_t i = 0; i < count && count <= int64_t(kMaxElements); ++i) {
    SmallVector<int64_t> index(shape.size());
    int64_t rest = i, place = 0;
    for (size_t d = shape.size(); d-- > 0; rest /= shape[d])
      index[d] = rest % shape[d];
    for (auto [at, extent] : llvm::zip_equal(places(index), *extents))
      place = place * extent + at;
    result.push_back((*x.known)[place]);
  }
  return known(node, result, shape, x.element);
}

/// Along one axis.
std::optional<Term> foldSlice(Node &node) {
  Term x = node.in(0);
  auto from = node.moved("starts", 1, 10), to = node.moved("ends", 2, 10);
  auto axes = node.moved("axes", 3, 10);
  auto steps = node.has(4) ? node.integersIn(4) : std::nullopt;
  auto shape = integersOf(x.dims);
  if (x.rank() == 0 || !from || !to || from->size() != 1 || to->size() != 1 ||
      !shape || (axes && axes->size() != 1))
    return std::nullopt;
  int64_t axis = node.axis(axes ? axes->front() : 0, x.rank()),
          step = steps ? steps->front() : 1;
  if (node.failed() || step == 0)
    return std::nullopt;
  int64_t size = (*shape)[axis], least = step < 0 ? -1 : 0,
          most = step < 0 ? size - 1 : size;
  auto place = [&](int64_t index) {
    return std::clamp(index < 0 ? index + size : index, least, most);
  };
  int64_t begin = place((*from)[0]), end = place((*to)[0]);
  int64_t way = step < 0 ? begin - end : end - begin;
  (*shape)[axis] = llvm::divideCeil(std::max<int64_t>(way, 0), std::abs(step));
  return pick(node, x, *shape, [&](SmallVector<int64_t> index) {
    index[axis] = begin + index[axis] * step;
    return index;
  });
}

std::optional<Term> foldTranspose(Node &node) {
  Term x = node.in(0);
  auto extents = integersOf(x.dims);
  auto given = node.integers("perm");
  SmallVector<int64_t> order =
      given.value_or(llvm::to_vector(llvm::reverse(llvm::seq(x.rank()))));
  if (!extents || !isPermutationVector(order) ||
      int64_t(order.size()) != x.rank())
    return std::nullopt;
  return pick(node, x, applyPermutation(*extents, order),
              [&](ArrayRef<int64_t> index) {
                return applyPermutation(index, invertPermutationVector(order));
              });
}

/// Changes of rank between 0 and 1 only.
std::optional<Term> foldShapeChange(Node &node, bool isScalar) {
  Term x = node.in(0);
  for (size_t i = 1; i < node.numInputs(); ++i)
    node.in(i);
  node.attribute("axes");
  node.attribute("allowzero");
  if (x.known->size() != 1 || x.rank() > 1)
    return std::nullopt;
  return known(node, *x.known, isScalar, x.element);
}

std::optional<Term> foldReshape(Node &node) {
  auto shape = node.version >= 5 ? node.integersIn(1) : std::nullopt;
  if (!shape || node.integer("allowzero", 0) || llvm::is_contained(*shape, 0))
    return std::nullopt;
  Term x = node.in(0);
  int64_t count = x.known->size(), others = 1;
  for (int64_t extent : *shape)
    others *= extent == -1 ? 1 : extent;
  for (int64_t &extent : *shape)
    if (extent == -1 && others > 0)
      extent = count / others;
  return known(node, *x.known, ArrayRef(*shape), x.element);
}

std::optional<Term> foldRange(Node &node) {
  for (size_t i = 0; i < node.numInputs(); ++i)
    if (node.in(i).known->size() != 1)
      return std::nullopt;
  auto from = node.in(0).known->front(), delta = node.in(2).known->front();
  auto numbers = integersOf({from, node.in(1).known->front(), delta});
  if (!numbers || (*numbers)[2] == 0)
    return std::nullopt;
  Dims result;
  auto isBefore = [&](int64_t value) {
    return (*numbers)[2] > 0 ? value<(*numbers)[1] : value>(*numbers)[1];
  };
  for (int64_t value = (*numbers)[0]; isBefore(value); value += (*numbers)[2]) {
    if (result.size() == kMaxElements)
      return std::nullopt;
    result.push_back(node.graph.sizes.constant(value));
  }
  return known(node, result, false, node.in(0).element);
}

std::optional<Term> foldProduct(Node &node, AffineExprKind kind, int64_t unit) {
  Term x = node.in(0);
  bool keeps = node.integer("keepdims", 1);
  if (x.rank() != 1 || node.integer("noop_with_empty_axes", 0))
    return std::nullopt;
  node.attribute("axes");
  if (node.has(1))
    node.in(1);
  Extent result = node.graph.sizes.constant(unit);
  for (AffineExpr element : *x.known)
    result = result ? combine(kind, *result, element) : result;
  if (!result)
    return std::nullopt;
  return known(node, {*result}, !keeps, x.element);
}

/// Shape and Size are known whatever their operand is.
std::optional<Term> foldShape(Node &node) {
  Term x = node.in(0);
  int64_t rank = x.rank();
  auto place = [&](StringRef name, int64_t otherwise) {
    int64_t index = node.integer(name, otherwise);
    return std::clamp<int64_t>(index < 0 ? index + rank : index, 0, rank);
  };
  int64_t begin = place("start", 0), end = place("end", rank);
  return known(
      node,
      Dims(ArrayRef(x.dims).slice(begin, std::max<int64_t>(end - begin, 0))),
      false, node.graph.i64());
}

std::optional<Term> foldKnown(Node &node, StringRef op) {
  if (SizeOp kind = sizeOpOf(op); kind != SizeOp::None)
    return foldBinary(node, kind);
  if (op == "Neg" && !node.in(0).element.isInteger(1))
    return elementwise(
        node, node.in(0).element, [&](ArrayRef<Term> inputs, size_t i) {
          AffineExpr x = at(*inputs[0].known, i);
          return apply(SizeOp::Sub, getAffineConstantExpr(0, x.getContext()),
                       x);
        });
  if (op == "Not" && node.in(0).element.isInteger(1))
    return elementwise(node, node.in(0).element,
                       [&](ArrayRef<Term> inputs, size_t i) {
                         AffineExpr x = at(*inputs[0].known, i);
                         return apply(SizeOp::Equal, x,
                                      getAffineConstantExpr(0, x.getContext()));
                       });
  if (op == "Where")
    return foldWhere(node);
  if (op == "Cast")
    return foldCast(node);
  if (op == "Gather" && node.numInputs() == 2)
    return foldGather(node);
  if (op == "Concat")
    return foldConcat(node);
  if (op == "Slice")
    return foldSlice(node);
  if (op == "Transpose")
    return foldTranspose(node);
  if (op == "Unsqueeze" && node.in(0).dims.empty())
    return foldShapeChange(node, false);
  if (op == "Squeeze")
    return foldShapeChange(node, true);
  if (op == "Reshape")
    return foldReshape(node);
  if (op == "Range" && node.numInputs() == 3)
    return foldRange(node);
  if (op == "ReduceProd")
    return foldProduct(node, AffineExprKind::Mul, 1);
  if (op == "ReduceSum")
    return foldProduct(node, AffineExprKind::Add, 0);
  return std::nullopt;
}

bool allKnown(Node &node) {
  for (size_t i = 0; i < node.numInputs(); ++i)
    if (node.has(i) && !node.in(i).known)
      return false;
  return node.numInputs() > 0 && node.has(0);
}

} // namespace

bool foldSizes(Node &node) {
  StringRef op = node.proto.op_type();
  std::optional<Term> result;
  if (op == "Shape")
    result = foldShape(node);
  else if (op == "Size")
    result = known(
        node, {productOf(node.in(0).dims, node.graph.builder.getContext())},
        true, node.graph.i64());
  else if (allKnown(node))
    result = foldKnown(node, op);
  if (!result || node.failed())
    return false;
  node.set(std::move(*result));
  return true;
}

} // namespace tenfold::onnx
