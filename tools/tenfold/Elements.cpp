//===- Elements.cpp - types of elements, and between them -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tools/tenfold/Elements.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace tenfold;

data::ElementType tenfold::elementType(DLDataType type) {
  uint8_t bytes = type.bits / 8;
  switch (type.code) {
  case kDLInt:
    return {'i', bytes};
  case kDLUInt:
    return {'u', bytes};
  case kDLBfloat:
    return kBrain16;
  case TENFOLD_DL_BOOL:
    return {'b', 1};
  default:
    return {'f', bytes};
  }
}

DLDataType tenfold::dlType(data::ElementType type) {
  uint8_t code = type == kBrain16   ? kDLBfloat
                 : type.kind == 'i' ? kDLInt
                 : type.kind == 'u' ? kDLUInt
                 : type.kind == 'b' ? TENFOLD_DL_BOOL
                                    : kDLFloat;
  return {code, uint8_t(type.bytes * 8), 1};
}

/// The elements, of C++ type `From`, as the type `to`.
template <typename From>
static data::Array convert(const data::Array &array, data::ElementType to) {
  size_t count = array.bytes.size() / sizeof(From);
  data::Array result{to, array.shape, std::vector<std::byte>(count * to.bytes)};
  ArrayRef<From> source(reinterpret_cast<const From *>(array.bytes.data()),
                        count);
  dispatch(to, [&](auto zero) {
    using To = decltype(zero);
    transform(source, reinterpret_cast<To *>(result.bytes.data()),
              [](From element) { return To(float(element)); });
  });
  return result;
}

data::Array tenfold::narrowed(const data::Array &array,
                              data::ElementType type) {
  return convert<float>(array, type);
}

data::Array tenfold::widened(data::Array array) {
  return array.type == kBrain16 ? convert<Brain16>(array, kF32)
                                : std::move(array);
}
