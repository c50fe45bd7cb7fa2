// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_PACKWEIGHTS
#define TENFOLD_PACKWEIGHTS

include "mlir/Pass/PassBase.td"

def PackWeights : Pass<"tenfold-pack-weights", "::mlir::ModuleOp"> {
  let summary = "change the layout of weights to the panels that contractions read";
  let description = [{
    A weight is an entry argument with `nn.param`. Where all that happens to it is that kernels multiply by it, as the
    factor whose loop runs along the result's rows, its type becomes panels of as many columns as the target's
    micro-kernel has: n, k becomes n floordiv c, k, n mod c, after the loops that only select a matrix, with loops of k in
    the order in which they are summed. A view that drops dimensions of extent one becomes part of that. Types change
    along the whole way: entry, functions between, kernel, and the contraction's indexing map. The entry argument says
    what was done: `program.packed` maps a packed index to the original one, where an index outside the original holds
    zero, and `program.original` is the type before.

    A weight that its file has in blocks of integers and scales (`nn.storage`) becomes the parts of its blocks, tensors of
    plain types, `path@part`. A contraction computes the factor in its body from the parts, which it reads in panels; a
    gather computes the element that it extracts. Blocks that no reader of a weight can take are decoded to f32 when the
    artifact is written.

    Where the module computes in `int8-dynamic` (`program.precision`), rows that such a contraction reads become blocks of
    integers, made by a kernel of its own that is called once for all readers of a tensor, and bytes of the weight stand four
    steps of k side by side for each column (docs/precision.md).

    A weight with several readers (tied embeddings) becomes as many arguments first, each laid out for its reader.

    Values do not change, and neither does the order in which a contraction adds: only where a factor is found.

    Refuses, with a remark, a weight that anything else reads in the same place, that reaches a kernel through a
    view, whose shape is dynamic, or that two contractions would want in two layouts. Weights that share a kernel are
    packed together or not at all.

    Example: test/Transforms/PackWeights/example.mlir, stored.mlir, integers.mlir
  }];
  let dependentDialects = ["::mlir::func::FuncDialect", "::mlir::linalg::LinalgDialect",
                           "::tenfold::program::ProgramDialect"];
}

#endif // TENFOLD_PACKWEIGHTS
