// RUN: tenfold-opt %s | tenfold-opt | FileCheck %s

// CHECK-LABEL: @rows
func.func @rows(%x: tensor<?x5xf32>, %w: tensor<5xf32>) -> tensor<?x5xf32> {
  // CHECK: nn.softmax %{{.*}} -1 : tensor<?x5xf32>
  %0 = nn.softmax %x -1 : tensor<?x5xf32>
  // CHECK: nn.layer_norm %{{.*}}, %{{.*}}, %{{.*}} epsilon 1.000000e-05 : tensor<?x5xf32>, tensor<5xf32>, tensor<5xf32>
  %1 = nn.layer_norm %0, %w, %w epsilon 1.0e-5 : tensor<?x5xf32>, tensor<5xf32>, tensor<5xf32>
  // CHECK: nn.rms_norm %{{.*}}, %{{.*}} epsilon 1.000000e-05 : tensor<?x5xf32>, tensor<5xf32>
  %2 = nn.rms_norm %1, %w epsilon 1.0e-5 : tensor<?x5xf32>, tensor<5xf32>
  // CHECK: nn.log_softmax %{{.*}} 0 : tensor<?x5xf32>
  %3 = nn.log_softmax %2 0 : tensor<?x5xf32>
  return %3 : tensor<?x5xf32>
}

// CHECK-LABEL: @template
func.func @template(%x: tensor<*xf32>, %w: tensor<?xf32>) -> tensor<*xf32> {
  // CHECK: nn.softmax %{{.*}} -1 : tensor<*xf32>
  %0 = nn.softmax %x -1 : tensor<*xf32>
  %1 = nn.layer_norm %0, %w, %w epsilon 1.0e-5 : tensor<*xf32>, tensor<?xf32>, tensor<?xf32>
  // CHECK: nn.rms_norm %{{.*}}, %{{.*}} epsilon 1.000000e-05 : tensor<*xf32>, tensor<?xf32>
  %2 = nn.rms_norm %1, %w epsilon 1.0e-5 : tensor<*xf32>, tensor<?xf32>
  return %2 : tensor<*xf32>
}
