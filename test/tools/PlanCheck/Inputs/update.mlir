// The first kernel makes a buffer, the second reads it, the third updates it, the fourth reads it again.
#row = affine_map<(i) -> (i)>
func.func @main(%x: tensor<7xf32> {nn.name = "x"}) -> (tensor<7xf32> {nn.name = "y"}, tensor<7xf32> {nn.name = "z"}) {
  %0 = call @negate(%x) : (tensor<7xf32>) -> tensor<7xf32>
  %1 = call @negate(%0) : (tensor<7xf32>) -> tensor<7xf32>
  %2 = call @double(%0) : (tensor<7xf32>) -> tensor<7xf32>
  %3 = call @negate(%2) : (tensor<7xf32>) -> tensor<7xf32>
  %4 = call @negate(%1) : (tensor<7xf32>) -> tensor<7xf32>
  return %3, %4 : tensor<7xf32>, tensor<7xf32>
}
func.func private @negate(%x: tensor<7xf32>) -> tensor<7xf32> attributes {program.kernel} {
  %e = tensor.empty() : tensor<7xf32>
  %0 = linalg.generic {indexing_maps = [#row, #row], iterator_types = ["parallel"]} ins(%x : tensor<7xf32>) outs(%e : tensor<7xf32>) {
  ^bb0(%v: f32, %out: f32):
    %d = arith.negf %v : f32
    linalg.yield %d : f32
  } -> tensor<7xf32>
  return %0 : tensor<7xf32>
}
func.func private @double(%x: tensor<7xf32>) -> tensor<7xf32> attributes {program.kernel} {
  %0 = linalg.generic {indexing_maps = [#row], iterator_types = ["parallel"]} outs(%x : tensor<7xf32>) {
  ^bb0(%out: f32):
    %d = arith.addf %out, %out : f32
    linalg.yield %d : f32
  } -> tensor<7xf32>
  return %0 : tensor<7xf32>
}
