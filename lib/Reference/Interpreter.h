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

/// Evaluates a function of ops with an `evaluate` rule, constants, calls,
/// `linalg` on tensors, views of tensors and scalar arithmetic. What fails is a
/// diagnostic at the op. A tensor is freed after its last use.
llvm::FailureOr<llvm::SmallVector<HostTensor>>
interpret(mlir::func::FuncOp function, llvm::ArrayRef<HostTensor> arguments,
          Trace *trace = nullptr);

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
