// RUN: tenfold-opt %s --tenfold-bufferize-kernels --split-input-file --verify-diagnostics

func.func private @view(%x: tensor<3x5xf32>) -> tensor<15xf32> attributes {program.kernel} {
  // expected-error@+1 {{'tensor.collapse_shape' op expected linalg, tensor.empty, tensor.dim, constants or scalar ops in a kernel}}
  %y = tensor.collapse_shape %x [[0, 1]] : tensor<3x5xf32> into tensor<15xf32>
  return %y : tensor<15xf32>
}

// -----

// expected-error@+1 {{'func.func' op expected a kernel without calls, got 1}}
func.func private @called(%x: tensor<3xf32>) -> tensor<3xf32> attributes {program.kernel} {
  return %x : tensor<3xf32>
}
func.func @main(%x: tensor<3xf32>) -> tensor<3xf32> {
  %y = call @called(%x) : (tensor<3xf32>) -> tensor<3xf32>
  return %y : tensor<3xf32>
}

// -----

// expected-error@+1 {{'func.func' op expected a kernel to be one block, got 2}}
func.func private @branch(%x: tensor<3xf32>) -> tensor<3xf32> attributes {program.kernel} {
  cf.br ^next
^next:
  return %x : tensor<3xf32>
}
