// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// GGUF files made in memory.
#ifndef TENFOLD_TEST_IMPORT_GGUFBYTES_H
#define TENFOLD_TEST_IMPORT_GGUFBYTES_H

#include "lib/Import/GGUF/Reader.h"

#include <cstring>
#include <initializer_list>

namespace tenfold::test {

/// The bytes of a number; tests run on little-endian machines.
template <typename T> std::string le(T value) {
  std::string bytes(sizeof(T), '\0');
  std::memcpy(bytes.data(), &value, sizeof(T));
  return bytes;
}

inline std::string text(llvm::StringRef string) {
  return le<uint64_t>(string.size()) + string.str();
}

inline std::string typed(gguf::ValueType type, const std::string &value) {
  return le(uint32_t(type)) + value;
}

inline std::string array(gguf::ValueType type, uint64_t count,
                         const std::string &elements) {
  return typed(gguf::ValueType::Array, typed(type, le(count) + elements));
}

/// Parts of a file, to be damaged before they are joined.
struct GGUFParts {
  std::string magic = "GGUF";
  uint32_t version = 3;
  uint64_t tensors = 0, values = 0;
  std::string body, data;

  GGUFParts &value(llvm::StringRef key, const std::string &typedValue) {
    ++values;
    body += text(key) + typedValue;
    return *this;
  }

  /// Extents as the file has them, the fastest first.
  GGUFParts &tensor(llvm::StringRef name,
                    std::initializer_list<uint64_t> extents, uint32_t type,
                    uint64_t offset) {
    ++tensors;
    body += text(name) + le(uint32_t(extents.size()));
    for (uint64_t extent : extents)
      body += le(extent);
    body += le(type) + le(offset);
    return *this;
  }

  std::string bytes(size_t alignment = 32) const {
    std::string all = magic + le(version) + le(tensors) + le(values) + body;
    all.resize((all.size() + alignment - 1) / alignment * alignment);
    return all + data;
  }
};

/// Values of all types, and tensors of three.
inline std::string sampleGGUF() {
  using enum gguf::ValueType;
  GGUFParts parts;
  parts.value("general.architecture", typed(String, text("llama")))
      .value("u8", typed(U8, le<uint8_t>(200)))
      .value("i8", typed(I8, le<int8_t>(-7)))
      .value("u16", typed(U16, le<uint16_t>(60'000)))
      .value("i16", typed(I16, le<int16_t>(-30'000)))
      .value("u32", typed(U32, le<uint32_t>(4'000'000'000)))
      .value("i32", typed(I32, le<int32_t>(-5)))
      .value("f32", typed(F32, le(1.5f)))
      .value("bool", typed(Bool, le<uint8_t>(1)))
      .value("u64", typed(U64, le<uint64_t>(UINT64_MAX)))
      .value("i64", typed(I64, le<int64_t>(INT64_MIN)))
      .value("f64", typed(F64, le(0.1)))
      .value("names", array(String, 3, text("a") + text("") + text("\xff\n")))
      .value("numbers", array(F32, 2, le(1.5f) + le(-2.0f)))
      .value("nested", array(Array, 1, typed(I8, le<uint64_t>(2) + "ab")))
      .tensor("plain", {3, 2}, 0, 0)
      .tensor("blocks", {64, 5}, 2, 32)
      .tensor("strange", {7}, 24, 0);
  parts.data = std::string(32 + 5 * 2 * 18, 'w');
  return parts.bytes();
}

/// What the importer asks of a model, and tensors of each storage of it.
inline std::string sampleModel() {
  using enum gguf::ValueType;
  auto count = [](uint32_t value) { return typed(U32, le(value)); };
  GGUFParts parts;
  parts.value("general.architecture", typed(String, text("llama")))
      .value("llama.block_count", count(2))
      .value("llama.context_length", count(32))
      .value("llama.embedding_length", count(32))
      .value("llama.feed_forward_length", count(64))
      .value("llama.attention.head_count", count(4))
      .value("llama.attention.head_count_kv", count(2))
      .value("llama.attention.layer_norm_rms_epsilon", typed(F32, le(1e-5f)))
      .value("llama.rope.freq_base", typed(F32, le(1e4f)))
      .value("llama.rope.scaling.type", typed(String, text("yarn")))
      .value("llama.rope.scaling.factor", typed(F32, le(4.0f)))
      .tensor("token_embd.weight", {32, 5}, 8, 0)
      .tensor("blk.0.attn_q.bias", {32}, 0, 192);
  parts.data = std::string(320, 'w');
  return parts.bytes();
}

/// `bytes` must outlive the file.
inline llvm::Expected<gguf::File> parseGGUF(llvm::StringRef bytes) {
  return gguf::File::parse(llvm::MemoryBuffer::getMemBuffer(
      bytes, "bytes", /*RequiresNullTerminator=*/false));
}

} // namespace tenfold::test

#endif // TENFOLD_TEST_IMPORT_GGUFBYTES_H
