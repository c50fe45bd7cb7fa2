//===- Views.cpp - the meaning of the tensor dialect ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Reference/Evaluators.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"

#include "llvm/ADT/TypeSwitch.h"

#include <cstring>
#include <numeric>

using namespace mlir;
using namespace tenfold;

/// A new tensor. Its elements have no meaning: a pattern of ones, which is NaN
/// for floats, makes a read of them show.
static HostTensor empty(RankedTensorType type, ValueRange sizes,
                        Lookup lookup) {
  SmallVector<int64_t> shape(type.getShape());
  unsigned dynamic = 0;
  for (int64_t &size : shape)
    if (ShapedType::isDynamic(size))
      size = std::max<int64_t>(lookup(sizes[dynamic++]).getInt(0), 0);
  HostTensor result(type.getElementType(), shape);
  std::memset(result.raw(), type.getElementType().isInteger(1) ? 1 : 0xff,
              result.bytes());
  return result;
}

/// The source under the shape of an expanded type: its static extents and the
/// given ones.
static LogicalResult expand(tensor::ExpandShapeOp op, Lookup lookup,
                            Results &results) {
  HostTensor source = lookup(op.getSrc());
  SmallVector<int64_t> shape(op.getStaticOutputShape());
  unsigned dynamic = 0;
  for (int64_t &size : shape)
    if (ShapedType::isDynamic(size))
      size = lookup(op.getOutputShape()[dynamic++]).getInt(0);
  for (auto [d, group] : llvm::enumerate(op.getReassociationIndices())) {
    int64_t size = 1;
    for (int64_t axis : group)
      size *= shape[axis];
    if (size != source.shape()[d])
      return op.emitOpError("expected dimension ")
             << d << " of the source to be " << size << ", got "
             << source.shape()[d];
  }
  results.push_back(source.reshaped(shape));
  return success();
}

static LogicalResult collapse(tensor::CollapseShapeOp op, Lookup lookup,
                              Results &results) {
  HostTensor source = lookup(op.getSrc());
  SmallVector<int64_t> shape;
  for (const ReassociationIndices &group : op.getReassociationIndices()) {
    shape.push_back(1);
    for (int64_t axis : group)
      shape.back() *= source.shape()[axis];
  }
  results.push_back(source.reshaped(shape));
  return success();
}

/// A slice from the start of each dimension.
static LogicalResult slice(tensor::ExtractSliceOp op, Lookup lookup,
                           Results &results) {
  HostTensor source = lookup(op.getSource());
  bool prefix = llvm::all_of(op.getStaticOffsets(),
                             [](int64_t offset) { return offset == 0; }) &&
                op.hasUnitStride() &&
                op.getType().getRank() == op.getSourceType().getRank();
  if (!prefix)
    return op.emitOpError("expected a slice from the start of each dimension");
  SmallVector<int64_t> shape(op.getStaticSizes());
  unsigned dynamic = 0;
  for (int64_t &size : shape)
    if (ShapedType::isDynamic(size))
      size = lookup(op.getSizes()[dynamic++]).getInt(0);
  HostTensor result(source.elementType(), shape);
  SmallVector<int64_t> strides = stridesOf(source.shape());
  int64_t bytes = source.size() ? source.bytes() / source.size() : 0, next = 0;
  forEachIndex(shape, [&](ArrayRef<int64_t> at) {
    int64_t from =
        std::inner_product(at.begin(), at.end(), strides.begin(), int64_t(0));
    std::memcpy(result.raw() + bytes * next++, source.raw() + bytes * from,
                bytes);
  });
  results.push_back(result);
  return success();
}

std::optional<LogicalResult> tenfold::evaluateView(Operation *op, Lookup lookup,
                                                   Results &results) {
  using Result = std::optional<LogicalResult>;
  return TypeSwitch<Operation *, Result>(op)
      .Case([&](tensor::EmptyOp op) {
        results.push_back(empty(op.getType(), op.getDynamicSizes(), lookup));
        return success();
      })
      .Case([&](tensor::CastOp op) {
        results.push_back(lookup(op.getSource()));
        return success();
      })
      .Case(
          [&](tensor::ExpandShapeOp op) { return expand(op, lookup, results); })
      .Case(
          [&](tensor::ExtractSliceOp op) { return slice(op, lookup, results); })
      .Case([&](tensor::CollapseShapeOp op) {
        return collapse(op, lookup, results);
      })
      .Default(std::nullopt);
}
