// RUN: tenfold-opt %s --tenfold-share-kernels | FileCheck %s
// Kernels stay apart that differ in a constant, in which operand they use, or
// in the names of their sizes; a function of the same name is in the way.

#map = affine_map<(i) -> (i)>

// CHECK: func.func @kernel_0
func.func @kernel_0(%x: tensor<?xf32>) -> tensor<?xf32> {
  return %x : tensor<?xf32>
}

// CHECK: func.func private @kernel_0_{{.*}}"d0"
func.func private @a(%x: tensor<?xf32> {nn.dims = ["d0"]}, %y: tensor<?xf32>) -> tensor<?xf32> attributes {program.kernel} {
  return %x : tensor<?xf32>
}
// CHECK: func.func private @kernel_1_b(
func.func private @b(%x: tensor<?xf32> {nn.dims = ["d0"]}, %y: tensor<?xf32>) -> tensor<?xf32> attributes {program.kernel} {
  return %y : tensor<?xf32>
}
// CHECK: func.func private @kernel_2_c({{.*}}"d1"
func.func private @c(%x: tensor<?xf32> {nn.dims = ["d1"]}, %y: tensor<?xf32>) -> tensor<?xf32> attributes {program.kernel} {
  return %x : tensor<?xf32>
}
// CHECK: func.func private @kernel_3_zero(
func.func private @zero(%x: tensor<3xf32>) -> f32 attributes {program.kernel} {
  %0 = arith.constant 0.0 : f32
  return %0 : f32
}
// CHECK: func.func private @kernel_4_one(
func.func private @one(%x: tensor<3xf32>) -> f32 attributes {program.kernel} {
  %0 = arith.constant 1.0 : f32
  return %0 : f32
}
