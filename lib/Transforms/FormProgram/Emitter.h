// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_TRANSFORMS_FORMPROGRAM_EMITTER_H
#define TENFOLD_LIB_TRANSFORMS_FORMPROGRAM_EMITTER_H

#include "lib/Transforms/FormProgram/EmitProgram.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

namespace tenfold {

/// Builds one entry on buffers.
class Emitter {
public:
  explicit Emitter(const EntryForm &form)
      : form(form), old(form.function), sizes(old.getContext()),
        b(old.getContext()) {}
  mlir::OwningOpRef<mlir::func::FuncOp> emit();

private:
  using Value = mlir::Value;

  /// Memory that is to hold `whole`.
  struct Given {
    Value whole, buffer;
  };

  void createFunction();
  void assignResults();
  void emit(mlir::Operation *op);
  void emit(mlir::Block &block);
  void emitCall(mlir::func::CallOp call);
  Value bufferOf(Value tensor);
  Value bufferOfResult(mlir::Location loc, Value result);
  Value reshape(mlir::Location loc, Value buffer, Value to,
                mlir::ArrayAttr groups);
  Value sizeOf(mlir::AffineExpr expr);
  llvm::SmallVector<mlir::OpFoldResult> mixedSizes(Value tensor);

  // Control flow.
  void emitLoop(mlir::scf::ForOp loop);
  void emitLoop(mlir::scf::WhileOp loop);
  void emitBranch(mlir::scf::IfOp branch);
  void bindCarried(mlir::Operation *loop);
  void giveNext(mlir::Operation *loop);
  void emitInside(
      mlir::Block &from, mlir::Block *to, llvm::function_ref<void()> give,
      llvm::function_ref<void()> end = [] {});
  Value slice(mlir::OffsetSizeAndStrideOpInterface op, Value buffer,
              mlir::Type type);
  Value condition(Value scalar);
  mlir::AffineExpr sizeOfIndex(Value index);

  const EntryForm &form;
  mlir::func::FuncOp old;
  mlir::func::FuncOp entry;
  mlir::OpBuilder sizes, b; // at the end of the sizes, and of the body
  llvm::DenseMap<mlir::AffineExpr, Value> computed;
  llvm::DenseMap<Value, Value> buffers;  // of a tensor
  llvm::DenseMap<Value, Given> given;    // by storage
  llvm::DenseMap<Value, Value> counters; // of a loop, by the old one
  unsigned arenaBuffers = 0;
};

} // namespace tenfold

#endif // TENFOLD_LIB_TRANSFORMS_FORMPROGRAM_EMITTER_H
