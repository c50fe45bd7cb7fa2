// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_ANALYSIS_PROGRAMREADER_H
#define TENFOLD_LIB_ANALYSIS_PROGRAMREADER_H

#include "dialects/Program/Program.h"
#include "lib/Analysis/ProgramForm.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

namespace tenfold {

/// Reads one entry in program order.
class ProgramReader {
public:
  explicit ProgramReader(mlir::func::FuncOp entry) : entry(entry) {
    form.entry = entry;
  }
  llvm::FailureOr<ProgramForm> read();

private:
  llvm::LogicalResult readDims();
  llvm::LogicalResult readTail();
  llvm::LogicalResult readArguments();
  llvm::LogicalResult readBuffer(mlir::memref::ViewOp view);
  llvm::LogicalResult readStep(mlir::func::CallOp call);
  llvm::LogicalResult readBlock(mlir::Block &block);
  llvm::LogicalResult readOp(mlir::Operation *op);
  llvm::LogicalResult readLoop(mlir::Operation *loop);
  llvm::LogicalResult readLoop(mlir::scf::ForOp loop);
  llvm::LogicalResult readLoop(mlir::scf::WhileOp loop);
  llvm::LogicalResult readBranch(mlir::scf::IfOp branch);
  llvm::LogicalResult readCondition(ProgramFlow::Kind kind, mlir::Value scalar);
  llvm::LogicalResult readSlice(program::SliceOp op, ProgramAccess &access);
  llvm::LogicalResult readScratch(const ProgramStep &step);
  llvm::FailureOr<ProgramAccess> access(mlir::Operation *op,
                                        mlir::Value buffer);
  llvm::FailureOr<ProgramAccess> access(mlir::func::FuncOp kernel,
                                        mlir::OpOperand &operand);
  void mark(ProgramFlow::Kind kind) {
    form.flow.push_back({kind, unsigned(form.steps.size())});
  }
  mlir::AffineExpr sizeOf(mlir::Value index);
  /// Extents of an argument by `nn.dims`, of a view by its operands.
  mlir::AffineExpr namedSize(mlir::Attribute name);
  llvm::SmallVector<mlir::AffineExpr> extentsOf(mlir::Value buffer);
  llvm::SmallVector<mlir::AffineExpr> extentsOf(program::SliceOp slice);
  mlir::AffineExpr bytesOf(mlir::Value buffer);
  mlir::AffineExpr constant(int64_t value) {
    return mlir::getAffineConstantExpr(value, entry.getContext());
  }

  mlir::func::FuncOp entry;
  ProgramForm form;
  /// Without those that stage target adds, which no size or life depends on.
  llvm::SmallVector<mlir::BlockArgument> arguments;
  mlir::BlockArgument arena, offsets;
  llvm::DenseMap<mlir::Value, mlir::AffineExpr> symbols;
  llvm::DenseMap<mlir::Value, unsigned> argumentIndex, bufferIndex;
  llvm::DenseMap<mlir::Value, unsigned> counters; // numbers of loops
};

} // namespace tenfold

#endif // TENFOLD_LIB_ANALYSIS_PROGRAMREADER_H
