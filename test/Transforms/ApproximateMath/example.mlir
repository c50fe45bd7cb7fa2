// RUN: tenfold-opt %s --tenfold-approximate-math --canonicalize --cse --remarks-filter=approximate-math 2>&1 | FileCheck %s

// CHECK: remark: [Passed] Expanded | Category:approximate-math | functions=4

// exp: two bounds, one rounding to an integer, two steps of reduction, six of the polynomial, two of scaling.
// CHECK-LABEL: func.func @exp
// CHECK-SAME: (%[[X:.+]]: vector<16xf32>)
// CHECK-NOT: math.exp
// CHECK: %[[ZERO:.+]] = arith.cmpf olt, %[[X]]
// CHECK: arith.cmpf olt
// CHECK: arith.select
// CHECK: %[[BOUNDED:.+]] = arith.select %[[ZERO]]
// CHECK: %[[SHIFTED:.+]] = math.fma %[[BOUNDED]]
// CHECK: %[[N:.+]] = arith.subf %[[SHIFTED]]
// CHECK: math.fma %[[N]]
// CHECK: math.fma %[[N]]
// CHECK-COUNT-6: math.fma
// CHECK: arith.bitcast %[[SHIFTED]] : vector<16xf32> to vector<16xi32>
// CHECK: arith.shli
// CHECK-COUNT-2: arith.mulf
// CHECK: arith.select %[[ZERO]]
// CHECK: return
func.func @exp(%x: vector<16xf32>) -> vector<16xf32> {
  %y = math.exp %x : vector<16xf32>
  return %y : vector<16xf32>
}

// A scalar takes the same steps.
// CHECK-LABEL: func.func @scalar
// CHECK-NOT: math.exp
// CHECK: math.fma {{.*}} : f64
func.func @scalar(%x: f64) -> f64 {
  %y = math.exp %x : f64
  return %y : f64
}

// Half precision is computed in f32.
// CHECK-LABEL: func.func @half
// CHECK: arith.extf {{.*}} vector<8xbf16> to vector<8xf32>
// CHECK: arith.truncf {{.*}} vector<8xf32> to vector<8xbf16>
func.func @half(%x: vector<8xbf16>) -> vector<8xbf16> {
  %y = math.erf %x : vector<8xbf16>
  return %y : vector<8xbf16>
}

// An approximate reciprocal root would be other bits on other processors.
// CHECK-LABEL: func.func @rsqrt
// CHECK: %[[ROOT:.+]] = math.sqrt
// CHECK: arith.divf {{.*}}, %[[ROOT]]
func.func @rsqrt(%x: f32) -> f32 {
  %y = math.rsqrt %x : f32
  return %y : f32
}
