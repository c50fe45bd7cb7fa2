// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
include "mlir/Pass/PassBase.td"

def SkipTiles : Pass<"tenfold-skip-tiles", "mlir::func::FuncOp"> {
  let summary = "Walk only those tiles of a stream of which a mask keeps something";
  let description = [{
    An op with `fold.neutral` in a loop over tiles of a stream gives, or takes the maximum of, -inf where a tile counts for
    nothing. Where it does so by `select` on comparisons of sums of indices and sizes, the tiles that it can keep are an interval, found once for each
    task: with c j + r <= 0 kept, where r holds all that is not j, of a task's rows the least r decides,

        c =  1:  j <= -r_min            c = -1:  j >= r_min

    and the first tile is the one that holds the least j. Conditions that must hold together intersect; of others nothing
    is known, and all tiles stay. So causal attention walks half of its tiles, and a window a constant number. The last tile
    ends where the interval does, and the first one begins later by whole periods of the order of sums, 64 elements: elements of
    weight zero are left out, and the others are added in the same order.

    Where the greatest r says that every row keeps all of a tile, and nothing is unknown, the ops with that mask run
    without it: what stands from the first to the last of them is in both branches of an `scf.if`.

    Where a mask asks an integer of the rows to equal one of the stream, `x[i] == y[j]`, as documents do, the least and
    greatest of the rows' are found before the loop, those of each tile in it, and a tile is left out where the two
    intervals do not meet. Sorted or not, no numbers are wrong; sorted ones leave out most.

    The tiles that are walked are those of the whole stream, so sums keep their order.

    Example: test/Transforms/SkipTiles/example.mlir, disjoint.mlir
  }];
  let dependentDialects = ["mlir::arith::ArithDialect", "mlir::memref::MemRefDialect", "mlir::scf::SCFDialect"];
}
