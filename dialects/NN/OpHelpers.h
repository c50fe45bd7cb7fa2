// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the op families of `nn` share.
#ifndef TENFOLD_DIALECTS_NN_OPHELPERS_H
#define TENFOLD_DIALECTS_NN_OPHELPERS_H

#include "dialects/NN/NN.h"

#include "mlir/IR/AffineMap.h"

namespace tenfold::nn {

using ShapeRule = llvm::function_ref<llvm::LogicalResult(
    DimContext &, llvm::ArrayRef<Dims>, llvm::SmallVectorImpl<Dims> &)>;

/// Result types from an op's shape rule; unranked where an operand is.
llvm::LogicalResult
inferTypes(mlir::MLIRContext *context, std::optional<mlir::Location> location,
           mlir::TypeRange operands, llvm::ArrayRef<mlir::Type> elementTypes,
           ShapeRule rule, llvm::SmallVectorImpl<mlir::Type> &types);

/// NumPy broadcasting of all operands.
llvm::LogicalResult broadcastDims(DimContext &context,
                                  llvm::ArrayRef<Dims> operands,
                                  llvm::SmallVectorImpl<Dims> &results);

llvm::LogicalResult
evaluateElementwise(ElementwiseOpInterface op,
                    llvm::ArrayRef<HostTensor> operands,
                    llvm::SmallVectorImpl<HostTensor> &results);
llvm::FailureOr<llvm::SmallVector<mlir::Value>>
decomposeElementwise(ElementwiseOpInterface op, mlir::OpBuilder &builder);

/// An uninitialised tensor of the shape of each result of `op`, for use as the
/// destination of `linalg` ops.
llvm::FailureOr<llvm::SmallVector<mlir::Value>>
emptyResults(DimsOpInterface op, mlir::OpBuilder &builder);

/// Value of `expr`, whose symbols are the dynamic extents of `operands` in
/// order.
mlir::Value materialize(mlir::OpBuilder &builder, mlir::Location loc,
                        mlir::AffineExpr expr, mlir::ValueRange operands);

/// Dimension numbers from 0 out of ones that may count from the end; an error
/// outside `[-rank, rank)`.
llvm::FailureOr<llvm::SmallVector<int64_t>>
normalizeDims(DimContext &context, llvm::ArrayRef<int64_t> dims, int64_t rank);

/// The map from `rank` dimensions to the first `count` of them, 0 included.
mlir::AffineMap leadingDims(mlir::MLIRContext *context, int64_t rank,
                            int64_t count);

/// `linalg.generic` with one result that starts from `init`.
mlir::Value buildGeneric(
    mlir::OpBuilder &builder, mlir::Location loc, mlir::ValueRange inputs,
    mlir::Value init, llvm::ArrayRef<mlir::AffineMap> maps,
    llvm::ArrayRef<bool> isReduction,
    llvm::function_ref<mlir::Value(mlir::OpBuilder &, mlir::ValueRange)> body);

/// Greater and lesser of two integers: signed ones, but booleans as 0 and 1.
struct MaxInteger {
  static mlir::Value create(mlir::OpBuilder &builder, mlir::Location loc,
                            mlir::Value x, mlir::Value y);
};
struct MinInteger {
  static mlir::Value create(mlir::OpBuilder &builder, mlir::Location loc,
                            mlir::Value x, mlir::Value y);
};

/// `nn.reduce` over dimensions, whose extents become one.
mlir::Value buildReduce(mlir::OpBuilder &builder, mlir::Location loc,
                        Reduction kind, mlir::Value x,
                        llvm::ArrayRef<int64_t> dims);

/// The op on f32 and its results rounded, where it has operands of f16 or bf16:
/// sums and what is made of them are rounded once. Nothing for other operands.
std::optional<llvm::SmallVector<mlir::Value>>
decomposedInF32(mlir::Operation *op, mlir::OpBuilder &builder);

/// A tensor of rank 0 of a float type.
mlir::Value scalarTensor(mlir::OpBuilder &builder, mlir::Location loc,
                         mlir::Type element, double value);

/// A constant of a float or integer type.
mlir::Value buildConstant(mlir::OpBuilder &builder, mlir::Location loc,
                          mlir::Type type, double value);

/// `nn.rearrange` of `x`, with the sizes that the pattern leaves open.
mlir::Value
rearranged(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value x,
           const llvm::Twine &pattern,
           llvm::ArrayRef<std::pair<std::string, int64_t>> sizes = {});

/// (x - mean) / sqrt(variance + epsilon), mean and variance over dimensions.
mlir::Value standardized(mlir::OpBuilder &builder, mlir::Location loc,
                         mlir::Value x, llvm::ArrayRef<int64_t> dims,
                         const llvm::APFloat &epsilon);

} // namespace tenfold::nn

#endif // TENFOLD_DIALECTS_NN_OPHELPERS_H
