// MiniLM: the sentence encoder all-MiniLM-L6-v2, a BERT of six layers and width 384 (Wang et al., 2020; Devlin et al.,
// 2019). It is also the file to learn the language from.
//
//   tenfold compile models/minilm.mlir --weights model.safetensors -o minilm.so
//   tenfold run minilm.so --inputs ids.npz --outputs hidden.npz
//
// A public block is an entry: its arguments are the model's inputs. `nn.dims` names extents; equal names are equal sizes,
// which is checked at every call, and `nn.bounds` says how large they may be. One artifact serves every batch and sequence.

module attributes {nn.bounds = {seq = [0, 512]}} {

nn.block @main(%input_ids: tensor<?x?xi64> {nn.dims = ["batch", "seq"], nn.range = [0, 30522]},
               %attention_mask: tensor<?x?xi64> {nn.dims = ["batch", "seq"], nn.range = [0, 2]},
               %token_type_ids: tensor<?x?xi64> {nn.dims = ["batch", "seq"], nn.range = [0, 2]})
    -> (tensor<?x?x384xf32> {nn.name = "last_hidden_state", nn.dims = ["batch", "seq", 384]}) {
  // A token is kept as a key where its mask is not zero.
  %zero = arith.constant dense<0> : tensor<i64>
  %keep = nn.compare ne %attention_mask, %zero : tensor<?x?xi64>, tensor<i64>
  %0 = nn.apply @embeddings "embeddings" (%input_ids, %token_type_ids)
      : (tensor<?x?xi64>, tensor<?x?xi64>) -> tensor<?x?x384xf32>
  // The layer is compiled once and called six times; `{}` in the scope is the number of the time.
  %1 = nn.repeat 6 x @layer "encoder.layer.{}" (%0, %keep)
      : (tensor<?x?x384xf32>, tensor<?x?xi1>) -> tensor<?x?x384xf32>
  nn.return %1 : tensor<?x?x384xf32>
}

// A private block is applied by name; its weights lie under the scope of the application. `linear`, `embedding`,
// `layer_norm` and `gelu` come from the library.
nn.block private @embeddings(%ids: tensor<?x?xi64>, %types: tensor<?x?xi64>) -> tensor<?x?x384xf32> {
  %position = nn.iota like %ids[1] : tensor<?x?xi64>
  %0 = nn.apply @embedding "word_embeddings" (%ids) {ROWS = 30522, WIDTH = 384} : (tensor<?x?xi64>) -> tensor<?x?x384xf32>
  %1 = nn.apply @embedding "token_type_embeddings" (%types) {ROWS = 2, WIDTH = 384} : (tensor<?x?xi64>) -> tensor<?x?x384xf32>
  %2 = nn.apply @embedding "position_embeddings" (%position) {ROWS = 512, WIDTH = 384} : (tensor<?xi64>) -> tensor<?x384xf32>
  %3 = nn.add %0, %1 : tensor<?x?x384xf32>, tensor<?x?x384xf32>
  %4 = nn.add %3, %2 : tensor<?x?x384xf32>, tensor<?x384xf32>
  %5 = nn.apply @layer_norm "LayerNorm" (%4) : (tensor<?x?x384xf32>) -> tensor<?x?x384xf32>
  nn.return %5 : tensor<?x?x384xf32>
}

nn.block private @layer(%x: tensor<?x?x384xf32>, %keep: tensor<?x?xi1>) -> tensor<?x?x384xf32> {
  %0 = nn.apply @self_attention "attention.self" (%x, %keep)
      : (tensor<?x?x384xf32>, tensor<?x?xi1>) -> tensor<?x?x384xf32>
  %1 = nn.apply @linear "attention.output.dense" (%0) {OUT = 384} : (tensor<?x?x384xf32>) -> tensor<?x?x384xf32>
  %2 = nn.add %1, %x : tensor<?x?x384xf32>, tensor<?x?x384xf32>
  %3 = nn.apply @layer_norm "attention.output.LayerNorm" (%2) : (tensor<?x?x384xf32>) -> tensor<?x?x384xf32>
  %4 = nn.apply @linear "intermediate.dense" (%3) {OUT = 1536} : (tensor<?x?x384xf32>) -> tensor<?x?x1536xf32>
  %5 = nn.apply @gelu "" (%4) : (tensor<?x?x1536xf32>) -> tensor<?x?x1536xf32>
  %6 = nn.apply @linear "output.dense" (%5) {OUT = 384} : (tensor<?x?x1536xf32>) -> tensor<?x?x384xf32>
  %7 = nn.add %6, %3 : tensor<?x?x384xf32>, tensor<?x?x384xf32>
  %8 = nn.apply @layer_norm "output.LayerNorm" (%7) : (tensor<?x?x384xf32>) -> tensor<?x?x384xf32>
  nn.return %8 : tensor<?x?x384xf32>
}

// Twelve heads of width 32. The scoring function gets the score of query `i` and key `j`, and says whether the key is
// kept: here one mask for all heads and queries of a batch entry.
nn.block private @self_attention(%x: tensor<?x?x384xf32>, %keep: tensor<?x?xi1>) -> tensor<?x?x384xf32> {
  %0 = nn.apply @linear "query" (%x) {OUT = 384} : (tensor<?x?x384xf32>) -> tensor<?x?x384xf32>
  %1 = nn.apply @linear "key" (%x) {OUT = 384} : (tensor<?x?x384xf32>) -> tensor<?x?x384xf32>
  %2 = nn.apply @linear "value" (%x) {OUT = 384} : (tensor<?x?x384xf32>) -> tensor<?x?x384xf32>
  %q = nn.rearrange %0 "b s (h d) -> b h s d" {h = 12} : tensor<?x?x384xf32>
  %k = nn.rearrange %1 "b s (h d) -> b h s d" {h = 12} : tensor<?x?x384xf32>
  %v = nn.rearrange %2 "b s (h d) -> b h s d" {h = 12} : tensor<?x?x384xf32>
  %o = nn.attention %q, %k, %v : tensor<?x12x?x32xf32>, tensor<?x12x?x32xf32>, tensor<?x12x?x32xf32>
      score(%s, %b, %h, %i, %j) {
    %m = nn.at %keep[%b, %j] : tensor<?x?xi1>
    nn.yield %s keep %m : f32
  }
  %r = nn.rearrange %o "b h s d -> b s (h d)" : tensor<?x12x?x32xf32>
  nn.return %r : tensor<?x?x384xf32>
}

}
