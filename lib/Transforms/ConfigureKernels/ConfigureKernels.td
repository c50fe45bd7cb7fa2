// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
include "mlir/Pass/PassBase.td"

def ConfigureKernels : Pass<"tenfold-configure-kernels", "mlir::ModuleOp"> {
  let summary = "Choose the tiles of each kernel and declare its scratch and cost";
  let description = [{
    For each `program.kernel` on buffers, finds the grid: the loops that are parallel in every op and index every
    result, joined between ops through the buffers they share. Sets

    * `program.tiles`: the largest tile of each grid loop, elements; `program.multiples`: what a tile is a multiple of.
      Tiles are balanced at run time: ceil(extent / tiles) rounded up to the multiple, where tiles = ceil(extent / largest).
    * `program.dims`, `program.scratch`: bytes of scratch of one worker, exact in the sizes named by `nn.dims`;
    * `program.cost`: estimated nanoseconds on one core, which decides how many tasks are worth a hand-over.

    Contractions get row and column blocks, column blocks small enough that one row of input still makes several tasks;
    chains of contractions (attention) get blocks of query rows, larger ones where the keys are a stream, half of
    that where a mask compares indices of rows and keys; convolutions that are no matrix products get rows of the last
    dimension, then of those before it; row reductions and element-wise kernels get as many
    rows as fill about half of a first-level cache. The choice depends on shapes and target, never on threads.

    Refuses arguments of dynamic size without `nn.dims`, for their scratch could not be named.

    Example: test/Transforms/ConfigureKernels/example.mlir
  }];
  let options = [
    Option<"rows", "rows", "int64_t", "128", "largest row block of a contraction, elements">,
    Option<"queryRows", "query-rows", "int64_t", "64", "largest row block of chained contractions, elements">,
    Option<"streamRows", "stream-rows", "int64_t", "192", "the same inside a stream, whose tiles are packed once a block">,
    Option<"columns", "columns", "int64_t", "128", "largest column block of a contraction, elements">,
    Option<"tileBytes", "tile-bytes", "int64_t", "32768", "bytes of a tile of other kernels: half of L1d on most CPUs">,
  ];
}
