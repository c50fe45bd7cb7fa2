// RUN: tenfold-opt %s --tenfold-instantiate --verify-diagnostics --split-input-file

nn.block @unknown_block(%x: tensor<?x7xf32>) -> tensor<?x7xf32> {
  // expected-error @below {{'nn.apply' op expected a block of the module or the library, got @nowhere}}
  %0 = nn.apply @nowhere "" (%x) : (tensor<?x7xf32>) -> tensor<?x7xf32>
  nn.return %0 : tensor<?x7xf32>
}

// -----

nn.block @recursion(%x: tensor<?x7xf32>) -> tensor<?x7xf32> {
  // expected-note @below {{in the block applied here}}
  %0 = nn.apply @again "" (%x) : (tensor<?x7xf32>) -> tensor<?x7xf32>
  nn.return %0 : tensor<?x7xf32>
}
nn.block private @again(%x: tensor<?x7xf32>) -> tensor<?x7xf32> {
  // expected-error @below {{'nn.apply' op expected a block that does not apply itself, got @again}}
  %0 = nn.apply @again "" (%x) : (tensor<?x7xf32>) -> tensor<?x7xf32>
  nn.return %0 : tensor<?x7xf32>
}

// -----

nn.block @unbound_name(%x: tensor<?x7xf32>) -> tensor<?x5xf32> {
  // expected-note @below {{in the block applied here}}
  %0 = nn.apply @layer "" (%x) : (tensor<?x7xf32>) -> tensor<?x5xf32>
  nn.return %0 : tensor<?x5xf32>
}
nn.block private @layer(%x: tensor<?x7xf32>) -> tensor<?x?xf32> {
  // expected-error @below {{'nn.param' op expected 'OUT' to be bound by an operand or the application}}
  %w = nn.param "weight" ["OUT", 7] : tensor<?x7xf32>
  %0 = nn.einsum %x, %w "n i, o i -> n o" : tensor<?x7xf32>, tensor<?x7xf32>
  nn.return %0 : tensor<?x?xf32>
}

// -----

nn.block @operand_count(%x: tensor<?x7xf32>) -> tensor<?x7xf32> {
  // expected-error @below {{'nn.apply' op expected 1 operands for @gelu, got 2}}
  %0 = nn.apply @gelu "" (%x, %x) : (tensor<?x7xf32>, tensor<?x7xf32>) -> tensor<?x7xf32>
  nn.return %0 : tensor<?x7xf32>
}

// -----

nn.block @operand_type(%x: tensor<?x7xi64>) -> tensor<?x7xf32> {
  // expected-error @below {{'nn.apply' op expected operand 0 of @gelu to be 'tensor<*xf32>', got 'tensor<?x7xi64>'}}
  %0 = nn.apply @gelu "" (%x) : (tensor<?x7xi64>) -> tensor<?x7xf32>
  nn.return %0 : tensor<?x7xf32>
}

// -----

nn.block @two_types(%x: tensor<?x7xf32>) -> tensor<?x7xf32> {
  %0 = nn.apply @scale "a" (%x) {WIDTH = 7} : (tensor<?x7xf32>) -> tensor<?x7xf32>
  // expected-note @below {{in the block applied here}}
  %1 = nn.apply @scale "a" (%x) {WIDTH = 1} : (tensor<?x7xf32>) -> tensor<?x7xf32>
  nn.return %1 : tensor<?x7xf32>
}
nn.block private @scale(%x: tensor<?x7xf32>) -> tensor<?x7xf32> {
  // expected-error @below {{expected weight 'a.weight' to be 'tensor<7xf32>' as before, got 'tensor<1xf32>'}}
  %w = nn.param "weight" ["WIDTH"] : tensor<?xf32>
  %0 = nn.mul %x, %w : tensor<?x7xf32>, tensor<?xf32>
  nn.return %0 : tensor<?x7xf32>
}

// -----

// expected-error @below {{expected argument 0 of entry @unranked_entry to be ranked, got 'tensor<*xf32>'}}
nn.block @unranked_entry(%x: tensor<*xf32>) -> tensor<*xf32> {
  nn.return %x : tensor<*xf32>
}

// -----

nn.block @names_disagree(%x: tensor<?x7xf32>, %y: tensor<?x5xf32>) -> tensor<?x7xf32> {
  // expected-error @below {{'nn.apply' op expected W to be 7, got 5 in operand 1}}
  %0 = nn.apply @both "" (%x, %y) : (tensor<?x7xf32>, tensor<?x5xf32>) -> tensor<?x7xf32>
  nn.return %0 : tensor<?x7xf32>
}
nn.block private @both(%x: tensor<?x?xf32> {nn.dims = ["n", "W"]}, %y: tensor<?x?xf32> {nn.dims = ["n", "W"]}) -> tensor<?x?xf32> {
  nn.return %x : tensor<?x?xf32>
}

// -----

nn.block @unbound_in_list(%x: tensor<2x7xf32>) -> tensor<2x5xf32> {
  // expected-note @below {{in the block applied here}}
  %0 = nn.apply @pool "" (%x) : (tensor<2x7xf32>) -> tensor<2x5xf32>
  nn.return %0 : tensor<2x5xf32>
}
nn.block private @pool(%x: tensor<*xf32>) -> tensor<*xf32> {
  // expected-error @below {{'nn.pool' op expected 'KERNEL' to be bound by an operand or the application}}
  %0 = nn.pool max %x {kernel = ["KERNEL"]} : tensor<*xf32>
  nn.return %0 : tensor<*xf32>
}

// -----

nn.block @returns_more(%x: tensor<?x7xf32>) -> tensor<?x7xf32> {
  // expected-error @below {{'nn.repeat' op expected @two to return 1 values, got 2}}
  %0 = nn.repeat 2 x @two "" (%x) : (tensor<?x7xf32>) -> tensor<?x7xf32>
  nn.return %0 : tensor<?x7xf32>
}
nn.block private @two(%x: tensor<?x7xf32>) -> (tensor<?x7xf32>, tensor<?x7xf32>) {
  nn.return %x, %x : tensor<?x7xf32>, tensor<?x7xf32>
}

// -----

nn.block @no_state(%x: tensor<3xf32>) -> tensor<3xf32> {
  // expected-error @below {{'nn.update' op expected `nn.state` of 'sum' before it in the block, got none}}
  nn.update "sum", %x : tensor<3xf32>
  nn.return %x : tensor<3xf32>
}

// -----

nn.block @other_type(%x: tensor<?xf32>) -> tensor<3xf32> {
  %sum = nn.state "sum" [3] : tensor<3xf32>
  // expected-error @below {{'nn.update' op expected a value of the state's type, 'tensor<3xf32>', got 'tensor<?xf32>'}}
  nn.update "sum", %x : tensor<?xf32>
  nn.return %sum : tensor<3xf32>
}

// -----

nn.block @two_types() -> tensor<3xf32> {
  %sum = nn.state "sum" [3] : tensor<3xf32>
  // expected-error @below {{'nn.state' op expected state 'sum' to be 'tensor<3xf32>' as before, got 'tensor<5xf32>'}}
  %other = nn.state "sum" [5] : tensor<5xf32>
  nn.return %sum : tensor<3xf32>
}

// -----

// expected-error @below {{expected no argument or result with the path of a state for its name, got "sum"}}
nn.block @named(%sum: tensor<3xf32>) -> tensor<3xf32> {
  %0 = nn.state "sum" [3] : tensor<3xf32>
  nn.return %0 : tensor<3xf32>
}

// -----

nn.block @in_loop(%xs: tensor<5x3xf32>, %y: tensor<3xf32>) -> tensor<3xf32> {
  %sum = nn.state "sum" [3] : tensor<3xf32>
  %0 = nn.scan (%c = %y) over (%x = %xs) : tensor<3xf32>, tensor<5x3xf32> {
    // expected-error @below {{'nn.update' op expected no update in the body of a loop or branch, which carries such values itself}}
    nn.update "sum", %x : tensor<3xf32>
    nn.next %x : tensor<3xf32>
  }
  nn.return %0 : tensor<3xf32>
}
