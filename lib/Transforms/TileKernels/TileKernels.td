// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
include "mlir/Pass/PassBase.td"

def TileKernels : Pass<"tenfold-tile-kernels", "mlir::ModuleOp"> {
  let summary = "Distribute each kernel over its grid of tiles";
  let description = [{
    Puts the ops of a kernel, in order, into one `scf.forall` over the tiles that `program.tiles` declares; each op works
    on `memref.subview`s of its operands. Intermediates become buffers of one tile, allocated in the body: they are the
    scratch of the worker that runs the task. A loop of one tile has no grid dimension, and a kernel of one tile no
    `scf.forall`.

    An operand indexed by `d floordiv c` or `d mod c` is packed in panels of c; tiles of d are multiples of c, so a tile
    holds whole panels. `linalg.index` and windows (sums of loops) get the tile's offset. An extent of zero makes no
    tasks.

    Refuses kernels without `program.tiles`, or with one that does not match their grid.

    Example: test/Transforms/TileKernels/example.mlir
  }];
  let dependentDialects = [
    "mlir::affine::AffineDialect", "mlir::arith::ArithDialect", "mlir::memref::MemRefDialect", "mlir::scf::SCFDialect"
  ];
}
