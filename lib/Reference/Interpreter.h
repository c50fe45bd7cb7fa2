// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_REFERENCE_INTERPRETER_H
#define TENFOLD_LIB_REFERENCE_INTERPRETER_H

#include "dialects/Interfaces/HostTensor.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace tenfold {

/// Sees the results of each op as it is evaluated, those in called functions
/// included.
using Trace = std::function<void(mlir::Operation *op,
                                 llvm::ArrayRef<HostTensor> results)>;

/// How folds are cut: extents of a tile along each parallel dimension and along
/// the stream, 0 for all, and in how many parts of the stream, merged in order.
/// Results depend on it by rounding alone.
struct FoldTiles {
  int64_t parallel = 0;
  int64_t stream = 64;
  int64_t parts = 1;
};

/// Evaluates a function of ops with an `evaluate` rule, constants, calls,
/// folds, `linalg` on tensors, views of tensors and scalar arithmetic. What
/// fails is a diagnostic at the op. A tensor is freed after its last use.
llvm::FailureOr<llvm::SmallVector<HostTensor>>
interpret(mlir::func::FuncOp function, llvm::ArrayRef<HostTensor> arguments,
          Trace *trace = nullptr, const FoldTiles &tiles = {});

/// Checks arguments against the types, `nn.dims` and the module's `nn.bounds`;
/// an error at the function names the argument, the dimension and both sizes.
llvm::LogicalResult checkArguments(mlir::func::FuncOp function,
                                   llvm::ArrayRef<HostTensor> arguments);

/// The name of an argument in diagnostics and files: `nn.name`, else the path
/// of the weight that it is, else its number.
std::string argumentName(mlir::func::FuncOp function, unsigned index);

/// The tensor that a constant holds, rank 0 for a scalar.
HostTensor toHostTensor(mlir::TypedAttr constant);

} // namespace tenfold

#endif // TENFOLD_LIB_REFERENCE_INTERPRETER_H
