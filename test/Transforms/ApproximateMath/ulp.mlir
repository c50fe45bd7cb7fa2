// Counts how many of 2^32 / 16381 floats, spread over all bit patterns, a function gets wrong by more than LIMIT ulp
// against libm's f64: docs/math.md's bounds. One stray bit in a NaN, an infinity or the sign of a zero counts too.
//
// RUN: sed 's/FUNCTION/exp/; s/LIMIT/1.0/' %s | tenfold-opt --tenfold-approximate-math | mlir-opt --test-lower-to-llvm | mlir-runner -O2 -e main --entry-point-result=i32 | FileCheck %s
// RUN: sed 's/FUNCTION/exp2/; s/LIMIT/1.0/' %s | tenfold-opt --tenfold-approximate-math | mlir-opt --test-lower-to-llvm | mlir-runner -O2 -e main --entry-point-result=i32 | FileCheck %s
// RUN: sed 's/FUNCTION/expm1/; s/LIMIT/1.6/' %s | tenfold-opt --tenfold-approximate-math | mlir-opt --test-lower-to-llvm | mlir-runner -O2 -e main --entry-point-result=i32 | FileCheck %s
// RUN: sed 's/FUNCTION/log/; s/LIMIT/1.0/' %s | tenfold-opt --tenfold-approximate-math | mlir-opt --test-lower-to-llvm | mlir-runner -O2 -e main --entry-point-result=i32 | FileCheck %s
// RUN: sed 's/FUNCTION/log2/; s/LIMIT/1.0/' %s | tenfold-opt --tenfold-approximate-math | mlir-opt --test-lower-to-llvm | mlir-runner -O2 -e main --entry-point-result=i32 | FileCheck %s
// RUN: sed 's/FUNCTION/log10/; s/LIMIT/1.0/' %s | tenfold-opt --tenfold-approximate-math | mlir-opt --test-lower-to-llvm | mlir-runner -O2 -e main --entry-point-result=i32 | FileCheck %s
// RUN: sed 's/FUNCTION/log1p/; s/LIMIT/1.0/' %s | tenfold-opt --tenfold-approximate-math | mlir-opt --test-lower-to-llvm | mlir-runner -O2 -e main --entry-point-result=i32 | FileCheck %s
// RUN: sed 's/FUNCTION/tanh/; s/LIMIT/2.1/' %s | tenfold-opt --tenfold-approximate-math | mlir-opt --test-lower-to-llvm | mlir-runner -O2 -e main --entry-point-result=i32 | FileCheck %s
// RUN: sed 's/FUNCTION/erf/; s/LIMIT/1.1/' %s | tenfold-opt --tenfold-approximate-math | mlir-opt --test-lower-to-llvm | mlir-runner -O2 -e main --entry-point-result=i32 | FileCheck %s
// RUN: sed 's/FUNCTION/sin/; s/LIMIT/1.0/' %s | tenfold-opt --tenfold-approximate-math | mlir-opt --test-lower-to-llvm | mlir-runner -O2 -e main --entry-point-result=i32 | FileCheck %s
// RUN: sed 's/FUNCTION/cos/; s/LIMIT/1.0/' %s | tenfold-opt --tenfold-approximate-math | mlir-opt --test-lower-to-llvm | mlir-runner -O2 -e main --entry-point-result=i32 | FileCheck %s
// RUN: sed 's/FUNCTION/tan/; s/LIMIT/2.4/' %s | tenfold-opt --tenfold-approximate-math | mlir-opt --test-lower-to-llvm | mlir-runner -O2 -e main --entry-point-result=i32 | FileCheck %s
// RUN: sed 's/FUNCTION/asin/; s/LIMIT/2.0/' %s | tenfold-opt --tenfold-approximate-math | mlir-opt --test-lower-to-llvm | mlir-runner -O2 -e main --entry-point-result=i32 | FileCheck %s
// RUN: sed 's/FUNCTION/acos/; s/LIMIT/1.1/' %s | tenfold-opt --tenfold-approximate-math | mlir-opt --test-lower-to-llvm | mlir-runner -O2 -e main --entry-point-result=i32 | FileCheck %s
// RUN: sed 's/FUNCTION/atan/; s/LIMIT/1.9/' %s | tenfold-opt --tenfold-approximate-math | mlir-opt --test-lower-to-llvm | mlir-runner -O2 -e main --entry-point-result=i32 | FileCheck %s
// RUN: sed 's/FUNCTION/sinh/; s/LIMIT/1.6/' %s | tenfold-opt --tenfold-approximate-math | mlir-opt --test-lower-to-llvm | mlir-runner -O2 -e main --entry-point-result=i32 | FileCheck %s
// RUN: sed 's/FUNCTION/cosh/; s/LIMIT/1.3/' %s | tenfold-opt --tenfold-approximate-math | mlir-opt --test-lower-to-llvm | mlir-runner -O2 -e main --entry-point-result=i32 | FileCheck %s
// RUN: sed 's/FUNCTION/asinh/; s/LIMIT/1.6/' %s | tenfold-opt --tenfold-approximate-math | mlir-opt --test-lower-to-llvm | mlir-runner -O2 -e main --entry-point-result=i32 | FileCheck %s
// RUN: sed 's/FUNCTION/acosh/; s/LIMIT/1.9/' %s | tenfold-opt --tenfold-approximate-math | mlir-opt --test-lower-to-llvm | mlir-runner -O2 -e main --entry-point-result=i32 | FileCheck %s
// RUN: sed 's/FUNCTION/atanh/; s/LIMIT/2.0/' %s | tenfold-opt --tenfold-approximate-math | mlir-opt --test-lower-to-llvm | mlir-runner -O2 -e main --entry-point-result=i32 | FileCheck %s
// CHECK: {{^0$}}

func.func private @FUNCTION(f64) -> f64

// 1 if `got` is further than LIMIT ulp from the reference.
func.func private @isWrong(%got: f32, %reference: f64) -> i32 {
  %limit = arith.constant LIMIT : f64
  %nearest = arith.truncf %reference : f64 to f32
  %got_bits = arith.bitcast %got : f32 to i32
  %nearest_bits = arith.bitcast %nearest : f32 to i32
  %same = arith.cmpi eq, %got_bits, %nearest_bits : i32
  %got_nan = arith.cmpf uno, %got, %got : f32
  %reference_nan = arith.cmpf uno, %nearest, %nearest : f32
  %nans = arith.andi %got_nan, %reference_nan : i1
  // one ulp is 2^(e-23), and at least 2^-149
  %bits = arith.bitcast %reference : f64 to i64
  %exponent = arith.constant 0x7ff0000000000000 : i64
  %power_bits = arith.andi %bits, %exponent : i64
  %power = arith.bitcast %power_bits : i64 to f64
  %smallest = arith.constant 0x36A0000000000000 : f64
  %scale = arith.constant 0x3E80000000000000 : f64
  %scaled = arith.mulf %power, %scale : f64
  %ulp = arith.maxnumf %scaled, %smallest : f64
  %wide = arith.extf %got : f32 to f64
  %difference = arith.subf %wide, %reference : f64
  %error = math.absf %difference : f64
  %allowed = arith.mulf %ulp, %limit : f64
  %near = arith.cmpf ole, %error, %allowed : f64
  %zero = arith.constant 0.0 : f64
  %nonzero = arith.cmpf one, %reference, %zero : f64
  %close = arith.andi %near, %nonzero : i1
  %some = arith.ori %same, %nans : i1
  %right = arith.ori %some, %close : i1
  %true = arith.constant true
  %wrong = arith.xori %right, %true : i1
  %count = arith.extui %wrong : i1 to i32
  return %count : i32
}

func.func @main() -> i32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c16 = arith.constant 16 : index
  %samples = arith.constant 262144 : index
  %stride = arith.constant dense<16381> : vector<16xi32>
  %none = arith.constant 0 : i32
  %total = scf.for %i = %c0 to %samples step %c16 iter_args(%sum = %none) -> i32 {
    %first = arith.index_cast %i : index to i32
    %splat = vector.broadcast %first : i32 to vector<16xi32>
    %steps = vector.step : vector<16xindex>
    %lanes = arith.index_cast %steps : vector<16xindex> to vector<16xi32>
    %index = arith.addi %splat, %lanes : vector<16xi32>
    %pattern = arith.muli %index, %stride : vector<16xi32>
    %x = arith.bitcast %pattern : vector<16xi32> to vector<16xf32>
    %got = math.FUNCTION %x : vector<16xf32>
    %count = scf.for %l = %c0 to %c16 step %c1 iter_args(%part = %sum) -> i32 {
      %xl = vector.extract %x[%l] : f32 from vector<16xf32>
      %gl = vector.extract %got[%l] : f32 from vector<16xf32>
      %wide = arith.extf %xl : f32 to f64
      %reference = func.call @FUNCTION(%wide) : (f64) -> f64
      %wrong = func.call @isWrong(%gl, %reference) : (f32, f64) -> i32
      %next = arith.addi %part, %wrong : i32
      scf.yield %next : i32
    }
    scf.yield %count : i32
  }
  return %total : i32
}
