// Prefixes of both operands of each kind of kernel, with one head of keys that all queries share.
module attributes {nn.bounds = {batch = [0, 3], n = [0, 7], ctx = [0, 4096]}} {
nn.block @main(%x: tensor<5x83xf32>, %y: tensor<83x7xf32>, %q: tensor<?x6x?x8xf32> {nn.dims = ["batch", 6, "n", 8]},
               %k: tensor<?x1x?x8xf32> {nn.dims = ["batch", 1, "ctx", 8]}, %v: tensor<?x1x?x8xf32> {nn.dims = ["batch", 1, "ctx", 8]},
               %length: tensor<i64>)
    -> (tensor<5x1xf32>, tensor<1x83xf32>, tensor<5x7xf32>, tensor<5xf32>, tensor<?x6x?x8xf32> {nn.dims = ["batch", 6, "n", 8]}) {
  %0 = nn.prefix %x, %length axis 1 : tensor<5x83xf32>, tensor<i64>
  %1 = nn.exp %0 : tensor<5x?xf32>
  %rows = nn.reduce sum %1 [1] : tensor<5x?xf32>
  %2 = nn.prefix %x, %length axis 0 : tensor<5x83xf32>, tensor<i64>
  %columns = nn.reduce max %2 [0] : tensor<?x83xf32>
  %3 = nn.prefix %y, %length axis 0 : tensor<83x7xf32>, tensor<i64>
  %product = nn.einsum %0, %3 "i k, k j -> i j" : tensor<5x?xf32>, tensor<?x7xf32>
  %4 = nn.softmax %0 -1 : tensor<5x?xf32>
  %squares = nn.einsum %4, %4 "i k, i k -> i" : tensor<5x?xf32>, tensor<5x?xf32>
  %5 = nn.prefix %k, %length axis 2 : tensor<?x1x?x8xf32>, tensor<i64>
  %6 = nn.prefix %v, %length axis 2 : tensor<?x1x?x8xf32>, tensor<i64>
  %attended = nn.attention %q, %5, %6 : tensor<?x6x?x8xf32>, tensor<?x1x?x8xf32>, tensor<?x1x?x8xf32>
  nn.return %rows, %columns, %product, %squares, %attended
      : tensor<5x1xf32>, tensor<1x83xf32>, tensor<5x7xf32>, tensor<5xf32>, tensor<?x6x?x8xf32>
}
}
