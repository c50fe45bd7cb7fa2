// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_CONVERSION_PROGRAMTOLLVM_CALLLAYOUT_H
#define TENFOLD_LIB_CONVERSION_PROGRAMTOLLVM_CALLLAYOUT_H

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

namespace tenfold {

/// Byte offsets in `TenfoldCall` and `TenfoldCallbacks` of
/// include/tenfold-c/Artifact.h, on 64-bit targets.
enum class CallField : int32_t {
  Callbacks = 0,
  Pool = 8,
  Dims = 16,
  Buffers = 24,
  Weights = 32,
  Arena = 40,
  Offsets = 48,
  Scratch = 56,
  ScratchStride = 64,
};
inline constexpr int32_t kParallelForOffset = 8;

/// Loads a field of the call: a pointer, or an i64.
mlir::Value loadField(mlir::OpBuilder &b, mlir::Location loc, mlir::Value call,
                      CallField field, mlir::Type type);

/// Address `bytes` past `base`.
mlir::Value addressAt(mlir::OpBuilder &b, mlir::Location loc, mlir::Value base,
                      mlir::LLVM::GEPArg bytes);

/// A memref in identity layout of what `base` points at, with `sizes` (i64) for
/// its dynamic dimensions.
mlir::Value memrefAt(mlir::OpBuilder &b, mlir::Location loc, mlir::Value base,
                     mlir::MemRefType type, mlir::ValueRange sizes);

} // namespace tenfold

#endif // TENFOLD_LIB_CONVERSION_PROGRAMTOLLVM_CALLLAYOUT_H
