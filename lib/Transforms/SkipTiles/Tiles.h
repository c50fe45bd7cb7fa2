// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is done to the tiles of a loop of which a mask is known.
#ifndef TENFOLD_LIB_TRANSFORMS_SKIPTILES_TILES_H
#define TENFOLD_LIB_TRANSFORMS_SKIPTILES_TILES_H

#include "lib/Transforms/SkipTiles/LinearForm.h"

namespace tenfold {

/// Elements of a stream; null where there is no bound.
struct Interval {
  mlir::Value begin, end;
};

/// A choice between an element and -inf, on which branch the element is, and
/// when it is kept.
struct Masked {
  mlir::arith::SelectOp select;
  bool isTrue = false;
  Conjunction keeps;
};
Masked maskOf(mlir::arith::SelectOp select, mlir::scf::ForOp loop);

/// Walks only the tiles that hold an element of `kept`, and of those no more
/// than what lies between its bounds.
void cutTiles(mlir::scf::ForOp loop, const Interval &kept);

/// Where a tile is within `full`, runs ops with the mask of `neutral` without
/// it; returns how many there are.
unsigned splitFullTiles(mlir::scf::ForOp loop, mlir::linalg::GenericOp neutral,
                        const Interval &full);

/// The size of the loop's tile, null where it is not computed in the loop.
mlir::Value tileSize(mlir::scf::ForOp loop);

/// Where the mask asks an element of the rows to equal one of the tile, leaves
/// out tiles in which none can; returns how many equalities there are.
/// `sizeOfRows` is the extent of a dimension, known before the loop.
unsigned skipDisjoint(mlir::scf::ForOp loop, Masked mask,
                      llvm::function_ref<mlir::Value(unsigned dim)> sizeOfRows);

} // namespace tenfold

#endif // TENFOLD_LIB_TRANSFORMS_SKIPTILES_TILES_H
