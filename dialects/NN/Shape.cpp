//===- Shape.cpp - ops that move elements ---------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialects/NN/OpHelpers.h"
#include "dialects/NN/Pattern.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

#include <cstring>
#include <functional>
#include <numeric>

using namespace mlir;
using namespace tenfold;
using namespace tenfold::nn;

//===----------------------------------------------------------------------===//
// rearrange
//===----------------------------------------------------------------------===//

namespace {
/// A rearrangement with every axis sized: the operand's dimensions split into
/// axes, these permuted, then grouped.
struct Rearrangement {
  SmallVector<AffineExpr> sizes;    // of each axis, in the operand's order
  SmallVector<int64_t> permutation; // result's axis -> operand's axis
  SmallVector<ReassociationIndices> in,
      out; // axes of each dimension, numbered in the own order
};
} // namespace

static SmallVector<std::string> flatten(const AxisGroups &groups) {
  SmallVector<std::string> names;
  for (const auto &group : groups)
    names.append(group.begin(), group.end());
  return names;
}

static SmallVector<ReassociationIndices>
reassociation(const AxisGroups &groups) {
  SmallVector<ReassociationIndices> result;
  int64_t axis = 0;
  for (const auto &group : groups) {
    ReassociationIndices &indices = result.emplace_back();
    for (size_t i = 0; i < group.size(); ++i)
      indices.push_back(axis++);
  }
  return result;
}

/// Sizes of the axes of one dimension: given ones, and at most one that takes
/// what is left of `extent`.
static LogicalResult splitDim(DimContext &context, ArrayRef<std::string> group,
                              AffineExpr extent, DictionaryAttr sizes,
                              SmallVectorImpl<AffineExpr> &result) {
  int64_t known = 1;
  std::optional<size_t> open;
  for (const std::string &axis : group) {
    auto size = sizes ? sizes.getAs<IntegerAttr>(axis) : IntegerAttr();
    if (!size && open)
      return context.error("expected a size for axis '" + axis +
                           "': its dimension leaves two axes open");
    if (!size)
      open = result.size();
    else if (size.getInt() <= 0)
      return context.error("expected a positive size for axis '" + axis +
                           "', got " + Twine(size.getInt()));
    known *= size ? size.getInt() : 1;
    result.push_back(context.constant(size ? size.getInt() : 1));
  }
  auto constant = dyn_cast<AffineConstantExpr>(extent);
  if (constant &&
      (open ? constant.getValue() % known != 0 : constant.getValue() != known))
    return context.error("expected a dimension of size " +
                         Twine(constant.getValue()) + " to be " +
                         (open ? "a multiple of " : "") + Twine(known));
  if (open)
    result[*open] = known == 1 ? extent : extent.floorDiv(known);
  return success();
}

static FailureOr<Rearrangement> analyze(DimContext &context, StringRef text,
                                        DictionaryAttr sizes,
                                        const Dims &operand) {
  std::string error;
  auto pattern = parsePattern(text, 1, error);
  if (failed(pattern) || failed(pattern->expand(0, operand.size(), error)))
    return context.error("in pattern \"" + text + "\": " + error);
  pattern->close();
  const AxisGroups &input = pattern->inputs[0];
  SmallVector<std::string> from = flatten(input), to = flatten(pattern->output);
  Rearrangement result{
      {}, {}, reassociation(input), reassociation(pattern->output)};
  for (const std::string &axis : to) {
    result.permutation.push_back(llvm::find(from, axis) - from.begin());
    if (!llvm::is_contained(from, axis))
      return context.error("in pattern \"" + text + "\": axis '" + axis +
                           "' is not on the left");
  }
  if (from.size() != to.size())
    return context.error("in pattern \"" + text +
                         "\": every axis of the left must be on the right");
  for (auto [group, extent] : llvm::zip_equal(input, operand))
    if (failed(splitDim(context, group, context.resolve(extent), sizes,
                        result.sizes)))
      return failure();
  return result;
}

LogicalResult RearrangeOp::inferShapes(DimContext &context, Adaptor adaptor,
                                       ArrayRef<Dims> operands,
                                       SmallVectorImpl<Dims> &results) {
  auto plan =
      analyze(context, adaptor.getPattern(), adaptor.getSizes(), operands[0]);
  if (failed(plan))
    return failure();
  Dims &result = results.emplace_back();
  for (const ReassociationIndices &group : plan->out) {
    AffineExpr size = context.constant(1);
    for (int64_t axis : group)
      size = size * plan->sizes[plan->permutation[axis]];
    result.push_back(size);
  }
  return success();
}

Value nn::rearranged(OpBuilder &b, Location loc, Value x, const Twine &pattern,
                     ArrayRef<std::pair<std::string, int64_t>> sizes) {
  NamedAttrList given;
  for (auto &[axis, size] : sizes)
    given.append(axis, b.getI64IntegerAttr(size));
  return RearrangeOp::create(b, loc, x, pattern.str(),
                             given.getDictionary(b.getContext()));
}

LogicalResult RearrangeOp::verify() {
  for (NamedAttribute size : getSizes())
    if (!isa<IntegerAttr, StringAttr>(size.getValue()))
      return emitOpError("expected the size of axis '")
             << size.getName().getValue()
             << "' to be an integer or a name, got " << size.getValue();
  return success();
}

LogicalResult RearrangeOp::evaluate(ArrayRef<HostTensor> operands,
                                    function_ref<HostTensor(Value)>,
                                    SmallVectorImpl<HostTensor> &results) {
  const HostTensor &x = operands[0];
  DimContext context(getContext(), getLoc());
  Dims extents;
  for (int64_t size : x.shape())
    extents.push_back(context.constant(size));
  auto plan = analyze(context, getPattern(), getSizes(), extents);
  if (failed(plan))
    return failure();
  SmallVector<int64_t> axes = context.shapeOf(plan->sizes),
                       strides = stridesOf(axes), permuted, step, shape;
  for (int64_t axis : plan->permutation) {
    permuted.push_back(axes[axis]);
    step.push_back(strides[axis]);
  }
  for (const ReassociationIndices &group : plan->out) {
    shape.push_back(1);
    for (int64_t axis : group)
      shape.back() *= permuted[axis];
  }
  HostTensor result(x.elementType(), shape);
  dispatch(x.elementType(), [&](auto zero) {
    auto from = x.data<decltype(zero)>();
    auto *to = result.data<decltype(zero)>().data();
    forEachIndex(permuted, [&](ArrayRef<int64_t> index) {
      *to++ = from[std::inner_product(index.begin(), index.end(), step.begin(),
                                      int64_t(0))];
    });
  });
  results.push_back(result);
  return success();
}

/// `linalg.generic` that writes `result[i...] = x[i permuted]`.
static Value permute(OpBuilder &b, Location loc, Value x,
                     ArrayRef<int64_t> permutation) {
  auto type = cast<RankedTensorType>(x.getType());
  SmallVector<int64_t> shape;
  SmallVector<Value> sizes;
  for (int64_t axis : permutation) {
    shape.push_back(type.getDimSize(axis));
    if (type.isDynamicDim(axis))
      sizes.push_back(tensor::DimOp::create(b, loc, x, axis));
  }
  Value empty =
      tensor::EmptyOp::create(b, loc, shape, type.getElementType(), sizes);
  AffineMap identity = b.getMultiDimIdentityMap(shape.size());
  AffineMap map = inversePermutation(
      AffineMap::getPermutationMap(permutation, b.getContext()));
  return buildGeneric(b, loc, x, empty, {map, identity},
                      SmallVector<bool>(shape.size(), false),
                      [](OpBuilder &, ValueRange args) { return args[0]; });
}

/// Dimensions in groups that each have one of `groups` with axes; the others,
/// `()`, are dimensions of size one.
static SmallVector<ReassociationIndices>
withUnits(ArrayRef<ReassociationIndices> groups) {
  SmallVector<ReassociationIndices> dims;
  bool hasAxes = true; // the last of `dims`
  for (auto [dim, group] : llvm::enumerate(groups)) {
    if (dims.empty() || (hasAxes && !group.empty()))
      dims.emplace_back();
    hasAxes = !group.empty() || (hasAxes && dim > 0);
    dims.back().push_back(dim);
  }
  return hasAxes ? dims : SmallVector<ReassociationIndices>();
}

static SmallVector<ReassociationIndices>
withoutUnits(SmallVector<ReassociationIndices> groups) {
  llvm::erase_if(groups, std::mem_fn(&ReassociationIndices::empty));
  return groups;
}

FailureOr<SmallVector<Value>> RearrangeOp::decompose(OpBuilder &b) {
  auto type = cast<RankedTensorType>(getX().getType());
  DimContext context(getContext(), getLoc());
  auto plan = analyze(context, getPattern(), getSizes(), context.of(type));
  if (failed(plan))
    return failure();
  Value x = getX();
  SmallVector<ReassociationIndices> in = withoutUnits(plan->in),
                                    out = withoutUnits(plan->out);
  if (in.size() != plan->in.size())
    x = tensor::CollapseShapeOp::create(b, getLoc(), x, withUnits(plan->in));
  if (in.size() != plan->sizes.size()) {
    SmallVector<int64_t> shape = context.shapeOf(plan->sizes);
    SmallVector<OpFoldResult> sizes;
    for (auto [size, expr] : llvm::zip_equal(shape, plan->sizes))
      sizes.push_back(ShapedType::isDynamic(size)
                          ? OpFoldResult(materialize(b, getLoc(), expr, getX()))
                          : b.getIndexAttr(size));
    x = tensor::ExpandShapeOp::create(
        b, getLoc(), RankedTensorType::get(shape, type.getElementType()), x, in,
        sizes);
  }
  if (!llvm::is_sorted(plan->permutation))
    x = permute(b, getLoc(), x, plan->permutation);
  if (out.size() != plan->sizes.size())
    x = tensor::CollapseShapeOp::create(b, getLoc(), x, out);
  if (out.size() != plan->out.size())
    x = tensor::ExpandShapeOp::create(b, getLoc(), getResult().getType(), x,
                                      withUnits(plan->out));
  return SmallVector<Value>{x};
}

//===----------------------------------------------------------------------===//
// iota
//===----------------------------------------------------------------------===//

LogicalResult IotaOp::inferShapes(DimContext &context, Adaptor adaptor,
                                  ArrayRef<Dims> operands,
                                  SmallVectorImpl<Dims> &results) {
  auto dim = normalizeDims(context, adaptor.getDim(), operands[0].size());
  if (failed(dim))
    return failure();
  results.push_back({operands[0][dim->front()]});
  return success();
}

LogicalResult IotaOp::evaluate(ArrayRef<HostTensor> operands,
                               function_ref<HostTensor(Value)>,
                               SmallVectorImpl<HostTensor> &results) {
  ArrayRef<int64_t> shape = operands[0].shape();
  int64_t dim = static_cast<int64_t>(getDim());
  HostTensor result(IntegerType::get(getContext(), 64),
                    shape[dim < 0 ? dim + shape.size() : dim]);
  std::iota(result.data<int64_t>().begin(), result.data<int64_t>().end(), 0);
  results.push_back(result);
  return success();
}

FailureOr<SmallVector<Value>> IotaOp::decompose(OpBuilder &builder) {
  auto empty = emptyResults(cast<DimsOpInterface>(getOperation()), builder);
  if (failed(empty))
    return failure();
  return SmallVector<Value>{buildGeneric(
      builder, getLoc(), {}, empty->front(), builder.getMultiDimIdentityMap(1),
      {false}, [&](OpBuilder &b, ValueRange) -> Value {
        Value i = linalg::IndexOp::create(b, getLoc(), 0);
        return arith::IndexCastOp::create(b, getLoc(), b.getI64Type(), i);
      })};
}

#define GET_OP_CLASSES
#include "dialects/NN/Shape.cpp.inc"
