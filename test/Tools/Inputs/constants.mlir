func.func @main(%x: tensor<?x3xi64> {nn.name = "x"}) -> (tensor<?x3xi64> {nn.name = "sum"}, tensor<?x3xf32> {nn.name = "taken"}) {
  %row = arith.constant dense<[10, 20, 30]> : tensor<3xi64>
  %table = arith.constant dense<[0.5, 1.5, 2.5, 3.5, 4.5, -5.5]> : tensor<6xf32>
  %sum = nn.add %x, %row : tensor<?x3xi64>, tensor<3xi64>
  %taken = nn.gather %table[%x] : tensor<6xf32>, tensor<?x3xi64>
  return %sum, %taken : tensor<?x3xi64>, tensor<?x3xf32>
}
