// Scaled dot-product attention of 8 heads of width 64 and 128: the peer of PyTorch's scaled_dot_product_attention. Decoding
// is `full` with one query.
nn.block @full(%q: tensor<?x8x?x64xf32> {nn.dims = ["batch", 8, "queries", 64]},
               %k: tensor<?x8x?x64xf32> {nn.dims = ["batch", 8, "keys", 64]},
               %v: tensor<?x8x?x64xf32> {nn.dims = ["batch", 8, "keys", 64]}) -> (tensor<?x8x?x64xf32> {nn.name = "o"}) {
  %0 = nn.attention %q, %k, %v : tensor<?x8x?x64xf32>, tensor<?x8x?x64xf32>, tensor<?x8x?x64xf32>
  nn.return %0 : tensor<?x8x?x64xf32>
}

nn.block @causal(%q: tensor<?x8x?x64xf32> {nn.dims = ["batch", 8, "queries", 64]},
                 %k: tensor<?x8x?x64xf32> {nn.dims = ["batch", 8, "keys", 64]},
                 %v: tensor<?x8x?x64xf32> {nn.dims = ["batch", 8, "keys", 64]}) -> (tensor<?x8x?x64xf32> {nn.name = "o"}) {
  %0 = nn.attention %q, %k, %v : tensor<?x8x?x64xf32>, tensor<?x8x?x64xf32>, tensor<?x8x?x64xf32> score(%s, %b, %h, %i, %j) {
    %past = arith.cmpi sle, %j, %i : index
    nn.yield %s keep %past : f32
  }
  nn.return %0 : tensor<?x8x?x64xf32>
}

nn.block @window(%q: tensor<?x8x?x64xf32> {nn.dims = ["batch", 8, "queries", 64]},
                 %k: tensor<?x8x?x64xf32> {nn.dims = ["batch", 8, "keys", 64]},
                 %v: tensor<?x8x?x64xf32> {nn.dims = ["batch", 8, "keys", 64]}) -> (tensor<?x8x?x64xf32> {nn.name = "o"}) {
  %0 = nn.attention %q, %k, %v : tensor<?x8x?x64xf32>, tensor<?x8x?x64xf32>, tensor<?x8x?x64xf32> score(%s, %b, %h, %i, %j) {
    %width = arith.constant 256 : index
    %before = arith.subi %i, %width : index
    %near = arith.cmpi sgt, %j, %before : index
    %past = arith.cmpi sle, %j, %i : index
    %keep = arith.andi %near, %past : i1
    nn.yield %s keep %keep : f32
  }
  nn.return %0 : tensor<?x8x?x64xf32>
}

nn.block @full_128(%q: tensor<?x8x?x128xf32> {nn.dims = ["batch", 8, "queries", 128]},
                   %k: tensor<?x8x?x128xf32> {nn.dims = ["batch", 8, "keys", 128]},
                   %v: tensor<?x8x?x128xf32> {nn.dims = ["batch", 8, "keys", 128]}) -> (tensor<?x8x?x128xf32> {nn.name = "o"}) {
  %0 = nn.attention %q, %k, %v : tensor<?x8x?x128xf32>, tensor<?x8x?x128xf32>, tensor<?x8x?x128xf32>
  nn.return %0 : tensor<?x8x?x128xf32>
}

nn.block @causal_128(%q: tensor<?x8x?x128xf32> {nn.dims = ["batch", 8, "queries", 128]},
                     %k: tensor<?x8x?x128xf32> {nn.dims = ["batch", 8, "keys", 128]},
                     %v: tensor<?x8x?x128xf32> {nn.dims = ["batch", 8, "keys", 128]}) -> (tensor<?x8x?x128xf32> {nn.name = "o"}) {
  %0 = nn.attention %q, %k, %v : tensor<?x8x?x128xf32>, tensor<?x8x?x128xf32>, tensor<?x8x?x128xf32> score(%s, %b, %h, %i, %j) {
    %past = arith.cmpi sle, %j, %i : index
    nn.yield %s keep %past : f32
  }
  nn.return %0 : tensor<?x8x?x128xf32>
}
