// The cases that C's pow sets apart, as bits, against libm; and the same for whole powers of a few numbers.
//
// RUN: tenfold-opt %s --tenfold-approximate-math | mlir-opt --test-lower-to-llvm | mlir-runner -O2 -e main --entry-point-result=i32 | FileCheck %s
// CHECK: {{^0$}}

func.func private @pow(f64, f64) -> f64

func.func @main() -> i32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c20 = arith.constant 20 : index
  %numbers = arith.constant dense<[0.0, -0.0, 1.0, -1.0, 2.0, -2.0, 3.0, -3.0, 0.5, -0.5, 1.5, 16777216.0, 16777215.0,
    -33.0, 0x7F800000, 0xFF800000, 0x7FC00000, 0x00800000, 0x00000001, 0x7F7FFFFF]> : vector<20xf32>
  %none = arith.constant 0 : i32
  %wrong = scf.for %i = %c0 to %c20 step %c1 iter_args(%a = %none) -> i32 {
    %part = scf.for %j = %c0 to %c20 step %c1 iter_args(%b = %a) -> i32 {
      %x = vector.extract %numbers[%i] : f32 from vector<20xf32>
      %y = vector.extract %numbers[%j] : f32 from vector<20xf32>
      %got = math.powf %x, %y : f32
      %xw = arith.extf %x : f32 to f64
      %yw = arith.extf %y : f32 to f64
      %reference = func.call @pow(%xw, %yw) : (f64, f64) -> f64
      %want = arith.truncf %reference : f64 to f32
      %got_bits = arith.bitcast %got : f32 to i32
      %want_bits = arith.bitcast %want : f32 to i32
      %differ = arith.cmpi ne, %got_bits, %want_bits : i32
      %got_number = arith.cmpf ord, %got, %got : f32
      %want_number = arith.cmpf ord, %want, %want : f32
      %number = arith.ori %got_number, %want_number : i1
      %bad = arith.andi %differ, %number : i1
      %count = arith.extui %bad : i1 to i32
      %next = arith.addi %b, %count : i32
      scf.yield %next : i32
    }
    scf.yield %part : i32
  }
  return %wrong : i32
}
