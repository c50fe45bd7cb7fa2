// RUN: tenfold-opt %s --tenfold-configure-kernels | FileCheck %s
// A convolution: some channels that read the same elements, then whole rows of places. It packs nothing, so it has no scratch.

// CHECK-DAG: #[[$NONE:.+]] = affine_map<() -> (0)>
module attributes {program.cpu = "sapphirerapids"} {
  // CHECK-LABEL: @convolution
  // CHECK-SAME:    program.multiples = array<i64: 4, 1, 1>, program.scratch = #[[$NONE]], program.tiles = array<i64: 8, 17, 29>
  func.func private @convolution(%x: memref<7x101x31xf32> {nn.dims = [7, 101, 31]}, %w: memref<19x7x3x3xf32> {nn.dims = [19, 7, 3, 3]},
                                 %y: memref<19x99x29xf32> {nn.dims = [19, 99, 29]}) attributes {program.kernel} {
    linalg.generic {indexing_maps = [affine_map<(o, h, w, c, i, j) -> (c, h + i, w + j)>, affine_map<(o, h, w, c, i, j) -> (o, c, i, j)>,
                                     affine_map<(o, h, w, c, i, j) -> (o, h, w)>],
                    iterator_types = ["parallel", "parallel", "parallel", "reduction", "reduction", "reduction"]}
        ins(%x, %w : memref<7x101x31xf32>, memref<19x7x3x3xf32>) outs(%y : memref<19x99x29xf32>) {
    ^bb0(%a: f32, %b: f32, %c: f32):
      %s = math.fma %a, %b, %c : f32
      linalg.yield %s : f32
    }
    return
  }
}
