// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Integers of an element-wise op as sums over its indices and what is known
// outside.
#ifndef TENFOLD_LIB_TRANSFORMS_SKIPTILES_LINEARFORM_H
#define TENFOLD_LIB_TRANSFORMS_SKIPTILES_LINEARFORM_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "llvm/ADT/MapVector.h"

namespace tenfold {

/// constant + sum of coefficient * index of a dimension + sum of coefficient *
/// value that stands before the loop, its counter included.
struct LinearForm {
  int64_t constant = 0;
  llvm::MapVector<unsigned, int64_t> indices;
  llvm::MapVector<mlir::Value, int64_t> values;

  LinearForm &add(const LinearForm &other, int64_t factor);

  bool operator==(const LinearForm &other) const;
};

/// `value`, computed in a region inside `loop`; none where it is not linear.
std::optional<LinearForm> linearForm(mlir::Value value, mlir::scf::ForOp loop);

/// What a condition says as `form <= 0`, all of which must hold.
struct Conjunction {
  llvm::SmallVector<LinearForm> forms;
  /// Whether they say all of it; else it says more, of which nothing is known.
  bool isAll = true;
};
Conjunction conjunction(mlir::Value condition, bool isTrue,
                        mlir::scf::ForOp loop);

} // namespace tenfold

#endif // TENFOLD_LIB_TRANSFORMS_SKIPTILES_LINEARFORM_H
