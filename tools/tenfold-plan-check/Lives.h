// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_TOOLS_TENFOLD_PLAN_CHECK_LIVES_H
#define TENFOLD_TOOLS_TENFOLD_PLAN_CHECK_LIVES_H

#include "tools/tenfold-plan-check/Sizes.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/MapVector.h"

/// When each buffer of an entry is needed, found by walking its control flow.
class Lives {
public:
  struct Life {
    int64_t first = kNone, last = -1;
  };

  explicit Lives(mlir::func::FuncOp entry);

  /// The buffer that `value` is a part or view of, or the argument.
  static mlir::Value rootOf(mlir::Value value);

  /// By the view that makes it.
  llvm::MapVector<mlir::Value, Life> lives;
  /// A read of what no step before it has written for certain; empty if none.
  std::string error;

private:
  using Written = llvm::DenseSet<mlir::Value>;

  void walk(mlir::Block &block, Written &written);
  void walk(mlir::Operation *op, Written &written);
  void call(mlir::Operation *op, Written &written);
  void loop(mlir::Operation *op, Written &written);
  void read(mlir::Value root, const Written &written);
  void use(mlir::Value root);

  int64_t step = 0;
  llvm::SmallVector<llvm::DenseSet<mlir::Value>> used; // in each open loop
};

#endif // TENFOLD_TOOLS_TENFOLD_PLAN_CHECK_LIVES_H
