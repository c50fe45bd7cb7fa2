// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
include "mlir/Pass/PassBase.td"

def ProgramToLLVM : Pass<"tenfold-program-to-llvm", "mlir::ModuleOp"> {
  let summary = "Give the entries of a program their C interface";
  let description = [{
    For entry N (`program.entry`, in module order) makes `int32_t tenfold_entry_N(const TenfoldCall *)`, which reads
    the call and calls the entry, and exports the table `tenfold_artifact_v1 = {version, count, entries}`. All other
    functions become internal; kernels and tasks are kept out of line.

    An entry's arguments are, in this order:

    | argument | where it comes from |
    | --- | --- |
    | `!llvm.ptr {program.call}`, optional | the call |
    | `index {nn.name = "seq"}`... | `dims[i]` |
    | `memref {program.offset = N}` | `weights + N` |
    | other `memref` | `buffers[i]`, inputs before results; dynamic sizes are the dims that `nn.dims` names |
    | `memref<?xi8>` | `arena` |
    | `memref<?xi64>` | `offsets` |
    | `memref<?xi8> {program.scratch}`, optional | `scratch` of worker 0 |

    Refuses what would need a library at run time: allocation, `memref.copy`, math that no instruction does, `linalg`.

    Example: test/Conversion/ProgramToLLVM/example.mlir
  }];
  let dependentDialects = ["mlir::LLVM::LLVMDialect"];
}
