// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_FORMPROGRAM
#define TENFOLD_FORMPROGRAM

include "mlir/Pass/PassBase.td"

def FormProgram : Pass<"tenfold-form-program", "::mlir::ModuleOp"> {
  let summary = "turn public functions into program entries on planned buffers";
  let description = [{
    Input: public functions whose bodies call kernels and private functions of the same kind, with views
    (`tensor.expand_shape`, `collapse_shape`, `cast`), the arithmetic of their sizes and `scf` loops and branches between. Calls of other functions
    than kernels are inlined, calls whose results nothing uses are dropped, and every kernel takes its results as
    arguments from then on. An entry becomes

    ```
    func.func @main(dims: index..., inputs: memref..., weights: memref..., results: memref...,
                    %arena: memref<?xi8>, %offsets: memref<?xi64>) attributes {program.entry, program.dims = [...]}
    ```

    with the old arguments in their order. Results are marked `program.result`, here and on kernels. The result of a
    kernel call is a `memref.view` of the arena at `%offsets[i]`, i counting from zero, or the result's argument where
    the function returns it, also through views. A returned argument, and a value returned twice, is copied by a kernel.

    A kernel whose result starts from an argument updates it: that argument is the result's too, marked `program.updates`.
    The result has the operand's memory where this is the last use of a buffer, or of an argument that is donated
    (`nn.donate`) to the result returned; anything else is copied first. A donated argument is found in the memory of its
    result, and a donated result that is no update of it is written by a copy, after the last reader of the argument.

    What a loop carries has one buffer, which calls before the loop and at the end of each step write; a copy is inserted
    where a value has no memory of its own. What a step stacks (`tensor.insert_slice` at the loop's counter) is written to its
    part of the stack (`program.slice`), and what branches give to the buffer of the result. So loops and branches of a
    program have no operands and results; a condition is a `memref.load` of a byte.

    The order of the calls is the program's, or, where that lowers the bytes live at once at the upper bounds of
    `nn.bounds`, a greedy one that frees most bytes next. Dimensions without a name are named after their argument.

    Refused: tensor constants, which belong inside kernels; two names of which the function demands equal sizes; a result
    whose extent is no named dim; ops that are neither calls nor views nor sizes; slices but at the counter of a loop along
    the leading dimension; loops but from 0 by 1; conditions that are not read from a tensor; recursion.

    Example: test/Transforms/FormProgram/example.mlir and flow.mlir
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect",
                           "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect", "::mlir::tensor::TensorDialect",
                           "::tenfold::program::ProgramDialect"];
}

#endif // TENFOLD_FORMPROGRAM
