// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_CHUNK_SCANS
#define TENFOLD_CHUNK_SCANS

include "mlir/Pass/PassBase.td"

def ChunkScans : Pass<"tenfold-chunk-scans", "::mlir::func::FuncOp"> {
  let summary = "take the steps of an affine scan chunk by chunk, as matrix products";
  let description = [{
    In a kernel, a loop whose steps are `S' = a S + u w` and `y = sum over keys of q S'` (or of S), for any number of states
    and y, becomes one over chunks of steps. With the products D_ij of the decays after step j until step i, for j <= i,

    ```
    y  = D_i0 q S + ((q u^T) . D) w          S' = D_n0 S + (D_nj u)^T w
    ```

    so linear attention, retention and Mamba-2 are four matrix products for each chunk, whose states stay where they are.

    The body is read as a polynomial, so the order and the spelling of its products do not matter. Dimensions of a state are
    *keys*, which y sums; *batch*, which the decay, queries or u have; *values*, the others. Element-wise ops on what is read
    are computed for a chunk at once.

    Decays may have any sign, be 0, or grow: D_ij is the exponential of a difference of sums of logarithms of moduli, in
    f64, taken before the exponential, and later steps are left out after it: nothing is divided and nothing overflows that
    would not step by step. A decay of 0 is exp(-256), which is 0 in f32. An infinity or NaN of a step may reach all steps of
    its chunk.

    Refused, with a `missed` remark, and left as steps: coefficients or decays that depend on a state (delta rules), decays
    that differ among keys (RWKV, selective Mamba), states that are used otherwise, that have no values, or whose keys or
    values are known to be fewer than 16; states that are not f32; steps taken backwards.

    Whether and in what chunks a loop is cut depends on types and static extents only.

    Example: test/Transforms/ChunkScans/example.mlir
  }];
  let options = [
    Option<"chunk", "chunk", "int64_t", "64", "steps of a chunk">,
  ];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect", "::mlir::math::MathDialect",
                           "::mlir::scf::SCFDialect", "::mlir::tensor::TensorDialect"];
}

#endif // TENFOLD_CHUNK_SCANS
