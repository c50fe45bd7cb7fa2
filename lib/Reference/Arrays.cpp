//===- Arrays.cpp - tensors from and to files -----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Reference/Arrays.h"

#include "mlir/IR/Builders.h"

#include <cstring>

using namespace mlir;
using namespace tenfold;

static Type elementType(Builder &b, data::ElementType type) {
  if (type.kind == 'b')
    return b.getI1Type();
  if (type.kind == 'i')
    return b.getIntegerType(type.bytes * 8);
  if (type.kind == 'f' && type.bytes == 2)
    return b.getF16Type();
  if (type.kind == 'f' && type.bytes == 4)
    return b.getF32Type();
  return type.kind == 'f' && type.bytes == 8 ? b.getF64Type() : Type();
}

FailureOr<HostTensor> tenfold::toHostTensor(Location at,
                                            const data::Array &array) {
  Builder b(at.getContext());
  Type type = elementType(b, array.type);
  if (!type)
    return emitError(at, "expected elements of b1, i1 to i8 or f2 to f8, got ")
           << data::spell(array.type);
  HostTensor tensor(type, array.shape);
  std::memcpy(tensor.raw(), array.bytes.data(), array.bytes.size());
  return tensor;
}

/// NumPy has no bf16; f32 holds its values.
static HostTensor known(const HostTensor &tensor) {
  if (!tensor.elementType().isBF16())
    return tensor;
  HostTensor wide(Float32Type::get(tensor.elementType().getContext()),
                  tensor.shape());
  for (int64_t i = 0; i < tensor.size(); ++i)
    wide.setFloat(i, tensor.getFloat(i));
  return wide;
}

data::Array tenfold::toArray(const HostTensor &given) {
  HostTensor tensor = known(given);
  Type type = tensor.elementType();
  data::Array array;
  array.type = {.kind = isa<FloatType>(type) ? 'f'
                        : type.isInteger(1)  ? 'b'
                                             : 'i',
                .bytes = static_cast<uint8_t>(HostTensor::elementBytes(type))};
  array.shape.assign(tensor.shape().begin(), tensor.shape().end());
  const auto *first = reinterpret_cast<const std::byte *>(tensor.raw());
  array.bytes.assign(first, first + tensor.bytes());
  return array;
}
