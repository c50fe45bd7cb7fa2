// RUN: tenfold-opt %s --tenfold-form-program --split-input-file --verify-diagnostics

func.func @constant() -> tensor<3xf32> {
  // expected-error @below {{'arith.constant' op expected tensor constants inside kernels, got 'tensor<3xf32>' in an entry}}
  %0 = arith.constant dense<1.0> : tensor<3xf32>
  %1 = func.call @kernel_0(%0) : (tensor<3xf32>) -> tensor<3xf32>
  return %1 : tensor<3xf32>
}
func.func private @kernel_0(%x: tensor<3xf32>) -> tensor<3xf32> attributes {program.kernel} {
  return %x : tensor<3xf32>
}

// -----

func.func @other_op(%x: tensor<3xf32>) -> tensor<3xf32> {
  // expected-error @below {{'tensor.empty' op expected only calls of kernels, views and sizes in the entry `other_op`}}
  %0 = tensor.empty() : tensor<3xf32>
  return %0 : tensor<3xf32>
}

// -----

func.func @recursive(%x: tensor<3xf32>) -> tensor<3xf32> {
  %0 = func.call @layer(%x) : (tensor<3xf32>) -> tensor<3xf32>
  return %0 : tensor<3xf32>
}
func.func private @layer(%x: tensor<3xf32>) -> tensor<3xf32> {
  // expected-error @below {{'func.call' op expected no recursion, got a call of `layer` within itself}}
  %0 = func.call @layer(%x) : (tensor<3xf32>) -> tensor<3xf32>
  return %0 : tensor<3xf32>
}

// -----

func.func private @outside(%x: tensor<3xf32>) -> tensor<3xf32>
func.func @external(%x: tensor<3xf32>) -> tensor<3xf32> {
  // expected-error @below {{'func.call' op expected the body of `outside` to be one block}}
  %0 = func.call @outside(%x) : (tensor<3xf32>) -> tensor<3xf32>
  return %0 : tensor<3xf32>
}

// -----

// expected-error @below {{'func.func' op expected one name for `a` and `b`, for the function demands equal sizes}}
func.func @two_names(%x: tensor<?xf32> {nn.dims = ["a"]}, %y: tensor<?xf32> {nn.dims = ["b"]}) -> tensor<?xf32> {
  %0 = func.call @add(%x, %y) : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  return %0 : tensor<?xf32>
}
func.func private @add(%x: tensor<?xf32> {nn.dims = ["n"]}, %y: tensor<?xf32> {nn.dims = ["n"]})
    -> (tensor<?xf32> {nn.dims = ["n"]}) attributes {program.kernel} {
  return %x : tensor<?xf32>
}

// -----

// expected-error @below {{'func.func' op expected dimension 0 of argument 0 to be declared as 7, which the function demands, got a}}
func.func @known_size(%x: tensor<?xf32> {nn.dims = ["a"]}) -> tensor<7xf32> {
  %0 = tensor.cast %x : tensor<?xf32> to tensor<7xf32>
  return %0 : tensor<7xf32>
}

// -----

func.func @contradiction(%x: tensor<3xf32>, %y: tensor<5xf32>) -> tensor<3xf32> {
  %0 = tensor.cast %x : tensor<3xf32> to tensor<?xf32>
  %1 = tensor.cast %y : tensor<5xf32> to tensor<?xf32>
  // expected-error @below {{expected dimension 0 of operand 1 of `add` to be 3, got 5}}
  %2 = func.call @add(%0, %1) : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  %3 = tensor.cast %2 : tensor<?xf32> to tensor<3xf32>
  return %3 : tensor<3xf32>
}
func.func private @add(%x: tensor<?xf32> {nn.dims = ["n"]}, %y: tensor<?xf32> {nn.dims = ["n"]})
    -> (tensor<?xf32> {nn.dims = ["n"]}) attributes {program.kernel} {
  return %x : tensor<?xf32>
}

// -----

func.func @size_from_nowhere(%x: tensor<3xf32>) -> tensor<3xf32> {
  %n = arith.constant 5 : index
  %0 = func.call @kernel_0(%x, %n) : (tensor<3xf32>, index) -> tensor<?xf32>
  %1 = tensor.cast %0 : tensor<?xf32> to tensor<3xf32>
  return %1 : tensor<3xf32>
}
func.func private @kernel_0(%x: tensor<3xf32>, %n: index) -> tensor<?xf32> attributes {program.kernel} {
  // expected-error @below {{'tensor.empty' op expected sizes computed from sizes of arguments}}
  %0 = tensor.empty(%n) : tensor<?xf32>
  return %0 : tensor<?xf32>
}
