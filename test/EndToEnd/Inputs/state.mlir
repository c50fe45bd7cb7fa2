// What outlives a call: how many there were, the sum of all inputs in each layer, and a table that rows are added to.
nn.block @main(%x: tensor<3xf32>, %at: tensor<?xi64> {nn.dims = ["n"]}, %rows: tensor<?x5xf32> {nn.dims = ["n", 5]})
    -> (tensor<3xf32> {nn.name = "y"}, tensor<i64> {nn.name = "n"}, tensor<5xf32> {nn.name = "total"}) {
  %one = arith.constant dense<1> : tensor<i64>
  %calls = nn.state "calls" [] : tensor<i64>
  %n = nn.add %calls, %one : tensor<i64>, tensor<i64>
  nn.update "calls", %n : tensor<i64>
  %y = nn.repeat 2 x @accumulate "layer.{}" (%x) : (tensor<3xf32>) -> tensor<3xf32>
  %table = nn.state "table" [7, 5] : tensor<7x5xf32>
  %0 = nn.scatter %table[%at], %rows axis 0 by sum : tensor<7x5xf32>, tensor<?xi64>, tensor<?x5xf32>
  nn.update "table", %0 : tensor<7x5xf32>
  %1 = nn.reduce sum %0 [0] : tensor<7x5xf32>
  %total = nn.rearrange %1 "() c -> c" : tensor<1x5xf32>
  nn.return %y, %n, %total : tensor<3xf32>, tensor<i64>, tensor<5xf32>
}

nn.block private @accumulate(%x: tensor<3xf32>) -> tensor<3xf32> {
  %sum = nn.state "sum" [3] : tensor<3xf32>
  %0 = nn.add %sum, %x : tensor<3xf32>, tensor<3xf32>
  nn.update "sum", %0 : tensor<3xf32>
  nn.return %0 : tensor<3xf32>
}
