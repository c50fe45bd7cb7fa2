// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_PROGRAM
#define TENFOLD_PROGRAM

include "mlir/IR/OpBase.td"
include "mlir/Interfaces/SideEffectInterfaces.td"
include "mlir/Interfaces/ViewLikeInterface.td"

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
    | `program.result` | argument of a kernel or entry | a result is written to it; unit |
    | `program.extents` | result argument of an entry | its extents, an affine map over `program.dims`, where some are computed |
    | `program.updates` | result of a kernel on tensors | the argument whose memory it takes, by number |
    | `program.updates` | argument of a kernel on buffers | the result written to it keeps what it does not write; unit |
    | `program.plan` | entry | lives, sizes and offsets of the arena's buffers, see below |
    | `program.offset` | weight argument | its place in the artifact's weights, bytes |
    | `program.cpu` | module | LLVM CPU name that kernels are made for, then features that differ: `"znver3,-fma4"` |
    | `program.precision` | module | what contractions multiply in: `"f32"`, which is also meant without it, or `"int8-dynamic"` |
    | `program.packed` | weight argument | affine map from an index of the packed weight to one of the original |
    | `program.original` | weight argument | type of the weight before packing |

    `program.dims` of an entry names its first arguments; affine maps in `program.plan` have a symbol for each.

    | entry of `program.plan` | meaning |
    | --- | --- |
    | `bounds` | for each dim, `[least, greatest]`; greatest is -1 if there is none |
    | `buffers` | for each buffer of the arena `{bytes, first, last}`: its size, an affine map, and the steps (kernel calls, counted from 0) of its first and last use; with bounds, its `offset` in bytes |
    | `arena` | bytes of the arena at the greatest sizes; only if all dims are bounded |
    | `live` | most bytes live at one step there, which no arena can be below |
    | `scratch` | bytes of scratch of one worker: the maximum of the map's results |
  }];
  let hasOperationAttrVerify = 1;
}

def Program_SliceOp : Op<Program_Dialect, "slice", [Pure, DeclareOpInterfaceMethods<ViewLikeOpInterface>]> {
  let summary = "one of the equal parts of a buffer along its leading dimension";
  let description = [{
    The part is a buffer of its own in identity layout, as kernels take them; `memref.subview` keeps an offset in its
    type, which no kernel's argument has. Extents of one may be left out or added, the others are those of the source
    behind the leading one, in their order.

    ```mlir
    %x = program.slice %xs[%i] : memref<?x?x5xf32> to memref<?x5xf32>
    ```
    Made by `--tenfold-form-program` for the steps of a loop; `--tenfold-program-to-llvm` makes an address of it.
  }];
  let arguments = (ins AnyMemRef:$source, Index:$index);
  let results = (outs AnyMemRef:$result);
  let assemblyFormat = "$source `[` $index `]` attr-dict `:` type($source) `to` type($result)";
  let hasVerifier = 1;
}

#endif // TENFOLD_PROGRAM
