// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_DIALECTS_FOLD_FOLD_H
#define TENFOLD_DIALECTS_FOLD_FOLD_H

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/AffineMap.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include "dialects/Fold/FoldDialect.h.inc"

namespace tenfold::fold {
/// Unit attribute of an op in `absorb`: a tile in which its result is -inf
/// throughout changes no state.
constexpr llvm::StringLiteral kNeutral = "fold.neutral";
} // namespace tenfold::fold

#define GET_OP_CLASSES
#include "dialects/Fold/FoldOps.h.inc"

#endif // TENFOLD_DIALECTS_FOLD_FOLD_H
