// RUN: tenfold-opt %s --verify-diagnostics --split-input-file | tenfold-opt --split-input-file | FileCheck %s

// CHECK-LABEL: @kinds
func.func @kinds(%seed: tensor<i64>, %counter: tensor<i64>, %x: tensor<?x7xf32>) -> (tensor<?x7xi32>, tensor<?x7xf32>) {
  // CHECK: nn.random bits %{{.*}} at %{{.*}} like %{{.*}} : tensor<i64>, tensor<i64>, tensor<?x7xf32>
  %0 = nn.random bits %seed at %counter like %x : tensor<i64>, tensor<i64>, tensor<?x7xf32>
  // CHECK: nn.random uniform %{{.*}} at %{{.*}} like %{{.*}} : tensor<i64>, tensor<i64>, tensor<?x7xi32>
  %1 = nn.random uniform %seed at %counter like %0 : tensor<i64>, tensor<i64>, tensor<?x7xi32>
  // CHECK: nn.random normal
  %2 = nn.random normal %seed at %counter like %1 : tensor<i64>, tensor<i64>, tensor<?x7xf32>
  return %0, %2 : tensor<?x7xi32>, tensor<?x7xf32>
}

// -----

func.func @seed(%seed: tensor<3xi64>, %counter: tensor<i64>, %x: tensor<7xf32>) {
  // expected-error @+1 {{expected `seed` to have rank 0, got rank 1}}
  %0 = nn.random bits %seed at %counter like %x : tensor<3xi64>, tensor<i64>, tensor<7xf32>
  return
}

// -----

func.func @counter(%seed: tensor<i64>, %counter: tensor<3x5xi64>, %x: tensor<7xf32>) {
  // expected-error @+1 {{expected `counter` to have rank 0, got rank 2}}
  %0 = nn.random bits %seed at %counter like %x : tensor<i64>, tensor<3x5xi64>, tensor<7xf32>
  return
}
