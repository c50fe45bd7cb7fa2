//===- Value.cpp - metadata of thirteen types -----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A value stays where it is in the file. It is walked once when it is read, so
// that what looks into it later needs no checks.
//
//===----------------------------------------------------------------------===//
#include "lib/Import/GGUF/Value.h"

#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace tenfold::gguf {
namespace {

constexpr int kMaxDepth = 4; // of arrays in arrays

struct TypeInfo {
  StringLiteral name;
  uint64_t leastBytes; ///< all of them, for numbers
};

/// In the order of the enumeration.
constexpr TypeInfo kTypes[] = {
    {"u8", 1},  {"i8", 1},  {"u16", 2},  {"i16", 2},    {"u32", 4},
    {"i32", 4}, {"f32", 4}, {"bool", 1}, {"string", 8}, {"array", 12},
    {"u64", 8}, {"i64", 8}, {"f64", 8}};

const TypeInfo &info(ValueType type) { return kTypes[uint32_t(type)]; }

Expected<ValueType> readType(Cursor &cursor) {
  uint64_t begin = cursor.offset();
  Expected<uint32_t> type = cursor.number<uint32_t>("a value's type");
  if (!type)
    return type.takeError();
  if (*type >= std::size(kTypes))
    return error("expected a value's type below {0} at byte {1}, got {2}",
                 std::size(kTypes), begin, *type);
  return ValueType(*type);
}

/// The format knows no other booleans, and two readers could differ on them.
Error checkBooleans(StringRef bytes, uint64_t begin) {
  size_t bad = bytes.find_if([](char c) { return c != 0 && c != 1; });
  if (bad == StringRef::npos)
    return Error::success();
  return error("expected a boolean of 0 or 1 at byte {0}, got {1}", begin + bad,
               unsigned(uint8_t(bytes[bad])));
}

/// Calls `f` with the number that lies at `bytes`.
template <typename F>
auto withNumber(ValueType type, const char *bytes, F &&f) {
  auto as = [&](auto zero) {
    return f(support::endian::read<decltype(zero), endianness::little>(bytes));
  };
  switch (type) {
  case ValueType::U8:
    return as(uint8_t());
  case ValueType::I8:
    return as(int8_t());
  case ValueType::U16:
    return as(uint16_t());
  case ValueType::I16:
    return as(int16_t());
  case ValueType::U32:
    return as(uint32_t());
  case ValueType::I32:
    return as(int32_t());
  case ValueType::U64:
    return as(uint64_t());
  case ValueType::I64:
    return as(int64_t());
  case ValueType::F32:
    return f(bit_cast<float>(support::endian::read32le(bytes)));
  default:
    return f(bit_cast<double>(support::endian::read64le(bytes)));
  }
}

bool isNumber(ValueType type) {
  return type != ValueType::Bool && type != ValueType::String &&
         type != ValueType::Array;
}

double toDouble(ValueType type, const char *bytes) {
  return withNumber(type, bytes, [](auto x) { return double(x); });
}

} // namespace

Expected<Value> Value::readArray(Cursor &cursor, int depth) {
  if (depth > kMaxDepth)
    return error("expected arrays of depth {0} at most at byte {1}, got more",
                 kMaxDepth, cursor.offset());
  Value value;
  value.isArray = true;
  Expected<ValueType> type = readType(cursor);
  if (!type)
    return type.takeError();
  value.element = *type;
  Expected<uint64_t> count =
      cursor.count(info(*type).leastBytes, UINT64_MAX, "an array's length");
  if (!count)
    return count.takeError();
  value.count = *count;
  Cursor begin = cursor;
  if (*type == ValueType::Array || *type == ValueType::String) {
    for (uint64_t i = 0; i < value.count; ++i) {
      Error failure = *type == ValueType::Array
                          ? readArray(cursor, depth + 1).takeError()
                          : cursor.string("a string").takeError();
      if (failure)
        return std::move(failure);
    }
    value.encoded = cantFail(begin.bytes(cursor.offset() - begin.offset(), ""));
    return value;
  }
  value.encoded =
      cantFail(cursor.bytes(value.count * info(*type).leastBytes, "an array"));
  if (*type == ValueType::Bool)
    if (Error failure = checkBooleans(value.encoded, begin.offset()))
      return std::move(failure);
  return value;
}

Expected<Value> Value::read(Cursor &cursor) {
  Expected<ValueType> type = readType(cursor);
  if (!type)
    return type.takeError();
  if (*type == ValueType::Array)
    return readArray(cursor, 1);
  Value value;
  value.element = *type;
  uint64_t begin = cursor.offset();
  Expected<StringRef> encoded =
      *type == ValueType::String
          ? cursor.string("a string")
          : cursor.bytes(info(*type).leastBytes, "a value");
  if (!encoded)
    return encoded.takeError();
  if (*type == ValueType::Bool)
    if (Error failure = checkBooleans(*encoded, begin))
      return std::move(failure);
  value.encoded = *encoded;
  return value;
}

std::string Value::type() const {
  return ((isArray ? "array of " : "") + info(element).name).str();
}

std::optional<int64_t> Value::integer() const {
  if (isArray || !isNumber(element) || element == ValueType::F32 ||
      element == ValueType::F64)
    return std::nullopt;
  int64_t value = withNumber(element, encoded.data(),
                             [](auto x) { return static_cast<int64_t>(x); });
  if (element == ValueType::U64 && value < 0)
    return std::nullopt;
  return value;
}

std::optional<double> Value::number() const {
  if (isArray || !isNumber(element))
    return std::nullopt;
  return toDouble(element, encoded.data());
}

std::optional<bool> Value::boolean() const {
  if (isArray || element != ValueType::Bool)
    return std::nullopt;
  return encoded[0] != 0;
}

std::optional<StringRef> Value::string() const {
  if (isArray || element != ValueType::String)
    return std::nullopt;
  return encoded;
}

std::optional<std::vector<double>> Value::numbers() const {
  if (!isArray || !isNumber(element))
    return std::nullopt;
  std::vector<double> values(count);
  for (auto [i, value] : enumerate(values))
    value = toDouble(element, encoded.data() + i * info(element).leastBytes);
  return values;
}

std::optional<std::vector<StringRef>> Value::strings() const {
  if (!isArray || element != ValueType::String)
    return std::nullopt;
  std::vector<StringRef> values(count);
  Cursor cursor(encoded);
  for (StringRef &value : values)
    value = cantFail(cursor.string(""));
  return values;
}

} // namespace tenfold::gguf
