// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_IMPORT_GGUF_VALUE_H
#define TENFOLD_IMPORT_GGUF_VALUE_H

#include "lib/Import/GGUF/Cursor.h"

#include <optional>
#include <string>
#include <vector>

namespace tenfold::gguf {

/// Types of metadata, as the format numbers them.
enum class ValueType : uint32_t {
  U8,
  I8,
  U16,
  I16,
  U32,
  I32,
  F32,
  Bool,
  String,
  Array,
  U64,
  I64,
  F64,
};

/// A checked value of metadata, still encoded: a view of the file.
class Value {
public:
  /// Reads the type and the value at the cursor.
  static llvm::Expected<Value> read(Cursor &cursor);

  /// "u32", "array of string"
  std::string type() const;

  /// Each gives nothing for a value of another type; `integer` and `number`
  /// take all integer types that fit, `number` also floats.
  std::optional<int64_t> integer() const;
  std::optional<double> number() const;
  std::optional<bool> boolean() const;
  std::optional<llvm::StringRef> string() const;
  std::optional<std::vector<double>> numbers() const;
  std::optional<std::vector<llvm::StringRef>> strings() const;

private:
  static llvm::Expected<Value> readArray(Cursor &cursor, int depth);

  ValueType element = ValueType::U8; ///< of an array, else of the value
  bool isArray = false;
  uint64_t count = 1;
  llvm::StringRef encoded; ///< all elements, without their number
};

} // namespace tenfold::gguf

#endif // TENFOLD_IMPORT_GGUF_VALUE_H
