// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Ops along one dimension whose elements are elements of their operands.
#ifndef TENFOLD_DIALECTS_NN_ALONG_H
#define TENFOLD_DIALECTS_NN_ALONG_H

#include "dialects/NN/IndexValue.h"
#include "dialects/NN/NN.h"

namespace tenfold::nn {

/// A dimension that may count from the end, from 0.
int64_t fromStart(int64_t dim, int64_t rank);

/// Sets the extent of one dimension by `f`, which gets the operand's.
llvm::LogicalResult inferAlong(
    DimContext &context, int64_t dim, const Dims &x,
    llvm::SmallVectorImpl<Dims> &results,
    llvm::function_ref<llvm::FailureOr<mlir::AffineExpr>(mlir::AffineExpr)> f);

/// An uninitialised tensor like `x` but for the extent of `dim`.
HostTensor resized(const HostTensor &x, int64_t dim, int64_t extent);

/// Sets element i of `result` along `dim` to element `source(i)` of `x`; leaves
/// it where that is negative.
void copyAlong(const HostTensor &x, const HostTensor &result, int64_t dim,
               llvm::function_ref<int64_t(int64_t)> source);

/// `linalg.generic` over the result of `op`, with the indices of each element,
/// of which `i` is the one along `dim`.
llvm::FailureOr<llvm::SmallVector<mlir::Value>> buildAlong(
    mlir::Operation *op, mlir::OpBuilder &builder, int64_t dim,
    llvm::function_ref<mlir::Value(
        mlir::OpBuilder &, llvm::SmallVector<mlir::Value> &at, IndexValue i)>
        element);

/// The same where each element is one of `x`, at `source(i, n)` of n.
llvm::FailureOr<llvm::SmallVector<mlir::Value>>
buildFrom(mlir::Operation *op, mlir::OpBuilder &builder, mlir::Value x,
          int64_t dim,
          llvm::function_ref<IndexValue(IndexValue i, IndexValue n)> source);

/// An element that is not used where `x` has none.
mlir::Value speculate(mlir::OpBuilder &b, mlir::Location loc, mlir::Value x,
                      mlir::ValueRange at);

} // namespace tenfold::nn

#endif // TENFOLD_DIALECTS_NN_ALONG_H
