// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_IMPORT_ONNX_READER_H
#define TENFOLD_IMPORT_ONNX_READER_H

#include "lib/Import/ONNX/TensorData.h"

#include "llvm/ADT/StringMap.h"

namespace onnx {
class FunctionProto;
class GraphProto;
class ModelProto;
class NodeProto;
} // namespace onnx

namespace tenfold::onnx {

/// A model's message and its tensors: initialisers, and the values of
/// `Constant` nodes under the names of their results, in the graph and in those
/// inside nodes of it.
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

  /// The model's own function that a node calls; null for an operator.
  const ::onnx::FunctionProto *function(const ::onnx::NodeProto &call) const;

  /// Version of the operator set of a domain, 0 where the model, or a function
  /// of it, has none.
  int64_t opset(llvm::StringRef domain,
                const ::onnx::FunctionProto *function = nullptr) const;

  /// Null when the graph has none of that name. A tensor of a graph inside may
  /// be called otherwise, so that weights have names of their own.
  const Tensor *find(const ::onnx::GraphProto *in, llvm::StringRef name) const;
  llvm::ArrayRef<Tensor> tensors() const { return entries; }

private:
  File();
  llvm::Error addTensors(const ::onnx::GraphProto &in);
  llvm::Error addTensors(const ::onnx::GraphProto &in,
                         const ::onnx::NodeProto &node);
  llvm::Error add(const ::onnx::GraphProto &in,
                  const ::onnx::TensorProto &proto, llvm::StringRef name);

  std::unique_ptr<::onnx::ModelProto> model;
  Backing backing;
  std::vector<Tensor> entries;
  llvm::DenseMap<const ::onnx::GraphProto *, llvm::StringMap<size_t>> indices;
  llvm::StringMap<unsigned> copies; ///< how many graphs have one of the name
};

} // namespace tenfold::onnx

#endif // TENFOLD_IMPORT_ONNX_READER_H
