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
  if (type.kind == 'i' || type.kind == 'u')
    return b.getIntegerType(type.bytes * 8);
  if (type.kind == 'V' && type.bytes == 2)
    return b.getBF16Type(); // as ml_dtypes has it
  if (type.bytes == 2)
    return b.getF16Type();
  return type.bytes == 4 ? Type(b.getF32Type()) : Type(b.getF64Type());
}

HostTensor tenfold::toHostTensor(MLIRContext *context,
                                 const data::Array &array) {
  Builder b(context);
  HostTensor tensor(elementType(b, array.type), array.shape);
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

data::Array tenfold::toArray(const HostTensor &given, bool isUnsigned) {
  HostTensor tensor = known(given);
  Type type = tensor.elementType();
  data::Array array;
  array.type = {.kind = isa<FloatType>(type) ? 'f'
                        : type.isInteger(1)  ? 'b'
                        : isUnsigned         ? 'u'
                                             : 'i',
                .bytes = static_cast<uint8_t>(HostTensor::elementBytes(type))};
  array.shape.assign(tensor.shape().begin(), tensor.shape().end());
  const auto *first = reinterpret_cast<const std::byte *>(tensor.raw());
  array.bytes.assign(first, first + tensor.bytes());
  return array;
}
