// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The walk over one function that finds its dimensions.
#ifndef TENFOLD_LIB_ANALYSIS_DIMANALYZER_H
#define TENFOLD_LIB_ANALYSIS_DIMANALYZER_H

#include "lib/Analysis/NamedDims.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

namespace tenfold {

/// Finds the extents of one function's tensors in program order; regions of
/// control flow are a part of the walk.
class DimAnalyzer {
public:
  using Callee = llvm::function_ref<const FunctionDims *(mlir::func::CallOp)>;

  DimAnalyzer(mlir::func::FuncOp function, FunctionDims &out, Callee callee)
      : function(function), out(out), callee(callee),
        context(function.getContext(), function.getLoc()) {}
  llvm::LogicalResult run();

private:
  void nameSymbols(bool results);
  Dims extentsOf(mlir::ShapedType type, mlir::ArrayAttr names);
  void bindArguments();
  llvm::LogicalResult bindResults(mlir::func::ReturnOp op);
  llvm::LogicalResult visit(mlir::Block &block);
  llvm::LogicalResult visit(mlir::Operation *op);
  llvm::LogicalResult infer(mlir::Operation *op,
                            llvm::SmallVectorImpl<Dims> &results);
  llvm::LogicalResult infer(mlir::func::CallOp op,
                            llvm::SmallVectorImpl<Dims> &results);
  llvm::LogicalResult infer(mlir::tensor::ExpandShapeOp op,
                            llvm::SmallVectorImpl<Dims> &results);
  llvm::LogicalResult infer(mlir::tensor::CollapseShapeOp op,
                            llvm::SmallVectorImpl<Dims> &results);
  llvm::LogicalResult infer(mlir::tensor::ExtractSliceOp op,
                            llvm::SmallVectorImpl<Dims> &results);
  llvm::LogicalResult infer(mlir::tensor::InsertSliceOp op,
                            llvm::SmallVectorImpl<Dims> &results);
  llvm::LogicalResult infer(mlir::scf::ForOp op,
                            llvm::SmallVectorImpl<Dims> &results);
  llvm::LogicalResult infer(mlir::scf::IfOp op,
                            llvm::SmallVectorImpl<Dims> &results);
  llvm::LogicalResult infer(mlir::scf::WhileOp op,
                            llvm::SmallVectorImpl<Dims> &results);
  llvm::LogicalResult infer(mlir::arith::SelectOp op,
                            llvm::SmallVectorImpl<Dims> &results);
  llvm::LogicalResult infer(mlir::linalg::LinalgOp op,
                            llvm::SmallVectorImpl<Dims> &results);
  void bind(mlir::ValueRange arguments, mlir::ValueRange values);
  llvm::LogicalResult unify(mlir::Operation *op, mlir::ValueRange values,
                            mlir::ValueRange others, const llvm::Twine &role);
  llvm::LogicalResult inferSizes(mlir::Operation *op,
                                 llvm::ArrayRef<mlir::OpFoldResult> sizes,
                                 llvm::SmallVectorImpl<Dims> &results);
  mlir::AffineExpr sizeOf(mlir::Value index);
  llvm::LogicalResult unify(mlir::AffineExpr a, mlir::AffineExpr b,
                            const llvm::Twine &role);
  Dims resolve(llvm::ArrayRef<mlir::AffineExpr> dims);
  void finish();

  mlir::func::FuncOp function;
  FunctionDims &out;
  Callee callee;
  DimContext context;
  llvm::StringMap<mlir::AffineExpr> named;
  llvm::DenseMap<mlir::Value, mlir::AffineExpr> dataSizes;
};

} // namespace tenfold

#endif // TENFOLD_LIB_ANALYSIS_DIMANALYZER_H
