// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_TRANSFORMS_INSTANTIATE_TARGET_H
#define TENFOLD_LIB_TRANSFORMS_INSTANTIATE_TARGET_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

#include "llvm/ADT/MapVector.h"

namespace tenfold {

/// A weight of a function under construction.
struct Weight {
  mlir::Value value;
  mlir::Attribute init;
};

/// A state: what a call begins with, and what the last update so far set.
struct State {
  mlir::BlockArgument before;
  mlir::Value now;
};

/// The function under construction; weights and states are appended to its
/// arguments as they are met, and the states in the end to its results.
struct Target {
  mlir::func::FuncOp function;
  llvm::MapVector<mlir::StringAttr, Weight> weights; // by path
  llvm::MapVector<mlir::StringAttr, State> states;   // by path

  /// The weight or the state of this path, which has one type wherever it is
  /// used.
  llvm::FailureOr<mlir::Value> weight(mlir::Operation *user,
                                      llvm::StringRef path, mlir::Type type,
                                      mlir::Attribute init);
  llvm::FailureOr<State *> state(mlir::Operation *user, llvm::StringRef path,
                                 mlir::Type type);

  /// The states, in the order of their results.
  llvm::SmallVector<mlir::Value> currentStates() const;

  /// Ends the body, in which `builder` stands, and makes the signature agree
  /// with it.
  void finish(mlir::OpBuilder &builder, llvm::ArrayRef<mlir::Value> results,
              mlir::Location loc);

  /// Says on an entry what its arguments and results are; a layer's weights
  /// and states have paths where it is called.
  llvm::LogicalResult describe();
};

} // namespace tenfold

#endif // TENFOLD_LIB_TRANSFORMS_INSTANTIATE_TARGET_H
