// RUN: tenfold-opt %s --tenfold-fold-pipeline | FileCheck %s

// Kernels form inside a loop; what it does not change is computed before, once.
// CHECK-LABEL: func.func @main
// CHECK:         %[[W:.*]] = call @[[OUTSIDE:kernel_map.*]](%{{.*}}) : (tensor<7x7xf32>)
// CHECK:         scf.for
// CHECK:           tensor.extract_slice
// CHECK:           func.call @[[INSIDE:kernel_contract_map.*]](%{{.*}}, %[[W]], %{{.*}}) : (tensor<?x7xf32>, tensor<7x7xf32>, tensor<?x7xf32>) -> tensor<?x7xf32>
// CHECK-NEXT:      scf.yield
func.func @main(%xs: tensor<?x?x7xf32> {nn.dims = ["steps", "batch", 7]}, %h0: tensor<?x7xf32> {nn.dims = ["batch", 7]}, %w: tensor<7x7xf32>) -> tensor<?x7xf32> {
  %0 = nn.tanh %w : tensor<7x7xf32>
  %last = nn.scan (%h = %h0) over (%x = %xs) : tensor<?x7xf32>, tensor<?x?x7xf32> {
    %1 = nn.einsum %h, %0 "b i, o i -> b o" : tensor<?x7xf32>, tensor<7x7xf32>
    %2 = nn.add %1, %x : tensor<?x7xf32>, tensor<?x7xf32>
    nn.next %2 : tensor<?x7xf32>
  }
  return %last : tensor<?x7xf32>
}
