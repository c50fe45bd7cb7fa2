// RUN: tenfold-opt %s --tenfold-form-program --split-input-file --verify-diagnostics

func.func @place(%xs: tensor<5x7xf32>, %h0: tensor<7xf32>) -> tensor<7xf32> {
  %c2 = arith.constant 2 : index
  // expected-error @below {{'tensor.extract_slice' op expected a slice at the counter of a loop along the leading dimension}}
  %x = tensor.extract_slice %xs[%c2, 0] [1, 7] [1, 1] : tensor<5x7xf32> to tensor<7xf32>
  return %x : tensor<7xf32>
}

// -----

func.func @bounds(%h0: tensor<7xf32>) -> tensor<7xf32> {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %c5 = arith.constant 5 : index
  // expected-error @below {{'scf.for' op expected a loop from 0 by steps of 1}}
  %r = scf.for %i = %c0 to %c5 step %c2 iter_args(%h = %h0) -> tensor<7xf32> {
    scf.yield %h : tensor<7xf32>
  }
  return %r : tensor<7xf32>
}

// -----

func.func @condition(%a: tensor<7xf32>, %b: tensor<7xf32>) -> tensor<7xf32> {
  %true = arith.constant true
  // expected-error @below {{'scf.if' op expected a condition that is read from a tensor}}
  %r = scf.if %true -> tensor<7xf32> {
    scf.yield %a : tensor<7xf32>
  } else {
    scf.yield %b : tensor<7xf32>
  }
  return %r : tensor<7xf32>
}

// -----

func.func @passes(%p: tensor<i1>, %a: tensor<7xf32>) -> tensor<7xf32> {
  // expected-error @below {{'scf.while' op expected a test that passes on what it is given}}
  %r = scf.while (%x = %a) : (tensor<7xf32>) -> tensor<7xf32> {
    %c = tensor.extract %p[] : tensor<i1>
    scf.condition(%c) %a : tensor<7xf32>
  } do {
  ^bb0(%x: tensor<7xf32>):
    scf.yield %x : tensor<7xf32>
  }
  return %r : tensor<7xf32>
}

// -----

func.func @stack(%xs: tensor<5x7xf32>, %h: tensor<7xf32>) -> tensor<5x7xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c5 = arith.constant 5 : index
  // expected-error @below {{'scf.for' op expected a stack to start empty}}
  %r = scf.for %i = %c0 to %c5 step %c1 iter_args(%s = %xs) -> tensor<5x7xf32> {
    %1 = tensor.insert_slice %h into %s[%i, 0] [1, 7] [1, 1] : tensor<7xf32> into tensor<5x7xf32>
    scf.yield %1 : tensor<5x7xf32>
  }
  return %r : tensor<5x7xf32>
}

// -----

func.func @elsewhere(%xs: tensor<5x7xf32>, %h: tensor<7xf32>) -> tensor<5x7xf32> {
  %c0 = arith.constant 0 : index
  // expected-error @below {{'tensor.insert_slice' op expected a slice of a stack that a loop carries}}
  %1 = tensor.insert_slice %h into %xs[%c0, 0] [1, 7] [1, 1] : tensor<7xf32> into tensor<5x7xf32>
  return %1 : tensor<5x7xf32>
}

// -----

func.func @part(%xs: tensor<5x7xf32>, %h0: tensor<3xf32>) -> tensor<3xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c5 = arith.constant 5 : index
  %r = scf.for %i = %c0 to %c5 step %c1 iter_args(%h = %h0) -> tensor<3xf32> {
    // expected-error @below {{'tensor.extract_slice' op expected a whole part along the leading dimension}}
    %x = tensor.extract_slice %xs[%i, 0] [1, 3] [1, 1] : tensor<5x7xf32> to tensor<3xf32>
    scf.yield %x : tensor<3xf32>
  }
  return %r : tensor<3xf32>
}

// -----

// expected-error @below {{'func.func' op expected one name for `a` and `b`, for the function demands equal sizes}}
func.func @names(%p: tensor<i1>, %a: tensor<?xf32> {nn.dims = ["a"]}, %b: tensor<?xf32> {nn.dims = ["b"]}) -> tensor<?xf32> {
  %c = tensor.extract %p[] : tensor<i1>
  %r = scf.if %c -> tensor<?xf32> {
    scf.yield %a : tensor<?xf32>
  } else {
    scf.yield %b : tensor<?xf32>
  }
  return %r : tensor<?xf32>
}
