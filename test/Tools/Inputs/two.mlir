nn.block @first(%a: tensor<?xf32> {nn.dims = ["n"]}) -> (tensor<?xf32> {nn.dims = ["n"]}) {
  %0 = nn.add %a, %a : tensor<?xf32>, tensor<?xf32>
  nn.return %0 : tensor<?xf32>
}
nn.block @second(%a: tensor<?xf32> {nn.dims = ["n"]}) -> (tensor<?xf32> {nn.dims = ["n"]}) {
  %0 = nn.mul %a, %a : tensor<?xf32>, tensor<?xf32>
  nn.return %0 : tensor<?xf32>
}
