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

namespace {
/// A block of a larger tensor.
struct Place {
  SmallVector<int64_t> offsets, sizes, strides;

  Place(OffsetSizeAndStrideOpInterface op, Lookup lookup)
      : offsets(numbers(op.getMixedOffsets(), lookup)),
        sizes(numbers(op.getMixedSizes(), lookup)),
        strides(numbers(op.getMixedStrides(), lookup)) {}

  static SmallVector<int64_t> numbers(ArrayRef<OpFoldResult> values,
                                      Lookup lookup) {
    return llvm::map_to_vector(values, [&](OpFoldResult value) {
      auto dynamic = dyn_cast<Value>(value);
      return dynamic ? lookup(dynamic).getInt(0) : *getConstantIntValue(value);
    });
  }

  bool isInside(ArrayRef<int64_t> shape) const {
    for (auto [offset, size, stride, extent] :
         llvm::zip_equal(offsets, sizes, strides, shape))
      if (offset < 0 || size < 0 ||
          (size > 0 && offset + (size - 1) * stride >= extent))
        return false;
    return true;
  }

  /// Calls `f` with the number of each element in the block and in the whole.
  void forEach(ArrayRef<int64_t> shape,
               function_ref<void(int64_t, int64_t)> f) const {
    SmallVector<int64_t> whole = stridesOf(shape);
    int64_t number = 0;
    forEachIndex(sizes, [&](ArrayRef<int64_t> index) {
      int64_t at = 0;
      for (auto [d, i] : llvm::enumerate(index))
        at += (offsets[d] + i * strides[d]) * whole[d];
      f(number++, at);
    });
  }
};
} // namespace

static void copyElement(const HostTensor &from, int64_t i, const HostTensor &to,
                        int64_t j) {
  int64_t bytes = HostTensor::elementBytes(from.elementType());
  std::memcpy(to.raw() + j * bytes, from.raw() + i * bytes, bytes);
}

static LogicalResult extract(tensor::ExtractSliceOp op, Lookup lookup,
                             Results &results) {
  HostTensor source = lookup(op.getSource());
  Place place(op, lookup);
  if (!place.isInside(source.shape()))
    return op.emitOpError("expected a slice inside its source");
  SmallVector<int64_t> shape;
  llvm::SmallBitVector dropped = op.getDroppedDims();
  for (auto [d, size] : llvm::enumerate(place.sizes))
    if (!dropped.test(d))
      shape.push_back(size);
  HostTensor result(source.elementType(), shape);
  place.forEach(source.shape(), [&](int64_t i, int64_t at) {
    copyElement(source, at, result, i);
  });
  results.push_back(result);
  return success();
}

static LogicalResult insert(tensor::InsertSliceOp op, Lookup lookup,
                            Results &results) {
  HostTensor source = lookup(op.getSource()), dest = lookup(op.getDest());
  Place place(op, lookup);
  int64_t count = 1;
  for (int64_t size : place.sizes)
    count *= size;
  if (!place.isInside(dest.shape()) || count != source.size())
    return op.emitOpError("expected a slice inside its destination");
  HostTensor result(dest.elementType(), dest.shape());
  std::memcpy(result.raw(), dest.raw(), dest.bytes());
  place.forEach(dest.shape(), [&](int64_t i, int64_t at) {
    copyElement(source, i, result, at);
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
      .Case([&](tensor::CollapseShapeOp op) {
        return collapse(op, lookup, results);
      })
      .Case([&](tensor::ExtractSliceOp op) {
        return extract(op, lookup, results);
      })
      .Case(
          [&](tensor::InsertSliceOp op) { return insert(op, lookup, results); })
      .Default(std::nullopt);
}
