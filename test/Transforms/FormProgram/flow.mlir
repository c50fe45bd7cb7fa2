// RUN: tenfold-opt %s --tenfold-form-program --split-input-file | FileCheck %s

// A carried value starts in its buffer, here the result's, and a step ends with writing it; a stack is written by its parts.
// CHECK-LABEL: func.func @scan(%{{.*}}: index {nn.name = "steps"}
// CHECK-SAME:    %[[XS:[^ ]+]]: memref<?x7xf32>
// CHECK-SAME:    %[[H0:[^ ]+]]: memref<7xf32>
// CHECK-SAME:    %[[LAST:[^ ]+]]: memref<7xf32>
// CHECK-SAME:    %[[ALL:[^ ]+]]: memref<?x7xf32>
// CHECK:         call @[[COPY:kernel_.*_copy]](%[[H0]], %[[LAST]])
// CHECK-NEXT:    scf.for %[[I:[^ ]+]] = %c0 to %{{.*}} step %c1 {
// CHECK-NEXT:      %[[DOWN:.*]] = arith.subi %{{.*}}, %[[I]] : index
// CHECK-NEXT:      %[[Y:.*]] = program.slice %[[ALL]][%[[DOWN]]] : memref<?x7xf32> to memref<7xf32>
// CHECK:           %[[X:.*]] = program.slice %[[XS]][%{{.*}}] : memref<?x7xf32> to memref<7xf32>
// CHECK-NEXT:      func.call @add(%[[LAST]], %[[X]], %[[Y]])
// CHECK-NEXT:      func.call @[[COPY]](%[[Y]], %[[LAST]])
// CHECK-NEXT:    }
func.func @scan(%xs: tensor<?x7xf32> {nn.name = "xs", nn.dims = ["steps", 7]}, %h0: tensor<7xf32> {nn.name = "h0"}) -> (tensor<7xf32> {nn.name = "last"}, tensor<?x7xf32> {nn.name = "all"}) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = tensor.dim %xs, %c0 : tensor<?x7xf32>
  %end = arith.subi %n, %c1 : index
  %ys = tensor.empty(%n) : tensor<?x7xf32>
  %r:2 = scf.for %i = %c0 to %n step %c1 iter_args(%h = %h0, %s = %ys) -> (tensor<7xf32>, tensor<?x7xf32>) {
    %at = arith.subi %end, %i : index
    %x = tensor.extract_slice %xs[%at, 0] [1, 7] [1, 1] : tensor<?x7xf32> to tensor<7xf32>
    %0 = func.call @add(%h, %x) : (tensor<7xf32>, tensor<7xf32>) -> tensor<7xf32>
    %1 = tensor.insert_slice %0 into %s[%at, 0] [1, 7] [1, 1] : tensor<7xf32> into tensor<?x7xf32>
    scf.yield %0, %1 : tensor<7xf32>, tensor<?x7xf32>
  }
  return %r#0, %r#1 : tensor<7xf32>, tensor<?x7xf32>
}
#row = affine_map<(i) -> (i)>
func.func private @add(%x: tensor<7xf32>, %y: tensor<7xf32>) -> tensor<7xf32> attributes {program.kernel} {
  %e = tensor.empty() : tensor<7xf32>
  %0 = linalg.generic {indexing_maps = [#row, #row, #row], iterator_types = ["parallel"]} ins(%x, %y : tensor<7xf32>, tensor<7xf32>) outs(%e : tensor<7xf32>) {
  ^bb0(%a: f32, %b: f32, %out: f32):
    %d = arith.addf %a, %b : f32
    linalg.yield %d : f32
  } -> tensor<7xf32>
  return %0 : tensor<7xf32>
}

// -----

// Carried values that change places are read before they are written.
// CHECK-LABEL: func.func @swap
// CHECK-SAME:    %[[A:[^ ]+]]: memref<7xf32> {nn.dims = [7], nn.name = "last_a", program.result}
// CHECK-SAME:    %[[B:[^ ]+]]: memref<7xf32> {nn.dims = [7], nn.name = "last_b", program.result}
// CHECK:         scf.for
// CHECK:           func.call @[[COPY:kernel_.*_copy]](%[[B]], %[[T0:.*]]) :
// CHECK:           func.call @[[COPY]](%[[A]], %[[T1:.*]]) :
// CHECK:           func.call @[[COPY]](%[[T0]], %[[A]]) :
// CHECK-NEXT:      func.call @[[COPY]](%[[T1]], %[[B]]) :
// CHECK-NEXT:    }
func.func @swap(%a0: tensor<7xf32> {nn.name = "a"}, %b0: tensor<7xf32> {nn.name = "b"}) -> (tensor<7xf32> {nn.name = "last_a"}, tensor<7xf32> {nn.name = "last_b"}) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c5 = arith.constant 5 : index
  %r:2 = scf.for %i = %c0 to %c5 step %c1 iter_args(%a = %a0, %b = %b0) -> (tensor<7xf32>, tensor<7xf32>) {
    scf.yield %b, %a : tensor<7xf32>, tensor<7xf32>
  }
  return %r#0, %r#1 : tensor<7xf32>, tensor<7xf32>
}

// -----

// A choice between tensors is a branch whose results are copied; what a branch makes is made in its place.
// CHECK-LABEL: func.func @choice
// CHECK:         %[[P:.*]] = memref.load %{{.*}}[] : memref<i1>
// CHECK-NEXT:    scf.if %[[P]] {
// CHECK-NEXT:      func.call @kernel_{{.*}}_copy(
// CHECK-NEXT:    } else {
// CHECK-NEXT:      func.call @kernel_{{.*}}_copy(
// CHECK-NEXT:    }
func.func @choice(%p: tensor<i1> {nn.name = "p"}, %a: tensor<7xf32> {nn.name = "a"}, %b: tensor<7xf32> {nn.name = "b"}) -> (tensor<7xf32> {nn.name = "y"}) {
  %c = tensor.extract %p[] : tensor<i1>
  %0 = arith.select %c, %a, %b : tensor<7xf32>
  return %0 : tensor<7xf32>
}

// -----

// A donated argument is carried in the memory that it comes in.
// CHECK-LABEL: func.func @donated
// CHECK-SAME:    %[[Y:[^ ]+]]: memref<7xf32> {nn.dims = [7], nn.name = "y", program.result}
// CHECK-NOT:     call
// CHECK:         scf.for
// CHECK:           func.call @double(%[[Y]]) : (memref<7xf32>) -> ()
// CHECK-NEXT:    }
// CHECK-NEXT:    return
func.func @donated(%x: tensor<7xf32> {nn.name = "x", nn.donate = 0}) -> (tensor<7xf32> {nn.name = "y"}) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c5 = arith.constant 5 : index
  %r = scf.for %i = %c0 to %c5 step %c1 iter_args(%a = %x) -> tensor<7xf32> {
    %0 = func.call @double(%a) : (tensor<7xf32>) -> tensor<7xf32>
    scf.yield %0 : tensor<7xf32>
  }
  return %r : tensor<7xf32>
}
#row = affine_map<(i) -> (i)>
func.func private @double(%x: tensor<7xf32>) -> tensor<7xf32> attributes {program.kernel} {
  %0 = linalg.generic {indexing_maps = [#row], iterator_types = ["parallel"]} outs(%x : tensor<7xf32>) {
  ^bb0(%out: f32):
    %d = arith.addf %out, %out : f32
    linalg.yield %d : f32
  } -> tensor<7xf32>
  return %0 : tensor<7xf32>
}
