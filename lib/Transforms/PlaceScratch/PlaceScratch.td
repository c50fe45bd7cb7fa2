// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
include "mlir/Pass/PassBase.td"

def PlaceScratch : Pass<"tenfold-place-scratch", "mlir::ModuleOp"> {
  let summary = "Put the intermediates of kernels into their worker's scratch";
  let description = [{
    Replaces each `memref.alloc` of a kernel by a `memref.view` of a last argument `%scratch: memref<?xi8>`
    `{program.scratch}`, at offsets that run on, each rounded up to 64 bytes; buffers of constant size come first.
    `memref.dealloc` goes. Callers get the argument too and pass it on.

    The sum must not exceed `program.scratch`, which was printed and planned with. Both are evaluated at sample sizes;
    an excess is an error of the compiler, not of its user.

    Refuses buffers whose size is computed inside a loop, for the next offset could not be.

    Example: test/Transforms/PlaceScratch/example.mlir
  }];
  let dependentDialects = ["mlir::arith::ArithDialect", "mlir::memref::MemRefDialect"];
}
