// RUN: tenfold-opt %s --verify-diagnostics --split-input-file

func.func @cond_types(%p: tensor<i1>, %x: tensor<3xf32>, %y: tensor<5xf32>) {
  // expected-error @+1 {{expected both regions to give the same types, got 'tensor<3xf32>' and 'tensor<5xf32>'}}
  %0 = nn.cond %p : tensor<i1> {
    nn.next %x : tensor<3xf32>
  } else {
    nn.next %y : tensor<5xf32>
  }
  return
}

// -----

func.func @cond_rank(%p: tensor<3xi1>, %x: tensor<3xf32>) {
  // expected-error @+1 {{'nn.cond' op expected a condition of rank 0, got 'tensor<3xi1>'}}
  %0 = nn.cond %p : tensor<3xi1> {
    nn.next %x : tensor<3xf32>
  } else {
    nn.next %x : tensor<3xf32>
  }
  return
}

// -----

func.func @nothing(%p: tensor<i1>, %x: tensor<3xf32>) {
  // expected-error @+1 {{expected each region to end in `nn.next`}}
  %0 = nn.cond %p : tensor<i1> {
    ub.unreachable
  } else {
    nn.next %x : tensor<3xf32>
  }
  return
}

// -----

func.func @no_end(%x: tensor<3xf32>) {
  // expected-error @+1 {{'nn.while' op expected each region to end in `nn.next`}}
  %0 = nn.while (%a = %x) : tensor<3xf32> {
    ub.unreachable
  } do (%b) {
    nn.next %b : tensor<3xf32>
  }
  return
}

// -----

func.func @test_type(%x: tensor<3xf32>) {
  // expected-error @+1 {{'nn.while' op expected the first region to give 'tensor<i1>', got 'tensor<3xf32>'}}
  %0 = nn.while (%a = %x) : tensor<3xf32> {
    nn.next %a : tensor<3xf32>
  } do (%b) {
    nn.next %b : tensor<3xf32>
  }
  return
}

// -----

func.func @arguments(%x: tensor<3xf32>) {
  // expected-error @+3 {{expected 1 carried values, got 2}}
  %0 = nn.while (%a = %x) : tensor<3xf32> {
    nn.next %a : tensor<3xf32>
  } do (%b, %c) {
    nn.next %b : tensor<3xf32>
  }
  return
}

// -----

func.func @carried(%x: tensor<3xf32>, %xs: tensor<5x7xf32>) {
  // expected-error @+1 {{'nn.scan' op expected a step to carry 'tensor<3xf32>', got 'tensor<7xf32>'}}
  %0 = nn.scan (%a = %x) over (%z = %xs) : tensor<3xf32>, tensor<5x7xf32> {
    nn.next %z : tensor<7xf32>
  }
  return
}

// -----

func.func @lengths(%xs: tensor<5x7xf32>, %ys: tensor<3x7xf32>) {
  // expected-error @+1 {{expected the leading dimension of each tensor to be 5, got 3}}
  %0 = nn.scan () over (%x = %xs, %y = %ys) : tensor<5x7xf32>, tensor<3x7xf32> {
    nn.next emit %x : tensor<7xf32>
  }
  return
}

// -----

func.func @over_nothing(%x: tensor<3xf32>) {
  // expected-error @+1 {{expected a tensor to scan over, got none}}
  %0 = nn.scan (%a = %x) over () : tensor<3xf32> {
    nn.next %a : tensor<3xf32>
  }
  return
}

// -----

func.func @over_scalar(%x: tensor<3xf32>, %n: tensor<i64>) {
  // expected-error @+1 {{expected tensors with a leading dimension to scan over, got 'tensor<i64>'}}
  %0 = nn.scan (%a = %x) over (%i = %n) : tensor<3xf32>, tensor<i64> {
    nn.next %a : tensor<3xf32>
  }
  return
}

// -----

func.func @region(%x: tensor<3xf32>, %xs: tensor<5x7xf32>) {
  // expected-error @+1 {{'nn.scan' op expected region 0 to take 'tensor<3xf32>', 'tensor<7xf32>', got 'tensor<3xf32>', 'tensor<5xf32>'}}
  %0 = "nn.scan"(%x, %xs) <{operandSegmentSizes = array<i32: 1, 1>}> ({
  ^bb0(%a: tensor<3xf32>, %z: tensor<5xf32>):
    "nn.next"(%a) <{operandSegmentSizes = array<i32: 1, 0>}> : (tensor<3xf32>) -> ()
  }) : (tensor<3xf32>, tensor<5x7xf32>) -> tensor<3xf32>
  return
}

// -----

func.func @emits(%p: tensor<i1>, %x: tensor<3xf32>) {
  %0 = nn.cond %p : tensor<i1> {
    // expected-error @+1 {{'nn.next' op expected only steps of `nn.scan` to emit, got 1 values}}
    nn.next emit %x : tensor<3xf32>
  } else {
    nn.next %x : tensor<3xf32>
  }
  return
}

// -----

func.func @empty(%p: tensor<i1>) {
  "nn.cond"(%p) ({
    // expected-error @+1 {{'nn.next' op expected at least one value}}
    "nn.next"() <{operandSegmentSizes = array<i32: 0, 0>}> : () -> ()
  }, {
    "nn.next"() <{operandSegmentSizes = array<i32: 0, 0>}> : () -> ()
  }) : (tensor<i1>) -> ()
  return
}
