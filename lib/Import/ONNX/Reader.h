// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_IMPORT_ONNX_READER_H
#define TENFOLD_IMPORT_ONNX_READER_H

#include "lib/Import/ONNX/TensorData.h"

#include "llvm/ADT/StringMap.h"

namespace onnx {
class GraphProto;
class ModelProto;
} // namespace onnx

namespace tenfold::onnx {

/// A model's message and its tensors: initialisers, and the values of
/// `Constant` nodes under the names of their results.
class File {
public:
  /// Errors begin with the path.
  static llvm::Expected<File> open(llvm::StringRef path);

  /// Bytes at hand; `folder` is where external data lie, empty for none.
  static llvm::Expected<File> parse(llvm::StringRef bytes,
                                    llvm::StringRef folder = "");

  File(File &&);
  ~File();

  const ::onnx::GraphProto &graph() const;

  /// Version of the operator set of a domain, 0 where the model has none.
  int64_t opset(llvm::StringRef domain) const;

  /// Null when there is none of that name.
  const Tensor *find(llvm::StringRef name) const;
  llvm::ArrayRef<Tensor> tensors() const { return entries; }

private:
  File();
  llvm::Error addTensors();
  llvm::Error add(const ::onnx::TensorProto &proto, llvm::StringRef name);

  std::unique_ptr<::onnx::ModelProto> model;
  Backing backing;
  std::vector<Tensor> entries;
  llvm::StringMap<size_t> indices;
};

} // namespace tenfold::onnx

#endif // TENFOLD_IMPORT_ONNX_READER_H
