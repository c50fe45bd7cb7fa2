// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
include "mlir/Pass/PassBase.td"

def LowerParallel : Pass<"tenfold-lower-parallel", "mlir::ModuleOp"> {
  let summary = "Outline the tiles of each kernel into tasks of the runtime's pool";
  let description = [{
    Every kernel, and what calls it, gets a first argument `!llvm.ptr` `{program.call}`: the `TenfoldCall`. The
    `scf.forall` of a kernel becomes a function `@<kernel>_task(%context, %task: i64, %worker: i64)`, a structure of the
    values it captures on the caller's stack, and a call of `parallel_for`.

    A task runs a range of consecutive tiles, [t G / T, (t + 1) G / T) of G: T is G for tiles worth a hand-over, less
    for smaller ones by `program.cost`, and 1, called directly, where the whole kernel is. T depends on sizes only, and no
    result depends on T. In a task the scratch is `scratch + worker * scratch_stride`.

    Refuses a `scf.forall` that is nested, has results, or does not count from 0 in steps of 1.

    Example: test/Transforms/LowerParallel/example.mlir
  }];
  let dependentDialects = [
    "mlir::affine::AffineDialect", "mlir::arith::ArithDialect", "mlir::memref::MemRefDialect",
    "mlir::scf::SCFDialect", "mlir::LLVM::LLVMDialect"
  ];
  let options = [
    Option<"serialBelow", "serial-below", "int64_t", "20000",
           "nanoseconds of a kernel that are not worth waking another worker">,
    Option<"grain", "grain", "int64_t", "5000", "least nanoseconds of a task">,
  ];
}
