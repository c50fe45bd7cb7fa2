// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// The elements of arrays as C++ values. NumPy has no bfloat16: in memory it is
/// of kind 'V', as ml_dtypes has it, and in files it lies as f32.
#ifndef TENFOLD_TOOLS_TENFOLD_ELEMENTS_H
#define TENFOLD_TOOLS_TENFOLD_ELEMENTS_H

#include "lib/Data/Array.h"
#include "tenfold/Runtime.h"

#include <bit>

namespace tenfold {

/// The upper half of an f32.
struct Brain16 {
  uint16_t bits = 0;

  Brain16() = default;
  /// To nearest, ties to even; NaN stays NaN.
  explicit Brain16(float value) {
    auto wide = std::bit_cast<uint32_t>(value);
    bits = value != value ? wide >> 16 | 0x40
                          : (wide + 0x7fff + (wide >> 16 & 1)) >> 16;
  }
  operator float() const { return std::bit_cast<float>(uint32_t(bits) << 16); }
};

inline constexpr data::ElementType kF32{'f', 4}, kBrain16{'V', 2};

inline bool isFloat(data::ElementType type) {
  return type.kind == 'f' || type == kBrain16;
}

data::ElementType elementType(DLDataType type);
DLDataType dlType(data::ElementType type);

/// f32 as the narrower type that a call wants.
data::Array narrowed(const data::Array &array, data::ElementType type);
/// bfloat16 as f32, others as they are: what a file can hold.
data::Array widened(data::Array array);

/// Calls `f` with a value of the one of these types that has `bytes` bytes.
template <typename T, typename... Others, typename F>
auto dispatchBytes(uint8_t bytes, F &&f) {
  if constexpr (sizeof...(Others) > 0)
    if (bytes != sizeof(T))
      return dispatchBytes<Others...>(bytes, f);
  return f(T());
}

/// Calls `f` with a value of the C++ type of the elements.
template <typename F> auto dispatch(data::ElementType type, F &&f) {
  if (type == kBrain16)
    return f(Brain16());
  if (type.kind == 'f')
    return dispatchBytes<double, float, _Float16>(type.bytes, f);
  if (type.kind == 'u')
    return dispatchBytes<uint64_t, uint32_t, uint16_t, uint8_t>(type.bytes, f);
  if (type.kind == 'b')
    return f(uint8_t());
  return dispatchBytes<int64_t, int32_t, int16_t, int8_t>(type.bytes, f);
}

} // namespace tenfold

#endif // TENFOLD_TOOLS_TENFOLD_ELEMENTS_H
