// RUN: tenfold-opt %s | tenfold-opt | FileCheck %s
// RUN: tenfold-opt %s --tenfold-decompose | FileCheck %s --check-prefix=CORE

// CHECK-LABEL: @cross_entropy
// CORE-LABEL: @cross_entropy
func.func @cross_entropy(%x: tensor<?x5x7xf32>, %t: tensor<?x5xi64>) -> (tensor<?x5xf32>, tensor<?x5xf32>) {
  // CHECK: nn.cross_entropy %{{.*}}, %{{.*}} : tensor<?x5x7xf32>, tensor<?x5xi64>
  // CORE: nn.reduce max
  // CORE: nn.take_along
  // CORE-NOT: nn.reduce mean
  %0 = nn.cross_entropy %x, %t : tensor<?x5x7xf32>, tensor<?x5xi64>
  // CHECK: nn.cross_entropy %{{.*}}, %{{.*}} ignore -100 smoothing 1.250000e-01 : tensor<?x5x7xf32>, tensor<?x5xi64>
  // CORE: nn.reduce mean
  // CORE: nn.select
  %1 = nn.cross_entropy %x, %t ignore -100 smoothing 0.125 : tensor<?x5x7xf32>, tensor<?x5xi64>
  return %0, %1 : tensor<?x5xf32>, tensor<?x5xf32>
}
