// RUN: tenfold-opt %s | tenfold-opt | FileCheck %s

// CHECK-LABEL: @windows
func.func @windows(%x: tensor<?x6x?x19xf32>, %w: tensor<10x3x5x3xf32>, %u: tensor<6x5x2x3xf32>) {
  // CHECK: nn.conv %{{.*}}, %{{.*}} {dilation = [2, 1], groups = 2 : i64, padding = 3 : i64, stride = 2 : i64} : tensor<?x6x?x19xf32>, tensor<10x3x5x3xf32>
  %0 = nn.conv %x, %w {stride = 2, dilation = [2, 1], padding = 3, groups = 2} : tensor<?x6x?x19xf32>, tensor<10x3x5x3xf32>
  // CHECK: nn.pool max %{{.*}} {kernel = [3, 2], stride = 2 : i64} : tensor<?x10x?x12xf32>
  %1 = nn.pool max %0 {kernel = [3, 2], stride = 2} : tensor<?x10x?x12xf32>
  // CHECK: nn.arg_pool min %{{.*}} {kernel = [3, 2], stride = 2 : i64} : tensor<?x10x?x12xf32>
  %places = nn.arg_pool min %0 {kernel = [3, 2], stride = 2} : tensor<?x10x?x12xf32>
  // CHECK: nn.conv_transpose %{{.*}}, %{{.*}} {after = [1, 0], before = 0 : i64, groups = 3 : i64, output_padding = 1 : i64, stride = [3, 2]}
  %2 = nn.conv_transpose %x, %u {stride = [3, 2], before = 0, after = [1, 0], output_padding = 1, groups = 3} : tensor<?x6x?x19xf32>, tensor<6x5x2x3xf32>
  // CHECK: nn.resize nearest asymmetric %{{.*}} dim -1 {by = [3, 2]} round floor : tensor<?x15x?x40xf32>
  %3 = nn.resize nearest asymmetric %2 dim -1 {by = [3, 2]} round floor : tensor<?x15x?x40xf32>
  // CHECK: nn.resize cubic half_pixel %{{.*}} dim 2 {to = 7 : i64} cubic -5.000000e-01 exclude_outside : tensor<?x15x?x60xf32>
  %4 = nn.resize cubic half_pixel %3 dim 2 {to = 7} cubic -0.5 exclude_outside : tensor<?x15x?x60xf32>
  // CHECK: nn.resize linear align_corners %{{.*}} dim 2 {to = 5 : i64} : tensor<?x15x7x60xf32>
  %5 = nn.resize linear align_corners %4 dim 2 {to = 5} : tensor<?x15x7x60xf32>
  return
}

// CHECK-LABEL: @dims
func.func @dims(%x: tensor<?x3x?x?x17xf32>, %w: tensor<5x3x1x3x2xf32>) -> tensor<?x5x?x?x6xf32> {
  %0 = nn.conv %x, %w {stride = 3, before = [0, 1, 0], after = [0, 1, 1]} : tensor<?x3x?x?x17xf32>, tensor<5x3x1x3x2xf32>
  return %0 : tensor<?x5x?x?x6xf32>
}

// CHECK-LABEL: @template
func.func @template(%x: tensor<*xf32>, %w: tensor<?x?x?xf32>, %c: tensor<?xf32>) -> tensor<*xf32> {
  // CHECK: nn.conv %{{.*}}, %{{.*}} : tensor<*xf32>, tensor<?x?x?xf32>
  %0 = nn.conv %x, %w : tensor<*xf32>, tensor<?x?x?xf32>
  // CHECK: nn.pool mean %{{.*}} {kernel = ["K"]} : tensor<*xf32>
  %1 = nn.pool mean %0 {kernel = ["K"]} : tensor<*xf32>
  // CHECK: nn.group_norm %{{.*}}, %{{.*}}, %{{.*}} {groups = "G"} epsilon 1.000000e-05 : tensor<*xf32>, tensor<?xf32>, tensor<?xf32>
  %2 = nn.group_norm %1, %c, %c {groups = "G"} epsilon 1.0e-5 : tensor<*xf32>, tensor<?xf32>, tensor<?xf32>
  return %2 : tensor<*xf32>
}
