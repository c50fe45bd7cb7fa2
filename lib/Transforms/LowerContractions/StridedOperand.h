// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_TRANSFORMS_LOWERCONTRACTIONS_STRIDEDOPERAND_H
#define TENFOLD_LIB_TRANSFORMS_LOWERCONTRACTIONS_STRIDEDOPERAND_H

#include "lib/Transforms/LowerContractions/Contraction.h"

#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace tenfold {

/// A memref taken apart: where it begins and how far each loop steps in it.
struct StridedOperand {
  mlir::Value base, offset;
  /// By loop; null where the loop does not index it.
  llvm::SmallVector<mlir::Value> strides;
  mlir::Value panelStride; ///< between panels, where packed
};

StridedOperand takeApart(mlir::ImplicitLocOpBuilder &b,
                         const Contraction &contraction,
                         mlir::OpOperand *operand);

/// The last two loops of a role are one where a step of the outer one goes as
/// far as all of the inner one: a row of a window and its channels.
void mergeLoops(mlir::ImplicitLocOpBuilder &b,
                llvm::SmallVectorImpl<unsigned> &role,
                llvm::ArrayRef<const StridedOperand *> operands,
                llvm::MutableArrayRef<mlir::Value> extents);

} // namespace tenfold

#endif // TENFOLD_LIB_TRANSFORMS_LOWERCONTRACTIONS_STRIDEDOPERAND_H
