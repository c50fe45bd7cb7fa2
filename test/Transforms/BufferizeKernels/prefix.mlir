// RUN: tenfold-opt %s --tenfold-bufferize-kernels | FileCheck %s
// A prefix is a view of its argument; what has its extent is as large.

// CHECK-LABEL: func.func private @sums(
// CHECK-SAME:    [[X:%.+]]: memref<?x?xf32> {{.*}}, [[LENGTH:%.+]]: memref<i64>,
// CHECK:         [[L:%.+]] = memref.load [[LENGTH]][] : memref<i64>
// CHECK:         [[I:%.+]] = arith.index_cast [[L]]
// CHECK:         [[LEAST:%.+]] = arith.minsi [[I]],
// CHECK:         [[COUNT:%.+]] = arith.maxsi [[LEAST]],
// CHECK:         [[PREFIX:%.+]] = memref.subview [[X]][0, 0] [%{{.+}}, [[COUNT]]] [1, 1]
// CHECK:         [[E:%.+]] = memref.alloc(%{{.+}}, [[COUNT]]) : memref<?x?xf32>
// CHECK:         linalg.generic {{.*}} ins([[PREFIX]] : {{.*}}) outs([[E]]
func.func private @sums(%x: tensor<?x?xf32> {nn.dims = ["rows", "columns"]}, %length: tensor<i64>) -> (tensor<?xf32> {nn.dims = ["rows"]}) attributes {program.kernel} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0.0 : f32
  %l = tensor.extract %length[] : tensor<i64>
  %i = arith.index_cast %l : i64 to index
  %m = tensor.dim %x, %c0 : tensor<?x?xf32>
  %n = tensor.dim %x, %c1 : tensor<?x?xf32>
  %least = arith.minsi %i, %n : index
  %count = arith.maxsi %least, %c0 : index
  %p = tensor.extract_slice %x[0, 0] [%m, %count] [1, 1] : tensor<?x?xf32> to tensor<?x?xf32>
  %e = tensor.empty(%m, %count) : tensor<?x?xf32>
  %0 = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>], iterator_types = ["parallel", "parallel"]}
      ins(%p : tensor<?x?xf32>) outs(%e : tensor<?x?xf32>) {
  ^bb0(%a: f32, %o: f32):
    %b = math.exp %a : f32
    linalg.yield %b : f32
  } -> tensor<?x?xf32>
  %f = tensor.empty(%m) : tensor<?xf32>
  %s = linalg.fill ins(%zero : f32) outs(%f : tensor<?xf32>) -> tensor<?xf32>
  %1 = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i)>], iterator_types = ["parallel", "reduction"]}
      ins(%0 : tensor<?x?xf32>) outs(%s : tensor<?xf32>) {
  ^bb0(%a: f32, %o: f32):
    %b = arith.addf %a, %o : f32
    linalg.yield %b : f32
  } -> tensor<?xf32>
  return %1 : tensor<?xf32>
}
