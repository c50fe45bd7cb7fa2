// What the library draws.
nn.block @main(%x: tensor<?x37xf32> {nn.dims = ["n", 37]}, %rate: tensor<f32>, %seed: tensor<i64>, %counter: tensor<i64>) -> (tensor<?x37xf32> {nn.name = "dropout"}, tensor<?x37xf32> {nn.name = "truncated"},
    tensor<?x37xf32> {nn.name = "kaiming_uniform"}, tensor<?x37xf32> {nn.name = "kaiming_normal"}, tensor<?x37xf32> {nn.name = "xavier_uniform"}, tensor<?x37xf32> {nn.name = "xavier_normal"}, tensor<?x37xf32> {nn.name = "orthogonal"}) {
  %three = arith.constant dense<3.0> : tensor<f32>
  %0 = nn.apply @dropout "" (%x, %rate, %seed, %counter) : (tensor<?x37xf32>, tensor<f32>, tensor<i64>, tensor<i64>) -> tensor<?x37xf32>
  %1 = nn.apply @truncated_normal "" (%x, %three, %seed, %counter) : (tensor<?x37xf32>, tensor<f32>, tensor<i64>, tensor<i64>) -> tensor<?x37xf32>
  %2 = nn.apply @kaiming_uniform "" (%x, %seed, %counter) : (tensor<?x37xf32>, tensor<i64>, tensor<i64>) -> tensor<?x37xf32>
  %3 = nn.apply @kaiming_normal "" (%x, %seed, %counter) : (tensor<?x37xf32>, tensor<i64>, tensor<i64>) -> tensor<?x37xf32>
  %4 = nn.apply @xavier_uniform "" (%x, %seed, %counter) : (tensor<?x37xf32>, tensor<i64>, tensor<i64>) -> tensor<?x37xf32>
  %5 = nn.apply @xavier_normal "" (%x, %seed, %counter) : (tensor<?x37xf32>, tensor<i64>, tensor<i64>) -> tensor<?x37xf32>
  %6 = nn.apply @orthogonal "" (%x, %seed, %counter) : (tensor<?x37xf32>, tensor<i64>, tensor<i64>) -> tensor<?x37xf32>
  nn.return %0, %1, %2, %3, %4, %5, %6 : tensor<?x37xf32>, tensor<?x37xf32>, tensor<?x37xf32>, tensor<?x37xf32>, tensor<?x37xf32>, tensor<?x37xf32>, tensor<?x37xf32>
}
