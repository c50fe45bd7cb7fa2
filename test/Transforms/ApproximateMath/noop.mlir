// RUN: tenfold-opt %s --tenfold-approximate-math --remarks-filter=approximate-math 2>&1 | FileCheck %s
// What the processor computes itself stays.

// CHECK-NOT: remark
// CHECK-LABEL: func.func @native
// CHECK: math.sqrt
// CHECK: math.absf
// CHECK: math.floor
// CHECK: math.fma
func.func @native(%x: vector<7xf32>) -> vector<7xf32> {
  %a = math.sqrt %x : vector<7xf32>
  %b = math.absf %a : vector<7xf32>
  %c = math.floor %b : vector<7xf32>
  %d = math.fma %a, %b, %c : vector<7xf32>
  return %d : vector<7xf32>
}
