module attributes {nn.bounds = {batch = [1, 3], seq = [0, 13]}} {

func.func @main(%batch: index {nn.name = "batch"}, %seq: index {nn.name = "seq"},
    %x: memref<?x?x7xf32> {nn.name = "x", nn.dims = ["batch", "seq", 7]}, %w: memref<7xf32> {nn.param = "layer.w", nn.dims = [7]},
    %y: memref<?x?x7xf32> {nn.name = "y", nn.dims = ["batch", "seq", 7], program.result},
    %arena: memref<?xi8>, %offsets: memref<?xi64>) attributes {program.entry, program.dims = ["batch", "seq"]} {
  %rows = arith.muli %batch, %seq : index
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %in = memref.collapse_shape %x [[0, 1], [2]] : memref<?x?x7xf32> into memref<?x7xf32>
  %out = memref.collapse_shape %y [[0, 1], [2]] : memref<?x?x7xf32> into memref<?x7xf32>
  %l0 = memref.load %offsets[%c0] : memref<?xi64>
  %o0 = arith.index_cast %l0 : i64 to index
  %0 = memref.view %arena[%o0][%rows] : memref<?xi8> to memref<?x7xf32>
  func.call @scale(%in, %w, %0) : (memref<?x7xf32>, memref<7xf32>, memref<?x7xf32>) -> ()
  %l1 = memref.load %offsets[%c1] : memref<?xi64>
  %o1 = arith.index_cast %l1 : i64 to index
  %1 = memref.view %arena[%o1][%rows] : memref<?xi8> to memref<?x7xf32>
  func.call @mix(%0, %in, %1) : (memref<?x7xf32>, memref<?x7xf32>, memref<?x7xf32>) -> ()
  %l2 = memref.load %offsets[%c2] : memref<?xi64>
  %o2 = arith.index_cast %l2 : i64 to index
  %2 = memref.view %arena[%o2][%rows] : memref<?xi8> to memref<?x7xf32>
  func.call @scale(%1, %w, %2) : (memref<?x7xf32>, memref<7xf32>, memref<?x7xf32>) -> ()
  func.call @mix(%2, %in, %out) : (memref<?x7xf32>, memref<?x7xf32>, memref<?x7xf32>) -> ()
  return
}

func.func private @scale(%x: memref<?x7xf32> {nn.dims = ["d0", 7]}, %w: memref<7xf32> {nn.dims = [7]},
    %y: memref<?x7xf32> {nn.dims = ["d0", 7], program.result})
    attributes {program.kernel, program.dims = ["d0"], program.scratch = affine_map<()[s0] -> (s0 * 4)>} {
  return
}

func.func private @mix(%a: memref<?x7xf32> {nn.dims = ["d0", 7]}, %b: memref<?x7xf32> {nn.dims = ["d0", 7]},
    %y: memref<?x7xf32> {nn.dims = ["d0", 7], program.result}) attributes {program.kernel} {
  return
}

}
