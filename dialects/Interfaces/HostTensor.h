// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_DIALECTS_INTERFACES_HOSTTENSOR_H
#define TENFOLD_DIALECTS_INTERFACES_HOSTTENSOR_H

#include "mlir/IR/BuiltinTypes.h"

#include <memory>
#include <vector>

namespace tenfold {

/// A dense row-major tensor in host memory, on which ops are evaluated. Copies
/// share their elements; an op writes only tensors that it made. `i1` takes a
/// byte an element.
class HostTensor {
public:
  HostTensor() = default;

  /// Elements are uninitialised.
  HostTensor(mlir::Type elementType, llvm::ArrayRef<int64_t> shape);

  /// A view of elements that the caller keeps alive.
  HostTensor(mlir::Type elementType, llvm::ArrayRef<int64_t> shape,
             void *elements);

  mlir::Type elementType() const { return element; }
  llvm::ArrayRef<int64_t> shape() const { return extents; }
  int64_t rank() const { return extents.size(); }
  int64_t size() const { return count; }
  int64_t bytes() const { return count * elementBytes(element); }
  char *raw() const { return storage.get(); }

  template <typename T> llvm::MutableArrayRef<T> data() const {
    return {reinterpret_cast<T *>(storage.get()), static_cast<size_t>(count)};
  }

  /// The same elements under another shape of equal size.
  HostTensor reshaped(llvm::ArrayRef<int64_t> shape) const;

  /// One element as a double or an integer, and its rounding store; for
  /// legibility, not speed.
  double getFloat(int64_t index) const;
  int64_t getInt(int64_t index) const;
  void setFloat(int64_t index, double value) const;
  void setInt(int64_t index, int64_t value) const;

  /// All elements, widened.
  template <typename Wide> std::vector<Wide> widened() const;

  static int64_t elementBytes(mlir::Type type);

  /// Whether `type` can be an element: f32, f64, index, or an integer of 1, 8,
  /// 16, 32 or 64 bits.
  static bool holds(mlir::Type type);

private:
  mlir::Type element;
  llvm::SmallVector<int64_t, 4> extents;
  int64_t count = 0;
  std::shared_ptr<char> storage;
};

/// Calls `f` with a value of the C++ type that holds elements of `type`.
template <typename F> auto dispatch(mlir::Type type, F &&f) {
  if (type.isF32())
    return f(float());
  if (type.isF64())
    return f(double());
  if (type.isInteger(1))
    return f(bool());
  if (type.isInteger(8))
    return type.isUnsignedInteger() ? f(uint8_t()) : f(int8_t());
  if (type.isInteger(16))
    return f(int16_t());
  if (type.isInteger(32))
    return f(int32_t());
  return f(int64_t());
}

template <typename Wide> std::vector<Wide> HostTensor::widened() const {
  return dispatch(element, [&](auto zero) {
    auto all = data<decltype(zero)>();
    return std::vector<Wide>(all.begin(), all.end());
  });
}

/// Row-major strides of a contiguous tensor, in elements.
llvm::SmallVector<int64_t> stridesOf(llvm::ArrayRef<int64_t> shape);

/// Calls `f` with every index of `shape`, last dimension fastest.
void forEachIndex(llvm::ArrayRef<int64_t> shape,
                  llvm::function_ref<void(llvm::ArrayRef<int64_t>)> f);

} // namespace tenfold

#endif // TENFOLD_DIALECTS_INTERFACES_HOSTTENSOR_H
