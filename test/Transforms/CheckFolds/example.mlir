// RUN: tenfold-opt %s --split-input-file --verify-diagnostics --tenfold-check-folds

// A maximum that starts from a large negative number instead of -inf is none for elements below it.
#element = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>
func.func @finite(%x: tensor<3x?xf32>) -> tensor<3xf32> {
  %least = arith.constant -1.0e6 : f32
  // expected-error @below {{'fold.reduce' op expected merge(init, a) = a, which fails}}
  // expected-note @below {{for a of [(-1999997.0000)]: expected (-1999997.0000), got (-1000000.0000)}}
  %0 = fold.reduce {indexing_maps = [#element, #row, #row], iterator_types = ["parallel", "stream"]}
      ins(%x : tensor<3x?xf32>) init(%least : f32) -> tensor<3xf32>
  absorb(%t: tensor<?x?xf32>, %s: tensor<?xf32>) {
    %0 = linalg.reduce {arith.maximumf} ins(%t : tensor<?x?xf32>) outs(%s : tensor<?xf32>) dimensions = [1]
    fold.yield %0 : tensor<?xf32>
  } merge(%s: tensor<?xf32>, %t: tensor<?xf32>) {
    %0 = linalg.max ins(%s, %t : tensor<?xf32>, tensor<?xf32>) outs(%s : tensor<?xf32>) -> tensor<?xf32>
    fold.yield %0 : tensor<?xf32>
  } finish(%s: tensor<?xf32>) {
    fold.yield %s : tensor<?xf32>
  }
  return %0 : tensor<3xf32>
}

// -----

// `absorb` itself takes its tile otherwise than its elements one by one.
#element = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>
#each = affine_map<(i) -> (i)>
func.func @tiles(%x: tensor<3x?xf32>) -> tensor<3xf32> {
  %zero = arith.constant 0.0 : f32
  %one = arith.constant 1.0 : f32
  // expected-error @below {{'fold.reduce' op expected absorb(a, t ++ u) = absorb(absorb(a, t), u), which fails}}
  // expected-note @below {{for a of [], t of [(0.8515)], u of [(3.0000)]: expected (2.0000), got (1.0000)}}
  %0 = fold.reduce {indexing_maps = [#element, #row, #row], iterator_types = ["parallel", "stream"]}
      ins(%x : tensor<3x?xf32>) init(%zero : f32) -> tensor<3xf32>
  absorb(%t: tensor<?x?xf32>, %s: tensor<?xf32>) {
    %0 = linalg.generic {indexing_maps = [#each], iterator_types = ["parallel"]} outs(%s : tensor<?xf32>) {
    ^bb0(%out: f32):
      %0 = arith.addf %out, %one : f32
      linalg.yield %0 : f32
    } -> tensor<?xf32>
    fold.yield %0 : tensor<?xf32>
  } merge(%s: tensor<?xf32>, %t: tensor<?xf32>) {
    %0 = linalg.add ins(%s, %t : tensor<?xf32>, tensor<?xf32>) outs(%s : tensor<?xf32>) -> tensor<?xf32>
    fold.yield %0 : tensor<?xf32>
  } finish(%s: tensor<?xf32>) {
    fold.yield %s : tensor<?xf32>
  }
  return %0 : tensor<3xf32>
}
