// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_TRANSFORMS_LOWERCONTRACTIONS_COLUMNVECTORS_H
#define TENFOLD_LIB_TRANSFORMS_LOWERCONTRACTIONS_COLUMNVECTORS_H

#include "lib/Transforms/LowerContractions/Index.h"
#include "lib/Transforms/LowerContractions/KernelLibrary.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"

#include <map>

namespace tenfold {

/// The arithmetic of a computed factor on vectors of columns, at one place: a
/// step of k and a vector of the panel.
class ColumnVectors {
public:
  ColumnVectors(mlir::ImplicitLocOpBuilder &b, const Contraction &computed,
                KernelLibrary &library, mlir::ValueRange parts,
                mlir::Value panel, int64_t stepsAhead = 0)
      : b(b), index(b), computed(computed), library(library), parts(parts),
        panel(panel), stepsAhead(stepsAhead) {}

  /// Goes to step `k`, a function of `block`, and to the vector that begins at
  /// `column` of the panel.
  void moveTo(mlir::Value block, mlir::AffineExpr k, mlir::Value column);

  /// A float or integer of the body, for each column of the vector.
  mlir::Value vectorOf(mlir::Value value);

  /// A scalar of the body that is the same for all columns, as a function of
  /// the block; null for others.
  mlir::AffineExpr uniform(mlir::Value value);

  /// What an input of the body holds at this place, loaded once for consecutive
  /// steps that find it there. Of an operand that has `kGroupedSteps` steps of
  /// k side by side for each column, a vector with all of them. Asks for what
  /// `stepsAhead` steps later are read, where that is not 0.
  mlir::Value load(mlir::BlockArgument input);

private:
  mlir::VectorType vectorType(mlir::Type element, int64_t steps = 1);
  mlir::Value apply(mlir::Value value);
  mlir::Value splat(mlir::AffineExpr expr, mlir::Type type);
  mlir::Value number(mlir::AffineExpr expr);
  mlir::AffineMap placeOf(mlir::OpOperand *operand, mlir::AffineExpr step);
  llvm::SmallVector<mlir::Value> indices(mlir::AffineMap place,
                                         mlir::MemRefType type);

  mlir::ImplicitLocOpBuilder &b;
  Index index;
  const Contraction &computed;
  KernelLibrary &library;
  mlir::ValueRange parts;
  mlir::Value panel, block, column;
  int64_t stepsAhead;
  mlir::AffineExpr k;
  llvm::DenseMap<const void *, mlir::Value> values;
  std::map<std::pair<unsigned, const void *>,
           std::pair<mlir::AffineMap, mlir::Value>>
      loads;
};

} // namespace tenfold

#endif // TENFOLD_LIB_TRANSFORMS_LOWERCONTRACTIONS_COLUMNVECTORS_H
