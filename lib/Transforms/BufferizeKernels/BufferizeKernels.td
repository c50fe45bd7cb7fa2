// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
include "mlir/Pass/PassBase.td"

def BufferizeKernels : Pass<"tenfold-bufferize-kernels", "mlir::ModuleOp"> {
  let summary = "Give kernels on tensors a destination-passing signature on buffers";
  let description = [{
    Every `program.kernel` function becomes one without results: its arguments are the buffers of its inputs, then those
    of its results, all in identity layout; argument attributes stay and result attributes move to the new arguments.
    Its body is `linalg` on memrefs, with a `memref.alloc` for each intermediate.

    A kernel is a straight list of ops, so a value dies at its last use and buffers can be assigned without a solver.
    A result's buffer also serves the chain of accumulators and element-wise inputs that it overwrites, hence results
    are never copied, except when an input or a value already returned is passed on. An element-wise op overwrites an
    input of its own type that dies there. Constant tensors become `memref.global`s, which lie with the code.

    A loop keeps each state in one buffer; what a step writes into a stack goes into the part of the result that it is.

    Refuses ops other than `linalg`, `tensor.empty`, `tensor.dim`, parts of arguments and stacks, constants and scalar arithmetic, and kernels that are
    called: rewriting calls needs buffers, which stage `plan` knows.

    Example: test/Transforms/BufferizeKernels/example.mlir
  }];
  let dependentDialects = ["mlir::linalg::LinalgDialect", "mlir::memref::MemRefDialect"];
}
