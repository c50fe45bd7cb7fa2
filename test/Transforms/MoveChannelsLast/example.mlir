// RUN: tenfold-opt %s --tenfold-move-channels-last | FileCheck %s
// RUN: tenfold-opt %s --tenfold-move-channels-last --remarks-filter=move-channels-last -o /dev/null 2>&1 | FileCheck %s --check-prefix=REMARK
// A convolution and what follows have channels last; transposes stand at the arguments and at the result alone.

#x = affine_map<(n, o, i, k, c) -> (n, c, i + k)>
#w = affine_map<(n, o, i, k, c) -> (o, c, k)>
#y = affine_map<(n, o, i, k, c) -> (n, o, i)>
#id = affine_map<(n, c, i) -> (n, c, i)>
#c = affine_map<(n, c, i) -> (c)>

// CHECK-DAG: [[$X:#.+]] = affine_map<(d0, d1, d2, d3, d4) -> (d0, d1 + d3, d4)>
// CHECK-DAG: [[$W:#.+]] = affine_map<(d0, d1, d2, d3, d4) -> (d2, d4, d3)>
// CHECK-DAG: [[$Y:#.+]] = affine_map<(d0, d1, d2, d3, d4) -> (d0, d1, d2)>
// CHECK-DAG: [[$ID:#.+]] = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
// CHECK-DAG: [[$CHANNEL:#.+]] = affine_map<(d0, d1, d2) -> (d2)>
// CHECK-DAG: [[$SWAP:#.+]] = affine_map<(d0, d1, d2) -> (d0, d2, d1)>
// CHECK-LABEL: func.func @chain
// REMARK: [Passed] Layout{{.*}}Function=chain{{.*}}ops=2
func.func @chain(%x: tensor<3x5x?xf32>, %w: tensor<7x5x2xf32>, %b: tensor<7xf32>, %r: tensor<3x7x?xf32>, %n: index) -> tensor<3x7x?xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty(%n) : tensor<3x7x?xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<3x7x?xf32>) -> tensor<3x7x?xf32>
  // CHECK: [[IN:%.+]] = linalg.generic {indexing_maps = [[[$SWAP]], [[$ID]]]{{.*}} ins(%arg0 : tensor<3x5x?xf32>) outs(%{{.*}} : tensor<3x?x5xf32>)
  // CHECK: [[FILL:%.+]] = linalg.fill {{.*}} -> tensor<3x?x7xf32>
  // CHECK: [[SUM:%.+]] = linalg.generic {indexing_maps = [[[$X]], [[$W]], [[$Y]]], iterator_types = ["parallel", "parallel", "parallel", "reduction", "reduction"]}
  // CHECK-SAME: ins([[IN]], %arg1 : tensor<3x?x5xf32>, tensor<7x5x2xf32>) outs([[FILL]] : tensor<3x?x7xf32>)
  %0 = linalg.generic {indexing_maps = [#x, #w, #y], iterator_types = ["parallel", "parallel", "parallel", "reduction", "reduction"]}
      ins(%x, %w : tensor<3x5x?xf32>, tensor<7x5x2xf32>) outs(%f : tensor<3x7x?xf32>) {
  ^bb0(%p: f32, %q: f32, %a: f32):
    %s = math.fma %p, %q, %a : f32
    linalg.yield %s : f32
  } -> tensor<3x7x?xf32>
  // Another operand is read through its map.
  // CHECK: [[OUT:%.+]] = linalg.generic {indexing_maps = [[[$ID]], [[$CHANNEL]], [[$SWAP]], [[$ID]]]{{.*}} ins([[SUM]], %arg2, %arg3
  // CHECK: [[BACK:%.+]] = linalg.generic {indexing_maps = [[[$SWAP]], [[$ID]]]{{.*}} ins([[OUT]] : tensor<3x?x7xf32>) outs(%{{.*}} : tensor<3x7x?xf32>)
  // CHECK: return [[BACK]]
  %1 = linalg.generic {indexing_maps = [#id, #c, #id, #id], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%0, %b, %r : tensor<3x7x?xf32>, tensor<7xf32>, tensor<3x7x?xf32>) outs(%e : tensor<3x7x?xf32>) {
  ^bb0(%p: f32, %q: f32, %t: f32, %a: f32):
    %s = arith.addf %p, %q : f32
    %u = arith.addf %s, %t : f32
    linalg.yield %u : f32
  } -> tensor<3x7x?xf32>
  return %1 : tensor<3x7x?xf32>
}
