// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_IMPORT_SAFETENSORS_DTYPE_H
#define TENFOLD_IMPORT_SAFETENSORS_DTYPE_H

#include "mlir/IR/BuiltinTypes.h"

#include <optional>

namespace tenfold::safetensors {

/// Element types of the format.
enum class DType {
  Bool,
  F4E2M1,
  F8E8M0,
  F8E4M3,
  F8E5M2,
  I8,
  U8,
  I16,
  U16,
  F16,
  BF16,
  I32,
  U32,
  F32,
  I64,
  U64,
  F64,
};

/// As the format spells it: "F32".
llvm::StringRef dtypeName(DType dtype);

/// Nothing for a name that the format does not have.
std::optional<DType> dtypeNamed(llvm::StringRef name);

unsigned dtypeBits(DType dtype);

/// The builtin type of the elements; signed integers are signless, booleans i1
/// (of one byte each).
mlir::Type elementType(DType dtype, mlir::MLIRContext *context);

} // namespace tenfold::safetensors

#endif // TENFOLD_IMPORT_SAFETENSORS_DTYPE_H
