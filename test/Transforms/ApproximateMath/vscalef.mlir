// Where the CPU has AVX-512, exponentials of whole vectors and of scalars are scaled in one step, with the bits of the two
// steps of other vectors: counts differences among 2^32 / 16381 floats, spread over all bit patterns.
//
// RUN: tenfold-opt %s --tenfold-approximate-math --canonicalize --cse | FileCheck %s --check-prefix=IR
// RUN: %if avx512f %{ tenfold-opt %s --tenfold-approximate-math | mlir-opt --test-lower-to-llvm | mlir-runner -O2 -e main --entry-point-result=i32 | FileCheck %s %}
// CHECK: {{^0$}}

// One bound, no select before the polynomial.
// IR-LABEL: func.func private @both
// IR:     %[[ZERO:.+]] = arith.cmpf olt
// IR:     %[[LARGE:.+]] = arith.cmpf
// IR:     %[[BOUNDED:.+]] = arith.select %[[LARGE]]
// IR:     %[[SHIFTED:.+]] = math.fma %[[BOUNDED]]
// IR:     %[[N:.+]] = arith.subf %[[SHIFTED]]
// IR:     %[[P:.+]] = llvm.call_intrinsic "llvm.x86.avx512.mask.scalef.ps.512"(%{{.+}}, %[[N]],
// IR:     arith.select %[[ZERO]], %{{.+}}, %[[P]]
// IR:     llvm.call_intrinsic "llvm.x86.avx512.mask.scalef.ps.512"
// IR-LABEL: func.func private @scalar
// IR:     llvm.call_intrinsic "llvm.x86.avx512.mask.scalef.ss"
// IR:     llvm.call_intrinsic "llvm.x86.avx512.mask.scalef.ss"
// Half a register is computed as on other CPUs.
// IR-LABEL: func.func private @half
// IR-NOT:  llvm.call_intrinsic
// IR-LABEL: func.func private @differ
module attributes {program.cpu = "skylake-avx512"} {
  func.func private @both(%x: vector<16xf32>) -> (vector<16xf32>, vector<16xf32>) {
    %e = math.exp %x : vector<16xf32>
    %p = math.exp2 %x : vector<16xf32>
    return %e, %p : vector<16xf32>, vector<16xf32>
  }
  func.func private @scalar(%x: f32) -> (f32, f32) {
    %e = math.exp %x : f32
    %p = math.exp2 %x : f32
    return %e, %p : f32, f32
  }
  func.func private @half(%x: vector<8xf32>) -> (vector<8xf32>, vector<8xf32>) {
    %e = math.exp %x : vector<8xf32>
    %p = math.exp2 %x : vector<8xf32>
    return %e, %p : vector<8xf32>, vector<8xf32>
  }
  func.func private @differ(%a: f32, %b: f32) -> i32 {
    %abits = arith.bitcast %a : f32 to i32
    %bbits = arith.bitcast %b : f32 to i32
    %bits = arith.cmpi ne, %abits, %bbits : i32
    %number = arith.cmpf ord, %a, %b : f32
    %nan = arith.cmpf uno, %a, %a : f32
    %other = arith.cmpf ord, %b, %b : f32
    %lost = arith.andi %nan, %other : i1
    %wrong = arith.andi %bits, %number : i1
    %any = arith.ori %wrong, %lost : i1
    %count = arith.extui %any : i1 to i32
    return %count : i32
  }
  func.func @main() -> i32 {
    %zero = arith.constant 0 : i32
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c16 = arith.constant 16 : index
    %samples = arith.constant 262192 : index
    %stride = arith.constant 16381 : i32
    %from = vector.step : vector<16xindex>
    %lanes = arith.index_cast %from : vector<16xindex> to vector<16xi32>
    %strides = vector.broadcast %stride : i32 to vector<16xi32>
    %total = scf.for %i = %c0 to %samples step %c16 iter_args(%sum = %zero) -> i32 {
      %i32 = arith.index_cast %i : index to i32
      %base = vector.broadcast %i32 : i32 to vector<16xi32>
      %number = arith.addi %base, %lanes : vector<16xi32>
      %bits = arith.muli %number, %strides : vector<16xi32>
      %x = arith.bitcast %bits : vector<16xi32> to vector<16xf32>
      %e, %p = func.call @both(%x) : (vector<16xf32>) -> (vector<16xf32>, vector<16xf32>)
      %all = scf.for %l = %c0 to %c16 step %c1 iter_args(%part = %sum) -> i32 {
        %s = vector.extract %x[%l] : f32 from vector<16xf32>
        %ve = vector.extract %e[%l] : f32 from vector<16xf32>
        %vp = vector.extract %p[%l] : f32 from vector<16xf32>
        %se, %sp = func.call @scalar(%s) : (f32) -> (f32, f32)
        %copies = vector.broadcast %s : f32 to vector<8xf32>
        %he8, %hp8 = func.call @half(%copies) : (vector<8xf32>) -> (vector<8xf32>, vector<8xf32>)
        %he = vector.extract %he8[0] : f32 from vector<8xf32>
        %hp = vector.extract %hp8[0] : f32 from vector<8xf32>
        %d0 = func.call @differ(%ve, %he) : (f32, f32) -> i32
        %d1 = func.call @differ(%vp, %hp) : (f32, f32) -> i32
        %d2 = func.call @differ(%se, %he) : (f32, f32) -> i32
        %d3 = func.call @differ(%sp, %hp) : (f32, f32) -> i32
        %d01 = arith.addi %d0, %d1 : i32
        %d23 = arith.addi %d2, %d3 : i32
        %d = arith.addi %d01, %d23 : i32
        %next = arith.addi %part, %d : i32
        scf.yield %next : i32
      }
      scf.yield %all : i32
    }
    return %total : i32
  }
}
