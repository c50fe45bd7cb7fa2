// RUN: %python %S/agree.py %s
// RUN: tenfold-opt %s --pass-pipeline='builtin.module(func.func(tenfold-decompose,tenfold-convert-nn-to-linalg,linalg-fold-unit-extent-dims,resolve-ranked-shaped-type-result-dims,canonicalize,cse,tenfold-derive-folds,tenfold-check-folds))' --remarks-filter=check-folds -o /dev/null 2>&1 | FileCheck %s
// CHECK-COUNT-19: [Passed] Laws
// REQUIRES: numpy

// Each function is evaluated as it is and derived, over many tiles and parts, on ordinary and hard rows; agree.py compares.
// The comment before each says how many folds it becomes.

// folds: 1
func.func @softmax_v(%s: tensor<3x?xf32> {nn.dims = [3, "n"]}, %v: tensor<?x5xf32> {nn.dims = ["n", 5]}) -> tensor<3x5xf32> {
  %p = nn.softmax %s -1 : tensor<3x?xf32>
  %o = nn.einsum %p, %v "i j, j d -> i d" : tensor<3x?xf32>, tensor<?x5xf32>
  return %o : tensor<3x5xf32>
}

// Guards against rows without a key, as what a row is asked and as what an element is: the 0 stays.
// folds: 1
func.func @guarded_row(%s: tensor<3x?xf32> {nn.dims = [3, "n"]}, %v: tensor<?x5xf32> {nn.dims = ["n", 5]}) -> tensor<3x5xf32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %least = arith.constant dense<0xFF800000> : tensor<f32>
  %p = nn.softmax %s -1 : tensor<3x?xf32>
  %m = nn.reduce max %s [-1] : tensor<3x?xf32>
  %any = nn.compare gt %m, %least : tensor<3x1xf32>, tensor<f32>
  %g = nn.select %any, %p, %zero : tensor<3x1xi1>, tensor<3x?xf32>, tensor<f32>
  %o = nn.einsum %g, %v "i j, j d -> i d" : tensor<3x?xf32>, tensor<?x5xf32>
  return %o : tensor<3x5xf32>
}

// folds: 1
func.func @guarded_nan(%s: tensor<3x?xf32> {nn.dims = [3, "n"]}, %v: tensor<?x5xf32> {nn.dims = ["n", 5]}) -> tensor<3x5xf32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %p = nn.softmax %s -1 : tensor<3x?xf32>
  %nan = nn.is_nan %p : tensor<3x?xf32>
  %g = nn.select %nan, %zero, %p : tensor<3x?xi1>, tensor<f32>, tensor<3x?xf32>
  %o = nn.einsum %g, %v "i j, j d -> i d" : tensor<3x?xf32>, tensor<?x5xf32>
  return %o : tensor<3x5xf32>
}

// folds: 1
func.func @unshifted(%s: tensor<3x?xf32> {nn.dims = [3, "n"]}, %v: tensor<?x5xf32> {nn.dims = ["n", 5]}) -> tensor<3x5xf32> {
  %e = nn.exp %s : tensor<3x?xf32>
  %l = nn.reduce sum %e [-1] : tensor<3x?xf32>
  %p = nn.div %e, %l : tensor<3x?xf32>, tensor<3x1xf32>
  %o = nn.einsum %p, %v "i j, j d -> i d" : tensor<3x?xf32>, tensor<?x5xf32>
  return %o : tensor<3x5xf32>
}

// folds: 1
func.func @divided_after(%s: tensor<3x11xf32>, %v: tensor<11x5xf32>) -> (tensor<3x5xf32>, tensor<3x1xf32>) {
  %m = nn.reduce max %s [-1] : tensor<3x11xf32>
  %d = nn.sub %s, %m : tensor<3x11xf32>, tensor<3x1xf32>
  %e = nn.exp %d : tensor<3x11xf32>
  %l = nn.reduce sum %e [-1] : tensor<3x11xf32>
  %o = nn.einsum %e, %v "i j, j d -> i d" : tensor<3x11xf32>, tensor<11x5xf32>
  %q = nn.div %o, %l : tensor<3x5xf32>, tensor<3x1xf32>
  %g = nn.log %l : tensor<3x1xf32>
  %lse = nn.add %m, %g : tensor<3x1xf32>, tensor<3x1xf32>
  return %q, %lse : tensor<3x5xf32>, tensor<3x1xf32>
}

// folds: 1
func.func @log_softmax(%s: tensor<3x11xf32>, %v: tensor<11x5xf32>) -> tensor<3x5xf32> {
  %g = nn.log_softmax %s -1 : tensor<3x11xf32>
  %p = nn.exp %g : tensor<3x11xf32>
  %o = nn.einsum %p, %v "i j, j d -> i d" : tensor<3x11xf32>, tensor<11x5xf32>
  return %o : tensor<3x5xf32>
}

// folds: 1
func.func @log_sum_exp(%s: tensor<3x?xf32> {nn.dims = [3, "n"]}) -> tensor<3x1xf32> {
  %m = nn.reduce max %s [-1] : tensor<3x?xf32>
  %d = nn.sub %s, %m : tensor<3x?xf32>, tensor<3x1xf32>
  %e = nn.exp %d : tensor<3x?xf32>
  %l = nn.reduce sum %e [-1] : tensor<3x?xf32>
  %g = nn.log %l : tensor<3x1xf32>
  %r = nn.add %m, %g : tensor<3x1xf32>, tensor<3x1xf32>
  return %r : tensor<3x1xf32>
}

// The logits are computed tile by tile.
// folds: 1
func.func @linear_cross_entropy(%h: tensor<3x7xf32>, %w: tensor<?x7xf32> {nn.dims = ["n", 7]}) -> tensor<3x1xf32> {
  %s = nn.einsum %h, %w "i d, j d -> i j" : tensor<3x7xf32>, tensor<?x7xf32>
  %m = nn.reduce max %s [-1] : tensor<3x?xf32>
  %d = nn.sub %s, %m : tensor<3x?xf32>, tensor<3x1xf32>
  %e = nn.exp %d : tensor<3x?xf32>
  %l = nn.reduce sum %e [-1] : tensor<3x?xf32>
  %g = nn.log %l : tensor<3x1xf32>
  %r = nn.add %m, %g : tensor<3x1xf32>, tensor<3x1xf32>
  return %r : tensor<3x1xf32>
}

// folds: 1
func.func @variance(%x: tensor<3x11xf32>) -> (tensor<3x1xf32>, tensor<3x1xf32>) {
  %m = nn.reduce mean %x [-1] : tensor<3x11xf32>
  %d = nn.sub %x, %m : tensor<3x11xf32>, tensor<3x1xf32>
  %q = nn.mul %d, %d : tensor<3x11xf32>, tensor<3x11xf32>
  %v = nn.reduce mean %q [-1] : tensor<3x11xf32>
  return %m, %v : tensor<3x1xf32>, tensor<3x1xf32>
}

// folds: 1
func.func @variance_of_squares(%x: tensor<3x?xf32> {nn.dims = [3, "n"]}) -> tensor<3x1xf32> {
  %m = nn.reduce mean %x [-1] : tensor<3x?xf32>
  %q = nn.mul %x, %x : tensor<3x?xf32>, tensor<3x?xf32>
  %e = nn.reduce mean %q [-1] : tensor<3x?xf32>
  %k = nn.mul %m, %m : tensor<3x1xf32>, tensor<3x1xf32>
  %v = nn.sub %e, %k : tensor<3x1xf32>, tensor<3x1xf32>
  return %v : tensor<3x1xf32>
}

// folds: 1
func.func @layer_norm_linear(%x: tensor<3x11xf32>, %g: tensor<11xf32>, %b: tensor<11xf32>, %w: tensor<5x11xf32>) -> tensor<3x5xf32> {
  %y = nn.layer_norm %x, %g, %b epsilon 1.0e-3 : tensor<3x11xf32>, tensor<11xf32>, tensor<11xf32>
  %o = nn.einsum %y, %w "i j, o j -> i o" : tensor<3x11xf32>, tensor<5x11xf32>
  return %o : tensor<3x5xf32>
}

// folds: 1
func.func @rms_norm_linear(%x: tensor<3x?xf32> {nn.dims = [3, "n"]}, %g: tensor<?xf32> {nn.dims = ["n"]}, %w: tensor<5x?xf32> {nn.dims = [5, "n"]}) -> tensor<3x5xf32> {
  %y = nn.rms_norm %x, %g epsilon 1.0e-3 : tensor<3x?xf32>, tensor<?xf32>
  %o = nn.einsum %y, %w "i j, o j -> i o" : tensor<3x?xf32>, tensor<5x?xf32>
  return %o : tensor<3x5xf32>
}

// folds: 1
func.func @entropy(%x: tensor<3x11xf32>) -> tensor<3x1xf32> {
  %p = nn.softmax %x -1 : tensor<3x11xf32>
  %g = nn.log_softmax %x -1 : tensor<3x11xf32>
  %q = nn.mul %p, %g : tensor<3x11xf32>, tensor<3x11xf32>
  %r = nn.reduce sum %q [-1] : tensor<3x11xf32>
  return %r : tensor<3x1xf32>
}

// folds: 1
func.func @scaled_by_largest(%x: tensor<3x11xf32>, %w: tensor<11x5xf32>) -> (tensor<3x5xf32>, tensor<3x1xf32>) {
  %a = nn.abs %x : tensor<3x11xf32>
  %m = nn.reduce max %a [-1] : tensor<3x11xf32>
  %y = nn.div %x, %m : tensor<3x11xf32>, tensor<3x1xf32>
  %o = nn.einsum %y, %w "i j, j o -> i o" : tensor<3x11xf32>, tensor<11x5xf32>
  return %o, %m : tensor<3x5xf32>, tensor<3x1xf32>
}

// The sink is an operand of finish.
// folds: 1
func.func @sink(%s: tensor<3x11xf32>, %v: tensor<11x5xf32>, %sink: tensor<3x1xf32>) -> tensor<3x5xf32> {
  %m = nn.reduce max %s [-1] : tensor<3x11xf32>
  %d = nn.sub %s, %m : tensor<3x11xf32>, tensor<3x1xf32>
  %e = nn.exp %d : tensor<3x11xf32>
  %l = nn.reduce sum %e [-1] : tensor<3x11xf32>
  %c = nn.sub %sink, %m : tensor<3x1xf32>, tensor<3x1xf32>
  %f = nn.exp %c : tensor<3x1xf32>
  %t = nn.add %l, %f : tensor<3x1xf32>, tensor<3x1xf32>
  %o = nn.einsum %e, %v "i j, j d -> i d" : tensor<3x11xf32>, tensor<11x5xf32>
  %q = nn.div %o, %t : tensor<3x5xf32>, tensor<3x1xf32>
  return %q : tensor<3x5xf32>
}

// A sum of two inputs has one mean.
// folds: 1
func.func @residual_variance(%x: tensor<3x11xf32>, %y: tensor<3x11xf32>) -> tensor<3x1xf32> {
  %s = nn.add %x, %y : tensor<3x11xf32>, tensor<3x11xf32>
  %m = nn.reduce mean %s [-1] : tensor<3x11xf32>
  %d = nn.sub %s, %m : tensor<3x11xf32>, tensor<3x1xf32>
  %q = nn.mul %d, %d : tensor<3x11xf32>, tensor<3x11xf32>
  %v = nn.reduce mean %q [-1] : tensor<3x11xf32>
  return %v : tensor<3x1xf32>
}

// Two passes: the temperature is a result.
// folds: 2
func.func @temperature(%x: tensor<3x11xf32>, %v: tensor<11x5xf32>) -> tensor<3x5xf32> {
  %m = nn.reduce mean %x [-1] : tensor<3x11xf32>
  %d = nn.sub %x, %m : tensor<3x11xf32>, tensor<3x1xf32>
  %q = nn.mul %d, %d : tensor<3x11xf32>, tensor<3x11xf32>
  %u = nn.reduce mean %q [-1] : tensor<3x11xf32>
  %t = nn.sqrt %u : tensor<3x1xf32>
  %z = nn.div %x, %t : tensor<3x11xf32>, tensor<3x1xf32>
  %p = nn.softmax %z -1 : tensor<3x11xf32>
  %o = nn.einsum %p, %v "i j, j d -> i d" : tensor<3x11xf32>, tensor<11x5xf32>
  return %o : tensor<3x5xf32>
}

// Causal attention, with shared heads and an offset of queries.
// folds: 1
func.func @attention(%q: tensor<2x3x?x8xf32> {nn.dims = [2, 3, "n", 8]}, %k: tensor<2x1x?x8xf32> {nn.dims = [2, 1, "m", 8]},
                     %v: tensor<2x1x?x5xf32> {nn.dims = [2, 1, "m", 5]}) -> tensor<2x3x?x5xf32> {
  %o = nn.attention %q, %k, %v : tensor<2x3x?x8xf32>, tensor<2x1x?x8xf32>, tensor<2x1x?x5xf32>
      score(%s, %b, %h, %i, %j) {
    %past = arith.cmpi slt, %j, %i : index
    nn.yield %s keep %past : f32
  }
  return %o : tensor<2x3x?x5xf32>
}
