// The same numbers from vectors of three widths as from plain loops. All values are small integers, so that no order of
// a sum rounds: a row reduction, column sums, a chain, a gather, booleans, a transpose, an argmax and an integer
// division, each with an incomplete last vector.
//
// RUN: mlir-opt %s --convert-linalg-to-loops --test-lower-to-llvm | mlir-runner -e main --entry-point-result=i32 | FileCheck %s
// RUN: tenfold-opt %s --tenfold-vectorize-generics=vector-bits=512 | mlir-opt --test-lower-to-llvm | mlir-runner -e main --entry-point-result=i32 | FileCheck %s
// RUN: tenfold-opt %s --tenfold-vectorize-generics=vector-bits=256 | mlir-opt --test-lower-to-llvm | mlir-runner -e main --entry-point-result=i32 | FileCheck %s
// RUN: tenfold-opt %s --tenfold-vectorize-generics=vector-bits=128 | mlir-opt --test-lower-to-llvm | mlir-runner -e main --entry-point-result=i32 | FileCheck %s

// CHECK: {{^1490761586$}}

#row = affine_map<(i, j) -> (i)>
#column = affine_map<(i, j) -> (j)>
#both = affine_map<(i, j) -> (i, j)>
#turned = affine_map<(i, j) -> (j, i)>

func.func @kernel(%x: memref<?x?xf32>, %ids: memref<?xi64>, %out: memref<?x?xf32>, %rows: memref<?xf32>,
                  %columns: memref<?xf32>, %turned: memref<?x?xf32>, %best: memref<?xi64>, %keep: memref<?x?xi1>) {
  %zero = arith.constant 0.0 : f32
  %low = arith.constant -100.0 : f32
  %none = arith.constant -1 : i64
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = memref.dim %x, %c0 : memref<?x?xf32>
  %k = memref.dim %x, %c1 : memref<?x?xf32>
  %max = memref.alloc(%n) : memref<?xf32>
  linalg.fill ins(%low : f32) outs(%max : memref<?xf32>)
  linalg.fill ins(%none : i64) outs(%best : memref<?xi64>)
  // largest element and its place: no known combiner
  linalg.generic {indexing_maps = [#both, #row, #row], iterator_types = ["parallel", "reduction"]}
      ins(%x : memref<?x?xf32>) outs(%max, %best : memref<?xf32>, memref<?xi64>) {
  ^bb0(%a: f32, %m: f32, %p: i64):
    %j = linalg.index 1 : index
    %place = arith.index_cast %j : index to i64
    %larger = arith.cmpf ogt, %a, %m : f32
    %value = arith.select %larger, %a, %m : f32
    %index = arith.select %larger, %place, %p : i64
    linalg.yield %value, %index : f32, i64
  }
  %centered = memref.alloc(%n, %k) : memref<?x?xf32>
  linalg.generic {indexing_maps = [#both, #row, #both], iterator_types = ["parallel", "parallel"]}
      ins(%x, %max : memref<?x?xf32>, memref<?xf32>) outs(%centered : memref<?x?xf32>) {
  ^bb0(%a: f32, %m: f32, %o: f32):
    %d = arith.subf %a, %m : f32
    linalg.yield %d : f32
  }
  linalg.fill ins(%zero : f32) outs(%rows : memref<?xf32>)
  linalg.generic {indexing_maps = [#both, #row], iterator_types = ["parallel", "reduction"]}
      ins(%centered : memref<?x?xf32>) outs(%rows : memref<?xf32>) {
  ^bb0(%a: f32, %s: f32):
    %q = arith.mulf %a, %a : f32
    %t = arith.addf %s, %q : f32
    linalg.yield %t : f32
  }
  linalg.fill ins(%zero : f32) outs(%columns : memref<?xf32>)
  linalg.generic {indexing_maps = [#turned, #row], iterator_types = ["parallel", "reduction"]}
      ins(%centered : memref<?x?xf32>) outs(%columns : memref<?xf32>) {
  ^bb0(%a: f32, %s: f32):
    %t = arith.addf %s, %a : f32
    linalg.yield %t : f32
  }
  // rows of x by number, and which of them grow
  linalg.generic {indexing_maps = [#row, #both, #both, #both], iterator_types = ["parallel", "parallel"]}
      ins(%ids, %x : memref<?xi64>, memref<?x?xf32>) outs(%out, %keep : memref<?x?xf32>, memref<?x?xi1>) {
  ^bb0(%id: i64, %a: f32, %o: f32, %b: i1):
    %i = arith.index_cast %id : i64 to index
    %j = linalg.index 1 : index
    %v = memref.load %x[%i, %j] : memref<?x?xf32>
    %grows = arith.cmpf ogt, %v, %a : f32
    linalg.yield %v, %grows : f32, i1
  }
  linalg.generic {indexing_maps = [#both, #both, #turned], iterator_types = ["parallel", "parallel"]}
      ins(%out, %keep : memref<?x?xf32>, memref<?x?xi1>) outs(%turned : memref<?x?xf32>) {
  ^bb0(%a: f32, %g: i1, %o: f32):
    %z = arith.constant 0.0 : f32
    %s = arith.select %g, %a, %z : f32
    linalg.yield %s : f32
  }
  linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%ids : memref<?xi64>) outs(%best : memref<?xi64>) {
  ^bb0(%id: i64, %o: i64):
    %one = arith.constant 1 : i64
    %d = arith.addi %id, %one : i64
    %q = arith.divsi %o, %d : i64
    linalg.yield %q : i64
  }
  return
}

// Sums value * (1 + place mod 7).
func.func @weigh(%m: memref<?x?xf32>) -> i32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c7 = arith.constant 7 : index
  %n = memref.dim %m, %c0 : memref<?x?xf32>
  %k = memref.dim %m, %c1 : memref<?x?xf32>
  %zero = arith.constant 0 : i32
  %sum = scf.for %i = %c0 to %n step %c1 iter_args(%a = %zero) -> i32 {
    %part = scf.for %j = %c0 to %k step %c1 iter_args(%b = %a) -> i32 {
      %v = memref.load %m[%i, %j] : memref<?x?xf32>
      %row = arith.muli %i, %k : index
      %place = arith.addi %row, %j : index
      %rest = arith.remui %place, %c7 : index
      %weight = arith.addi %rest, %c1 : index
      %w = arith.index_cast %weight : index to i32
      %vi = arith.fptosi %v : f32 to i32
      %p = arith.muli %vi, %w : i32
      %next = arith.addi %b, %p : i32
      scf.yield %next : i32
    }
    scf.yield %part : i32
  }
  return %sum : i32
}

func.func @main() -> i32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = arith.constant 19 : index
  %k = arith.constant 83 : index
  %x = memref.alloc(%n, %k) : memref<?x?xf32>
  %ids = memref.alloc(%n) : memref<?xi64>
  scf.for %i = %c0 to %n step %c1 {
    %c5 = arith.constant 5 : index
    %five = arith.muli %i, %c5 : index
    %id = arith.remui %five, %n : index
    %id64 = arith.index_cast %id : index to i64
    memref.store %id64, %ids[%i] : memref<?xi64>
    scf.for %j = %c0 to %k step %c1 {
      %c13 = arith.constant 13 : index
      %p = arith.muli %i, %k : index
      %q = arith.addi %p, %j : index
      %r = arith.muli %q, %q : index
      %s = arith.remui %r, %c13 : index
      %t = arith.index_cast %s : index to i32
      %v = arith.sitofp %t : i32 to f32
      memref.store %v, %x[%i, %j] : memref<?x?xf32>
    }
  }
  %out = memref.alloc(%n, %k) : memref<?x?xf32>
  %turned = memref.alloc(%k, %n) : memref<?x?xf32>
  %lines = memref.alloc(%c1, %n) : memref<?x?xf32>
  %sums = memref.alloc(%c1, %k) : memref<?x?xf32>
  %best = memref.alloc(%n) : memref<?xi64>
  %keep = memref.alloc(%n, %k) : memref<?x?xi1>
  %rows = memref.subview %lines[0, 0] [1, %n] [1, 1] : memref<?x?xf32> to memref<?xf32, strided<[1]>>
  %columns = memref.subview %sums[0, 0] [1, %k] [1, 1] : memref<?x?xf32> to memref<?xf32, strided<[1]>>
  %rows_id = memref.cast %rows : memref<?xf32, strided<[1]>> to memref<?xf32>
  %columns_id = memref.cast %columns : memref<?xf32, strided<[1]>> to memref<?xf32>
  call @kernel(%x, %ids, %out, %rows_id, %columns_id, %turned, %best, %keep)
      : (memref<?x?xf32>, memref<?xi64>, memref<?x?xf32>, memref<?xf32>, memref<?xf32>, memref<?x?xf32>, memref<?xi64>,
         memref<?x?xi1>) -> ()
  %a = call @weigh(%out) : (memref<?x?xf32>) -> i32
  %b = call @weigh(%turned) : (memref<?x?xf32>) -> i32
  %c = call @weigh(%lines) : (memref<?x?xf32>) -> i32
  %d = call @weigh(%sums) : (memref<?x?xf32>) -> i32
  %zero = arith.constant 0 : i32
  %e = scf.for %i = %c0 to %n step %c1 iter_args(%s = %zero) -> i32 {
    %v = memref.load %best[%i] : memref<?xi64>
    %v32 = arith.trunci %v : i64 to i32
    %three = arith.constant 3 : i32
    %t = arith.muli %s, %three : i32
    %u = arith.addi %t, %v32 : i32
    scf.yield %u : i32
  }
  %ab = arith.addi %a, %b : i32
  %cd = arith.xori %c, %d : i32
  %abcd = arith.muli %ab, %cd : i32
  %result = arith.addi %abcd, %e : i32
  return %result : i32
}
