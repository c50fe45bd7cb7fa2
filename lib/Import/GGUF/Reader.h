// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// Reader of GGUF files, versions 2 and 3 (github.com/ggml-org/ggml,
/// docs/gguf.md): typed metadata, the tensors' descriptions, and their bytes.
/// The file is a stranger's: everything is checked before anything is used.
#ifndef TENFOLD_IMPORT_GGUF_READER_H
#define TENFOLD_IMPORT_GGUF_READER_H

#include "dialects/Storage/Storage.h"
#include "lib/Import/GGUF/Value.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/MemoryBuffer.h"

namespace tenfold::gguf {

/// A tensor in the file, its shape row-major (the file has the fastest extent
/// first). Of a type that this version does not read only the name is known.
struct Tensor {
  llvm::StringRef name;
  std::string type; ///< "Q4_0"
  llvm::SmallVector<int64_t, 4> shape;
  const storage::Format *format; ///< null: unknown, without bytes
  llvm::StringRef bytes;
};

/// A mapped file; its values and tensors live as long as it does.
class File {
public:
  /// Maps and checks; errors begin with the path.
  static llvm::Expected<File> open(llvm::StringRef path);

  /// The same on bytes at hand.
  static llvm::Expected<File> parse(std::unique_ptr<llvm::MemoryBuffer> buffer);

  /// Null when there is none of that name.
  const Tensor *find(llvm::StringRef name) const;
  llvm::ArrayRef<Tensor> tensors() const { return entries; }

  /// Null when the file does not say.
  const Value *value(llvm::StringRef key) const;

  /// In the order of the file.
  const llvm::MapVector<llvm::StringRef, Value> &metadata() const {
    return values;
  }

  /// What the file has to say; an error names the key.
  llvm::Expected<int64_t> integer(llvm::StringRef key) const;
  llvm::Expected<double> number(llvm::StringRef key) const;
  llvm::Expected<llvm::StringRef> string(llvm::StringRef key) const;
  llvm::Expected<std::vector<llvm::StringRef>>
  strings(llvm::StringRef key) const;

private:
  friend class Parser;

  std::unique_ptr<llvm::MemoryBuffer> buffer;
  llvm::MapVector<llvm::StringRef, Value> values;
  std::vector<Tensor> entries;
  llvm::StringMap<size_t> indices;
};

} // namespace tenfold::gguf

#endif // TENFOLD_IMPORT_GGUF_READER_H
