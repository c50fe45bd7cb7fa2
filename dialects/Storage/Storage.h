// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// How the elements of a weight lie in memory, apart from the type they compute
/// in: plain floats, and blocks of small integers that share scales. The names
/// and layouts are those of GGUF files.
#ifndef TENFOLD_DIALECTS_STORAGE_STORAGE_H
#define TENFOLD_DIALECTS_STORAGE_STORAGE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

#include <optional>

namespace tenfold::storage {

/// Rows of a tensor are cut into blocks of `blockElements` consecutive
/// elements, each of `blockBytes` bytes.
struct Format {
  llvm::StringLiteral name; ///< "q4_0"
  int64_t blockElements;
  int64_t blockBytes;
  /// The exact values of one block, as f32.
  void (*decode)(const uint8_t *block, float *values);

  /// Nothing when rows are not whole blocks or the product is 2^63 or more.
  std::optional<int64_t> bytes(llvm::ArrayRef<int64_t> shape) const;

  /// Values of whole blocks; `values` has an element for each of theirs.
  void decodeAll(llvm::StringRef blocks,
                 llvm::MutableArrayRef<float> values) const;
};

llvm::ArrayRef<Format> formats();

/// Null for a name that there is none of.
const Format *find(llvm::StringRef name);

} // namespace tenfold::storage

#endif // TENFOLD_DIALECTS_STORAGE_STORAGE_H
