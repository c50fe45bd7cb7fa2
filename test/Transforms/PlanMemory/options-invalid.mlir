// RUN: not tenfold-opt %s --tenfold-plan-memory=dim=seq:7 2>&1 | FileCheck %s --check-prefix=FORM
// RUN: not tenfold-opt %s --tenfold-plan-memory=dim=seq:3:23 2>&1 | FileCheck %s --check-prefix=WIDER
// RUN: not tenfold-opt %s --tenfold-plan-memory=json=%t/none/plan.json 2>&1 | FileCheck %s --check-prefix=FILE
// FORM: error: expected dim=NAME:LO:HI, got seq:7
// WIDER: error: expected bounds of `seq` within 2..19, got 3..23
// FILE: error: cannot create `{{.*}}plan.json`: No such file or directory

module attributes {nn.bounds = {seq = [2, 19]}} {
func.func @main(%seq: index {nn.name = "seq"}, %arena: memref<?xi8>, %offsets: memref<?xi64>)
    attributes {program.entry, program.dims = ["seq"]} {
  return
}
}
