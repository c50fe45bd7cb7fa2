// RUN: tenfold-opt %s | tenfold-opt | FileCheck %s
// RUN: tenfold-interpret %s --dim n=11 --dim m=13 --fold-tiles=0,0,1 | FileCheck %s --check-prefix=EQUAL
// RUN: tenfold-interpret %s --dim n=11 --dim m=13 --fold-tiles=1,1,1 | FileCheck %s --check-prefix=EQUAL
// RUN: tenfold-interpret %s --dim n=11 --dim m=13 --fold-tiles=3,5,1 | FileCheck %s --check-prefix=EQUAL
// RUN: tenfold-interpret %s --dim n=11 --dim m=13 --fold-tiles=2,2,3 | FileCheck %s --check-prefix=EQUAL
// RUN: tenfold-interpret %s --dim n=13 --dim m=5 --fold-tiles=4,2,7 | FileCheck %s --check-prefix=EQUAL
// RUN: tenfold-interpret %s --dim n=2 --dim m=0 | FileCheck %s --check-prefix=EQUAL
// RUN: tenfold-interpret %s --dim n=0 --dim m=3 | FileCheck %s --check-prefix=EQUAL

// Causal attention as a fold: state (greatest score, sum of weights, sum of weighted values). It is nn.attention whatever
// the tiles, rows without any kept key (here the first ones) included.
#query = affine_map<(b, h, i, j, d, w) -> (b, h, i, d)>
#key = affine_map<(b, h, i, j, d, w) -> (b, h, j, d)>
#value = affine_map<(b, h, i, j, d, w) -> (b, h, j, w)>
#row = affine_map<(b, h, i, j, d, w) -> (b, h, i)>
#out = affine_map<(b, h, i, j, d, w) -> (b, h, i, w)>

// Inside tiles: (b, h, i, j) and one of d, w.
#q = affine_map<(b, h, i, j, d) -> (b, h, i, d)>
#k = affine_map<(b, h, i, j, d) -> (b, h, j, d)>
#s = affine_map<(b, h, i, j, d) -> (b, h, i, j)>
#elements = affine_map<(b, h, i, j) -> (b, h, i, j)>
#rows = affine_map<(b, h, i, j) -> (b, h, i)>
#p = affine_map<(b, h, i, w, j) -> (b, h, i, j)>
#v = affine_map<(b, h, i, w, j) -> (b, h, j, w)>
#o = affine_map<(b, h, i, w, j) -> (b, h, i, w)>
#vector = affine_map<(b, h, i) -> (b, h, i)>
#tile = affine_map<(b, h, i, w) -> (b, h, i, w)>
#tileRow = affine_map<(b, h, i, w) -> (b, h, i)>

// CHECK-LABEL: func.func private @attention
// CHECK: fold.reduce {indexing_maps = [
// CHECK-SAME: iterator_types = ["parallel", "parallel", "parallel", "stream", "whole", "whole"]}
// CHECK-SAME: ins(%{{.*}} : tensor<2x3x?x8xf32>, tensor<2x3x?x8xf32>, tensor<2x3x?x7xf32>) init(%{{.*}} : f32, f32, f32) -> tensor<2x3x?x7xf32>
// CHECK-SAME: absorb (%{{.*}}: tensor<?x?x?x8xf32>, %{{.*}}: tensor<?x?x?x8xf32>, %{{.*}}: tensor<?x?x?x7xf32>,
// CHECK: fold.offset 3
// CHECK: fold.yield {{.*}} : tensor<?x?x?xf32>, tensor<?x?x?xf32>, tensor<?x?x?x7xf32>
// CHECK: } merge (
// CHECK: } finish (
func.func private @attention(%query: tensor<2x3x?x8xf32>, %key: tensor<2x3x?x8xf32>, %value: tensor<2x3x?x7xf32>) -> tensor<2x3x?x7xf32> {
  %least = arith.constant 0xFF800000 : f32
  %zero = arith.constant 0.0 : f32
  %scale = arith.constant 0.353553385 : f32
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %result = fold.reduce {indexing_maps = [#query, #key, #value, #row, #row, #out, #out],
                         iterator_types = ["parallel", "parallel", "parallel", "stream", "whole", "whole"]}
      ins(%query, %key, %value : tensor<2x3x?x8xf32>, tensor<2x3x?x8xf32>, tensor<2x3x?x7xf32>)
      init(%least, %zero, %zero : f32, f32, f32) -> tensor<2x3x?x7xf32>
  absorb(%q: tensor<?x?x?x8xf32>, %k: tensor<?x?x?x8xf32>, %v: tensor<?x?x?x7xf32>,
         %m: tensor<?x?x?xf32>, %l: tensor<?x?x?xf32>, %o: tensor<?x?x?x7xf32>) {
    %b = tensor.dim %q, %c0 : tensor<?x?x?x8xf32>
    %h = tensor.dim %q, %c1 : tensor<?x?x?x8xf32>
    %n = tensor.dim %q, %c2 : tensor<?x?x?x8xf32>
    %keys = tensor.dim %k, %c2 : tensor<?x?x?x8xf32>
    %i0 = fold.offset 2
    %j0 = fold.offset 3
    // s = scale q.k where j < i, else -inf
    %empty = tensor.empty(%b, %h, %n, %keys) : tensor<?x?x?x?xf32>
    %none = linalg.fill ins(%zero : f32) outs(%empty : tensor<?x?x?x?xf32>) -> tensor<?x?x?x?xf32>
    %qk = linalg.generic {indexing_maps = [#q, #k, #s], iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction"]}
        ins(%q, %k : tensor<?x?x?x8xf32>, tensor<?x?x?x8xf32>) outs(%none : tensor<?x?x?x?xf32>) {
    ^bb0(%x: f32, %y: f32, %sum: f32):
      %0 = arith.mulf %x, %y : f32
      %1 = arith.addf %sum, %0 : f32
      linalg.yield %1 : f32
    } -> tensor<?x?x?x?xf32>
    %s = linalg.generic {indexing_maps = [#elements, #elements], iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
        ins(%qk : tensor<?x?x?x?xf32>) outs(%empty : tensor<?x?x?x?xf32>) {
    ^bb0(%x: f32, %unused: f32):
      %0 = arith.mulf %x, %scale : f32
      %di = linalg.index 2 : index
      %dj = linalg.index 3 : index
      %i = arith.addi %i0, %di : index
      %j = arith.addi %j0, %dj : index
      %past = arith.cmpi slt, %j, %i : index
      %1 = arith.select %past, %0, %least : f32
      linalg.yield %1 : f32
    } -> tensor<?x?x?x?xf32>
    // m' = max(m, max_j s), of which -inf is subtracted as 0
    %m1 = linalg.generic {indexing_maps = [#elements, #rows], iterator_types = ["parallel", "parallel", "parallel", "reduction"]}
        ins(%s : tensor<?x?x?x?xf32>) outs(%m : tensor<?x?x?xf32>) {
    ^bb0(%x: f32, %max: f32):
      %0 = arith.maximumf %max, %x : f32
      linalg.yield %0 : f32
    } -> tensor<?x?x?xf32>
    %unset = tensor.empty(%b, %h, %n) : tensor<?x?x?xf32>
    %anchor = linalg.generic {indexing_maps = [#vector, #vector], iterator_types = ["parallel", "parallel", "parallel"]}
        ins(%m1 : tensor<?x?x?xf32>) outs(%unset : tensor<?x?x?xf32>) {
    ^bb0(%x: f32, %unused: f32):
      %0 = arith.cmpf oeq, %x, %least : f32
      %1 = arith.select %0, %zero, %x : f32
      linalg.yield %1 : f32
    } -> tensor<?x?x?xf32>
    %factor = linalg.generic {indexing_maps = [#vector, #vector, #vector], iterator_types = ["parallel", "parallel", "parallel"]}
        ins(%m, %anchor : tensor<?x?x?xf32>, tensor<?x?x?xf32>) outs(%unset : tensor<?x?x?xf32>) {
    ^bb0(%x: f32, %y: f32, %unused: f32):
      %0 = arith.subf %x, %y : f32
      %1 = math.exp %0 : f32
      linalg.yield %1 : f32
    } -> tensor<?x?x?xf32>
    // p = exp(s - m')
    %p = linalg.generic {indexing_maps = [#elements, #rows, #elements], iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
        ins(%s, %anchor : tensor<?x?x?x?xf32>, tensor<?x?x?xf32>) outs(%empty : tensor<?x?x?x?xf32>) {
    ^bb0(%x: f32, %y: f32, %unused: f32):
      %0 = arith.subf %x, %y : f32
      %1 = math.exp %0 : f32
      linalg.yield %1 : f32
    } -> tensor<?x?x?x?xf32>
    // l' = l exp(m - m') + sum_j p,  o' = o exp(m - m') + p v
    %l0 = linalg.generic {indexing_maps = [#vector, #vector, #vector], iterator_types = ["parallel", "parallel", "parallel"]}
        ins(%l, %factor : tensor<?x?x?xf32>, tensor<?x?x?xf32>) outs(%unset : tensor<?x?x?xf32>) {
    ^bb0(%x: f32, %y: f32, %unused: f32):
      %0 = arith.mulf %x, %y : f32
      linalg.yield %0 : f32
    } -> tensor<?x?x?xf32>
    %l1 = linalg.generic {indexing_maps = [#elements, #rows], iterator_types = ["parallel", "parallel", "parallel", "reduction"]}
        ins(%p : tensor<?x?x?x?xf32>) outs(%l0 : tensor<?x?x?xf32>) {
    ^bb0(%x: f32, %sum: f32):
      %0 = arith.addf %sum, %x : f32
      linalg.yield %0 : f32
    } -> tensor<?x?x?xf32>
    %o0 = linalg.generic {indexing_maps = [#tileRow, #tile], iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
        ins(%factor : tensor<?x?x?xf32>) outs(%o : tensor<?x?x?x7xf32>) {
    ^bb0(%x: f32, %y: f32):
      %0 = arith.mulf %y, %x : f32
      linalg.yield %0 : f32
    } -> tensor<?x?x?x7xf32>
    %o1 = linalg.generic {indexing_maps = [#p, #v, #o], iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction"]}
        ins(%p, %v : tensor<?x?x?x?xf32>, tensor<?x?x?x7xf32>) outs(%o0 : tensor<?x?x?x7xf32>) {
    ^bb0(%x: f32, %y: f32, %sum: f32):
      %0 = arith.mulf %x, %y : f32
      %1 = arith.addf %sum, %0 : f32
      linalg.yield %1 : f32
    } -> tensor<?x?x?x7xf32>
    fold.yield %m1, %l1, %o1 : tensor<?x?x?xf32>, tensor<?x?x?xf32>, tensor<?x?x?x7xf32>
  } merge(%m: tensor<?x?x?xf32>, %l: tensor<?x?x?xf32>, %o: tensor<?x?x?x7xf32>,
          %m_: tensor<?x?x?xf32>, %l_: tensor<?x?x?xf32>, %o_: tensor<?x?x?x7xf32>) {
    // m' = max(m, m_), and both sides times exp(their m - m')
    %m1, %l1 = linalg.generic {indexing_maps = [#vector, #vector, #vector, #vector], iterator_types = ["parallel", "parallel", "parallel"]}
        ins(%m_, %l_ : tensor<?x?x?xf32>, tensor<?x?x?xf32>) outs(%m, %l : tensor<?x?x?xf32>, tensor<?x?x?xf32>) {
    ^bb0(%x: f32, %s: f32, %y: f32, %t: f32):
      %max = arith.maximumf %x, %y : f32
      %unset = arith.cmpf oeq, %max, %least : f32
      %anchor = arith.select %unset, %zero, %max : f32
      %0 = arith.subf %x, %anchor : f32
      %1 = math.exp %0 : f32
      %2 = arith.mulf %s, %1 : f32
      %3 = arith.subf %y, %anchor : f32
      %4 = math.exp %3 : f32
      %5 = arith.mulf %t, %4 : f32
      %6 = arith.addf %2, %5 : f32
      linalg.yield %max, %6 : f32, f32
    } -> (tensor<?x?x?xf32>, tensor<?x?x?xf32>)
    %o1 = linalg.generic {indexing_maps = [#tileRow, #tileRow, #tile, #tile], iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
        ins(%m, %m_, %o_ : tensor<?x?x?xf32>, tensor<?x?x?xf32>, tensor<?x?x?x7xf32>) outs(%o : tensor<?x?x?x7xf32>) {
    ^bb0(%x: f32, %y: f32, %t: f32, %s: f32):
      %max = arith.maximumf %x, %y : f32
      %unset = arith.cmpf oeq, %max, %least : f32
      %anchor = arith.select %unset, %zero, %max : f32
      %0 = arith.subf %x, %anchor : f32
      %1 = math.exp %0 : f32
      %2 = arith.mulf %s, %1 : f32
      %3 = arith.subf %y, %anchor : f32
      %4 = math.exp %3 : f32
      %5 = arith.mulf %t, %4 : f32
      %6 = arith.addf %2, %5 : f32
      linalg.yield %6 : f32
    } -> tensor<?x?x?x7xf32>
    fold.yield %m1, %l1, %o1 : tensor<?x?x?xf32>, tensor<?x?x?xf32>, tensor<?x?x?x7xf32>
  } finish(%q: tensor<?x?x?x8xf32>, %m: tensor<?x?x?xf32>, %l: tensor<?x?x?xf32>, %o: tensor<?x?x?x7xf32>) {
    // o / l, 0 where no key is kept
    %0 = linalg.generic {indexing_maps = [#tileRow, #tile], iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
        ins(%l : tensor<?x?x?xf32>) outs(%o : tensor<?x?x?x7xf32>) {
    ^bb0(%x: f32, %y: f32):
      %empty = arith.cmpf oeq, %x, %zero : f32
      %0 = arith.divf %y, %x : f32
      %1 = arith.select %empty, %zero, %0 : f32
      linalg.yield %1 : f32
    } -> tensor<?x?x?x7xf32>
    fold.yield %0 : tensor<?x?x?x7xf32>
  }
  return %result : tensor<2x3x?x7xf32>
}

// EQUAL: main.0 1x1x1x1xi1: 1
func.func @main(%query: tensor<2x3x?x8xf32> {nn.dims = [2, 3, "n", 8]}, %key: tensor<2x3x?x8xf32> {nn.dims = [2, 3, "m", 8]},
                %value: tensor<2x3x?x7xf32> {nn.dims = [2, 3, "m", 7]}) -> tensor<1x1x1x1xi1> {
  %0 = call @attention(%query, %key, %value) : (tensor<2x3x?x8xf32>, tensor<2x3x?x8xf32>, tensor<2x3x?x7xf32>) -> tensor<2x3x?x7xf32>
  %1 = nn.attention %query, %key, %value : tensor<2x3x?x8xf32>, tensor<2x3x?x8xf32>, tensor<2x3x?x7xf32>
      score(%s, %b, %h, %i, %j) {
    %past = arith.cmpi slt, %j, %i : index
    nn.yield %s keep %past : f32
  }
  %2 = nn.sub %0, %1 : tensor<2x3x?x7xf32>, tensor<2x3x?x7xf32>
  %3 = nn.abs %2 : tensor<2x3x?x7xf32>
  %4 = nn.reduce max %3 [0, 1, 2, 3] : tensor<2x3x?x7xf32>
  // Weights and values are at most 1 and 0.1: four roundings of that.
  %5 = arith.constant dense<2.4e-8> : tensor<f32>
  %6 = nn.compare le %4, %5 : tensor<1x1x1x1xf32>, tensor<f32>
  return %6 : tensor<1x1x1x1xi1>
}
