// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_DIALECTS_NN_NN_H
#define TENFOLD_DIALECTS_NN_NN_H

#include "dialects/Interfaces/OpRules.h"

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include "dialects/NN/NNEnums.h.inc"

#include "dialects/NN/NNDialect.h.inc"
#include "dialects/NN/NNInterfaces.h.inc"

#define GET_ATTRDEF_CLASSES
#include "dialects/NN/NNAttrs.h.inc"

#define GET_OP_CLASSES
#include "dialects/NN/NNOps.h.inc"

namespace tenfold::nn {

inline constexpr llvm::StringLiteral kDonate = "nn.donate";
inline constexpr llvm::StringLiteral kName = "nn.name";
inline constexpr llvm::StringLiteral kDims = "nn.dims";
inline constexpr llvm::StringLiteral kRange = "nn.range";
/// On an argument or a result of an entry: its integers are numbers from 0.
inline constexpr llvm::StringLiteral kUnsigned = "nn.unsigned";
inline constexpr llvm::StringLiteral kParam = "nn.param";
/// The format of a weight's blocks, "q4_1": on an argument, where its file has
/// it in blocks, and on a contraction that computes it from their parts.
inline constexpr llvm::StringLiteral kStorage = "nn.storage";
inline constexpr llvm::StringLiteral kInit = "nn.init";
inline constexpr llvm::StringLiteral kBounds = "nn.bounds";

/// On a read whose value is not used where its tensor is empty; native code
/// reads the address of the first element nevertheless.
inline constexpr llvm::StringLiteral kUnused = "nn.unused_if_empty";

/// Whether each actual type is the inferred one up to extents that one of them
/// leaves open.
bool compatible(mlir::TypeRange inferred, mlir::TypeRange actual);

} // namespace tenfold::nn

#endif // TENFOLD_DIALECTS_NN_NN_H
