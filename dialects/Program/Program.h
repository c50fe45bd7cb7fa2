// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_DIALECTS_PROGRAM_PROGRAM_H
#define TENFOLD_DIALECTS_PROGRAM_PROGRAM_H

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Interfaces/ViewLikeInterface.h"

#include "dialects/Program/ProgramDialect.h.inc"

#define GET_OP_CLASSES
#include "dialects/Program/ProgramOps.h.inc"

namespace tenfold::program {

/// Marks the argument that is the `TenfoldCall` of the running call.
inline constexpr llvm::StringLiteral kCall = "program.call";
inline constexpr llvm::StringLiteral kKernel = "program.kernel";
inline constexpr llvm::StringLiteral kEntry = "program.entry";
inline constexpr llvm::StringLiteral kGroup = "program.group";
inline constexpr llvm::StringLiteral kTiles = "program.tiles";
inline constexpr llvm::StringLiteral kMultiples = "program.multiples";
inline constexpr llvm::StringLiteral kDims = "program.dims";
inline constexpr llvm::StringLiteral kScratch = "program.scratch";
inline constexpr llvm::StringLiteral kResult = "program.result";
inline constexpr llvm::StringLiteral kExtents = "program.extents";
inline constexpr llvm::StringLiteral kUpdates = "program.updates";
inline constexpr llvm::StringLiteral kPlan = "program.plan";
inline constexpr llvm::StringLiteral kCost = "program.cost";
inline constexpr llvm::StringLiteral kOffset = "program.offset";
inline constexpr llvm::StringLiteral kCPU = "program.cpu";
inline constexpr llvm::StringLiteral kPrecision = "program.precision";
inline constexpr llvm::StringLiteral kPacked = "program.packed";
inline constexpr llvm::StringLiteral kOriginal = "program.original";

} // namespace tenfold::program

#endif // TENFOLD_DIALECTS_PROGRAM_PROGRAM_H
