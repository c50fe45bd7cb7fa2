// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// How the elements of a weight lie in memory, apart from the type they compute
/// in: plain floats, and blocks of small integers that share scales. The names
/// and layouts are those of GGUF files.
#ifndef TENFOLD_DIALECTS_STORAGE_STORAGE_H
#define TENFOLD_DIALECTS_STORAGE_STORAGE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"

#include <optional>

namespace tenfold::storage {

/// One array of integers or floats in each block. A tensor's blocks, taken
/// apart into such arrays, are tensors of plain types that compiled code reads:
/// (.., blocks of a row, then one dimension for each of `dims`).
struct Part {
  enum class Type { I8, I32, F16, BF16 };
  /// Element k of a row finds its place at (k floordiv divisor) mod extent.
  struct Dim {
    int64_t divisor, extent;
  };

  llvm::StringLiteral name;
  Type type;
  llvm::SmallVector<Dim, 2> dims;
  int64_t offset; ///< bytes from the begin of the block
  /// Fills the array where it is not the bytes at `offset`.
  void (*unpack)(const uint8_t *block, uint8_t *array) = nullptr;

  int64_t bytes() const;
};

/// Rows of a tensor are cut into blocks of `blockElements` consecutive
/// elements, each of `blockBytes` bytes.
struct Format {
  llvm::StringLiteral name; ///< "q4_0"
  int64_t blockElements;
  int64_t blockBytes;
  /// The exact values of one block, as f32.
  void (*decode)(const uint8_t *block, float *values);
  /// What a block consists of; nothing where compiled code does not read it.
  llvm::SmallVector<Part, 4> parts = {};

  /// Whether compiled code reads blocks of scaled integers.
  bool hasIntegers() const { return blockElements > 1 && !parts.empty(); }

  /// Nothing when rows are not whole blocks or the product is 2^63 or more.
  std::optional<int64_t> bytes(llvm::ArrayRef<int64_t> shape) const;

  /// Values of whole blocks; `values` has an element for each of theirs.
  void decodeAll(llvm::StringRef blocks,
                 llvm::MutableArrayRef<float> values) const;

  /// One part of whole blocks, block after block.
  void takePart(llvm::StringRef blocks, const Part &part,
                llvm::MutableArrayRef<char> array) const;
};

llvm::ArrayRef<Format> formats();

/// Null for a name that there is none of.
const Format *find(llvm::StringRef name);

} // namespace tenfold::storage

#endif // TENFOLD_DIALECTS_STORAGE_STORAGE_H
