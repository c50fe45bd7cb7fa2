// The product of an input and a constant weight, 1024 on each side: the peer of BLAS with the weight packed beforehand.
nn.block @main(%x: tensor<1024x1024xf32>) -> (tensor<1024x1024xf32> {nn.name = "y"}) {
  %weight = nn.param "weight" [1024, 1024] : tensor<1024x1024xf32>
  %0 = nn.einsum %x, %weight "m k, k n -> m n" : tensor<1024x1024xf32>, tensor<1024x1024xf32>
  nn.return %0 : tensor<1024x1024xf32>
}
