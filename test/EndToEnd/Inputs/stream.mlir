// Causal attention as a fold in a kernel, as stage `fold` leaves it.
#query = affine_map<(b, i, j, d, w) -> (b, i, d)>
#key = affine_map<(b, i, j, d, w) -> (b, j, d)>
#value = affine_map<(b, i, j, d, w) -> (b, j, w)>
#row = affine_map<(b, i, j, d, w) -> (b, i)>
#out = affine_map<(b, i, j, d, w) -> (b, i, w)>
#q = affine_map<(b, i, j, d) -> (b, i, d)>
#k = affine_map<(b, i, j, d) -> (b, j, d)>
#s = affine_map<(b, i, j, d) -> (b, i, j)>
#elements = affine_map<(b, i, j) -> (b, i, j)>
#rows = affine_map<(b, i, j) -> (b, i)>
#p = affine_map<(b, i, w, j) -> (b, i, j)>
#v = affine_map<(b, i, w, j) -> (b, j, w)>
#o = affine_map<(b, i, w, j) -> (b, i, w)>
#vector = affine_map<(b, i) -> (b, i)>
#tile = affine_map<(b, i, w) -> (b, i, w)>
#tileRow = affine_map<(b, i, w) -> (b, i)>

func.func @main(%q: tensor<?x?x64xf32> {nn.dims = ["heads", "queries", 64], nn.name = "q"},
                %k: tensor<?x?x64xf32> {nn.dims = ["heads", "keys", 64], nn.name = "k"},
                %v: tensor<?x?x64xf32> {nn.dims = ["heads", "keys", 64], nn.name = "v"})
    -> (tensor<?x?x64xf32> {nn.name = "o"}) {
  %0 = call @kernel_attention(%q, %k, %v) : (tensor<?x?x64xf32>, tensor<?x?x64xf32>, tensor<?x?x64xf32>) -> tensor<?x?x64xf32>
  return %0 : tensor<?x?x64xf32>
}

func.func private @kernel_attention(%query: tensor<?x?x64xf32>, %key: tensor<?x?x64xf32>, %value: tensor<?x?x64xf32>) -> tensor<?x?x64xf32> attributes {program.kernel} {
  %least = arith.constant 0xFF800000 : f32
  %zero = arith.constant 0.0 : f32
  %scale = arith.constant 0.125 : f32
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %result = fold.reduce {indexing_maps = [#query, #key, #value, #row, #row, #out, #out],
                         iterator_types = ["parallel", "parallel", "stream", "whole", "whole"]}
      ins(%query, %key, %value : tensor<?x?x64xf32>, tensor<?x?x64xf32>, tensor<?x?x64xf32>)
      init(%least, %zero, %zero : f32, f32, f32) -> tensor<?x?x64xf32>
  absorb(%q: tensor<?x?x64xf32>, %k: tensor<?x?x64xf32>, %v: tensor<?x?x64xf32>,
         %m: tensor<?x?xf32>, %l: tensor<?x?xf32>, %o: tensor<?x?x64xf32>) {
    %b = tensor.dim %q, %c0 : tensor<?x?x64xf32>
    %n = tensor.dim %q, %c1 : tensor<?x?x64xf32>
    %keys = tensor.dim %k, %c1 : tensor<?x?x64xf32>
    %i0 = fold.offset 1
    %j0 = fold.offset 2
    %empty = tensor.empty(%b, %n, %keys) : tensor<?x?x?xf32>
    %none = linalg.fill ins(%zero : f32) outs(%empty : tensor<?x?x?xf32>) -> tensor<?x?x?xf32>
    %qk = linalg.generic {indexing_maps = [#q, #k, #s], iterator_types = ["parallel", "parallel", "parallel", "reduction"]}
        ins(%q, %k : tensor<?x?x64xf32>, tensor<?x?x64xf32>) outs(%none : tensor<?x?x?xf32>) {
    ^bb0(%x: f32, %y: f32, %sum: f32):
      %0 = arith.mulf %x, %y : f32
      %1 = arith.addf %sum, %0 : f32
      linalg.yield %1 : f32
    } -> tensor<?x?x?xf32>
    %s = linalg.generic {indexing_maps = [#elements, #elements], iterator_types = ["parallel", "parallel", "parallel"]}
        ins(%qk : tensor<?x?x?xf32>) outs(%empty : tensor<?x?x?xf32>) attrs = {fold.neutral} {
    ^bb0(%x: f32, %unused: f32):
      %0 = arith.mulf %x, %scale : f32
      %di = linalg.index 1 : index
      %dj = linalg.index 2 : index
      %i = arith.addi %i0, %di : index
      %j = arith.addi %j0, %dj : index
      %past = arith.cmpi sle, %j, %i : index
      %1 = arith.select %past, %0, %least : f32
      linalg.yield %1 : f32
    } -> tensor<?x?x?xf32>
    %m1 = linalg.generic {indexing_maps = [#elements, #rows], iterator_types = ["parallel", "parallel", "reduction"]}
        ins(%s : tensor<?x?x?xf32>) outs(%m : tensor<?x?xf32>) {
    ^bb0(%x: f32, %max: f32):
      %0 = arith.maximumf %max, %x : f32
      linalg.yield %0 : f32
    } -> tensor<?x?xf32>
    %unset = tensor.empty(%b, %n) : tensor<?x?xf32>
    %anchor = linalg.generic {indexing_maps = [#vector, #vector], iterator_types = ["parallel", "parallel"]}
        ins(%m1 : tensor<?x?xf32>) outs(%unset : tensor<?x?xf32>) {
    ^bb0(%x: f32, %unused: f32):
      %0 = arith.cmpf oeq, %x, %least : f32
      %1 = arith.select %0, %zero, %x : f32
      linalg.yield %1 : f32
    } -> tensor<?x?xf32>
    %factor = linalg.generic {indexing_maps = [#vector, #vector, #vector], iterator_types = ["parallel", "parallel"]}
        ins(%m, %anchor : tensor<?x?xf32>, tensor<?x?xf32>) outs(%unset : tensor<?x?xf32>) {
    ^bb0(%x: f32, %y: f32, %unused: f32):
      %0 = arith.subf %x, %y : f32
      %1 = math.exp %0 : f32
      linalg.yield %1 : f32
    } -> tensor<?x?xf32>
    %p = linalg.generic {indexing_maps = [#elements, #rows, #elements], iterator_types = ["parallel", "parallel", "parallel"]}
        ins(%s, %anchor : tensor<?x?x?xf32>, tensor<?x?xf32>) outs(%empty : tensor<?x?x?xf32>) {
    ^bb0(%x: f32, %y: f32, %unused: f32):
      %0 = arith.subf %x, %y : f32
      %1 = math.exp %0 : f32
      linalg.yield %1 : f32
    } -> tensor<?x?x?xf32>
    %l0 = linalg.generic {indexing_maps = [#vector, #vector, #vector], iterator_types = ["parallel", "parallel"]}
        ins(%l, %factor : tensor<?x?xf32>, tensor<?x?xf32>) outs(%unset : tensor<?x?xf32>) {
    ^bb0(%x: f32, %y: f32, %unused: f32):
      %0 = arith.mulf %x, %y : f32
      linalg.yield %0 : f32
    } -> tensor<?x?xf32>
    %l1 = linalg.generic {indexing_maps = [#elements, #rows], iterator_types = ["parallel", "parallel", "reduction"]}
        ins(%p : tensor<?x?x?xf32>) outs(%l0 : tensor<?x?xf32>) {
    ^bb0(%x: f32, %sum: f32):
      %0 = arith.addf %sum, %x : f32
      linalg.yield %0 : f32
    } -> tensor<?x?xf32>
    %o0 = linalg.generic {indexing_maps = [#tileRow, #tile], iterator_types = ["parallel", "parallel", "parallel"]}
        ins(%factor : tensor<?x?xf32>) outs(%o : tensor<?x?x64xf32>) {
    ^bb0(%x: f32, %y: f32):
      %0 = arith.mulf %y, %x : f32
      linalg.yield %0 : f32
    } -> tensor<?x?x64xf32>
    %o1 = linalg.generic {indexing_maps = [#p, #v, #o], iterator_types = ["parallel", "parallel", "parallel", "reduction"]}
        ins(%p, %v : tensor<?x?x?xf32>, tensor<?x?x64xf32>) outs(%o0 : tensor<?x?x64xf32>) {
    ^bb0(%x: f32, %y: f32, %sum: f32):
      %0 = arith.mulf %x, %y : f32
      %1 = arith.addf %sum, %0 : f32
      linalg.yield %1 : f32
    } -> tensor<?x?x64xf32>
    fold.yield %m1, %l1, %o1 : tensor<?x?xf32>, tensor<?x?xf32>, tensor<?x?x64xf32>
  } finish(%q: tensor<?x?x64xf32>, %m: tensor<?x?xf32>, %l: tensor<?x?xf32>, %o: tensor<?x?x64xf32>) {
    %0 = linalg.generic {indexing_maps = [#tileRow, #tile], iterator_types = ["parallel", "parallel", "parallel"]}
        ins(%l : tensor<?x?xf32>) outs(%o : tensor<?x?x64xf32>) {
    ^bb0(%x: f32, %y: f32):
      %empty = arith.cmpf oeq, %x, %zero : f32
      %0 = arith.divf %y, %x : f32
      %1 = arith.select %empty, %zero, %0 : f32
      linalg.yield %1 : f32
    } -> tensor<?x?x64xf32>
    fold.yield %0 : tensor<?x?x64xf32>
  }
  return %result : tensor<?x?x64xf32>
}
