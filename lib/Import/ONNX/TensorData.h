// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_IMPORT_ONNX_TENSORDATA_H
#define TENFOLD_IMPORT_ONNX_TENSORDATA_H

#include "lib/Import/MappedFile.h"

#include "mlir/IR/BuiltinTypes.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/Error.h"

#include <deque>

namespace onnx {
class TensorProto;
} // namespace onnx

namespace tenfold::onnx {

using importer::error;

/// Quotes a stranger's name for a diagnostic: one line, printable.
std::string quoted(llvm::StringRef name);

/// An element type of the format.
struct ElementType {
  int32_t number;           ///< TensorProto.DataType
  llvm::StringLiteral name; ///< "FLOAT"
  llvm::StringLiteral mlir; ///< "f32", "ui8"; empty where nn has none
  /// What its numbers lie in memory as: "i8" for "ui8", "f16" for "f8E5M2".
  llvm::StringLiteral stored;
  unsigned bytes; ///< of that
  /// Of a type that is decoded when it is read: its bits, and its kind where it
  /// is a float.
  unsigned narrowBits = 0;
  const llvm::fltSemantics &(*semantics)() = nullptr;

  mlir::Type type(mlir::MLIRContext *context) const;
};

/// Fails on what nn has no type for, by its name.
llvm::Expected<const ElementType *> elementType(int32_t number);

/// A tensor of the file, row-major and little-endian, of the stored type.
struct Tensor {
  std::string name;
  const ElementType *element;
  llvm::SmallVector<int64_t, 6> shape;
  llvm::StringRef bytes;

  int64_t elements() const;
};

/// What tensors' bytes point to beside the message itself.
struct Backing {
  std::string folder; ///< where external files are; empty: nowhere
  std::deque<std::string> widened;
  std::vector<std::unique_ptr<llvm::MemoryBuffer>> files;
};

/// Any of the format's encodings, its size checked against the shape.
llvm::Expected<Tensor> readTensor(const ::onnx::TensorProto &proto,
                                  llvm::StringRef name, Backing &backing);

} // namespace tenfold::onnx

#endif // TENFOLD_IMPORT_ONNX_TENSORDATA_H
