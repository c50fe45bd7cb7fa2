// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
include "mlir/Pass/PassBase.td"

def ProgramToLLVM : Pass<"tenfold-program-to-llvm", "mlir::ModuleOp"> {
  let summary = "Give the entries of a program their C interface";
  let description = [{
    Entry N (`program.entry`, in module order) becomes `int32_t tenfold_entry_N(const TenfoldCall *)`, and the table
    `tenfold_artifact_v1 = {version, count, entries}` is exported. All other functions become internal; kernels and tasks
    are kept out of line.

    The kernel calls of an entry become words of a constant, so that its code does not grow with the depth of a model:
    for each call its operands, then the kernel. A word holds a kind in its lowest four bits and a value above them; operands
    follow as words of their own.

    | kind | value |
    | --- | --- |
    | 0 | index of a size: the entry computes each distinct one once, from the dims |
    | 1 | index of a buffer of the call, inputs before results |
    | 2 | place in the weights, bytes: of an argument with `program.offset` |
    | 3 | index of a planned buffer |
    | 4 | index of the kernel to call |
    | 5 | the end |
    | 6 | a counter: adds size A + counter * size B to the last address; operands A, B |
    | 7 | a counter to set to 0 |
    | 8 | a counter: where it has reached size A, goes on at word B; operands A, B |
    | 9 | a counter to add 1 to, then goes on at word A; operand A |
    | 10 | 0: where the byte at the address in the record is 0, goes on at word A; operand A |
    | 11 | 0: goes on at word A; operand A |

    One function, `tenfold_run_steps`, runs the words of all entries: it writes the operands to a record, and every kernel
    has the signature `(const TenfoldCall *, const int64_t *record)`. A kernel reads for each memref its address, then its
    dynamic sizes; its scratch comes from the call. The begin and the end of each kernel are reported to `trace`.

    Refuses what would need a library at run time: allocation, `memref.copy`, math that no instruction does, `linalg`.

    Example: test/Conversion/ProgramToLLVM/example.mlir
  }];
  let dependentDialects = ["mlir::arith::ArithDialect", "mlir::LLVM::LLVMDialect"];
}
