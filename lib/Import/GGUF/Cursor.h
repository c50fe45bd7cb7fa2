// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_IMPORT_GGUF_CURSOR_H
#define TENFOLD_IMPORT_GGUF_CURSOR_H

#include "lib/Import/MappedFile.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/Error.h"

namespace tenfold::gguf {

using importer::error;

/// A place in the file. Whatever is read there is first found to be inside;
/// `what` names it in the error.
class Cursor {
public:
  explicit Cursor(llvm::StringRef file) : file(file) {}

  uint64_t offset() const { return at; }
  uint64_t left() const { return file.size() - at; }

  llvm::Expected<llvm::StringRef> bytes(uint64_t count, llvm::StringRef what);

  /// Eight bytes of length, then as many bytes.
  llvm::Expected<llvm::StringRef> string(llvm::StringRef what);

  /// A string that diagnostics may quote: neither empty nor with control
  /// characters, and UTF-8.
  llvm::Expected<llvm::StringRef> name(llvm::StringRef what);

  /// A number of things, `most` of them at most, of which each takes at least
  /// `leastBytes`, so that as many fit into the file.
  llvm::Expected<uint64_t> count(uint64_t leastBytes, uint64_t most,
                                 llvm::StringRef what);

  template <typename T> llvm::Expected<T> number(llvm::StringRef what) {
    llvm::Expected<llvm::StringRef> encoded = bytes(sizeof(T), what);
    if (!encoded)
      return encoded.takeError();
    return llvm::support::endian::read<T, llvm::endianness::little>(
        encoded->data());
  }

private:
  llvm::StringRef file;
  uint64_t at = 0;
};

} // namespace tenfold::gguf

#endif // TENFOLD_IMPORT_GGUF_CURSOR_H
