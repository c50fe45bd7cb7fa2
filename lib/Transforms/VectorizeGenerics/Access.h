//===- Access.h - vectors from and to memrefs -----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_TRANSFORMS_VECTORIZEGENERICS_ACCESS_H
#define TENFOLD_LIB_TRANSFORMS_VECTORIZEGENERICS_ACCESS_H

#include "mlir/Dialect/MemRef/IR/MemRef.h"

namespace tenfold::vectorize {

/// The place of one vector in the loop over lanes.
struct Step {
  mlir::Location loc;
  unsigned width;
  /// Value of the lane's loop at lane 0.
  mlir::Value first;
  /// Null where all lanes are in range; else which are, and the last value in
  /// range.
  mlir::Value mask, last;
  /// Which step of a group it is where only run time tells; else null.
  mlir::Value number;
};

/// True where consecutive values of loop `lane` address consecutive elements.
bool isContiguous(mlir::AffineMap map, unsigned lane, mlir::MemRefType type);

/// `scalar` on every lane.
mlir::Value splat(mlir::OpBuilder &b, const Step &step, mlir::Value scalar);

/// One element at `map(ivs)`.
mlir::Value loadScalar(mlir::OpBuilder &b, mlir::Location loc,
                       mlir::Value memref, mlir::AffineMap map,
                       mlir::ValueRange ivs);
void storeScalar(mlir::OpBuilder &b, mlir::Location loc, mlir::Value value,
                 mlir::Value memref, mlir::AffineMap map, mlir::ValueRange ivs);

/// The vector whose lane l is the element at `map(ivs)` with `ivs[lane] + l`;
/// lanes out of range hold anything.
mlir::Value loadLanes(mlir::OpBuilder &b, const Step &step, mlir::Value memref,
                      mlir::AffineMap map, mlir::ValueRange ivs, unsigned lane);
void storeLanes(mlir::OpBuilder &b, const Step &step, mlir::Value value,
                mlir::Value memref, mlir::AffineMap map, mlir::ValueRange ivs,
                unsigned lane);

/// A vector of consecutive elements at `indices`, of which the last grows with
/// the lane.
mlir::Value loadRow(mlir::OpBuilder &b, const Step &step, mlir::Value memref,
                    mlir::ValueRange indices);

/// One element per lane; each of `indices` is a scalar or a vector.
mlir::Value gatherLanes(mlir::OpBuilder &b, const Step &step,
                        mlir::Value memref, mlir::ValueRange indices);

} // namespace tenfold::vectorize

#endif // TENFOLD_LIB_TRANSFORMS_VECTORIZEGENERICS_ACCESS_H
