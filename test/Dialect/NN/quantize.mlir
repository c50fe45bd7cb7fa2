// RUN: tenfold-opt %s | tenfold-opt | FileCheck %s

// CHECK-LABEL: @quantize
func.func @quantize(%x: tensor<5x7xf32>, %scale: tensor<f32>, %channel: tensor<7xf32>, %zero: tensor<7xi8>)
    -> (tensor<5x7xf32>, tensor<5x7xf32>) {
  // CHECK: nn.quantize %{{.*}} scale %{{.*}} to i8 : tensor<5x7xf32>, tensor<f32>
  %0 = nn.quantize %x scale %scale to i8 : tensor<5x7xf32>, tensor<f32>
  // CHECK: nn.dequantize %{{.*}} scale %{{.*}} : tensor<5x7xi8>, tensor<f32>
  %1 = nn.dequantize %0 scale %scale : tensor<5x7xi8>, tensor<f32>
  // CHECK: nn.quantize %{{.*}} scale %{{.*}} zero %{{.*}} to i8 unsigned : tensor<5x7xf32>, tensor<7xf32>, tensor<7xi8>
  %2 = nn.quantize %x scale %channel zero %zero to i8 unsigned : tensor<5x7xf32>, tensor<7xf32>, tensor<7xi8>
  // CHECK: nn.dequantize %{{.*}} scale %{{.*}} zero %{{.*}} unsigned : tensor<5x7xi8>, tensor<7xf32>, tensor<7xi8>
  %3 = nn.dequantize %2 scale %channel zero %zero unsigned : tensor<5x7xi8>, tensor<7xf32>, tensor<7xi8>
  return %1, %3 : tensor<5x7xf32>, tensor<5x7xf32>
}

// CHECK-LABEL: func.func @bits
func.func @bits(%x: tensor<?x5xf32>) -> tensor<?x5xi32> {
  // CHECK: nn.bitcast %{{.*}} to i32 : tensor<?x5xf32>
  %0 = nn.bitcast %x to i32 : tensor<?x5xf32>
  return %0 : tensor<?x5xi32>
}
