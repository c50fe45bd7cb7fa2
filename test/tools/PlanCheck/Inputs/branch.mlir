// A value that a condition chooses, in the arena.
#row = affine_map<(i) -> (i)>
func.func @main(%p: tensor<i1> {nn.name = "p"}, %v: tensor<7xf32> {nn.name = "v"}) -> (tensor<7xf32> {nn.name = "y"}) {
  %c = tensor.extract %p[] : tensor<i1>
  %0 = scf.if %c -> (tensor<7xf32>) {
    %1 = func.call @negate(%v) : (tensor<7xf32>) -> tensor<7xf32>
    scf.yield %1 : tensor<7xf32>
  } else {
    scf.yield %v : tensor<7xf32>
  }
  %y = call @negate(%0) : (tensor<7xf32>) -> tensor<7xf32>
  return %y : tensor<7xf32>
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
