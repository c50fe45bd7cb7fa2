// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_VECTORIZE_GENERICS
#define TENFOLD_VECTORIZE_GENERICS

include "mlir/Pass/PassBase.td"

def VectorizeGenerics : Pass<"tenfold-vectorize-generics", "::mlir::func::FuncOp"> {
  let summary = "Turn linalg ops on memrefs into shared loops over vectors";
  let description = [{
    Every linalg op with buffer semantics becomes `scf.for` loops whose innermost step works on one `vector<Wxtype>`;
    W is `vector-bits` over the widest float type of the op (the widest integer where there is no float). One loop, the
    *lane*, becomes the vector: the one with the most unit-stride accesses, the later one when equal. Values of the
    region that do not depend on it stay scalars and are computed before the loop. The last, incomplete vector is
    masked.

    | the lane is | the op becomes |
    | --- | --- |
    | parallel, no reductions | an element-wise loop |
    | a reduction | 4 vectors of partial results, vector i of the row added to i mod 4, merged as (0+1)+(2+3), then by halves of the vector |
    | parallel, beside reductions | the reductions innermost, in order, on the vector of results, plain sums of floats by blocks of 64 along the innermost; 4 rows at a time where these read the same vectors, as channels of a convolution do |

    Consecutive ops of a block that have equal outer loops share them, one row at a time (softmax: maximum; exponential
    and sum; quotient), and where the lane is the same as well, the innermost loop. Values pass in registers; a
    `memref.alloc` that nothing else reads disappears. This is legal because every memref that one op writes and
    another touches is addressed by both with one map that names each outer loop, so row i of the later op needs only
    row i of the earlier ones. Distinct arguments of the function are taken to be disjoint.

    Bits: the order of a reduction depends on W alone, never on fusion, offsets or outer loops; and a row with more zeros at
    its end has the same sum.
    `maxnumf` and `minnumf` of nothing but NaN are -inf and inf.
    No operation is reassociated within an element and none is contracted.

    Refused, and left to plain scalar loops with a `missed` remark: reductions along a row whose region is not one
    known combiner per result (an argmax), region ops that are not element-wise, regions with nested regions.
    An op with tensor operands is not touched.

    Example: test/Transforms/VectorizeGenerics/example.mlir
  }];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect", "::mlir::memref::MemRefDialect",
    "::mlir::scf::SCFDialect", "::mlir::vector::VectorDialect"
  ];
  let options = [
    Option<"vectorBits", "vector-bits", "unsigned", /*default=*/"0",
           "bits of a vector register, 0: those of `program.cpu`">
  ];
}

#endif // TENFOLD_VECTORIZE_GENERICS
