// RUN: tenfold-opt %s --verify-diagnostics --split-input-file

func.func @rank(%q: tensor<3x5x7xf32>, %k: tensor<2x3x5x7xf32>) {
  // expected-error @+1 {{expected `query` to have rank 4, got rank 3}}
  %0 = nn.attention %q, %k, %k : tensor<3x5x7xf32>, tensor<2x3x5x7xf32>, tensor<2x3x5x7xf32>
  return
}

// -----

func.func @batch(%q: tensor<2x3x5x7xf32>, %k: tensor<11x3x5x7xf32>) {
  // expected-error @+1 {{expected the batch of `key` to be 2, got 11}}
  %0 = nn.attention %q, %k, %k : tensor<2x3x5x7xf32>, tensor<11x3x5x7xf32>, tensor<11x3x5x7xf32>
  return
}

// -----

func.func @heads(%q: tensor<2x3x5x7xf32>, %v: tensor<2x11x5x7xf32>) {
  // expected-error @+1 {{expected the heads of `value` to be 3, got 11}}
  %0 = nn.attention %q, %q, %v : tensor<2x3x5x7xf32>, tensor<2x3x5x7xf32>, tensor<2x11x5x7xf32>
  return
}

// -----

func.func @shared_heads(%q: tensor<2x6x5x7xf32>, %k: tensor<2x4x5x7xf32>) {
  // expected-error @+1 {{expected the heads of `key` to divide the 6 of `query`, got 4}}
  %0 = nn.attention %q, %k, %k : tensor<2x6x5x7xf32>, tensor<2x4x5x7xf32>, tensor<2x4x5x7xf32>
  return
}

// -----

func.func @offset_rank(%q: tensor<2x3x5x7xf32>, %p: tensor<2x3xi64>) {
  // expected-error @+1 {{expected `query_offset` to have rank 1, got rank 2}}
  %0 = nn.attention %q, %q, %q offset %p : tensor<2x3x5x7xf32>, tensor<2x3x5x7xf32>, tensor<2x3x5x7xf32>, tensor<2x3xi64>
  return
}

// -----

func.func @offset_batch(%q: tensor<2x3x5x7xf32>, %p: tensor<3xi64>) {
  // expected-error @+1 {{expected the batch of `query_offset` to be 2, got 3}}
  %0 = nn.attention %q, %q, %q offset %p : tensor<2x3x5x7xf32>, tensor<2x3x5x7xf32>, tensor<2x3x5x7xf32>, tensor<3xi64>
  return
}

// -----

func.func @width(%q: tensor<2x3x5x7xf32>, %k: tensor<2x3x5x11xf32>) {
  // expected-error @+1 {{expected the width of `key` to be 7, got 11}}
  %0 = nn.attention %q, %k, %k : tensor<2x3x5x7xf32>, tensor<2x3x5x11xf32>, tensor<2x3x5x11xf32>
  return
}

// -----

func.func @length(%q: tensor<2x3x5x7xf32>, %v: tensor<2x3x11x7xf32>) {
  // expected-error @+1 {{expected the length of `value` to be 5, got 11}}
  %0 = nn.attention %q, %q, %v : tensor<2x3x5x7xf32>, tensor<2x3x5x7xf32>, tensor<2x3x11x7xf32>
  return
}

// -----

func.func @number_of_arguments(%q: tensor<2x3x5x7xf32>) {
  // expected-error @+2 {{expected a score and four indices, got 2 arguments}}
  %0 = nn.attention %q, %q, %q : tensor<2x3x5x7xf32>, tensor<2x3x5x7xf32>, tensor<2x3x5x7xf32>
      score(%s, %b) {
    nn.yield %s : f32
  }
  return
}

// -----

func.func @types_of_arguments(%q: tensor<2x3x5x7xf32>) {
  // expected-error @+1 {{'nn.attention' op expected `score` to take 'f32' and four indices, got 'f32', 'index'}}
  %0 = "nn.attention"(%q, %q, %q) ({
  ^bb0(%s: f32, %b: index):
    "nn.yield"(%s) : (f32) -> ()
  }) : (tensor<2x3x5x7xf32>, tensor<2x3x5x7xf32>, tensor<2x3x5x7xf32>) -> tensor<2x3x5x7xf32>
  return
}

// -----

func.func @yielded_type(%q: tensor<2x3x5x7xf32>, %d: f64) {
  // expected-error @+1 {{'nn.attention' op expected `score` to yield 'f32'}}
  %0 = nn.attention %q, %q, %q : tensor<2x3x5x7xf32>, tensor<2x3x5x7xf32>, tensor<2x3x5x7xf32>
      score(%s, %b, %h, %i, %j) {
    nn.yield %d : f64
  }
  return
}

// -----

func.func @number_of_indices(%x: tensor<3x5xf32>, %i: index) {
  // expected-error @+1 {{'nn.at' op expected 2 indices, got 1}}
  %0 = nn.at %x[%i] : tensor<3x5xf32>
  return
}

// -----

func.func @element_type(%x: tensor<3xf32>, %i: index) {
  // expected-error @+1 {{'nn.at' op expected an element of 'tensor<3xf32>', got 'i32'}}
  %0 = "nn.at"(%x, %i) : (tensor<3xf32>, index) -> i32
  return
}

// -----

func.func @yield_outside(%x: f32) {
  // expected-error @+1 {{'nn.yield' op expects parent op 'nn.attention'}}
  nn.yield %x : f32
}
