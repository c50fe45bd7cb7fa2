// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_FORMPROGRAM
#define TENFOLD_FORMPROGRAM

include "mlir/Pass/PassBase.td"

def FormProgram : Pass<"tenfold-form-program", "::mlir::ModuleOp"> {
  let summary = "turn public functions into program entries on planned buffers";
  let description = [{
    Input: public functions whose bodies call kernels and private functions of the same kind, with views
    (`tensor.expand_shape`, `collapse_shape`, `cast`) and the arithmetic of their sizes between. Calls of other functions
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

    The order of the calls is the program's, or, where that lowers the bytes live at once at the upper bounds of
    `nn.bounds`, a greedy one that frees most bytes next. Dimensions without a name are named after their argument.

    Refused: tensor constants, which belong inside kernels; two names of which the function demands equal sizes; a result
    whose extent is no named dim; ops that are neither calls nor views nor sizes; recursion.

    Example: test/Transforms/FormProgram/example.mlir
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect",
                           "::mlir::memref::MemRefDialect", "::mlir::tensor::TensorDialect"];
}

#endif // TENFOLD_FORMPROGRAM
