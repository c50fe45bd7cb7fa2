// RUN: tenfold-opt %s --mlir-disable-threading --tenfold-check-folds=trials=7 --remarks-filter=check-folds -o /dev/null 2>&1 | FileCheck %s

#element = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>

// What the checker cannot evaluate is said.
// CHECK: [Missed] Laws | Category:check-folds | Function=unknown | Reason="not checked: math.erf is not known on exact numbers"
func.func @unknown(%x: tensor<3x?xf32>) -> tensor<3xf32> {
  %zero = arith.constant 0.0 : f32
  %0 = fold.reduce {indexing_maps = [#element, #row, #row], iterator_types = ["parallel", "stream"]}
      ins(%x : tensor<3x?xf32>) init(%zero : f32) -> tensor<3xf32>
  absorb(%t: tensor<?x?xf32>, %s: tensor<?xf32>) {
    %0 = linalg.generic {indexing_maps = [#element, #row], iterator_types = ["parallel", "reduction"]}
        ins(%t : tensor<?x?xf32>) outs(%s : tensor<?xf32>) {
    ^bb0(%in: f32, %out: f32):
      %1 = math.erf %in : f32
      %2 = arith.addf %out, %1 : f32
      linalg.yield %2 : f32
    } -> tensor<?xf32>
    fold.yield %0 : tensor<?xf32>
  } merge(%s: tensor<?xf32>, %t: tensor<?xf32>) {
    %0 = linalg.add ins(%s, %t : tensor<?xf32>, tensor<?xf32>) outs(%s : tensor<?xf32>) -> tensor<?xf32>
    fold.yield %0 : tensor<?xf32>
  } finish(%s: tensor<?xf32>) {
    fold.yield %s : tensor<?xf32>
  }
  return %0 : tensor<3xf32>
}

// A tensor from above may have any elements.
// CHECK: [Passed] Laws | Category:check-folds | Function=reads | trials=7
func.func @reads(%x: tensor<3x?xf32>, %w: tensor<?xf32>) -> tensor<3xf32> {
  %zero = arith.constant 0.0 : f32
  %0 = fold.reduce {indexing_maps = [#element, #row, #row], iterator_types = ["parallel", "stream"]}
      ins(%x : tensor<3x?xf32>) init(%zero : f32) -> tensor<3xf32>
  absorb(%t: tensor<?x?xf32>, %s: tensor<?xf32>) {
    %j0 = fold.offset 1
    %0 = linalg.generic {indexing_maps = [#element, #row], iterator_types = ["parallel", "reduction"]}
        ins(%t : tensor<?x?xf32>) outs(%s : tensor<?xf32>) {
    ^bb0(%in: f32, %out: f32):
      %dj = linalg.index 1 : index
      %j = arith.addi %j0, %dj : index
      %0 = tensor.extract %w[%j] : tensor<?xf32>
      %1 = arith.mulf %in, %0 : f32
      %2 = arith.addf %out, %1 : f32
      linalg.yield %2 : f32
    } -> tensor<?xf32>
    fold.yield %0 : tensor<?xf32>
  } merge(%s: tensor<?xf32>, %t: tensor<?xf32>) {
    %0 = linalg.add ins(%s, %t : tensor<?xf32>, tensor<?xf32>) outs(%s : tensor<?xf32>) -> tensor<?xf32>
    fold.yield %0 : tensor<?xf32>
  } finish(%s: tensor<?xf32>) {
    fold.yield %s : tensor<?xf32>
  }
  return %0 : tensor<3xf32>
}

// Without a merge there is no law.
// CHECK-NOT: Function=sequential
func.func @sequential(%x: tensor<3x?xf32>) -> tensor<3xf32> {
  %one = arith.constant 1.0 : f32
  %0 = fold.reduce {indexing_maps = [#element, #row, #row], iterator_types = ["parallel", "stream"]}
      ins(%x : tensor<3x?xf32>) init(%one : f32) -> tensor<3xf32>
  absorb(%t: tensor<?x?xf32>, %s: tensor<?xf32>) {
    %0 = linalg.reduce {arith.addf} ins(%t : tensor<?x?xf32>) outs(%s : tensor<?xf32>) dimensions = [1]
    fold.yield %0 : tensor<?xf32>
  } finish(%s: tensor<?xf32>) {
    fold.yield %s : tensor<?xf32>
  }
  return %0 : tensor<3xf32>
}

// CHECK: [Passed] Laws | Category:check-folds | Function=sum | trials=7
func.func @sum(%x: tensor<3x?xf32>) -> tensor<3xf32> {
  %zero = arith.constant 0.0 : f32
  %0 = fold.reduce {indexing_maps = [#element, #row, #row], iterator_types = ["parallel", "stream"]}
      ins(%x : tensor<3x?xf32>) init(%zero : f32) -> tensor<3xf32>
  absorb(%t: tensor<?x?xf32>, %s: tensor<?xf32>) {
    %0 = linalg.reduce {arith.addf} ins(%t : tensor<?x?xf32>) outs(%s : tensor<?xf32>) dimensions = [1]
    fold.yield %0 : tensor<?xf32>
  } merge(%s: tensor<?xf32>, %t: tensor<?xf32>) {
    %0 = linalg.add ins(%s, %t : tensor<?xf32>, tensor<?xf32>) outs(%s : tensor<?xf32>) -> tensor<?xf32>
    fold.yield %0 : tensor<?xf32>
  } finish(%s: tensor<?xf32>) {
    fold.yield %s : tensor<?xf32>
  }
  return %0 : tensor<3xf32>
}
