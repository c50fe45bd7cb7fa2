// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_APPROXIMATE_MATH
#define TENFOLD_APPROXIMATE_MATH

include "mlir/Pass/PassBase.td"

def ApproximateMath : Pass<"tenfold-approximate-math"> {
  let summary = "Expand math functions into polynomials, so that no code calls libm";
  let description = [{
    Expands `math.exp, exp2, expm1, log, log2, log10, log1p, erf, powf, rsqrt`, the circular and hyperbolic functions
    and their inverses, `atan2` too, on f32 and f64, scalars and vectors of any shape, into `arith`, `math.fma` and
    `math.sqrt`. f16 and bf16 are computed in f32 and rounded. A scalar gets the same steps as a vector, so the bits of
    an element do not depend on its place. NaN, infinities, signed zeros and subnormals are right; `docs/math.md` states the measured largest error of each function.

    Where `program.cpu` has AVX-512, scalars and vectors of its width take the power of two of an exponential by `vscalef`, in one step
    that rounds once, in place of two of which one rounds: the same bits.

    Ops that the processor has (`sqrt, fma, floor, absf, ...`) are left alone. Any other function of the dialect is
    refused with an error: an artifact links no libm.

    Example: test/Transforms/ApproximateMath/example.mlir
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::LLVM::LLVMDialect", "::mlir::math::MathDialect", "::mlir::scf::SCFDialect", "::mlir::vector::VectorDialect"
  ];
}

#endif // TENFOLD_APPROXIMATE_MATH
