// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_DRIVER_MODELFILE_H
#define TENFOLD_LIB_DRIVER_MODELFILE_H

#include "tenfold/Compiler.h"
#include "llvm/Support/Error.h"

namespace tenfold {

/// What a file is, told by its content.
enum class FileKind { MLIR, ONNX, GGUF, Artifact, Safetensors };

llvm::Expected<FileKind> fileKind(llvm::StringRef path);

/// An MLIR model as it is, an ONNX or GGUF model imported; an error that says so
/// for any other kind.
llvm::Expected<ModelSource> readModelFile(llvm::StringRef path);

/// Whether it is a GGUF model with weights in blocks that can be multiplied in
/// integers.
llvm::Expected<bool> hasIntegerWeights(llvm::StringRef path);

} // namespace tenfold

#endif // TENFOLD_LIB_DRIVER_MODELFILE_H
