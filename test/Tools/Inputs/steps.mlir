// Steps that cannot be used, or not with every tokenizer.
module attributes {nn.bounds = {n = [1, 5], ctx = [0, 7]}} {
nn.block @kept(%tokens: tensor<?x?xi64> {nn.dims = ["batch", "n"], nn.range = [0, 11]}, %position: tensor<?xi64> {nn.dims = ["batch"]},
               %cache: tensor<?x?xf32> {nn.dims = ["batch", "ctx"]})
    -> (tensor<?x1x11xf32> {nn.name = "logits", nn.dims = ["batch", 1, 11]}, tensor<?x?xf32> {nn.dims = ["batch", "ctx"]}) {
  %last = nn.slice %tokens dim 1 from -1 : tensor<?x?xi64>
  %logits = nn.apply @embedding "table" (%last) {ROWS = 11, WIDTH = 11} : (tensor<?x1xi64>) -> tensor<?x1x11xf32>
  %new = nn.add %cache, %cache : tensor<?x?xf32>, tensor<?x?xf32>
  nn.return %logits, %new : tensor<?x1x11xf32>, tensor<?x?xf32>
}
nn.block @unbounded(%tokens: tensor<?x?xi64> {nn.dims = ["batch", "n"], nn.range = [0, 11]}, %position: tensor<?xi64> {nn.dims = ["batch"]},
                    %cache: tensor<?x?xf32> {nn.dims = ["batch", "capacity"], nn.donate = 1})
    -> (tensor<?x1x11xf32> {nn.name = "logits", nn.dims = ["batch", 1, 11]}, tensor<?x?xf32> {nn.dims = ["batch", "capacity"]}) {
  %last = nn.slice %tokens dim 1 from -1 : tensor<?x?xi64>
  %logits = nn.apply @embedding "table" (%last) {ROWS = 11, WIDTH = 11} : (tensor<?x1xi64>) -> tensor<?x1x11xf32>
  %new = nn.add %cache, %cache : tensor<?x?xf32>, tensor<?x?xf32>
  nn.return %logits, %new : tensor<?x1x11xf32>, tensor<?x?xf32>
}
nn.block @small(%tokens: tensor<?x?xi64> {nn.dims = ["batch", "n"], nn.range = [0, 11]}, %position: tensor<?xi64> {nn.dims = ["batch"]},
                    %cache: tensor<?x?xf32> {nn.dims = ["batch", "ctx"], nn.donate = 1})
    -> (tensor<?x1x11xf32> {nn.name = "logits", nn.dims = ["batch", 1, 11]}, tensor<?x?xf32> {nn.dims = ["batch", "ctx"]}) {
  %last = nn.slice %tokens dim 1 from -1 : tensor<?x?xi64>
  %logits = nn.apply @embedding "table" (%last) {ROWS = 11, WIDTH = 11} : (tensor<?x1xi64>) -> tensor<?x1x11xf32>
  %new = nn.add %cache, %cache : tensor<?x?xf32>, tensor<?x?xf32>
  nn.return %logits, %new : tensor<?x1x11xf32>, tensor<?x?xf32>
}
}
