// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// Arrays on their way between files and calls.
#ifndef TENFOLD_DATA_ARRAY_H
#define TENFOLD_DATA_ARRAY_H

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace tenfold::data {

/// NumPy's kind ('b', 'i', 'u' or 'f') and bytes: f2 is {'f', 2}, a boolean
/// {'b', 1}. Little-endian.
struct ElementType {
  char kind = 'f';
  uint8_t bytes = 4;

  bool operator==(const ElementType &) const = default;
};

/// "f4", as NumPy spells it after the byte order.
std::string spell(ElementType type);

/// A row-major array that owns its elements; these are aligned to 16 bytes.
struct Array {
  ElementType type;
  std::vector<int64_t> shape;
  std::vector<std::byte> bytes;

  bool operator==(const Array &) const = default;
};

/// A row-major array that somebody else owns.
struct ArrayView {
  ElementType type;
  std::span<const int64_t> shape;
  std::span<const std::byte> bytes;

  ArrayView(ElementType type, std::span<const int64_t> shape,
            std::span<const std::byte> bytes)
      : type(type), shape(shape), bytes(bytes) {}
  ArrayView(const Array &array)
      : type(array.type), shape(array.shape), bytes(array.bytes) {}
};

} // namespace tenfold::data

#endif // TENFOLD_DATA_ARRAY_H
