//===- HostTensor.cpp - dense tensors in host memory ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialects/Interfaces/HostTensor.h"

#include "llvm/ADT/STLExtras.h"

#include <cmath>
#include <numeric>

using namespace mlir;
using namespace tenfold;

static int64_t product(ArrayRef<int64_t> shape) {
  return std::accumulate(shape.begin(), shape.end(), int64_t(1),
                         std::multiplies<>());
}

int64_t HostTensor::elementBytes(Type type) {
  return dispatch(type, [](auto zero) -> int64_t { return sizeof(zero); });
}

bool HostTensor::holds(Type type) {
  if (auto integer = dyn_cast<IntegerType>(type))
    return llvm::is_contained({1u, 8u, 16u, 32u, 64u}, integer.getWidth());
  return type.isF32() || type.isF64() || type.isF16() || type.isBF16() ||
         type.isIndex();
}

HostTensor::HostTensor(Type elementType, ArrayRef<int64_t> shape)
    : element(elementType), extents(shape), count(product(shape)),
      storage(new char[std::max<int64_t>(bytes(), 1)],
              std::default_delete<char[]>()) {}

HostTensor::HostTensor(Type elementType, ArrayRef<int64_t> shape,
                       void *elements)
    : element(elementType), extents(shape), count(product(shape)),
      storage(static_cast<char *>(elements), [](char *) {}) {}

HostTensor HostTensor::reshaped(ArrayRef<int64_t> shape) const {
  assert(product(shape) == count && "a reshape keeps the number of elements");
  HostTensor result = *this;
  result.extents.assign(shape.begin(), shape.end());
  return result;
}

double HostTensor::getFloat(int64_t index) const {
  return dispatch(element, [&](auto zero) -> double {
    return static_cast<double>(data<decltype(zero)>()[index]);
  });
}

int64_t HostTensor::getInt(int64_t index) const {
  return dispatch(element, [&](auto zero) -> int64_t {
    return static_cast<int64_t>(data<decltype(zero)>()[index]);
  });
}

/// Float to integer saturates and NaN becomes 0; everything else is the nearest
/// value of the type.
template <typename T> static T roundTo(double value) {
  if constexpr (kIsFloat<T>)
    return nearest<T>(value);
  else if constexpr (std::is_same_v<T, bool>)
    return value != 0;
  else if (std::isnan(value))
    return 0;
  else if (value <= static_cast<double>(std::numeric_limits<T>::min()))
    return std::numeric_limits<T>::min();
  else if (value >= static_cast<double>(std::numeric_limits<T>::max()))
    return std::numeric_limits<T>::max();
  else
    return static_cast<T>(value);
}

void HostTensor::setFloat(int64_t index, double value) const {
  dispatch(element, [&](auto zero) {
    data<decltype(zero)>()[index] = roundTo<decltype(zero)>(value);
  });
}

void HostTensor::setInt(int64_t index, int64_t value) const {
  dispatch(element, [&](auto zero) {
    using T = decltype(zero);
    if constexpr (std::is_same_v<T, bool>)
      data<T>()[index] = value & 1;
    else if constexpr (kIsFloat<T> && sizeof(T) == 2)
      data<T>()[index] = static_cast<T>(static_cast<float>(value));
    else
      data<T>()[index] = static_cast<T>(value);
  });
}

SmallVector<int64_t> tenfold::stridesOf(ArrayRef<int64_t> shape) {
  SmallVector<int64_t> strides(shape.size(), 1);
  for (int64_t d = static_cast<int64_t>(shape.size()) - 2; d >= 0; --d)
    strides[d] = strides[d + 1] * shape[d + 1];
  return strides;
}

void tenfold::forEachIndex(ArrayRef<int64_t> shape,
                           function_ref<void(ArrayRef<int64_t>)> f) {
  if (llvm::is_contained(shape, 0))
    return;
  SmallVector<int64_t> index(shape.size(), 0);
  while (true) {
    f(index);
    int64_t d = shape.size();
    while (--d >= 0 && ++index[d] == shape[d])
      index[d] = 0;
    if (d < 0)
      return;
  }
}
