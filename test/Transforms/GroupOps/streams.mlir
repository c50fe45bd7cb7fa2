// RUN: tenfold-opt %s --mlir-disable-threading --tenfold-fold-pipeline | FileCheck %s
// RUN: tenfold-opt %s --mlir-disable-threading --tenfold-fold-pipeline=form=decomposed | FileCheck %s --check-prefix=APART
// A product whose columns are only reduced is part of their fold, if it has rows for tasks; or each op stays by itself.

// CHECK-LABEL: func.func @loss
// CHECK-COUNT-1: call @
// CHECK-NOT: call @
// APART-NOT: fold.reduce
// APART-LABEL: func.func @loss
// APART-COUNT-3: call @
func.func @loss(%x: tensor<?x7xf32> {nn.dims = ["n", 7]}, %w: tensor<37x7xf32>, %t: tensor<?xi64> {nn.dims = ["n"]}) -> tensor<?xf32> {
  %0 = nn.einsum %x, %w "i d, j d -> i j" : tensor<?x7xf32>, tensor<37x7xf32>
  %1 = nn.cross_entropy %0, %t : tensor<?x37xf32>, tensor<?xi64>
  return %1 : tensor<?xf32>
}

// As a program says it, with logarithms of probabilities.
// CHECK-LABEL: func.func @likelihood
// CHECK-COUNT-1: call @
// CHECK-NOT: call @
func.func @likelihood(%x: tensor<67x7xf32>, %w: tensor<37x7xf32>, %t: tensor<67x1xi64>) -> tensor<67x1xf32> {
  %0 = nn.einsum %x, %w "i d, j d -> i j" : tensor<67x7xf32>, tensor<37x7xf32>
  %1 = nn.log_softmax %0 -1 : tensor<67x37xf32>
  %2 = nn.take_along %1[%t] dim -1 : tensor<67x37xf32>, tensor<67x1xi64>
  return %2 : tensor<67x1xf32>
}

// Attention without a batch dimension.
// CHECK-LABEL: func.func @attention
// CHECK-COUNT-1: call @
// CHECK-NOT: call @
// APART-LABEL: func.func @attention
// APART-COUNT-3: call @
func.func @attention(%q: tensor<?x7xf32> {nn.dims = ["n", 7]}, %k: tensor<?x7xf32> {nn.dims = ["m", 7]}, %v: tensor<?x5xf32> {nn.dims = ["m", 5]}) -> tensor<?x5xf32> {
  %s = nn.einsum %q, %k "i d, j d -> i j" : tensor<?x7xf32>, tensor<?x7xf32>
  %p = nn.softmax %s -1 : tensor<?x?xf32>
  %o = nn.einsum %p, %v "i j, j d -> i d" : tensor<?x?xf32>, tensor<?x5xf32>
  return %o : tensor<?x5xf32>
}

// Few rows: the product is split over its columns.
// CHECK-LABEL: func.func @few
// CHECK-COUNT-2: call @
func.func @few(%x: tensor<3x7xf32>, %w: tensor<37x7xf32>, %t: tensor<3xi64>) -> tensor<3xf32> {
  %0 = nn.einsum %x, %w "i d, j d -> i j" : tensor<3x7xf32>, tensor<37x7xf32>
  %1 = nn.cross_entropy %0, %t : tensor<3x37xf32>, tensor<3xi64>
  return %1 : tensor<3xf32>
}

// Two passes over the columns: they are stored for the second one.
// CHECK-LABEL: func.func @deviation
// CHECK-COUNT-2: call @
func.func @deviation(%x: tensor<67x7xf32>, %w: tensor<37x7xf32>) -> tensor<67x1xf32> {
  %0 = nn.einsum %x, %w "i d, j d -> i j" : tensor<67x7xf32>, tensor<37x7xf32>
  %1 = nn.reduce mean %0 [-1] : tensor<67x37xf32>
  %2 = nn.sub %0, %1 : tensor<67x37xf32>, tensor<67x1xf32>
  %3 = nn.abs %2 : tensor<67x37xf32>
  %4 = nn.reduce sum %3 [-1] : tensor<67x37xf32>
  return %4 : tensor<67x1xf32>
}

// CHECK: func.func private @kernel
// CHECK-COUNT-3: fold.reduce
// CHECK-NOT: fold.reduce
