//===- TensorData.cpp - the encodings of tensors --------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Elements lie in `raw_data`, in a repeated field that several narrow types
// share, or in a file beside the model. Whatever the place, their bytes are
// found to be as many as the shape wants before anything is allocated.
//
//===----------------------------------------------------------------------===//
#include "lib/Import/ONNX/TensorData.h"

#include "mlir/AsmParser/AsmParser.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

#include "onnx.pb.h"

#include <optional>

using namespace llvm;
using ::onnx::TensorProto;

namespace tenfold::onnx {
namespace {

constexpr ElementType kElementTypes[] = {
    {TensorProto::FLOAT, "FLOAT", "f32", "f32", 4},
    {TensorProto::UINT8, "UINT8", "ui8", "i8", 1},
    {TensorProto::INT8, "INT8", "i8", "i8", 1},
    {TensorProto::UINT16, "UINT16", "ui16", "i16", 2},
    {TensorProto::INT16, "INT16", "i16", "i16", 2},
    {TensorProto::INT32, "INT32", "i32", "i32", 4},
    {TensorProto::INT64, "INT64", "i64", "i64", 8},
    {TensorProto::STRING, "STRING", "", "", 0},
    {TensorProto::BOOL, "BOOL", "i1", "i1", 1},
    {TensorProto::FLOAT16, "FLOAT16", "f16", "f16", 2},
    {TensorProto::DOUBLE, "DOUBLE", "f64", "f64", 8},
    {TensorProto::UINT32, "UINT32", "ui32", "i32", 4},
    {TensorProto::UINT64, "UINT64", "ui64", "i64", 8},
    {TensorProto::COMPLEX64, "COMPLEX64", "", "", 8},
    {TensorProto::COMPLEX128, "COMPLEX128", "", "", 16},
    {TensorProto::BFLOAT16, "BFLOAT16", "bf16", "bf16", 2},
    {TensorProto::FLOAT8E4M3FN, "FLOAT8E4M3FN", "f8E4M3FN", "f16", 2, 8,
     APFloat::Float8E4M3FN},
    {TensorProto::FLOAT8E4M3FNUZ, "FLOAT8E4M3FNUZ", "f8E4M3FNUZ", "f16", 2, 8,
     APFloat::Float8E4M3FNUZ},
    {TensorProto::FLOAT8E5M2, "FLOAT8E5M2", "f8E5M2", "f16", 2, 8,
     APFloat::Float8E5M2},
    {TensorProto::FLOAT8E5M2FNUZ, "FLOAT8E5M2FNUZ", "f8E5M2FNUZ", "f16", 2, 8,
     APFloat::Float8E5M2FNUZ},
    {TensorProto::FLOAT8E8M0, "FLOAT8E8M0", "f8E8M0FNU", "f32", 4, 8,
     APFloat::Float8E8M0FNU},
    {TensorProto::FLOAT4E2M1, "FLOAT4E2M1", "f4E2M1FN", "f16", 2, 4,
     APFloat::Float4E2M1FN},
    {TensorProto::UINT4, "UINT4", "ui4", "i8", 1, 4},
    {TensorProto::INT4, "INT4", "i4", "i8", 1, 4},
    {TensorProto::UINT2, "UINT2", "ui2", "i8", 1, 2},
    {TensorProto::INT2, "INT2", "i2", "i8", 1, 2},
};

/// What the number with these bits is stored as.
std::string decode(const ElementType &element, uint64_t code) {
  unsigned bits = element.narrowBits;
  if (!element.semantics) {
    bool isNegative = !element.mlir.starts_with("u") && code >> (bits - 1);
    return std::string(1, char(isNegative ? code | -1u << bits : code));
  }
  APFloat number(element.semantics(), APInt(bits, code));
  bool loses;
  number.convert(element.bytes == 2 ? APFloat::IEEEhalf()
                                    : APFloat::IEEEsingle(),
                 APFloat::rmNearestTiesToEven, &loses);
  uint64_t stored = number.bitcastToAPInt().getZExtValue();
  return std::string(reinterpret_cast<const char *>(&stored), element.bytes);
}

/// Several numbers to a byte, the first one in its low bits.
StringRef decode(const ElementType &element, StringRef bytes, int64_t count,
                 Backing &backing) {
  unsigned bits = element.narrowBits, perByte = 8 / bits;
  std::vector<std::string> numbers;
  for (uint64_t code = 0; code < uint64_t(1) << bits; ++code)
    numbers.push_back(decode(element, code));
  std::string &stored = backing.widened.emplace_back();
  stored.reserve(count * element.bytes);
  for (int64_t i = 0; i < count; ++i) {
    unsigned shift = i % perByte * bits;
    stored +=
        numbers[uint8_t(bytes[i / perByte]) >> shift & (numbers.size() - 1)];
  }
  return stored;
}

/// Bytes of `shape`, or nothing where they overflow.
std::optional<uint64_t> bytesOf(ArrayRef<int64_t> shape,
                                unsigned elementBytes) {
  uint64_t bytes = elementBytes;
  bool overflow = false;
  for (int64_t extent : shape) {
    if (extent == 0)
      return 0;
    bytes = SaturatingMultiply<uint64_t>(bytes, extent, &overflow);
    if (extent < 0 || overflow || bytes > INT64_MAX)
      return std::nullopt;
  }
  return bytes;
}

template <typename Field> StringRef bytesOf(const Field &field) {
  return StringRef(reinterpret_cast<const char *>(field.data()),
                   field.size() * sizeof(*field.data()));
}

/// The low bytes of each number.
template <typename Field>
StringRef narrow(const Field &field, unsigned bytes, Backing &backing) {
  std::string &narrowed = backing.widened.emplace_back();
  narrowed.reserve(field.size() * bytes);
  for (auto number : field)
    narrowed.append(reinterpret_cast<const char *>(&number), bytes);
  return narrowed;
}

StringRef typedData(const TensorProto &proto, const ElementType &element,
                    Backing &backing) {
  switch (element.number) {
  case TensorProto::FLOAT:
    return bytesOf(proto.float_data());
  case TensorProto::DOUBLE:
    return bytesOf(proto.double_data());
  case TensorProto::INT64:
    return bytesOf(proto.int64_data());
  case TensorProto::UINT32:
  case TensorProto::UINT64:
    return narrow(proto.uint64_data(), element.bytes, backing);
  default:
    return narrow(proto.int32_data(), element.narrowBits ? 1 : element.bytes,
                  backing);
  }
}

/// The file's folder and what is below it only: a model may come from anywhere.
bool staysBelow(StringRef location) {
  return !location.empty() && !location.contains('\0') &&
         !sys::path::is_absolute(location) &&
         none_of(
             make_range(sys::path::begin(location), sys::path::end(location)),
             [](StringRef part) { return part == ".."; });
}

Expected<StringRef> externalData(const TensorProto &proto, StringRef name,
                                 uint64_t bytes, Backing &backing) {
  StringRef location;
  uint64_t offset = 0, length = bytes;
  for (const auto &entry : proto.external_data()) {
    StringRef value = entry.value();
    if (entry.key() == "location")
      location = value;
    if ((entry.key() == "offset" && value.getAsInteger(10, offset)) ||
        (entry.key() == "length" && value.getAsInteger(10, length)))
      return error("tensor {0}: expected `{1}` to be a number, got {2}", name,
                   entry.key(), quoted(value));
  }
  if (!staysBelow(location) || backing.folder.empty())
    return error("tensor {0}: expected external data in a file below the "
                 "model's folder, got {1}",
                 name, quoted(location));
  SmallString<128> path(backing.folder);
  sys::path::append(path, location);
  uint64_t size = 0;
  if (std::error_code failure = sys::fs::file_size(path, size))
    return error("tensor {0}: cannot read {1}: {2}", name, quoted(path),
                 failure.message());
  if (offset > size || length > size - offset)
    return error("tensor {0}: expected {1} bytes at offset {2}, got a file of "
                 "{3} bytes",
                 name, length, offset, size);
  auto buffer = MemoryBuffer::getFileSlice(path, length, offset);
  if (!buffer)
    return error("tensor {0}: cannot read {1}: {2}", name, quoted(path),
                 buffer.getError().message());
  return backing.files.emplace_back(std::move(*buffer))->getBuffer();
}

std::string spell(const Tensor &tensor) {
  std::string text;
  for (int64_t extent : tensor.shape)
    text += std::to_string(extent) + "x";
  return text + tensor.element->mlir.str();
}

} // namespace

std::string quoted(StringRef name) {
  std::string text;
  raw_string_ostream os(text);
  os << '`';
  printEscapedString(name, os);
  os << '`';
  return text;
}

mlir::Type ElementType::type(mlir::MLIRContext *context) const {
  return mlir::parseType(mlir, context);
}

int64_t Tensor::elements() const {
  return element->bytes ? int64_t(bytes.size()) / element->bytes : 0;
}

Expected<const ElementType *> elementType(int32_t number) {
  const ElementType *found = find_if(
      kElementTypes, [&](const auto &known) { return known.number == number; });
  if (found == std::end(kElementTypes))
    return error("expected a known element type, got number {0}", number);
  if (found->mlir.empty())
    return error("elements of type {0} are not supported", found->name);
  return found;
}

Expected<Tensor> readTensor(const TensorProto &proto, StringRef name,
                            Backing &backing) {
  std::string shown = quoted(name);
  Expected<const ElementType *> element = elementType(proto.data_type());
  if (!element)
    return error("tensor {0}: {1}", shown, toString(element.takeError()));
  Tensor tensor{name.str(), *element, {}, {}};
  tensor.shape.assign(proto.dims().begin(), proto.dims().end());
  std::optional<uint64_t> bytes = bytesOf(tensor.shape, (*element)->bytes);
  uint64_t count = bytes && *bytes ? *bytes / (*element)->bytes : 0;
  unsigned bits = (*element)->narrowBits;
  if (bits && bytes)
    bytes = divideCeil(count, 8 / bits);
  if (!bytes)
    return error("tensor {0}: expected a shape of extents from 0 and of less "
                 "than 2^63 bytes",
                 shown);
  if (proto.data_location() == TensorProto::EXTERNAL) {
    Expected<StringRef> data = externalData(proto, shown, *bytes, backing);
    if (!data)
      return data.takeError();
    tensor.bytes = *data;
  } else {
    tensor.bytes = proto.has_raw_data() ? StringRef(proto.raw_data())
                                        : typedData(proto, **element, backing);
  }
  if (tensor.bytes.size() != *bytes)
    return error("tensor {0}: expected {1} bytes for {2}, got {3}", shown,
                 *bytes, spell(tensor), tensor.bytes.size());
  if (bits)
    tensor.bytes = decode(**element, tensor.bytes, count, backing);
  return tensor;
}

} // namespace tenfold::onnx
