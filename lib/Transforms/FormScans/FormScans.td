// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_FORM_SCANS
#define TENFOLD_FORM_SCANS

include "mlir/Pass/PassBase.td"

def FormScans : Pass<"tenfold-form-scans", "::mlir::ModuleOp"> {
  let summary = "make one kernel of a loop whose steps are small";
  let description = [{
    An `scf.for` on tensors, as `nn.scan` becomes, moves into a private function with `program.kernel`, and a call takes
    its place: a kernel that holds the loop. Each of its tasks then runs all steps for its part of the dimensions that
    are parallel in every op of a step (batch, heads, and where the step allows it columns of the state), what the steps
    carry stays in the scratch of the task, and a step costs no call.

    Refused, with a `missed` remark, and left a loop of kernels, are loops a step of which

    - multiplies by a tensor from outside, as a recurrent layer by its weights: there the columns are worth tasks;
    - holds control flow, views, or parts of what it computed itself;
    - or that carry nothing.

    What the steps compute and its order are not changed, so results have the same bits in either form.

    Example: test/Transforms/FormScans/example.mlir
  }];
  let dependentDialects = ["::mlir::func::FuncDialect", "::mlir::linalg::LinalgDialect", "::mlir::tensor::TensorDialect",
                           "::tenfold::program::ProgramDialect"];
}

#endif // TENFOLD_FORM_SCANS
