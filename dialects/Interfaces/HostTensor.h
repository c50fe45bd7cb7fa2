// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_DIALECTS_INTERFACES_HOSTTENSOR_H
#define TENFOLD_DIALECTS_INTERFACES_HOSTTENSOR_H

#include "mlir/IR/BuiltinTypes.h"

#include "llvm/ADT/bit.h"

#include <cmath>
#include <memory>
#include <vector>

namespace tenfold {

/// The upper half of an f32; not every compiler's library has `__bf16`.
class BFloat16 {
public:
  BFloat16() = default;
  explicit BFloat16(float value)
      : bits(std::isnan(value) ? 0x7fc0 : roundUpper(value)) {}
  operator float() const { return llvm::bit_cast<float>(uint32_t(bits) << 16); }

private:
  /// To nearest, halves to even; the carry may reach infinity.
  static uint16_t roundUpper(float value) {
    auto whole = llvm::bit_cast<uint32_t>(value);
    return (whole + 0x7fff + (whole >> 16 & 1)) >> 16;
  }

  uint16_t bits = 0;
};

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

  /// Whether `type` can be an element: bf16, f16, f32, f64, index, or an
  /// integer of 1, 8, 16, 32 or 64 bits.
  static bool holds(mlir::Type type);

private:
  mlir::Type element;
  llvm::SmallVector<int64_t, 4> extents;
  int64_t count = 0;
  std::shared_ptr<char> storage;
};

/// The standard does not count f16 and bf16 among the floats.
template <typename T>
constexpr bool kIsFloat =
    std::is_floating_point_v<T> || std::is_same_v<T, _Float16> ||
    std::is_same_v<T, BFloat16>;

/// The nearest value of a float type; of f16 and bf16 that of the nearest f32,
/// in which native code computes.
template <typename T> T nearest(double value) {
  if constexpr (sizeof(T) == 2)
    return static_cast<T>(static_cast<float>(value));
  else
    return static_cast<T>(value);
}

/// Calls `f` with a value of the C++ type that holds elements of `type`.
template <typename F> auto dispatch(mlir::Type type, F &&f) {
  if (type.isF32())
    return f(float());
  if (type.isF64())
    return f(double());
  if (type.isF16())
    return f(_Float16());
  if (type.isBF16())
    return f(BFloat16());
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
