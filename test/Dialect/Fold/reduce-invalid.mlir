// RUN: tenfold-opt %s --split-input-file --verify-diagnostics

func.func @kind(%x: tensor<3x5xf32>, %zero: f32) -> tensor<3xf32> {
  // expected-error @below {{'fold.reduce' op expected an iterator type `parallel`, `stream` or `whole`, got `reduction`}}
  %0 = fold.reduce {indexing_maps = [], iterator_types = ["parallel", "reduction"]}
      ins(%x : tensor<3x5xf32>) init(%zero : f32) -> tensor<3xf32>
  absorb() {
  } finish() {
  }
  return %0 : tensor<3xf32>
}

// -----

func.func @one_stream(%x: tensor<3x5xf32>, %zero: f32) -> tensor<3xf32> {
  // expected-error @below {{'fold.reduce' op expected one dimension of kind `stream`, got 2}}
  %0 = fold.reduce {indexing_maps = [], iterator_types = ["stream", "stream"]}
      ins(%x : tensor<3x5xf32>) init(%zero : f32) -> tensor<3xf32>
  absorb() {
  } finish() {
  }
  return %0 : tensor<3xf32>
}

// -----

func.func @map_count(%x: tensor<3x5xf32>, %zero: f32) -> tensor<3xf32> {
  // expected-error @below {{'fold.reduce' op expected 3 indexing maps, for inputs, states and results, got 1}}
  %0 = fold.reduce {indexing_maps = [affine_map<(i, j) -> (i, j)>], iterator_types = ["parallel", "stream"]}
      ins(%x : tensor<3x5xf32>) init(%zero : f32) -> tensor<3xf32>
  absorb() {
  } finish() {
  }
  return %0 : tensor<3xf32>
}

// -----

func.func @map_form(%x: tensor<3x5xf32>, %zero: f32) -> tensor<3xf32> {
  // expected-error @below {{'fold.reduce' op expected indexing map 0 to be a projected permutation of 2 dimensions, got affine_map<(d0, d1) -> (d0, d1 + 1)>}}
  %0 = fold.reduce {indexing_maps = [affine_map<(i, j) -> (i, j + 1)>, affine_map<(i, j) -> (i)>, affine_map<(i, j) -> (i)>],
                    iterator_types = ["parallel", "stream"]}
      ins(%x : tensor<3x5xf32>) init(%zero : f32) -> tensor<3xf32>
  absorb() {
  } finish() {
  }
  return %0 : tensor<3xf32>
}

// -----

func.func @streaming_state(%x: tensor<3x5xf32>, %zero: f32) -> tensor<3xf32> {
  // expected-error @below {{'fold.reduce' op expected indexing map 1, of a state or result, without the stream dimension, got affine_map<(d0, d1) -> (d1)>}}
  %0 = fold.reduce {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (j)>, affine_map<(i, j) -> (i)>],
                    iterator_types = ["parallel", "stream"]}
      ins(%x : tensor<3x5xf32>) init(%zero : f32) -> tensor<3xf32>
  absorb() {
  } finish() {
  }
  return %0 : tensor<3xf32>
}

// -----

#element = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>

func.func @rank(%x: tensor<3xf32>, %zero: f32) -> tensor<3xf32> {
  // expected-error @below {{'fold.reduce' op expected input 0 of rank 2, got 'tensor<3xf32>'}}
  %0 = fold.reduce {indexing_maps = [#element, #row, #row], iterator_types = ["parallel", "stream"]}
      ins(%x : tensor<3xf32>) init(%zero : f32) -> tensor<3xf32>
  absorb() {
  } finish() {
  }
  return %0 : tensor<3xf32>
}

// -----

#element = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>

func.func @extent(%x: tensor<3x5xf32>, %y: tensor<3x7xf32>, %zero: f32) -> tensor<3xf32> {
  // expected-error @below {{'fold.reduce' op expected dimension 1 of input 1 to be 5, got 7}}
  %0 = fold.reduce {indexing_maps = [#element, #element, #row, #row], iterator_types = ["parallel", "stream"]}
      ins(%x, %y : tensor<3x5xf32>, tensor<3x7xf32>) init(%zero : f32) -> tensor<3xf32>
  absorb() {
  } finish() {
  }
  return %0 : tensor<3xf32>
}

// -----

#element = affine_map<(i, j, k) -> (i, j)>
#row = affine_map<(i, j, k) -> (i)>

func.func @no_extent(%x: tensor<3x5xf32>, %zero: f32) -> tensor<3xf32> {
  // expected-error @below {{'fold.reduce' op expected an input with dimension 2, to say its extent}}
  %0 = fold.reduce {indexing_maps = [#element, #row, #row], iterator_types = ["parallel", "stream", "whole"]}
      ins(%x : tensor<3x5xf32>) init(%zero : f32) -> tensor<3xf32>
  absorb() {
  } finish() {
  }
  return %0 : tensor<3xf32>
}

// -----

#element = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>

func.func @init(%x: tensor<3x5xf32>, %zero: tensor<5xf32>) -> tensor<3xf32> {
  // expected-error @below {{'fold.reduce' op expected initial state 0 to be 'f32' or 'tensor<3xf32>', got 'tensor<5xf32>'}}
  %0 = fold.reduce {indexing_maps = [#element, #row, #row], iterator_types = ["parallel", "stream"]}
      ins(%x : tensor<3x5xf32>) init(%zero : tensor<5xf32>) -> tensor<3xf32>
  absorb() {
  } finish() {
  }
  return %0 : tensor<3xf32>
}

// -----

#element = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>

func.func @result(%x: tensor<3x5xf32>, %zero: f32) -> tensor<5xf32> {
  // expected-error @below {{'fold.reduce' op expected result 0 of type 'tensor<3xf32>', got 'tensor<5xf32>'}}
  %0 = fold.reduce {indexing_maps = [#element, #row, #row], iterator_types = ["parallel", "stream"]}
      ins(%x : tensor<3x5xf32>) init(%zero : f32) -> tensor<5xf32>
  absorb() {
  } finish() {
  }
  return %0 : tensor<5xf32>
}

// -----

#element = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>

func.func @arguments(%x: tensor<3x5xf32>, %zero: f32) -> tensor<3xf32> {
  // expected-error @below {{'fold.reduce' op expected `absorb` to take ('tensor<?x?xf32>', 'tensor<?xf32>'), got ('tensor<3x?xf32>', 'tensor<3xf32>')}}
  %0 = fold.reduce {indexing_maps = [#element, #row, #row], iterator_types = ["parallel", "stream"]}
      ins(%x : tensor<3x5xf32>) init(%zero : f32) -> tensor<3xf32>
  absorb(%t: tensor<3x?xf32>, %s: tensor<3xf32>) {
    fold.yield %s : tensor<3xf32>
  } finish(%s: tensor<?xf32>) {
    fold.yield %s : tensor<?xf32>
  }
  return %0 : tensor<3xf32>
}

// -----

#element = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>

func.func @yields(%x: tensor<3x5xf32>, %zero: f32) -> tensor<3xf32> {
  %0 = fold.reduce {indexing_maps = [#element, #row, #row], iterator_types = ["parallel", "stream"]}
      ins(%x : tensor<3x5xf32>) init(%zero : f32) -> tensor<3xf32>
  absorb(%t: tensor<?x?xf32>, %s: tensor<?xf32>) {
    fold.yield %s : tensor<?xf32>
  } merge(%s: tensor<?xf32>, %t: tensor<?xf32>) {
    // expected-error @below {{'fold.yield' op expected `merge` to yield ('tensor<?xf32>'), got ('tensor<?xf32>', 'tensor<?xf32>')}}
    fold.yield %s, %t : tensor<?xf32>, tensor<?xf32>
  } finish(%s: tensor<?xf32>) {
    fold.yield %s : tensor<?xf32>
  }
  return %0 : tensor<3xf32>
}

// -----

#element = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>

func.func @blocks(%x: tensor<3x5xf32>, %zero: f32) -> tensor<3xf32> {
  // expected-error @below {{'fold.reduce' op expected `finish` to have one block}}
  %0 = "fold.reduce"(%x, %zero) <{indexing_maps = [#element, #row, #row], iterator_types = ["parallel", "stream"],
                                  operandSegmentSizes = array<i32: 1, 1>}> ({
  ^bb0(%t: tensor<?x?xf32>, %s: tensor<?xf32>):
    fold.yield %s : tensor<?xf32>
  }, {}, {}) : (tensor<3x5xf32>, f32) -> tensor<3xf32>
  return %0 : tensor<3xf32>
}

// -----

#element = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>

func.func @offset(%x: tensor<3x5xf32>, %zero: f32) -> tensor<3xf32> {
  %0 = fold.reduce {indexing_maps = [#element, #row, #row], iterator_types = ["parallel", "stream"]}
      ins(%x : tensor<3x5xf32>) init(%zero : f32) -> tensor<3xf32>
  absorb(%t: tensor<?x?xf32>, %s: tensor<?xf32>) {
    // expected-error @below {{'fold.offset' op expected a dimension below 2, got 2}}
    %j = fold.offset 2
    fold.yield %s : tensor<?xf32>
  } finish(%s: tensor<?xf32>) {
    fold.yield %s : tensor<?xf32>
  }
  return %0 : tensor<3xf32>
}

// -----

#element = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>

func.func @offset_place(%x: tensor<3x5xf32>, %zero: f32) -> tensor<3xf32> {
  %0 = fold.reduce {indexing_maps = [#element, #row, #row], iterator_types = ["parallel", "stream"]}
      ins(%x : tensor<3x5xf32>) init(%zero : f32) -> tensor<3xf32>
  absorb(%t: tensor<?x?xf32>, %s: tensor<?xf32>) {
    fold.yield %s : tensor<?xf32>
  } finish(%s: tensor<?xf32>) {
    // expected-error @below {{'fold.offset' op expected a dimension that does not stream in `finish`, got 1}}
    %j = fold.offset 1
    fold.yield %s : tensor<?xf32>
  }
  return %0 : tensor<3xf32>
}

// -----

#element = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>

func.func @offset_merge(%x: tensor<3x5xf32>, %zero: f32) -> tensor<3xf32> {
  %0 = fold.reduce {indexing_maps = [#element, #row, #row], iterator_types = ["parallel", "stream"]}
      ins(%x : tensor<3x5xf32>) init(%zero : f32) -> tensor<3xf32>
  absorb(%t: tensor<?x?xf32>, %s: tensor<?xf32>) {
    fold.yield %s : tensor<?xf32>
  } merge(%s: tensor<?xf32>, %s_: tensor<?xf32>) {
    // expected-error @below {{'fold.offset' op expected to be inside `absorb` or `finish`}}
    %i = fold.offset 0
    fold.yield %s : tensor<?xf32>
  } finish(%s: tensor<?xf32>) {
    fold.yield %s : tensor<?xf32>
  }
  return %0 : tensor<3xf32>
}
