// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_DRIVER_WEIGHTFILE_H
#define TENFOLD_LIB_DRIVER_WEIGHTFILE_H

#include "dialects/Storage/Storage.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Error.h"

#include <memory>
#include <vector>

namespace tenfold {

/// A tensor of a file of weights, row-major.
struct WeightTensor {
  std::string name;
  llvm::SmallVector<int64_t, 6> shape;
  std::string type; ///< of the elements as MLIR spells it, or of the storage
  const storage::Format *format; ///< decodes to f32; null: that is no choice
  llvm::StringRef bytes;
  bool isOptional = false; ///< a model may leave it unused
};

/// A file of weights, safetensors, ONNX or GGUF as its content tells.
class WeightFile {
public:
  static llvm::Expected<WeightFile> open(llvm::StringRef path);

  /// Null when there is none of that name.
  const WeightTensor *find(llvm::StringRef name) const;
  llvm::ArrayRef<WeightTensor> tensors() const { return entries; }

private:
  template <typename File>
  static llvm::Expected<WeightFile> read(llvm::StringRef path);
  void add(WeightTensor tensor);

  std::shared_ptr<void> owner; ///< of the bytes
  std::vector<WeightTensor> entries;
  llvm::StringMap<size_t> indices;
};

} // namespace tenfold

#endif // TENFOLD_LIB_DRIVER_WEIGHTFILE_H
