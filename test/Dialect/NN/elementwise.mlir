// RUN: tenfold-opt %s | tenfold-opt | FileCheck %s

// Shapes broadcast as in NumPy; an extent that is not known stays open.
// CHECK-LABEL: @broadcast
func.func @broadcast(%x: tensor<?x3x1xf32>, %y: tensor<1x5xf32>, %s: tensor<f32>) -> tensor<?x3x5xf32> {
  // CHECK: nn.add %{{.*}}, %{{.*}} : tensor<?x3x1xf32>, tensor<1x5xf32>
  %0 = nn.add %x, %y : tensor<?x3x1xf32>, tensor<1x5xf32>
  // CHECK: nn.mul %{{.*}}, %{{.*}} : tensor<?x3x5xf32>, tensor<f32>
  %1 = nn.mul %0, %s : tensor<?x3x5xf32>, tensor<f32>
  return %1 : tensor<?x3x5xf32>
}

// CHECK-LABEL: @floats
func.func @floats(%x: tensor<3x?xf32>) -> tensor<3x?xf32> {
  // CHECK: nn.sub
  %0 = nn.sub %x, %x : tensor<3x?xf32>, tensor<3x?xf32>
  // CHECK: nn.div
  %1 = nn.div %0, %x : tensor<3x?xf32>, tensor<3x?xf32>
  // CHECK: nn.max
  %2 = nn.max %1, %x : tensor<3x?xf32>, tensor<3x?xf32>
  // CHECK: nn.min
  %3 = nn.min %2, %x : tensor<3x?xf32>, tensor<3x?xf32>
  // CHECK: nn.neg %{{.*}} : tensor<3x?xf32>
  %4 = nn.neg %3 : tensor<3x?xf32>
  // CHECK: nn.exp
  %5 = nn.exp %4 : tensor<3x?xf32>
  // CHECK: nn.log
  %6 = nn.log %5 : tensor<3x?xf32>
  // CHECK: nn.tanh
  %7 = nn.tanh %6 : tensor<3x?xf32>
  // CHECK: nn.erf
  %8 = nn.erf %7 : tensor<3x?xf32>
  // CHECK: nn.sqrt
  %9 = nn.sqrt %8 : tensor<3x?xf32>
  // CHECK: nn.floor %{{.*}} : tensor<3x?xf32>
  %10 = nn.floor %9 : tensor<3x?xf32>
  return %10 : tensor<3x?xf32>
}

// CHECK-LABEL: @functions
func.func @functions(%x: tensor<3x?xf32>, %e: tensor<f32>) -> (tensor<3x?xi1>, tensor<3x?xi1>) {
  // CHECK: nn.abs %{{.*}} : tensor<3x?xf32>
  %0 = nn.abs %x : tensor<3x?xf32>
  // CHECK: nn.sign %{{.*}} : tensor<3x?xf32>
  %1 = nn.sign %0 : tensor<3x?xf32>
  // CHECK: nn.reciprocal %{{.*}} : tensor<3x?xf32>
  %2 = nn.reciprocal %1 : tensor<3x?xf32>
  // CHECK: nn.exp2 %{{.*}} : tensor<3x?xf32>
  %3 = nn.exp2 %2 : tensor<3x?xf32>
  // CHECK: nn.expm1 %{{.*}} : tensor<3x?xf32>
  %4 = nn.expm1 %3 : tensor<3x?xf32>
  // CHECK: nn.log2 %{{.*}} : tensor<3x?xf32>
  %5 = nn.log2 %4 : tensor<3x?xf32>
  // CHECK: nn.log10 %{{.*}} : tensor<3x?xf32>
  %6 = nn.log10 %5 : tensor<3x?xf32>
  // CHECK: nn.log1p %{{.*}} : tensor<3x?xf32>
  %7 = nn.log1p %6 : tensor<3x?xf32>
  // CHECK: nn.rsqrt %{{.*}} : tensor<3x?xf32>
  %8 = nn.rsqrt %7 : tensor<3x?xf32>
  // CHECK: nn.ceil %{{.*}} : tensor<3x?xf32>
  %9 = nn.ceil %8 : tensor<3x?xf32>
  // CHECK: nn.trunc %{{.*}} : tensor<3x?xf32>
  %10 = nn.trunc %9 : tensor<3x?xf32>
  // CHECK: nn.round %{{.*}} : tensor<3x?xf32>
  %11 = nn.round %10 : tensor<3x?xf32>
  // CHECK: nn.sin %{{.*}} : tensor<3x?xf32>
  %12 = nn.sin %11 : tensor<3x?xf32>
  // CHECK: nn.cos %{{.*}} : tensor<3x?xf32>
  %13 = nn.cos %12 : tensor<3x?xf32>
  // CHECK: nn.pow %{{.*}}, %{{.*}} : tensor<3x?xf32>, tensor<f32>
  %14 = nn.pow %13, %e : tensor<3x?xf32>, tensor<f32>
  // CHECK: nn.tan %{{.*}} : tensor<3x?xf32>
  %15 = nn.tan %14 : tensor<3x?xf32>
  // CHECK: nn.asin %{{.*}} : tensor<3x?xf32>
  %16 = nn.asin %15 : tensor<3x?xf32>
  // CHECK: nn.acos %{{.*}} : tensor<3x?xf32>
  %17 = nn.acos %16 : tensor<3x?xf32>
  // CHECK: nn.atan %{{.*}} : tensor<3x?xf32>
  %18 = nn.atan %17 : tensor<3x?xf32>
  // CHECK: nn.sinh %{{.*}} : tensor<3x?xf32>
  %19 = nn.sinh %18 : tensor<3x?xf32>
  // CHECK: nn.cosh %{{.*}} : tensor<3x?xf32>
  %20 = nn.cosh %19 : tensor<3x?xf32>
  // CHECK: nn.asinh %{{.*}} : tensor<3x?xf32>
  %21 = nn.asinh %20 : tensor<3x?xf32>
  // CHECK: nn.acosh %{{.*}} : tensor<3x?xf32>
  %22 = nn.acosh %21 : tensor<3x?xf32>
  // CHECK: nn.atanh %{{.*}} : tensor<3x?xf32>
  %23 = nn.atanh %22 : tensor<3x?xf32>
  // CHECK: nn.atan2 %{{.*}}, %{{.*}} : tensor<3x?xf32>, tensor<f32>
  %24 = nn.atan2 %23, %e : tensor<3x?xf32>, tensor<f32>
  // CHECK: nn.broadcast %{{.*}} like %{{.*}} : tensor<f32>, tensor<3x?xf32>
  %25 = nn.broadcast %e like %24 : tensor<f32>, tensor<3x?xf32>
  // CHECK: nn.is_nan %{{.*}} : tensor<3x?xf32>
  %26 = nn.is_nan %25 : tensor<3x?xf32>
  // CHECK: nn.is_inf %{{.*}} : tensor<3x?xf32>
  %27 = nn.is_inf %25 : tensor<3x?xf32>
  return %26, %27 : tensor<3x?xi1>, tensor<3x?xi1>
}

// CHECK-LABEL: @integers
func.func @integers(%x: tensor<3xi32>, %y: tensor<3xi32>) -> tensor<3xi32> {
  // CHECK: nn.rem %{{.*}}, %{{.*}} : tensor<3xi32>, tensor<3xi32>
  %0 = nn.rem %x, %y : tensor<3xi32>, tensor<3xi32>
  // CHECK: nn.mod %{{.*}}, %{{.*}} : tensor<3xi32>, tensor<3xi32>
  %1 = nn.mod %0, %y : tensor<3xi32>, tensor<3xi32>
  // CHECK: nn.and %{{.*}}, %{{.*}} : tensor<3xi32>, tensor<3xi32>
  %2 = nn.and %1, %y : tensor<3xi32>, tensor<3xi32>
  // CHECK: nn.or %{{.*}}, %{{.*}} : tensor<3xi32>, tensor<3xi32>
  %3 = nn.or %2, %y : tensor<3xi32>, tensor<3xi32>
  // CHECK: nn.xor %{{.*}}, %{{.*}} : tensor<3xi32>, tensor<3xi32>
  %4 = nn.xor %3, %y : tensor<3xi32>, tensor<3xi32>
  // CHECK: nn.shift_left %{{.*}}, %{{.*}} : tensor<3xi32>, tensor<3xi32>
  %5 = nn.shift_left %4, %y : tensor<3xi32>, tensor<3xi32>
  // CHECK: nn.shift_right %{{.*}}, %{{.*}} : tensor<3xi32>, tensor<3xi32>
  %6 = nn.shift_right %5, %y : tensor<3xi32>, tensor<3xi32>
  // CHECK: nn.shift_right_unsigned %{{.*}}, %{{.*}} : tensor<3xi32>, tensor<3xi32>
  %7 = nn.shift_right_unsigned %6, %y : tensor<3xi32>, tensor<3xi32>
  // CHECK: nn.not %{{.*}} : tensor<3xi32>
  %8 = nn.not %7 : tensor<3xi32>
  return %8 : tensor<3xi32>
}

// CHECK-LABEL: @choices
func.func @choices(%x: tensor<3xi32>, %y: tensor<3xi32>) -> tensor<3xf64> {
  // CHECK: nn.compare lt %{{.*}}, %{{.*}} : tensor<3xi32>, tensor<3xi32>
  %0 = nn.compare lt %x, %y : tensor<3xi32>, tensor<3xi32>
  // CHECK: nn.select %{{.*}}, %{{.*}}, %{{.*}} : tensor<3xi1>, tensor<3xi32>, tensor<3xi32>
  %1 = nn.select %0, %x, %y : tensor<3xi1>, tensor<3xi32>, tensor<3xi32>
  // CHECK: nn.cast %{{.*}} to f64 : tensor<3xi32>
  %2 = nn.cast %1 to f64 : tensor<3xi32>
  return %2 : tensor<3xf64>
}

// In a template even the rank may be open; the result's is, too.
// CHECK-LABEL: @template
func.func @template(%x: tensor<*xf32>, %y: tensor<7xf32>) -> tensor<*xf32> {
  // CHECK: nn.add %{{.*}}, %{{.*}} : tensor<*xf32>, tensor<7xf32>
  %0 = nn.add %x, %y : tensor<*xf32>, tensor<7xf32>
  return %0 : tensor<*xf32>
}
