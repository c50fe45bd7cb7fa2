// A loop that uses %w from above and carries %h; a step makes two buffers of its own.
#row = affine_map<(i) -> (i)>
func.func @main(%xs: tensor<5x7xf32> {nn.name = "xs"}, %v: tensor<7xf32> {nn.name = "v"}) -> (tensor<7xf32> {nn.name = "y"}) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c5 = arith.constant 5 : index
  %w = call @negate(%v) : (tensor<7xf32>) -> tensor<7xf32>
  %last = scf.for %i = %c0 to %c5 step %c1 iter_args(%h = %v) -> (tensor<7xf32>) {
    %x = tensor.extract_slice %xs[%i, 0] [1, 7] [1, 1] : tensor<5x7xf32> to tensor<7xf32>
    %0 = func.call @add(%h, %x) : (tensor<7xf32>, tensor<7xf32>) -> tensor<7xf32>
    %1 = func.call @add(%0, %w) : (tensor<7xf32>, tensor<7xf32>) -> tensor<7xf32>
    scf.yield %1 : tensor<7xf32>
  }
  %y = call @negate(%last) : (tensor<7xf32>) -> tensor<7xf32>
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
func.func private @add(%x: tensor<7xf32>, %y: tensor<7xf32>) -> tensor<7xf32> attributes {program.kernel} {
  %e = tensor.empty() : tensor<7xf32>
  %0 = linalg.generic {indexing_maps = [#row, #row, #row], iterator_types = ["parallel"]} ins(%x, %y : tensor<7xf32>, tensor<7xf32>) outs(%e : tensor<7xf32>) {
  ^bb0(%a: f32, %b: f32, %out: f32):
    %d = arith.addf %a, %b : f32
    linalg.yield %d : f32
  } -> tensor<7xf32>
  return %0 : tensor<7xf32>
}
