// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_TRANSFORMS_CONFIGUREKERNELS_ESTIMATEKERNEL_H
#define TENFOLD_LIB_TRANSFORMS_CONFIGUREKERNELS_ESTIMATEKERNEL_H

#include "lib/Target/CPU/CPUTarget.h"
#include "lib/Transforms/ConfigureKernels/ChooseTiles.h"

namespace tenfold {

/// Names of a kernel's dynamic sizes, in order of appearance: symbol i of its maps is names[i].
class SizeNames {
public:
  /// Collects them from the arguments' `nn.dims`; fails, with a diagnostic, on a dynamic size without a name.
  static llvm::FailureOr<SizeNames> collect(mlir::func::FuncOp kernel);

  llvm::ArrayRef<mlir::Attribute> names() const { return all; }
  /// A static extent as a constant, a dynamic one as its symbol, null if it has no name.
  mlir::AffineExpr extent(int64_t size, mlir::StringAttr name, mlir::MLIRContext *context) const;

private:
  llvm::SmallVector<mlir::Attribute> all;
};

/// Bytes of one worker's scratch: tiles of the intermediates, and what contractions pack while they run.
/// Null if an intermediate has a size that no argument has.
mlir::AffineExpr scratchBytes(mlir::func::FuncOp kernel, const KernelLoops &loops, llvm::ArrayRef<Tile> tiles,
                              const SizeNames &names, const CPUTarget &cpu);

/// Estimated time of one core over the whole kernel, nanoseconds.
mlir::AffineExpr nanoseconds(const KernelLoops &loops, const SizeNames &names);

} // namespace tenfold

#endif // TENFOLD_LIB_TRANSFORMS_CONFIGUREKERNELS_ESTIMATEKERNEL_H
