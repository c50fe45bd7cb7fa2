// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// Reader of safetensors files (https://github.com/huggingface/safetensors):
/// eight bytes of header length, a JSON header, and the tensors' bytes without
/// gaps. The file is a stranger's: everything is checked before anything is
/// used.
#ifndef TENFOLD_IMPORT_SAFETENSORS_H
#define TENFOLD_IMPORT_SAFETENSORS_H

#include "lib/Import/Safetensors/DType.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"

#include <memory>
#include <string>
#include <vector>

namespace tenfold::safetensors {

/// A tensor in the file, row-major and little-endian. `bytes` need not be
/// aligned to the element.
struct Tensor {
  std::string name;
  DType dtype;
  llvm::SmallVector<int64_t, 4> shape;
  llvm::StringRef bytes;
};

/// A mapped file; its tensors' bytes live as long as it does.
class File {
public:
  /// Maps and checks; errors begin with the path.
  static llvm::Expected<File> open(llvm::StringRef path);

  /// The same on bytes at hand.
  static llvm::Expected<File> parse(std::unique_ptr<llvm::MemoryBuffer> buffer);

  /// Null when there is none of that name.
  const Tensor *find(llvm::StringRef name) const;

  /// All tensors in the order of their bytes.
  llvm::ArrayRef<Tensor> tensors() const { return entries; }

  /// The free-form strings that the writer left.
  const llvm::StringMap<std::string> &metadata() const { return strings; }

private:
  friend class Parser;

  std::unique_ptr<llvm::MemoryBuffer> buffer;
  std::vector<Tensor> entries;
  llvm::StringMap<size_t> indices;
  llvm::StringMap<std::string> strings;
};

} // namespace tenfold::safetensors

#endif // TENFOLD_IMPORT_SAFETENSORS_H
