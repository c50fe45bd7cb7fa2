// RUN: tenfold-opt %s --tenfold-plan-memory | FileCheck %s
// RUN: %python %root/test/Docs/quoted.py %root/dialects/Program/README.md %s
// RUN: tenfold-opt %s --tenfold-plan-memory=json=- -o /dev/null | FileCheck %s --check-prefix=JSON
// RUN: tenfold-opt %s --tenfold-plan-memory --remarks-filter=plan-memory -o /dev/null 2>&1 | FileCheck %s --check-prefix=REMARK
// Four steps, three buffers: the last may take the place of the first. At the
// bounds, n = 13: 13 * 7 * 4 = 364 bytes take 384.

// REMARK: ArenaBytes=768, Buffers=3, LiveSetBytes=768, PeakBytes=1624

// CHECK-LABEL: func.func @main(
// CHECK-SAME: program.plan = {arena = 768 : i64, bounds = {{\[}}[2, 13]],
// CHECK-SAME: buffers = [{bytes = [[SIZE:#map[0-9]*]], first = 0 : i64, last = 1 : i64, offset = 0 : i64}
// CHECK-SAME: {bytes = [[SIZE]], first = 1 : i64, last = 2 : i64, offset = 384 : i64}
// CHECK-SAME: {bytes = [[SIZE]], first = 2 : i64, last = 3 : i64, offset = 0 : i64}]
// CHECK-SAME: live = 768 : i64, scratch = #map{{[0-9]*}}

// JSON: "arguments": [
// JSON: "at_bounds": 364,
// JSON-NEXT: "bytes": "n * 28",
// JSON-NEXT: "name": "input x"
// JSON: "name": "weight w"
// JSON: "name": "result y"
// JSON: "buffers": [
// JSON: "first": 0,
// JSON-NEXT: "holds": "v0",
// JSON-NEXT: "id": 0,
// JSON-NEXT: "last": 1,
// JSON-NEXT: "offset": 0
// JSON: "memory": {
// JSON-NEXT: "arena": 768,
// JSON-NEXT: "inputs": 364,
// JSON-NEXT: "live_set": 768,
// JSON-NEXT: "peak": 1624,
// JSON-NEXT: "results": 364,
// JSON-NEXT: "scratch": 64,
// JSON-NEXT: "weights": 64
// JSON: "scratch": "n * 4"
// JSON: "kernel": "step",
// JSON-NEXT: "reads": [
// JSON-NEXT: "input x as memref<?x7xf32>",
// JSON-NEXT: "weight w as memref<7xf32>"
// JSON: "writes": [
// JSON-NEXT: "buffer 0 as memref<?x7xf32>"
// JSON: "threads": 1
// JSON: "version": 1

module attributes {nn.bounds = {n = [2, 13]}} {

func.func @main(%n: index {nn.name = "n"}, %x: memref<?x7xf32> {nn.name = "x", nn.dims = ["n", 7]},
    %w: memref<7xf32> {nn.param = "w", nn.dims = [7]}, %y: memref<?x7xf32> {nn.name = "y", nn.dims = ["n", 7], program.result},
    %arena: memref<?xi8>, %offsets: memref<?xi64>) attributes {program.entry, program.dims = ["n"]} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %l0 = memref.load %offsets[%c0] : memref<?xi64>
  %o0 = arith.index_cast %l0 : i64 to index
  %0 = memref.view %arena[%o0][%n] : memref<?xi8> to memref<?x7xf32>
  func.call @step(%x, %w, %0) : (memref<?x7xf32>, memref<7xf32>, memref<?x7xf32>) -> ()
  %l1 = memref.load %offsets[%c1] : memref<?xi64>
  %o1 = arith.index_cast %l1 : i64 to index
  %1 = memref.view %arena[%o1][%n] : memref<?xi8> to memref<?x7xf32>
  func.call @step(%0, %w, %1) : (memref<?x7xf32>, memref<7xf32>, memref<?x7xf32>) -> ()
  %l2 = memref.load %offsets[%c2] : memref<?xi64>
  %o2 = arith.index_cast %l2 : i64 to index
  %2 = memref.view %arena[%o2][%n] : memref<?xi8> to memref<?x7xf32>
  func.call @step(%1, %w, %2) : (memref<?x7xf32>, memref<7xf32>, memref<?x7xf32>) -> ()
  func.call @step(%2, %w, %y) : (memref<?x7xf32>, memref<7xf32>, memref<?x7xf32>) -> ()
  return
}

func.func private @step(%x: memref<?x7xf32> {nn.dims = ["d0", 7]}, %w: memref<7xf32> {nn.dims = [7]},
    %y: memref<?x7xf32> {nn.dims = ["d0", 7], program.result})
    attributes {program.kernel, program.dims = ["d0"], program.scratch = affine_map<()[s0] -> (s0 * 4)>} {
  return
}

}
