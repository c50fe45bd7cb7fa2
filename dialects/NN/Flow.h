// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the files of the family Flow share.
#ifndef TENFOLD_DIALECTS_NN_FLOW_H
#define TENFOLD_DIALECTS_NN_FLOW_H

#include "dialects/NN/NN.h"

#include <functional>

#include <functional>

namespace tenfold::nn {

/// The end of a region of control flow; null where it has another one.
NextOp nextOf(mlir::Region &region);

/// The type with the extents that either of two types knows; null where they
/// differ.
mlir::Type meet(mlir::Type a, mlir::Type b);

/// Type of a slice along the leading dimension, and its inverse.
mlir::Type sliceType(mlir::Type type);
mlir::Type stackType(mlir::Type type, int64_t extent);

/// Extents of the values of a region, from those of values outside of it.
class RegionShapes {
public:
  using Outside = std::function<Dims(mlir::Value)>;

  RegionShapes(DimContext &context, Outside outside)
      : context(context), outside(std::move(outside)) {}

  llvm::LogicalResult visit(mlir::Region &region,
                            llvm::ArrayRef<Dims> arguments);
  Dims of(mlir::Value value);

private:
  llvm::LogicalResult visit(mlir::Operation *op,
                            llvm::SmallVectorImpl<Dims> &results);

  DimContext &context;
  Outside outside;
  llvm::DenseMap<mlir::Value, Dims> known;
};

/// Extents of the results of control flow, by position.
llvm::LogicalResult inferFlow(mlir::Operation *flow, RegionShapes &shapes,
                              llvm::SmallVectorImpl<Dims> &results);

} // namespace tenfold::nn

#endif // TENFOLD_DIALECTS_NN_FLOW_H
