// RUN: tenfold-opt %s --verify-diagnostics --split-input-file

nn.block @result_type(%x: tensor<3xf32>) -> tensor<5xf32> {
  // expected-error @+1 {{'nn.return' op expected values of types 'tensor<5xf32>', got 'tensor<3xf32>'}}
  nn.return %x : tensor<3xf32>
}

// -----

nn.block @number_of_dims() {
  // expected-error @+1 {{'nn.param' op expected 2 entries in `dims`, got 1}}
  %w = nn.param "weight" ["OUT"] : tensor<?x?xf32>
  nn.return
}

// -----

nn.block @dims_are_names() {
  // expected-error @+1 {{'nn.param' op expected `dims` to hold names and integers, got unit}}
  %w = nn.param "weight" [unit] : tensor<?xf32>
  nn.return
}

// -----

nn.block @dims_agree() {
  // expected-error @+1 {{'nn.param' op expected `dims` to agree with 'tensor<5xf32>', got 7}}
  %w = nn.param "weight" [7] : tensor<5xf32>
  nn.return
}

// -----

nn.block @times(%x: tensor<3xf32>) {
  // expected-error @+1 {{'nn.repeat' op expected `times` to be at least 0, got -1}}
  %0 = nn.repeat -1 x @layer "" (%x) : (tensor<3xf32>) -> tensor<3xf32>
  nn.return
}

// -----

nn.block @more_results_than_operands() {
  // expected-error @+1 {{'nn.repeat' op expected an operand for each of the 1 results, got 0}}
  %0 = nn.repeat 2 x @layer "" () : () -> tensor<3xf32>
  nn.return
}

// -----

nn.block @results_of_other_types(%x: tensor<3xf32>) {
  // expected-error @+1 {{'nn.repeat' op expected results of the types of the first operands, got 'tensor<5xf32>'}}
  %0 = nn.repeat 2 x @layer "" (%x) : (tensor<3xf32>) -> tensor<5xf32>
  nn.return
}

// -----

nn.block @each_of_three(%x: tensor<3xf32>, %a: tensor<5xf32>) {
  // expected-error @+1 {{'nn.repeat' op expected a multiple of 3 operands of `each`, got 2}}
  %0 = nn.repeat 3 x @layer "" (%x) each (%a, %a) : (tensor<3xf32>) -> tensor<3xf32> each (tensor<5xf32>, tensor<5xf32>) -> ()
  nn.return
}

// -----

nn.block @each_of_none(%x: tensor<3xf32>) {
  // expected-error @+1 {{'nn.repeat' op expected a multiple of 0 operands of `each`, got 1}}
  %0 = nn.repeat 0 x @layer "" (%x) each (%x) : (tensor<3xf32>) -> tensor<3xf32> each (tensor<3xf32>) -> ()
  nn.return
}

// -----

nn.block @each_result_alone(%x: tensor<3xf32>) {
  // expected-error @+1 {{'nn.repeat' op expected operands of `each` beside its 2 results, got none}}
  %0, %1:2 = nn.repeat 2 x @layer "" (%x) : (tensor<3xf32>) -> tensor<3xf32> each () -> (tensor<5xf32>, tensor<5xf32>)
  nn.return
}

// -----

nn.block @results_of_each(%x: tensor<3xf32>) {
  // expected-error @+1 {{'nn.repeat' op expected a multiple of 2 results of `each`, got 1}}
  %0, %1 = nn.repeat 2 x @layer "" (%x) each (%x, %x) : (tensor<3xf32>) -> tensor<3xf32> each (tensor<3xf32>, tensor<3xf32>) -> tensor<5xf32>
  nn.return
}

// -----

nn.block @each_of_one_type(%x: tensor<3xf32>, %a: tensor<5xf32>, %b: tensor<7xf32>) {
  // expected-error @+1 {{'nn.repeat' op expected operand 1 of `each` to be 'tensor<5xf32>' as the first time, got 'tensor<7xf32>'}}
  %0 = nn.repeat 2 x @layer "" (%x) each (%a, %b) : (tensor<3xf32>) -> tensor<3xf32> each (tensor<5xf32>, tensor<7xf32>) -> ()
  nn.return
}

// -----

// expected-error @+1 {{'nn.block' op expected `nn.dims` of argument 0 to have 2 entries, got 1}}
nn.block @entries_of_an_argument(%x: tensor<?x?xf32> {nn.dims = ["batch"]}) {
  nn.return
}

// -----

// expected-error @+1 {{'func.func' op expected `nn.dims` of argument 0 to agree with 'tensor<?x5xf32>', got 7}}
func.func private @size_of_an_argument(%x: tensor<?x5xf32> {nn.dims = ["batch", 7]})

// -----

// expected-error @+1 {{'func.func' op expected `nn.unsigned` on integers of 8 to 64 bits, got argument 0 of 'tensor<?xf32>'}}
func.func @unsigned_float(%x: tensor<?xf32> {nn.unsigned}) {
  return
}

// -----

// expected-error @+1 {{'func.func' op expected `nn.unsigned` on integers of 8 to 64 bits, got result 0 of 'tensor<?xi1>'}}
func.func private @unsigned_boolean() -> (tensor<?xi1> {nn.unsigned})

// -----

// expected-error @+1 {{'func.func' op expected `nn.range` of argument 0 to be [least, end], got [5, 5]}}
func.func @empty_range(%ids: tensor<?xi64> {nn.range = [5, 5]}) {
  return
}

// -----

// expected-error @+1 {{'func.func' op expected `nn.dims` of argument 0 to be an array of names and integers, got "batch"}}
func.func private @dims_of_an_argument(%x: tensor<?xf32> {nn.dims = "batch"})

// -----

// expected-error @+1 {{'func.func' op expected `nn.dims` of result 0 to have 1 entries, got 2}}
func.func private @entries_of_a_result() -> (tensor<?xf32> {nn.dims = ["batch", 7]})

// -----

// expected-error @+1 {{'builtin.module' op expected the bounds of `seq` to be [least, greatest], got [2, 1]}}
module attributes {nn.bounds = {seq = [2, 1]}} {}

// -----

// expected-error @+1 {{expected `nn.bounds` to be a dictionary on a module}}
module attributes {nn.bounds = 3} {}

// -----

// expected-error @+1 {{'func.func' op expected `nn.donate` of argument 0 to be the number of one of the 1 results, got 1 : i64}}
func.func @donated_to_none(%x: tensor<3xf32> {nn.donate = 1}) -> tensor<3xf32> {
  return %x : tensor<3xf32>
}

// -----

// expected-error @+1 {{'func.func' op expected argument 0 to have the type of result 0, to which it is donated, got 'tensor<3xf32>' and 'tensor<5xf32>'}}
func.func @donated_type(%x: tensor<3xf32> {nn.donate = 0}, %y: tensor<5xf32>) -> tensor<5xf32> {
  return %y : tensor<5xf32>
}

// -----

// expected-error @+1 {{'func.func' op expected one argument donated to result 0, got 0 and 1}}
func.func @donated_twice(%x: tensor<3xf32> {nn.donate = 0}, %y: tensor<3xf32> {nn.donate = 0}) -> tensor<3xf32> {
  return %y : tensor<3xf32>
}

// -----

nn.block @state_extents() {
  // expected-error @+1 {{'nn.state' op expected `dims` to agree with 'tensor<5xf32>', got 7}}
  %w = nn.state "sum" [7] : tensor<5xf32>
  nn.return
}
