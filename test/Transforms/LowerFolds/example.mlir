// RUN: tenfold-opt %s --tenfold-lower-folds=stream-tile=7 --cse | FileCheck %s
// RUN: tenfold-opt %s --tenfold-lower-folds=stream-tile=7 -o %t.mlir
// RUN: tenfold-interpret %s --dim n=3 --dim m=19 > %t.want
// RUN: tenfold-interpret %t.mlir --dim n=3 --dim m=19 | diff - %t.want
// RUN: tenfold-interpret %s --dim n=2 --dim m=0 > %t.none
// RUN: tenfold-interpret %t.mlir --dim n=2 --dim m=0 | diff - %t.none

// The sum and the greatest element of each row; sums begin with what a tensor says. Tiles of the stream are slices, the
// place of a tile is the loop's counter, and rows stay whole.
#matrix = affine_map<(i, j) -> (i, j)>
#rows = affine_map<(i, j) -> (i)>
// CHECK-LABEL: func.func @main(
// CHECK-SAME:    [[X:%[^:]+]]: tensor<?x?xf32> {{[^,]*}}, "m"{{[^,]*}}, [[START:%[^:]+]]: tensor<?xf32>
// CHECK-DAG:     [[LEAST:%.+]] = arith.constant 0xFF800000 : f32
// CHECK-DAG:     [[N:%.+]] = tensor.dim [[X]], %c0
// CHECK-DAG:     [[M:%.+]] = tensor.dim [[X]], %c1
// CHECK-DAG:     [[EMPTY:%.+]] = tensor.empty([[N]]) : tensor<?xf32>
// CHECK:         [[NONE:%.+]] = linalg.fill ins([[LEAST]] : f32) outs([[EMPTY]]
// CHECK:         [[STEP:%.+]] = arith.constant 7 : index
// CHECK:         [[R:%.+]]:2 = scf.for [[J:%.+]] = %c0 to [[M]] step [[STEP]] iter_args([[SUM:%.+]] = [[START]], [[MAX:%.+]] = [[NONE]])
// CHECK:           [[REST:%.+]] = arith.subi [[M]], [[J]]
// CHECK:           [[SIZE:%.+]] = arith.minui [[REST]], [[STEP]]
// CHECK:           [[TILE:%.+]] = tensor.extract_slice [[X]][0, [[J]]] {{\[}}[[N]], [[SIZE]]] [1, 1]
// CHECK:           [[SUM1:%.+]] = linalg.generic {{.*}} ins([[TILE]] : {{.*}}) outs([[SUM]] :
// CHECK:             linalg.index 1
// CHECK:             arith.addi [[J]],
// CHECK:           [[MAX1:%.+]] = linalg.reduce {{.*}} ins([[TILE]] : {{.*}}) outs([[MAX]] :
// CHECK:           scf.yield [[SUM1]], [[MAX1]]
// CHECK:         [[LESS:%.+]] = linalg.sub ins([[R]]#0, [[R]]#1 :
// CHECK:         return [[LESS]]
func.func @main(%x: tensor<?x?xf32> {nn.dims = ["n", "m"]}, %start: tensor<?xf32> {nn.dims = ["n"]}) -> tensor<?xf32> {
  %least = arith.constant 0xFF800000 : f32
  %less = fold.reduce {indexing_maps = [#matrix, #rows, #rows, #rows], iterator_types = ["parallel", "stream"]}
      ins(%x : tensor<?x?xf32>) init(%start, %least : tensor<?xf32>, f32) -> tensor<?xf32>
  absorb(%tile: tensor<?x?xf32>, %s: tensor<?xf32>, %m: tensor<?xf32>) {
    %j0 = fold.offset 1
    %s1 = linalg.generic {indexing_maps = [#matrix, #rows], iterator_types = ["parallel", "reduction"]}
        ins(%tile : tensor<?x?xf32>) outs(%s : tensor<?xf32>) {
    ^bb0(%e: f32, %sum: f32):
      %dj = linalg.index 1 : index
      %j = arith.addi %j0, %dj : index
      %i32 = arith.index_cast %j : index to i32
      %weight = arith.sitofp %i32 : i32 to f32
      %0 = arith.mulf %e, %weight : f32
      %1 = arith.addf %sum, %0 : f32
      linalg.yield %1 : f32
    } -> tensor<?xf32>
    %m1 = linalg.reduce {arith.maximumf} ins(%tile : tensor<?x?xf32>) outs(%m : tensor<?xf32>) dimensions = [1]
    fold.yield %s1, %m1 : tensor<?xf32>, tensor<?xf32>
  } finish(%s: tensor<?xf32>, %m: tensor<?xf32>) {
    %0 = linalg.sub ins(%s, %m : tensor<?xf32>, tensor<?xf32>) outs(%s : tensor<?xf32>) -> tensor<?xf32>
    fold.yield %0 : tensor<?xf32>
  }
  return %less : tensor<?xf32>
}
