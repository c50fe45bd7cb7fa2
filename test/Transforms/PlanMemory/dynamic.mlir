// RUN: tenfold-opt %s --tenfold-plan-memory | FileCheck %s
// RUN: tenfold-opt %s --tenfold-plan-memory --remarks-filter=plan-memory -o /dev/null 2>&1 | FileCheck %s --check-prefix=REMARK
// RUN: tenfold-opt %s '--tenfold-plan-memory=dim=batch:1:5 dim=seq:0:17' | FileCheck %s --check-prefix=BOUND
// Without a bound on every dim nothing is placed; with bounds by option it is.
// seq = 0 makes buffers of no bytes, which is all right.

// REMARK: Buffers=1, Reason="a dim has no upper bound, so offsets are computed at run time only
// CHECK: [[$SIZE:#map[0-9]*]] = affine_map<()[s0, s1] -> ((s0 * s1) * 12)>
// CHECK-LABEL: func.func @main(
// CHECK-SAME: program.plan = {bounds = {{\[}}[0, -1], [0, 19]], buffers = [{bytes = [[$SIZE]], first = 0 : i64, last = 1 : i64}], scratch = #map{{[0-9]*}}}

// 5 * 17 * 3 * 4 = 1020 bytes take 1024.
// BOUND: program.plan = {arena = 1024 : i64, bounds = {{\[}}[1, 5], [0, 17]], buffers = [{{.*}}offset = 0 : i64}], live = 1024 : i64

module attributes {nn.bounds = {seq = [0, 19]}} {
func.func @main(%batch: index {nn.name = "batch"}, %seq: index {nn.name = "seq"},
    %x: memref<?x?x3xf32> {nn.name = "x", nn.dims = ["batch", "seq", 3]},
    %y: memref<?x?x3xf32> {nn.name = "y", nn.dims = ["batch", "seq", 3], program.result},
    %arena: memref<?xi8>, %offsets: memref<?xi64>) attributes {program.entry, program.dims = ["batch", "seq"]} {
  %c0 = arith.constant 0 : index
  %rows = arith.muli %batch, %seq : index
  %l0 = memref.load %offsets[%c0] : memref<?xi64>
  %o0 = arith.index_cast %l0 : i64 to index
  %0 = memref.view %arena[%o0][%rows] : memref<?xi8> to memref<?x3xf32>
  %1 = memref.collapse_shape %x [[0, 1], [2]] : memref<?x?x3xf32> into memref<?x3xf32>
  %2 = memref.collapse_shape %y [[0, 1], [2]] : memref<?x?x3xf32> into memref<?x3xf32>
  func.call @step(%1, %0) : (memref<?x3xf32>, memref<?x3xf32>) -> ()
  func.call @step(%0, %2) : (memref<?x3xf32>, memref<?x3xf32>) -> ()
  return
}
func.func private @step(%x: memref<?x3xf32>, %y: memref<?x3xf32> {program.result}) attributes {program.kernel} {
  return
}
}
