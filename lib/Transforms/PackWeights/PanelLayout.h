// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_TRANSFORMS_PACKWEIGHTS_PANELLAYOUT_H
#define TENFOLD_LIB_TRANSFORMS_PACKWEIGHTS_PANELLAYOUT_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"

#include <string>

namespace tenfold {

/// Where the elements of a weight go.
struct Layout {
  mlir::RankedTensorType type;
  mlir::AffineMap toOriginal; // packed index -> original index
  bool operator==(const Layout &other) const {
    return type == other.type && toOriginal == other.toOriginal;
  }
};

/// Loops of `read`'s operand by what the packed weight does with them: `column`
/// is split into panels, `inner` runs inside a panel, and all others stay in
/// front.
struct Roles {
  unsigned column;
  llvm::SmallVector<unsigned> inner;
};

/// The roles where `read` is the factor that panels suit, with a reason where
/// it is not.
std::optional<Roles> rolesOf(mlir::OpOperand *read, std::string &reason);

/// The layout (others.., column floordiv width, inner.., column mod width) of a
/// weight that `map` reads.
Layout layoutOf(mlir::RankedTensorType type, mlir::AffineMap map,
                const Roles &roles, int64_t width);

/// The map that reads a packed weight: each original index is replaced by the
/// loop that the old map has there.
mlir::AffineMap packedMap(mlir::AffineMap map, const Layout &layout,
                          int64_t width);

} // namespace tenfold

#endif // TENFOLD_LIB_TRANSFORMS_PACKWEIGHTS_PANELLAYOUT_H
