// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LOWERCONTRACTIONS
#define TENFOLD_LOWERCONTRACTIONS

include "mlir/Pass/PassBase.td"

def LowerContractions : Pass<"tenfold-lower-contractions", "::mlir::ModuleOp"> {
  let summary = "lower contractions of f32 to packed panels and register-blocked micro-kernels";
  let description = [{
    Matches linalg ops on memrefs that multiply two operands and add along at least one loop, with any number of batch,
    m, n and k loops, any order of operands and any strides; an index of a may be a sum of loops, so a convolution with
    its channels last is one, read in place. One loop each of m, n and k goes to the module's shared
    function `@contraction_f32`, which splits them into register blocks for the target that `program.cpu` names; the
    other loops stay around it. Neighbouring loops that step through memory as one, as a row of a window and its
    channels do, are one.

    b is taken as it is where it is in panels, `(.., n floordiv c, k, n mod c)` with the target's c, and where it has
    unit stride along n and few rows of a read it, or its rows lie within half a KiB of each other; else it is packed into panels in scratch, once for all rows. a is
    copied only where its stride along k is not one. A `linalg.fill` by zero of the accumulator right before starts the registers at zero.

    Every element of c is one chain of fma over k in rising order from its initial value, so its bits do not depend on
    the block, tile or thread that computed it. An extent of k of zero leaves the initial value.

    Where both factors are integers of eight bits times scales, computed in the body, products are summed as integers over
    each group of k that shares the scales, and groups by fma in rising order (docs/precision.md).

    Refuses, with a remark, operands that are not f32, an index that is not one loop, panels of another width, windows
    whose columns are each for itself (depthwise), a sum for each of a batch without rows or columns, and a loop that
    indexes one operand only: those stay for the general vectoriser.

    Example: test/Transforms/LowerContractions/example.mlir, integers.mlir
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::func::FuncDialect", "::mlir::LLVM::LLVMDialect",
                           "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect",
                           "::mlir::vector::VectorDialect"];
}

#endif // TENFOLD_LOWERCONTRACTIONS
