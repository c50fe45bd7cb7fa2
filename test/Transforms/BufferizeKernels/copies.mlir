// RUN: tenfold-opt %s --tenfold-bufferize-kernels --split-input-file | FileCheck %s

// An input that is passed on, and a value that is returned twice, are copied.
// CHECK-LABEL: func.func private @pass_on(
// CHECK-SAME:    [[X:%.+]]: memref<7xf32>, [[A:%.+]]: memref<7xf32>, [[B:%.+]]: memref<7xf32>, [[C:%.+]]: memref<7xf32>)
// CHECK:         linalg.generic {{.*}} ins([[X]] : {{.*}}) outs([[A]] :
// CHECK:         linalg.generic {{.*}} ins([[X]] : {{.*}}) outs([[B]] :
// CHECK-NEXT:    ^bb0([[IN:%.+]]: f32, %{{.+}}: f32):
// CHECK-NEXT:      linalg.yield [[IN]]
// CHECK:         linalg.generic {{.*}} ins([[A]] : {{.*}}) outs([[C]] :
func.func private @pass_on(%x: tensor<7xf32>) -> (tensor<7xf32>, tensor<7xf32>, tensor<7xf32>) attributes {program.kernel} {
  %e = tensor.empty() : tensor<7xf32>
  %y = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%x : tensor<7xf32>) outs(%e : tensor<7xf32>) {
  ^bb0(%a: f32, %o: f32):
    %n = arith.negf %a : f32
    linalg.yield %n : f32
  } -> tensor<7xf32>
  return %y, %x, %y : tensor<7xf32>, tensor<7xf32>, tensor<7xf32>
}

// -----

// Adding onto an input must not change the input.
// CHECK-LABEL: func.func private @accumulate(
// CHECK-SAME:    [[X:%.+]]: memref<7xf32>, [[Y:%.+]]: memref<f32>, [[OUT:%.+]]: memref<f32>)
// CHECK:         linalg.generic {{.*}} ins([[Y]] : {{.*}}) outs([[OUT]] :
// CHECK:         linalg.generic {{.*}} ins([[X]] : {{.*}}) outs([[OUT]] :
func.func private @accumulate(%x: tensor<7xf32>, %y: tensor<f32>) -> tensor<f32> attributes {program.kernel} {
  %s = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> ()>], iterator_types = ["reduction"]}
      ins(%x : tensor<7xf32>) outs(%y : tensor<f32>) {
  ^bb0(%a: f32, %o: f32):
    %n = arith.addf %a, %o : f32
    linalg.yield %n : f32
  } -> tensor<f32>
  return %s : tensor<f32>
}

// -----

// Gathers read the table's buffer.
// CHECK-LABEL: func.func private @gather(
// CHECK-SAME:    [[TABLE:%.+]]: memref<?x3xf32>, [[IDS:%.+]]: memref<5xi64>, [[OUT:%.+]]: memref<5x3xf32>)
// CHECK:         linalg.generic {{.*}} ins([[IDS]] : {{.*}}) outs([[OUT]] :
// CHECK:           memref.load [[TABLE]][%{{.+}}, %{{.+}}] : memref<?x3xf32>
func.func private @gather(%table: tensor<?x3xf32>, %ids: tensor<5xi64>) -> tensor<5x3xf32> attributes {program.kernel} {
  %e = tensor.empty() : tensor<5x3xf32>
  %y = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i)>, affine_map<(i, j) -> (i, j)>],
                       iterator_types = ["parallel", "parallel"]}
      ins(%ids : tensor<5xi64>) outs(%e : tensor<5x3xf32>) {
  ^bb0(%id: i64, %o: f32):
    %row = arith.index_cast %id : i64 to index
    %j = linalg.index 1 : index
    %v = tensor.extract %table[%row, %j] : tensor<?x3xf32>
    linalg.yield %v : f32
  } -> tensor<5x3xf32>
  return %y : tensor<5x3xf32>
}
