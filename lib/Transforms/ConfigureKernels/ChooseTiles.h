// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_TRANSFORMS_CONFIGUREKERNELS_CHOOSETILES_H
#define TENFOLD_LIB_TRANSFORMS_CONFIGUREKERNELS_CHOOSETILES_H

#include "lib/Analysis/KernelLoops.h"

namespace tenfold {

/// What the choice of tiles knows about the target; elements unless said otherwise.
struct TileLimits {
  int64_t rows, queryRows, streamRows, columns, rowMultiple, panel, tileBytes;
};

/// One grid loop: its largest tile, and what every tile is a multiple of.
struct Tile {
  int64_t largest = 1, multiple = 1;
};

/// A tile for each grid loop of `kernel`, in grid order.
llvm::SmallVector<Tile> chooseTiles(const KernelLoops &kernel, const TileLimits &limits);

} // namespace tenfold

#endif // TENFOLD_LIB_TRANSFORMS_CONFIGUREKERNELS_CHOOSETILES_H
