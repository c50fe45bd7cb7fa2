//===- Indexing.cpp - ops that read and write places of a tensor ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialects/NN/Along.h"
#include "dialects/NN/OpHelpers.h"
#include "dialects/NN/Reduction.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

#include <cstring>

using namespace mlir;
using namespace tenfold;
using namespace tenfold::nn;

//===----------------------------------------------------------------------===//
// gather
//===----------------------------------------------------------------------===//

LogicalResult GatherOp::inferShapes(DimContext &context, Adaptor adaptor,
                                    ArrayRef<Dims> operands,
                                    SmallVectorImpl<Dims> &results) {
  const Dims &table = operands[0];
  auto dim = normalizeDims(context, adaptor.getDim().value_or(0), table.size());
  if (failed(dim))
    return failure();
  const auto *row = table.begin() + dim->front();
  Dims result(table.begin(), row);
  result.append(operands[1]);
  result.append(row + 1, table.end());
  results.push_back(result);
  return success();
}

LogicalResult GatherOp::evaluate(ArrayRef<HostTensor> operands,
                                 function_ref<HostTensor(Value)>,
                                 SmallVectorImpl<HostTensor> &results) {
  const HostTensor &table = operands[0], &indices = operands[1];
  int64_t dim = fromStart(getDim().value_or(0), table.rank()),
          rows = table.shape()[dim], outer = 1;
  SmallVector<int64_t> shape(table.shape().take_front(dim));
  for (int64_t extent : shape)
    outer *= extent;
  llvm::append_range(shape, indices.shape());
  llvm::append_range(shape, table.shape().drop_front(dim + 1));
  HostTensor result(table.elementType(), shape);
  if (rows == 0 && result.size() > 0)
    return emitOpError("expected `table` to have a row to gather");
  int64_t count = outer * indices.size(),
          bytes = count ? result.bytes() / count : 0;
  for (int64_t i = 0; i < count && rows > 0; ++i) {
    int64_t row =
        std::clamp<int64_t>(indices.getInt(i % indices.size()), 0, rows - 1);
    std::memcpy(result.raw() + i * bytes,
                table.raw() + (i / indices.size() * rows + row) * bytes, bytes);
  }
  results.push_back(result);
  return success();
}

/// `index` brought into `[0, extent)`.
static Value clamp(OpBuilder &b, Location loc, Value index, Value extent) {
  Value zero = arith::ConstantIndexOp::create(b, loc, 0),
        one = arith::ConstantIndexOp::create(b, loc, 1);
  Value last = arith::SubIOp::create(b, loc, extent, one);
  return arith::MaxSIOp::create(
      b, loc, arith::MinSIOp::create(b, loc, index, last), zero);
}

FailureOr<SmallVector<Value>> GatherOp::decompose(OpBuilder &builder) {
  auto empty = emptyResults(cast<DimsOpInterface>(getOperation()), builder);
  if (failed(empty))
    return failure();
  Value table = getTable();
  int64_t rank = cast<RankedTensorType>(getResult().getType()).getRank(),
          count = cast<RankedTensorType>(getIndices().getType()).getRank(),
          dim = fromStart(getDim().value_or(0),
                          cast<RankedTensorType>(table.getType()).getRank());
  Value rows = tensor::DimOp::create(builder, getLoc(), table, dim);
  AffineMap identity = builder.getMultiDimIdentityMap(rank);
  return SmallVector<Value>{buildGeneric(
      builder, getLoc(), getIndices(), empty->front(),
      {identity.getSliceMap(dim, count), identity},
      SmallVector<bool>(rank, false),
      [&](OpBuilder &b, ValueRange args) -> Value {
        Value row =
            arith::IndexCastOp::create(b, getLoc(), b.getIndexType(), args[0]);
        row = clamp(b, getLoc(), row, rows);
        SmallVector<Value> at;
        for (int64_t d = 0; d < rank; ++d)
          if (d < dim || d >= dim + count)
            at.push_back(linalg::IndexOp::create(b, getLoc(), d));
        at.insert(at.begin() + dim, row);
        return tensor::ExtractOp::create(b, getLoc(), table, at);
      })};
}

//===----------------------------------------------------------------------===//
// scatter
//===----------------------------------------------------------------------===//

LogicalResult ScatterOp::inferShapes(DimContext &context, Adaptor adaptor,
                                     ArrayRef<Dims> operands,
                                     SmallVectorImpl<Dims> &results) {
  if (adaptor.getBy() == Reduction::mean)
    return context.error("expected `sum`, `prod`, `max` or `min`, got `mean`");
  const Dims &dest = operands[0], &indices = operands[1],
             &updates = operands[2];
  auto axis = adaptor.getAxis(), rank = uint64_t(dest.size());
  if (axis >= rank)
    return context.error("expected `axis` to be a dimension of `dest`, which "
                         "has rank " +
                         Twine(rank) + ", got " + Twine(int64_t(axis)));
  if (indices.size() < axis)
    return context.error("expected `indices` to have rank " + Twine(axis) +
                         " at least, got rank " + Twine(indices.size()));
  Dims expected = indices;
  expected.append(dest.begin() + axis + 1, dest.end());
  if (updates.size() != expected.size())
    return context.error("expected `updates` to have rank " +
                         Twine(expected.size()) + ", got rank " +
                         Twine(updates.size()));
  for (auto [d, pair] : llvm::enumerate(llvm::zip_equal(expected, updates)))
    if (failed(context.unify(std::get<0>(pair), std::get<1>(pair),
                             "dimension " + Twine(d) + " of `updates`")))
      return failure();
  for (uint64_t d = 0; d < axis; ++d)
    if (failed(context.unify(dest[d], indices[d],
                             "dimension " + Twine(d) + " of `indices`")))
      return failure();
  results.push_back(dest);
  return success();
}

/// Joins `count` elements of `x` from `first` on to those of `to` from `at` on.
static void joinElements(Reduction kind, const HostTensor &to, int64_t at,
                         const HostTensor &x, int64_t first, int64_t count) {
  for (int64_t i = 0; i < count; ++i)
    if (isa<FloatType>(x.elementType()))
      to.setFloat(at + i,
                  combine(kind, to.getFloat(at + i), x.getFloat(first + i)));
    else
      to.setInt(at + i, combine(kind, to.getInt(at + i), x.getInt(first + i)));
}

LogicalResult ScatterOp::evaluate(ArrayRef<HostTensor> operands,
                                  function_ref<HostTensor(Value)>,
                                  SmallVectorImpl<HostTensor> &results) {
  const HostTensor &dest = operands[0], &indices = operands[1],
                   &updates = operands[2];
  ArrayRef<int64_t> shape = dest.shape();
  HostTensor result(dest.elementType(), shape);
  std::memcpy(result.raw(), dest.raw(), dest.bytes());
  int64_t batches = 1, rows = shape[getAxis()];
  for (uint64_t d = 0; d < getAxis(); ++d)
    batches *= shape[d];
  int64_t each = batches ? indices.size() / batches : 0,
          width = indices.size() ? updates.size() / indices.size() : 0,
          bytes = HostTensor::elementBytes(dest.elementType());
  for (int64_t i = 0; i < indices.size(); ++i) {
    int64_t row = indices.getInt(i), at = (i / each * rows + row) * width;
    if (row < 0 || row >= rows)
      continue;
    if (getBy())
      joinElements(*getBy(), result, at, updates, i * width, width);
    else
      std::memcpy(result.raw() + at * bytes, updates.raw() + i * width * bytes,
                  width * bytes);
  }
  results.push_back(result);
  return success();
}

/// Over loops (b..., row, j..., i...), the last ones in order: an element takes
/// the update whose index is its row, or joins it. `--tenfold-lower-scatters`
/// finds the row instead of looking for it.
FailureOr<SmallVector<Value>> ScatterOp::decompose(OpBuilder &builder) {
  MLIRContext *context = getContext();
  int64_t rank = cast<RankedTensorType>(getDest().getType()).getRank(),
          axis = getAxis(),
          loops = rank - axis +
                  cast<RankedTensorType>(getIndices().getType()).getRank();
  SmallVector<AffineExpr> at, from;
  for (int64_t d = 0; d < loops; ++d)
    if (d < axis || d >= rank)
      at.push_back(getAffineDimExpr(d, context));
  from = at;
  for (int64_t d = axis + 1; d < rank; ++d)
    from.push_back(getAffineDimExpr(d, context));
  SmallVector<bool> isReduction(loops, false);
  std::fill(isReduction.begin() + rank, isReduction.end(), true);
  return SmallVector<Value>{buildGeneric(
      builder, getLoc(), {getIndices(), getUpdates()}, getDest(),
      {AffineMap::get(loops, 0, at, context),
       AffineMap::get(loops, 0, from, context),
       leadingDims(context, loops, rank)},
      isReduction, [&](OpBuilder &b, ValueRange args) -> Value {
        Value row = linalg::IndexOp::create(b, getLoc(), axis);
        Value index =
            arith::IndexCastOp::create(b, getLoc(), b.getIndexType(), args[0]);
        Value hit = arith::CmpIOp::create(b, getLoc(), arith::CmpIPredicate::eq,
                                          row, index);
        Value next = args[1];
        if (getBy())
          next = buildCombine(b, getLoc(), *getBy(), args[2], next);
        return arith::SelectOp::create(b, getLoc(), hit, next, args[2]);
      })};
}

//===----------------------------------------------------------------------===//
// prefix
//===----------------------------------------------------------------------===//

LogicalResult PrefixOp::inferShapes(DimContext &context, Adaptor adaptor,
                                    ArrayRef<Dims> operands,
                                    SmallVectorImpl<Dims> &results) {
  auto axis = adaptor.getAxis();
  if (axis >= operands[0].size())
    return context.error("expected `axis` to be a dimension of `x`, which has "
                         "rank " +
                         Twine(operands[0].size()) + ", got " +
                         Twine(int64_t(axis)));
  if (!operands[1].empty())
    return context.error("expected `length` to have rank 0, got rank " +
                         Twine(operands[1].size()));
  Dims result = operands[0];
  result[axis] = context.fresh();
  results.push_back(result);
  return success();
}

LogicalResult PrefixOp::evaluate(ArrayRef<HostTensor> operands,
                                 function_ref<HostTensor(Value)>,
                                 SmallVectorImpl<HostTensor> &results) {
  const HostTensor &x = operands[0];
  SmallVector<int64_t> shape(x.shape());
  int64_t extent = shape[getAxis()], outer = 1;
  for (uint64_t d = 0; d < getAxis(); ++d)
    outer *= shape[d];
  shape[getAxis()] = std::clamp<int64_t>(operands[1].getInt(0), 0, extent);
  HostTensor result(x.elementType(), shape);
  for (int64_t i = 0; i < outer && result.size() > 0; ++i)
    std::memcpy(result.raw() + i * (result.bytes() / outer),
                x.raw() + i * (x.bytes() / outer), result.bytes() / outer);
  results.push_back(result);
  return success();
}

/// Which dimensions of `type` become one where those of extent 1 go, all but
/// `axis`.
static SmallVector<ReassociationIndices> withoutUnits(RankedTensorType type,
                                                      int64_t axis) {
  SmallVector<ReassociationIndices> groups;
  bool hasKept = false; // in the last group
  for (auto [d, size] : llvm::enumerate(type.getShape())) {
    bool isKept = size != 1 || int64_t(d) == axis;
    if (groups.empty() || (isKept && hasKept)) {
      groups.emplace_back();
      hasKept = false;
    }
    groups.back().push_back(d);
    hasKept |= isKept;
  }
  return groups;
}

/// A slice of what has no dimensions of extent 1: users drop those, and a slice
/// that they read is part of their kernel only where no view lies between.
FailureOr<SmallVector<Value>> PrefixOp::decompose(OpBuilder &b) {
  Location loc = getLoc();
  auto type = cast<RankedTensorType>(getX().getType());
  SmallVector<ReassociationIndices> groups = withoutUnits(type, getAxis());
  Value x = getX();
  if (int64_t(groups.size()) < type.getRank())
    x = tensor::CollapseShapeOp::create(b, loc, x, groups);
  unsigned axis =
      llvm::find_if(groups,
                    [&](const auto &group) {
                      return llvm::is_contained(group, int64_t(getAxis()));
                    }) -
      groups.begin();
  Value length = tensor::ExtractOp::create(b, loc, getLength(), ValueRange());
  length = arith::IndexCastOp::create(b, loc, b.getIndexType(), length);
  Value extent = b.createOrFold<tensor::DimOp>(loc, x, axis);
  Value zero = arith::ConstantIndexOp::create(b, loc, 0);
  length = arith::MinSIOp::create(b, loc, length, extent);
  length = arith::MaxSIOp::create(b, loc, length, zero);
  SmallVector<OpFoldResult> sizes = tensor::getMixedSizes(b, loc, x),
                            whole = tensor::getMixedSizes(b, loc, getX());
  sizes[axis] = whole[getAxis()] = length;
  if (llvm::is_contained(type.getShape(), 0)) // of which there are no slices
    return SmallVector<Value>{
        tensor::EmptyOp::create(b, loc, whole, type.getElementType())};
  SmallVector<OpFoldResult> offsets(sizes.size(), b.getIndexAttr(0)),
      strides(sizes.size(), b.getIndexAttr(1));
  Value slice =
      tensor::ExtractSliceOp::create(b, loc, x, offsets, sizes, strides);
  if (x == getX())
    return SmallVector<Value>{slice};
  return SmallVector<Value>{tensor::ExpandShapeOp::create(
      b, loc, cast<RankedTensorType>(getResult().getType()), slice, groups,
      whole)};
}

#define GET_OP_CLASSES
#include "dialects/NN/Indexing.cpp.inc"
