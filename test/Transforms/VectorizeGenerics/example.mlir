// RUN: tenfold-opt %s --tenfold-vectorize-generics=vector-bits=512 --canonicalize --cse | FileCheck %s
// RUN: tenfold-opt %s --tenfold-vectorize-generics=vector-bits=512 --remarks-filter=vectorize-generics -o /dev/null 2>&1 | FileCheck %s --check-prefix=REMARK
// A softmax: six ops share the loop over rows and have three loops over lanes. The maximum and the sum stay in
// registers; exponentials, which two of the loops use, in memory.

#row = affine_map<(i, j) -> (i)>
#both = affine_map<(i, j) -> (i, j)>

// REMARK: remark: [Passed] Vectorized | Category:vectorize-generics | loops=3, ops=6, width=16
// CHECK-LABEL: func.func @softmax
// CHECK-SAME: (%[[X:.+]]: memref<5x83xf32>, %[[OUT:.+]]: memref<5x83xf32>)
// CHECK-DAG: %[[MINUS_INF:.+]] = arith.constant dense<0xFF800000> : vector<16xf32>
// CHECK-DAG: %[[NO_SUM:.+]] = arith.constant dense<-0.000000e+00> : vector<16xf32>
// CHECK: %[[E:.+]] = memref.alloc() : memref<5x83xf32>
// CHECK-NOT: memref.alloc
// CHECK: scf.for %[[I:.+]] = %c0 to %c5 step %c1 {
// 83 is 64 + 16 + 3: four vectors, one, and three lanes of another
// CHECK: vector.load %[[X]][%[[I]], %c0]
// CHECK: vector.load %[[X]][%[[I]], %c16]
// CHECK: vector.load %[[X]][%[[I]], %c32]
// CHECK: vector.load %[[X]][%[[I]], %c48]
// CHECK: %[[MASK:.+]] = vector.constant_mask [3]
// CHECK: vector.load %[[X]][%[[I]], %c64]
// CHECK: %[[LAST:.+]] = vector.maskedload %[[X]][%[[I]], %c80], %[[MASK]]
// CHECK: arith.select %[[MASK]], %[[LAST]], %[[MINUS_INF]]
// CHECK: vector.shuffle {{.*}} [0, 1, 2, 3, 4, 5, 6, 7]
// CHECK: vector.shuffle {{.*}} [8, 9, 10, 11, 12, 13, 14, 15]
// CHECK: %[[MAX:.+]] = vector.extract
// CHECK-NOT: memref.store
// CHECK: vector.broadcast %[[MAX]]
// CHECK: %[[P:.+]] = math.exp {{.*}} : vector<16xf32>
// CHECK: vector.store %[[P]], %[[E]][%[[I]], %c0]
// CHECK: arith.select {{.*}}, %[[NO_SUM]]
// CHECK-NOT: memref.store
// CHECK: arith.divf {{.*}} : vector<16xf32>
// CHECK: vector.store {{.*}}, %[[OUT]][%[[I]],
// CHECK: vector.maskedstore %[[OUT]][%[[I]], %c80]
// CHECK-NOT: linalg
func.func @softmax(%x: memref<5x83xf32>, %out: memref<5x83xf32>) {
  %low = arith.constant 0xFF800000 : f32
  %zero = arith.constant 0.0 : f32
  %max = memref.alloc() : memref<5xf32>
  linalg.fill ins(%low : f32) outs(%max : memref<5xf32>)
  linalg.generic {indexing_maps = [#both, #row], iterator_types = ["parallel", "reduction"]}
      ins(%x : memref<5x83xf32>) outs(%max : memref<5xf32>) {
  ^bb0(%a: f32, %m: f32):
    %r = arith.maximumf %m, %a : f32
    linalg.yield %r : f32
  }
  %e = memref.alloc() : memref<5x83xf32>
  linalg.generic {indexing_maps = [#both, #row, #both], iterator_types = ["parallel", "parallel"]}
      ins(%x, %max : memref<5x83xf32>, memref<5xf32>) outs(%e : memref<5x83xf32>) {
  ^bb0(%a: f32, %m: f32, %o: f32):
    %d = arith.subf %a, %m : f32
    %p = math.exp %d : f32
    linalg.yield %p : f32
  }
  %sum = memref.alloc() : memref<5xf32>
  linalg.fill ins(%zero : f32) outs(%sum : memref<5xf32>)
  linalg.generic {indexing_maps = [#both, #row], iterator_types = ["parallel", "reduction"]}
      ins(%e : memref<5x83xf32>) outs(%sum : memref<5xf32>) {
  ^bb0(%a: f32, %s: f32):
    %r = arith.addf %s, %a : f32
    linalg.yield %r : f32
  }
  linalg.generic {indexing_maps = [#both, #row, #both], iterator_types = ["parallel", "parallel"]}
      ins(%e, %sum : memref<5x83xf32>, memref<5xf32>) outs(%out : memref<5x83xf32>) {
  ^bb0(%a: f32, %s: f32, %o: f32):
    %q = arith.divf %a, %s : f32
    linalg.yield %q : f32
  }
  return
}
