// REQUIRES: avx2, fma
// DEFINE: %{lower} = tenfold-opt --tenfold-lower-contractions | mlir-opt --convert-vector-to-scf --convert-linalg-to-loops --expand-strided-metadata --lower-affine --convert-scf-to-cf --convert-vector-to-llvm --convert-ub-to-llvm --finalize-memref-to-llvm --convert-arith-to-llvm --convert-index-to-llvm --convert-func-to-llvm --convert-cf-to-llvm --reconcile-unrealized-casts
// RUN: sed s/CPU/x86-64-v3/ %s | %{lower} | mlir-runner -O1 -e main -entry-point-result=i32 | FileCheck %s
// RUN: %if avx512f %{ sed s/CPU/skylake-avx512/ %s | %{lower} | mlir-runner -O1 -e main -entry-point-result=i32 | FileCheck %s %}
// Every combination of m in 0..17, n around the panels' edges and k around the unrolling, with dynamic sizes and strides,
// against loops: integers small enough that every sum is exact. A NaN counts as a difference.

// CHECK: {{^}}0{{$}}

module attributes {program.cpu = "CPU"} {
  // c[m, n] += a[m, k] * b[n, k] by the pass: a is transposed into rows, b into panels.
  func.func private @product(%a: memref<?x?xf32, strided<[?, ?], offset: ?>>,
                             %b: memref<?x?xf32, strided<[?, ?], offset: ?>>, %c: memref<?x?xf32>) {
    linalg.matmul indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (n, k)>,
                                   affine_map<(m, n, k) -> (m, n)>]
        ins(%a, %b : memref<?x?xf32, strided<[?, ?], offset: ?>>, memref<?x?xf32, strided<[?, ?], offset: ?>>)
        outs(%c : memref<?x?xf32>)
    return
  }

  // t[i, j] = (i * 7 + j * 5) mod 11 - 5
  func.func private @fill(%t: memref<?x?xf32>) {
    %five = arith.constant 5.0 : f32
    %c5 = arith.constant 5 : index
    %c7 = arith.constant 7 : index
    %c11 = arith.constant 11 : index
    linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>], iterator_types = ["parallel", "parallel"]}
        outs(%t : memref<?x?xf32>) {
    ^bb0(%old: f32):
      %i = linalg.index 0 : index
      %j = linalg.index 1 : index
      %0 = arith.muli %i, %c7 : index
      %1 = arith.muli %j, %c5 : index
      %2 = arith.addi %0, %1 : index
      %3 = arith.remui %2, %c11 : index
      %4 = arith.index_cast %3 : index to i32
      %5 = arith.sitofp %4 : i32 to f32
      %6 = arith.subf %5, %five : f32
      linalg.yield %6 : f32
    }
    return
  }

  // Elements of c that differ from 1 + sum over k of a[m, k] * b[n, k].
  func.func private @differences(%a: memref<?x?xf32, strided<[?, ?], offset: ?>>,
                                 %b: memref<?x?xf32, strided<[?, ?], offset: ?>>, %c: memref<?x?xf32>) -> i32 {
    %none = arith.constant 0 : i32
    %one = arith.constant 1.0 : f32
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %m = memref.dim %c, %c0 : memref<?x?xf32>
    %n = memref.dim %c, %c1 : memref<?x?xf32>
    %k = memref.dim %a, %c1 : memref<?x?xf32, strided<[?, ?], offset: ?>>
    %total = scf.for %i = %c0 to %m step %c1 iter_args(%rows = %none) -> (i32) {
      %row = scf.for %j = %c0 to %n step %c1 iter_args(%count = %rows) -> (i32) {
        %sum = scf.for %p = %c0 to %k step %c1 iter_args(%acc = %one) -> (f32) {
          %x = memref.load %a[%i, %p] : memref<?x?xf32, strided<[?, ?], offset: ?>>
          %y = memref.load %b[%j, %p] : memref<?x?xf32, strided<[?, ?], offset: ?>>
          %xy = arith.mulf %x, %y : f32
          %next = arith.addf %acc, %xy : f32
          scf.yield %next : f32
        }
        %got = memref.load %c[%i, %j] : memref<?x?xf32>
        %differs = arith.cmpf une, %got, %sum : f32
        %bit = arith.extui %differs : i1 to i32
        %next = arith.addi %count, %bit : i32
        scf.yield %next : i32
      }
      scf.yield %row : i32
    }
    return %total : i32
  }

  func.func private @try(%m: index, %n: index, %k: index, %transposed: i1) -> i32 {
    %one = arith.constant 1.0 : f32
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %mk = arith.muli %m, %k : index
    %rows = arith.select %transposed, %k, %m : index
    %columns = arith.select %transposed, %m, %k : index
    %rowStride = arith.select %transposed, %c1, %k : index
    %columnStride = arith.select %transposed, %m, %c1 : index
    %at = memref.alloc(%rows, %columns) : memref<?x?xf32>
    %bt = memref.alloc(%n, %k) : memref<?x?xf32>
    %c = memref.alloc(%m, %n) : memref<?x?xf32>
    call @fill(%at) : (memref<?x?xf32>) -> ()
    call @fill(%bt) : (memref<?x?xf32>) -> ()
    linalg.fill ins(%one : f32) outs(%c : memref<?x?xf32>)
    %a = memref.reinterpret_cast %at to offset: [%c0], sizes: [%m, %k], strides: [%rowStride, %columnStride]
        : memref<?x?xf32> to memref<?x?xf32, strided<[?, ?], offset: ?>>
    %b = memref.cast %bt : memref<?x?xf32> to memref<?x?xf32, strided<[?, ?], offset: ?>>
    call @product(%a, %b, %c) : (memref<?x?xf32, strided<[?, ?], offset: ?>>,
                                 memref<?x?xf32, strided<[?, ?], offset: ?>>, memref<?x?xf32>) -> ()
    %0 = call @differences(%a, %b, %c) : (memref<?x?xf32, strided<[?, ?], offset: ?>>,
                                          memref<?x?xf32, strided<[?, ?], offset: ?>>, memref<?x?xf32>) -> i32
    memref.dealloc %at : memref<?x?xf32>
    memref.dealloc %bt : memref<?x?xf32>
    memref.dealloc %c : memref<?x?xf32>
    return %0 : i32
  }

  func.func @main() -> i32 attributes {llvm.emit_c_interface} {
    %none = arith.constant 0 : i32
    %false = arith.constant false
    %true = arith.constant true
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c3 = arith.constant 3 : index
    %c13 = arith.constant 13 : index
    %c18 = arith.constant 18 : index
    %c120 = arith.constant 120 : index
    %total = scf.for %m = %c0 to %c18 step %c1 iter_args(%m0 = %none) -> (i32) {
      %inM = scf.for %n = %c1 to %c120 step %c13 iter_args(%n0 = %m0) -> (i32) {
        %inN = scf.for %k = %c0 to %c18 step %c3 iter_args(%k0 = %n0) -> (i32) {
          %plain = func.call @try(%m, %n, %k, %false) : (index, index, index, i1) -> i32
          %across = func.call @try(%m, %n, %k, %true) : (index, index, index, i1) -> i32
          %both = arith.addi %plain, %across : i32
          %k1 = arith.addi %k0, %both : i32
          scf.yield %k1 : i32
        }
        scf.yield %inN : i32
      }
      scf.yield %inM : i32
    }
    return %total : i32
  }
}
