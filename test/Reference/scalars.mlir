// RUN: tenfold-interpret %s | FileCheck %s

// Scalar arithmetic where languages differ.

// x / 0 is -1, x % 0 is x, the least value over -1 wraps.
// CHECK: division.0 4xi32: -1 7 -2147483648 0
func.func @division() -> tensor<4xi32> {
  %x = arith.constant dense<[7, 7, -2147483648, -2147483648]> : tensor<4xi32>
  %y = arith.constant dense<[0, 0, -1, -1]> : tensor<4xi32>
  %empty = tensor.empty() : tensor<4xi32>
  %0 = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>, affine_map<(i) -> (i)>],
                       iterator_types = ["parallel"]}
      ins(%x, %y : tensor<4xi32>, tensor<4xi32>) outs(%empty : tensor<4xi32>) {
  ^bb0(%a: i32, %b: i32, %out: i32):
    %q = arith.divsi %a, %b : i32
    %r = arith.remsi %a, %b : i32
    %i = linalg.index 0 : index
    %one = arith.constant 1 : index
    %odd = arith.andi %i, %one : index
    %isOdd = arith.cmpi eq, %odd, %one : index
    %v = arith.select %isOdd, %r, %q : i32
    linalg.yield %v : i32
  } -> tensor<4xi32>
  return %0 : tensor<4xi32>
}

// Shifts past the width give 0 or the sign.
// CHECK: shifts.0 3xi32: 0 -1 0
func.func @shifts() -> tensor<3xi32> {
  %x = arith.constant dense<-8> : tensor<3xi32>
  %empty = tensor.empty() : tensor<3xi32>
  %0 = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%x : tensor<3xi32>) outs(%empty : tensor<3xi32>) {
  ^bb0(%a: i32, %out: i32):
    %past = arith.constant 32 : i32
    %left = arith.shli %a, %past : i32
    %right = arith.shrsi %a, %past : i32
    %unsigned = arith.shrui %a, %past : i32
    %i = linalg.index 0 : index
    %zero = arith.constant 0 : index
    %one = arith.constant 1 : index
    %is0 = arith.cmpi eq, %i, %zero : index
    %is1 = arith.cmpi eq, %i, %one : index
    %rest = arith.select %is1, %right, %unsigned : i32
    %v = arith.select %is0, %left, %rest : i32
    linalg.yield %v : i32
  } -> tensor<3xi32>
  return %0 : tensor<3xi32>
}

// maximumf hands NaN on, maxnumf drops it; -0 is less than +0.
// CHECK: maxima.0 3xf32: nan 1 0
func.func @maxima() -> tensor<3xf32> {
  %x = arith.constant dense<[0x7FC00000, 0x7FC00000, -0.0]> : tensor<3xf32>
  %y = arith.constant dense<[1.0, 1.0, 0.0]> : tensor<3xf32>
  %empty = tensor.empty() : tensor<3xf32>
  %0 = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>, affine_map<(i) -> (i)>],
                       iterator_types = ["parallel"]}
      ins(%x, %y : tensor<3xf32>, tensor<3xf32>) outs(%empty : tensor<3xf32>) {
  ^bb0(%a: f32, %b: f32, %out: f32):
    %max = arith.maximumf %a, %b : f32
    %num = arith.maxnumf %a, %b : f32
    %i = linalg.index 0 : index
    %one = arith.constant 1 : index
    %is1 = arith.cmpi eq, %i, %one : index
    %v = arith.select %is1, %num, %max : f32
    linalg.yield %v : f32
  } -> tensor<3xf32>
  return %0 : tensor<3xf32>
}
