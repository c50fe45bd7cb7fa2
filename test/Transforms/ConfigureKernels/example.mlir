// RUN: tenfold-opt %s --tenfold-configure-kernels | FileCheck %s
// RUN: tenfold-opt %s --tenfold-configure-kernels --remarks-filter=configure-kernels -o /dev/null 2>&1 | FileCheck %s --check-prefix=REMARK

// REMARK: [Passed] Tiles | Category:configure-kernels | Function=linear | GridLoops=2, Ops=1
// REMARK: [Passed] Tiles | Category:configure-kernels | Function=softmax | GridLoops=1, Ops=2
// REMARK: [Passed] Tiles | Category:configure-kernels | Function=attention | GridLoops=2, Ops=2

module attributes {program.cpu = "sapphirerapids"} {
  // A packed weight: rows by blocks of the micro-kernel's 8, columns by panels of 48.
  // CHECK-LABEL: @linear
  // CHECK-SAME:    program.dims = ["d0"]
  // CHECK-SAME:    program.multiples = array<i64: 8, 48>
  // CHECK-SAME:    program.tiles = array<i64: 128, 48>
  func.func private @linear(%x: memref<?x7xf32> {nn.dims = ["d0", 7]}, %w: memref<8x7x48xf32>,
                            %y: memref<?x384xf32> {nn.dims = ["d0", 384]}) attributes {program.kernel} {
    linalg.generic {indexing_maps = [affine_map<(m, n, k) -> (m, k)>,
                                     affine_map<(m, n, k) -> (n floordiv 48, k, n mod 48)>,
                                     affine_map<(m, n, k) -> (m, n)>],
                    iterator_types = ["parallel", "parallel", "reduction"]}
        ins(%x, %w : memref<?x7xf32>, memref<8x7x48xf32>) outs(%y : memref<?x384xf32>) {
    ^bb0(%a: f32, %b: f32, %c: f32):
      %p = arith.mulf %a, %b : f32
      %s = arith.addf %c, %p : f32
      linalg.yield %s : f32
    }
    return
  }

  // Rows of a known length fill a tile; scratch holds one number of each row.
  // CHECK-LABEL: @softmax
  // CHECK-SAME:    program.multiples = array<i64: 1>
  // CHECK-SAME:    program.tiles = array<i64: 81>
  func.func private @softmax(%x: memref<?x101xf32> {nn.dims = ["d0", 101]}, %y: memref<?x101xf32> {nn.dims = ["d0", 101]})
      attributes {program.kernel} {
    %c0 = arith.constant 0 : index
    %n = memref.dim %x, %c0 : memref<?x101xf32>
    %max = memref.alloc(%n) : memref<?xf32>
    linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i)>],
                    iterator_types = ["parallel", "reduction"]} ins(%x : memref<?x101xf32>) outs(%max : memref<?xf32>) {
    ^bb0(%a: f32, %m: f32):
      %s = arith.maximumf %a, %m : f32
      linalg.yield %s : f32
    }
    linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i)>, affine_map<(i, j) -> (i, j)>],
                    iterator_types = ["parallel", "parallel"]}
        ins(%x, %max : memref<?x101xf32>, memref<?xf32>) outs(%y : memref<?x101xf32>) {
    ^bb0(%a: f32, %m: f32, %o: f32):
      %s = arith.subf %a, %m : f32
      linalg.yield %s : f32
    }
    return
  }

  // The loop j is summed over by the second op, so only heads and query rows are distributed; the scores of a block of
  // query rows are scratch, and so is what the second op packs.
  // CHECK-LABEL: @attention
  // CHECK-SAME:    program.dims = ["q", "kv"]
  // CHECK-SAME:    program.multiples = array<i64: 1, 8>
  // CHECK-SAME:    program.scratch = [[SCRATCH:#.+]], program.tiles = array<i64: 1, 64>
  func.func private @attention(%q: memref<3x?x5xf32> {nn.dims = [3, "q", 5]}, %k: memref<3x?x5xf32> {nn.dims = [3, "kv", 5]},
                               %o: memref<3x?x5xf32> {nn.dims = [3, "q", 5]}) attributes {program.kernel} {
    %c1 = arith.constant 1 : index
    %i = memref.dim %q, %c1 : memref<3x?x5xf32>
    %j = memref.dim %k, %c1 : memref<3x?x5xf32>
    %scores = memref.alloc(%i, %j) : memref<3x?x?xf32>
    linalg.generic {indexing_maps = [affine_map<(h, i, j, d) -> (h, i, d)>, affine_map<(h, i, j, d) -> (h, j, d)>,
                                     affine_map<(h, i, j, d) -> (h, i, j)>],
                    iterator_types = ["parallel", "parallel", "parallel", "reduction"]}
        ins(%q, %k : memref<3x?x5xf32>, memref<3x?x5xf32>) outs(%scores : memref<3x?x?xf32>) {
    ^bb0(%a: f32, %b: f32, %c: f32):
      %p = arith.mulf %a, %b : f32
      %s = arith.addf %c, %p : f32
      linalg.yield %s : f32
    }
    linalg.generic {indexing_maps = [affine_map<(h, i, d, j) -> (h, i, j)>, affine_map<(h, i, d, j) -> (h, j, d)>,
                                     affine_map<(h, i, d, j) -> (h, i, d)>],
                    iterator_types = ["parallel", "parallel", "parallel", "reduction"]}
        ins(%scores, %k : memref<3x?x?xf32>, memref<3x?x5xf32>) outs(%o : memref<3x?x5xf32>) {
    ^bb0(%a: f32, %b: f32, %c: f32):
      %p = arith.mulf %a, %b : f32
      %s = arith.addf %c, %p : f32
      linalg.yield %s : f32
    }
    return
  }
}
