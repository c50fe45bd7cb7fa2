// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_PROGRAM
#define TENFOLD_PROGRAM

include "mlir/IR/OpBase.td"

def Program_Dialect : Dialect {
  let name = "program";
  let cppNamespace = "::tenfold::program";
  let summary = "kernels and the programs that call them";
  let description = [{
    A program is the form after the `plan` stage: entry functions that hold only kernel calls, views and structured
    control flow on planned buffers. Functions and calls are upstream's (`func`); this dialect adds the attributes that
    say what a function is and what it needs, and verifies them:

    | attribute | on | meaning |
    | --- | --- | --- |
    | `program.kernel` | `func.func` | the function is one fused computation; unit |
    | `program.group` | op | number of the kernel that it will be part of |
    | `program.tiles` | kernel | largest tile of each grid dimension, elements |
    | `program.multiples` | kernel | what a tile of each grid dimension is a multiple of, elements |
    | `program.dims` | kernel | names of its symbolic extents, the symbols of `program.scratch` |
    | `program.scratch` | kernel | scratch bytes of one worker, an affine map over `program.dims` |
    | `program.cost` | kernel | estimated nanoseconds of one core, a map as `program.scratch` |
    | `program.entry` | `func.func` | the function is callable from outside the artifact; unit |
    | `program.offset` | weight argument | its place in the artifact's weights, bytes |
    | `program.cpu` | module | LLVM CPU name that kernels are made for, then features that differ: `"znver3,-fma4"` |
    | `program.packed` | weight argument | affine map from an index of the packed weight to one of the original |
    | `program.original` | weight argument | type of the weight before packing |
  }];
  let hasOperationAttrVerify = 1;
}

#endif // TENFOLD_PROGRAM
