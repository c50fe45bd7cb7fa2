// RUN: tenfold-opt %s --tenfold-vectorize-generics=vector-bits=512 --canonicalize --cse --split-input-file | FileCheck %s

// A row of a table, chosen by an id: the id is read once per row, the row by vectors.
// CHECK-LABEL: func.func @embedding
// CHECK-SAME: (%[[TABLE:.+]]: memref<31x48xf32>, %[[IDS:.+]]: memref<7xi64>,
// CHECK: %[[ID:.+]] = memref.load %[[IDS]]
// CHECK: %[[ROW:.+]] = arith.index_cast %[[ID]] : i64 to index
// CHECK: vector.load %[[TABLE]][%[[ROW]], %{{.+}}] : memref<31x48xf32>, vector<16xf32>
// CHECK-NOT: memref.load
func.func @embedding(%table: memref<31x48xf32>, %ids: memref<7xi64>, %out: memref<7x48xf32>) {
  linalg.generic {indexing_maps = [affine_map<(i, j) -> (i)>, affine_map<(i, j) -> (i, j)>],
                  iterator_types = ["parallel", "parallel"]}
      ins(%ids : memref<7xi64>) outs(%out : memref<7x48xf32>) {
  ^bb0(%id: i64, %o: f32):
    %i = arith.index_cast %id : i64 to index
    %j = linalg.index 1 : index
    %v = memref.load %table[%i, %j] : memref<31x48xf32>
    linalg.yield %v : f32
  }
  return
}

// -----

// Elements chosen by ids go one by one; lanes out of range read what lane 0 reads.
// CHECK-LABEL: func.func @take
// CHECK: %[[IDS:.+]] = vector.maskedload
// CHECK: %[[INDEX:.+]] = arith.index_cast %[[IDS]]
// CHECK: %[[FIRST:.+]] = vector.extract %[[INDEX]][0]
// CHECK: %[[ALL:.+]] = vector.broadcast %[[FIRST]]
// CHECK: arith.select %{{.+}}, %[[INDEX]], %[[ALL]]
// CHECK-COUNT-16: memref.load
// CHECK: vector.from_elements
func.func @take(%table: memref<31xf32>, %ids: memref<5xi32>, %out: memref<5xf32>) {
  linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%ids : memref<5xi32>) outs(%out : memref<5xf32>) {
  ^bb0(%id: i32, %o: f32):
    %i = arith.index_cast %id : i32 to index
    %v = memref.load %table[%i] : memref<31xf32>
    linalg.yield %v : f32
  }
  return
}

// -----

// Booleans are bytes in memory. Indices that grow with the lane are made where they are used.
// CHECK-LABEL: func.func @causal
// CHECK-SAME: (%[[KEEP:.+]]: memref<16x16xi1>,
// CHECK: %[[BYTES:.+]] = builtin.unrealized_conversion_cast %[[KEEP]] : memref<16x16xi1> to memref<16x16xi8>
// CHECK: %[[LOADED:.+]] = vector.load %[[BYTES]]{{.*}} vector<16xi8>
// CHECK: arith.cmpi ne, %[[LOADED]]
// CHECK: vector.step : vector<16xindex>
// CHECK: arith.cmpi sle, {{.*}} : vector<16xindex>
// CHECK: arith.select {{.*}} : vector<16xi1>, vector<16xf32>
func.func @causal(%keep: memref<16x16xi1>, %x: memref<16x16xf32>) {
  linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>],
                  iterator_types = ["parallel", "parallel"]}
      ins(%keep : memref<16x16xi1>) outs(%x : memref<16x16xf32>) {
  ^bb0(%k: i1, %a: f32):
    %low = arith.constant 0xFF800000 : f32
    %i = linalg.index 0 : index
    %j = linalg.index 1 : index
    %past = arith.cmpi sle, %j, %i : index
    %both = arith.andi %past, %k : i1
    %r = arith.select %both, %a, %low : f32
    linalg.yield %r : f32
  }
  return
}

// -----

// The store decides which loop becomes the lanes of a transpose; its loads go one by one.
// CHECK-LABEL: func.func @transpose
// CHECK-COUNT-16: memref.load
// CHECK: vector.store
func.func @transpose(%x: memref<16x3xf32>, %out: memref<3x16xf32>) {
  linalg.transpose ins(%x : memref<16x3xf32>) outs(%out : memref<3x16xf32>) permutation = [1, 0]
  return
}

// -----

// A lane out of range divides by one.
// CHECK-LABEL: func.func @divide
// CHECK: %[[ONES:.+]] = arith.constant dense<1> : vector<16xi32>
// CHECK: %[[MASK:.+]] = vector.constant_mask [11]
// CHECK: %[[SAFE:.+]] = arith.select %[[MASK]], %{{.+}}, %[[ONES]]
// CHECK: arith.divsi %{{.+}}, %[[SAFE]]
func.func @divide(%x: memref<11xi32>, %y: memref<11xi32>) {
  linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%x : memref<11xi32>) outs(%y : memref<11xi32>) {
  ^bb0(%a: i32, %b: i32):
    %q = arith.divsi %a, %b : i32
    linalg.yield %q : i32
  }
  return
}
