// RUN: tenfold-opt %s --allow-unregistered-dialect --tenfold-pack-weights --remarks-filter=pack-weights -split-input-file 2>&1 | FileCheck %s
// Weights that keep their layout, each with the reason.

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>

// A tied embedding: a gather reads it too.
// CHECK: [Missed] weight{{.*}}Function=tied{{.*}}Reason="'tensor.extract' reads it too"{{.*}}weight=embedding
// CHECK: func.func @tied({{.+}}: tensor<37x7xf32> {nn.param = "embedding"}
func.func @tied(%x: tensor<5x7xf32>, %w: tensor<37x7xf32> {nn.param = "embedding"}, %c: tensor<5x37xf32>,
                %i: index) -> (tensor<5x37xf32>, f32) {
  %0 = call @kernel(%x, %w, %c) : (tensor<5x7xf32>, tensor<37x7xf32>, tensor<5x37xf32>) -> tensor<5x37xf32>
  %1 = call @gather(%w, %i) : (tensor<37x7xf32>, index) -> f32
  return %0, %1 : tensor<5x37xf32>, f32
}
func.func private @gather(%w: tensor<37x7xf32>, %i: index) -> f32 attributes {program.kernel} {
  %zero = arith.constant 0 : index
  %0 = tensor.extract %w[%i, %zero] : tensor<37x7xf32>
  return %0 : f32
}
func.func private @kernel(%x: tensor<5x7xf32>, %w: tensor<37x7xf32>, %c: tensor<5x37xf32>) -> tensor<5x37xf32>
    attributes {program.kernel} {
  %0 = linalg.generic {indexing_maps = [#mk, #nk, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<5x7xf32>, tensor<37x7xf32>) outs(%c : tensor<5x37xf32>) {
  ^bb0(%a: f32, %b: f32, %s: f32):
    %p = arith.mulf %a, %b : f32
    %q = arith.addf %s, %p : f32
    linalg.yield %q : f32
  } -> tensor<5x37xf32>
  return %0 : tensor<5x37xf32>
}

// -----

// A view between the weight and the kernel.
// CHECK: [Missed] weight{{.*}}Function=seen{{.*}}Reason="'tensor.collapse_shape' reads it too"{{.*}}weight=w
func.func @seen(%x: tensor<5x7xf32>, %w: tensor<37x7xf32> {nn.param = "w"}, %c: tensor<5x37xf32>) -> tensor<259xf32> {
  %0 = call @kernel(%x, %w, %c) : (tensor<5x7xf32>, tensor<37x7xf32>, tensor<5x37xf32>) -> tensor<5x37xf32>
  %1 = tensor.collapse_shape %w [[0, 1]] : tensor<37x7xf32> into tensor<259xf32>
  return %1 : tensor<259xf32>
}
func.func private @kernel(%x: tensor<5x7xf32>, %w: tensor<37x7xf32>, %c: tensor<5x37xf32>) -> tensor<5x37xf32>
    attributes {program.kernel} {
  %0 = linalg.matmul indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (n, k)>,
                                      affine_map<(m, n, k) -> (m, n)>]
      ins(%x, %w : tensor<5x7xf32>, tensor<37x7xf32>) outs(%c : tensor<5x37xf32>) -> tensor<5x37xf32>
  return %0 : tensor<5x37xf32>
}

// -----

// The weight's own loop does not run along the result's rows.
// CHECK: [Missed] weight{{.*}}Function=transposed{{.*}}Reason="expected the weight's own loop along the rows of the result"
func.func @transposed(%x: tensor<5x7xf32>, %w: tensor<37x7xf32> {nn.param = "w"}, %c: tensor<37x5xf32>) -> tensor<37x5xf32> {
  %0 = call @kernel(%x, %w, %c) : (tensor<5x7xf32>, tensor<37x7xf32>, tensor<37x5xf32>) -> tensor<37x5xf32>
  return %0 : tensor<37x5xf32>
}
func.func private @kernel(%x: tensor<5x7xf32>, %w: tensor<37x7xf32>, %c: tensor<37x5xf32>) -> tensor<37x5xf32>
    attributes {program.kernel} {
  %0 = linalg.matmul indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (n, k)>,
                                      affine_map<(m, n, k) -> (m, n)>]
      ins(%w, %x : tensor<37x7xf32>, tensor<5x7xf32>) outs(%c : tensor<37x5xf32>) -> tensor<37x5xf32>
  return %0 : tensor<37x5xf32>
}

// -----

// One call site of the kernel passes an activation.
// CHECK: [Missed] weight{{.*}}Function=mixed{{.*}}Reason="it is not a weight everywhere"
func.func @mixed(%x: tensor<5x7xf32>, %w: tensor<37x7xf32> {nn.param = "w"}, %y: tensor<37x7xf32>, %c: tensor<5x37xf32>) -> tensor<5x37xf32> {
  %0 = call @kernel(%x, %w, %c) : (tensor<5x7xf32>, tensor<37x7xf32>, tensor<5x37xf32>) -> tensor<5x37xf32>
  %1 = call @kernel(%x, %y, %0) : (tensor<5x7xf32>, tensor<37x7xf32>, tensor<5x37xf32>) -> tensor<5x37xf32>
  return %1 : tensor<5x37xf32>
}
func.func private @kernel(%x: tensor<5x7xf32>, %w: tensor<37x7xf32>, %c: tensor<5x37xf32>) -> tensor<5x37xf32>
    attributes {program.kernel} {
  %0 = linalg.matmul indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (n, k)>,
                                      affine_map<(m, n, k) -> (m, n)>]
      ins(%x, %w : tensor<5x7xf32>, tensor<37x7xf32>) outs(%c : tensor<5x37xf32>) -> tensor<5x37xf32>
  return %0 : tensor<5x37xf32>
}
