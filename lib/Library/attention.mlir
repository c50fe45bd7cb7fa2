// Attention and mixtures of experts. HEADS and other sizes that no operand has are bound by the application.

// HEADS heads of x[b, s, WIDTH] attend to all of memory[b, t, ..]; with x for both it is self-attention (Vaswani et al.,
// 2017).
//   %y = nn.apply @multi_head_attention "mix" (%x, %x) {HEADS = 3} : (tensor<2x5x12xf32>, tensor<2x5x12xf32>) -> tensor<2x5x12xf32>
nn.block private @multi_head_attention(%x: tensor<*xf32> {nn.dims = ["b", "s", "WIDTH"]}, %memory: tensor<*xf32>) -> tensor<*xf32> {
  %0 = nn.apply @linear "query" (%x) {OUT = "WIDTH"} : (tensor<*xf32>) -> tensor<*xf32>
  %1 = nn.apply @linear "key" (%memory) {OUT = "WIDTH"} : (tensor<*xf32>) -> tensor<*xf32>
  %2 = nn.apply @linear "value" (%memory) {OUT = "WIDTH"} : (tensor<*xf32>) -> tensor<*xf32>
  %q = nn.rearrange %0 "b s (h d) -> b h s d" {h = "HEADS"} : tensor<*xf32>
  %k = nn.rearrange %1 "b s (h d) -> b h s d" {h = "HEADS"} : tensor<*xf32>
  %v = nn.rearrange %2 "b s (h d) -> b h s d" {h = "HEADS"} : tensor<*xf32>
  %o = nn.attention %q, %k, %v : tensor<*xf32>, tensor<*xf32>, tensor<*xf32>
  %3 = nn.rearrange %o "b h s d -> b s (h d)" : tensor<*xf32>
  %4 = nn.apply @linear "out" (%3) {OUT = "WIDTH"} : (tensor<*xf32>) -> tensor<*xf32>
  nn.return %4 : tensor<*xf32>
}

// Attention where each token of v[b, h, s, d] sees itself and those before it, as b s (h d).
//   %y = nn.apply @causal_attention "" (%q, %k, %v) : (tensor<2x3x5x4xf32>, tensor<2x3x5x4xf32>, tensor<2x3x5x4xf32>) -> tensor<2x5x12xf32>
nn.block private @causal_attention(%q: tensor<*xf32>, %k: tensor<*xf32>, %v: tensor<*xf32>) -> tensor<*xf32> {
  %o = nn.attention %q, %k, %v : tensor<*xf32>, tensor<*xf32>, tensor<*xf32> score(%s, %b, %h, %i, %j) {
    %past = arith.cmpi sle, %j, %i : index
    nn.yield %s keep %past : f32
  }
  %0 = nn.rearrange %o "b h s d -> b s (h d)" : tensor<*xf32>
  nn.return %0 : tensor<*xf32>
}

// Rotary positions of heads: x[b, s, h d] to b h s d.
//   %q = nn.apply @rotated_heads "" (%x, %at) {COUNT = 3} : (tensor<2x5x12xf32>, tensor<5xi64>) -> tensor<2x3x5x4xf32>
nn.block private @rotated_heads(%x: tensor<*xf32>, %positions: tensor<*xi64>) -> tensor<*xf32> {
  %0 = nn.rearrange %x "b s (h d) -> b h s d" {h = "COUNT"} : tensor<*xf32>
  %1 = nn.rope halves %0 at %positions base 10000.0 : tensor<*xf32>, tensor<*xi64>
  nn.return %1 : tensor<*xf32>
}

// Causal self-attention of HEADS heads, QUERY elements in all, that share KEY_HEADS heads of keys and values, KEY
// elements in all, with rotary positions (Ainslie et al., GQA, 2023; Touvron et al., LLaMA, 2023).
//   %y = nn.apply @grouped_query_attention "mix" (%x, %at) {HEADS = 4, KEY_HEADS = 2, QUERY = 24, KEY = 12} : (tensor<2x5x12xf32>, tensor<5xi64>) -> tensor<2x5x12xf32>
nn.block private @grouped_query_attention(%x: tensor<*xf32> {nn.dims = ["b", "s", "WIDTH"]}, %positions: tensor<*xi64>) -> tensor<*xf32> {
  %0 = nn.apply @linear_no_bias "query" (%x) {OUT = "QUERY"} : (tensor<*xf32>) -> tensor<*xf32>
  %1 = nn.apply @linear_no_bias "key" (%x) {OUT = "KEY"} : (tensor<*xf32>) -> tensor<*xf32>
  %2 = nn.apply @linear_no_bias "value" (%x) {OUT = "KEY"} : (tensor<*xf32>) -> tensor<*xf32>
  %q = nn.apply @rotated_heads "" (%0, %positions) {COUNT = "HEADS"} : (tensor<*xf32>, tensor<*xi64>) -> tensor<*xf32>
  %k = nn.apply @rotated_heads "" (%1, %positions) {COUNT = "KEY_HEADS"} : (tensor<*xf32>, tensor<*xi64>) -> tensor<*xf32>
  %v = nn.rearrange %2 "b s (h d) -> b h s d" {h = "KEY_HEADS"} : tensor<*xf32>
  %3 = nn.apply @causal_attention "" (%q, %k, %v) : (tensor<*xf32>, tensor<*xf32>, tensor<*xf32>) -> tensor<*xf32>
  %4 = nn.apply @linear_no_bias "out" (%3) {OUT = "WIDTH"} : (tensor<*xf32>) -> tensor<*xf32>
  nn.return %4 : tensor<*xf32>
}

// Multi-head latent attention (DeepSeek-V2, 2024, section 2.1): queries and keys of a part without position, CONTENT
// elements in all heads, and a rotated part, ROTATED elements in all, of which the keys' are TURNED elements that all
// heads share. Queries come from QUERY_RANK numbers, keys without position and VALUE values from KEY_RANK numbers.
//   %y = nn.apply @latent_attention "mix" (%x, %at) {HEADS = 3, QUERY_RANK = 7, KEY_RANK = 5, CONTENT = 12, ROTATED = 18, TURNED = 6, VALUE = 15}
//       : (tensor<2x5x12xf32>, tensor<5xi64>) -> tensor<2x5x12xf32>
nn.block private @latent_attention(%x: tensor<*xf32> {nn.dims = ["b", "s", "WIDTH"]}, %positions: tensor<*xi64>) -> tensor<*xf32> {
  %0 = nn.apply @linear_no_bias "query_down" (%x) {OUT = "QUERY_RANK"} : (tensor<*xf32>) -> tensor<*xf32>
  %1 = nn.apply @rms_norm "query_norm" (%0) : (tensor<*xf32>) -> tensor<*xf32>
  %2 = nn.apply @linear_no_bias "query_content" (%1) {OUT = "CONTENT"} : (tensor<*xf32>) -> tensor<*xf32>
  %3 = nn.apply @linear_no_bias "query_rotated" (%1) {OUT = "ROTATED"} : (tensor<*xf32>) -> tensor<*xf32>
  %4 = nn.apply @linear_no_bias "key_down" (%x) {OUT = "KEY_RANK"} : (tensor<*xf32>) -> tensor<*xf32>
  %5 = nn.apply @rms_norm "key_norm" (%4) : (tensor<*xf32>) -> tensor<*xf32>
  %6 = nn.apply @linear_no_bias "key_content" (%5) {OUT = "CONTENT"} : (tensor<*xf32>) -> tensor<*xf32>
  %7 = nn.apply @linear_no_bias "key_rotated" (%x) {OUT = "TURNED"} : (tensor<*xf32>) -> tensor<*xf32>
  %8 = nn.apply @linear_no_bias "value" (%5) {OUT = "VALUE"} : (tensor<*xf32>) -> tensor<*xf32>
  %qc = nn.rearrange %2 "b s (h d) -> b h s d" {h = "HEADS"} : tensor<*xf32>
  %qr = nn.apply @rotated_heads "" (%3, %positions) {COUNT = "HEADS"} : (tensor<*xf32>, tensor<*xi64>) -> tensor<*xf32>
  %kc = nn.rearrange %6 "b s (h d) -> b h s d" {h = "HEADS"} : tensor<*xf32>
  %one = nn.apply @rotated_heads "" (%7, %positions) {COUNT = 1} : (tensor<*xf32>, tensor<*xi64>) -> tensor<*xf32>
  %kr = nn.broadcast %one like %qr : tensor<*xf32>, tensor<*xf32>
  %q = nn.concat %qc, %qr dim -1 : tensor<*xf32>, tensor<*xf32>
  %k = nn.concat %kc, %kr dim -1 : tensor<*xf32>, tensor<*xf32>
  %v = nn.rearrange %8 "b s (h d) -> b h s d" {h = "HEADS"} : tensor<*xf32>
  %9 = nn.apply @causal_attention "" (%q, %k, %v) : (tensor<*xf32>, tensor<*xf32>, tensor<*xf32>) -> tensor<*xf32>
  %10 = nn.apply @linear_no_bias "out" (%9) {OUT = "WIDTH"} : (tensor<*xf32>) -> tensor<*xf32>
  nn.return %10 : tensor<*xf32>
}

// The sum of EXPERTS networks as @swiglu, each with HIDDEN elements inside, by weights[..., k] of experts[..., k]. All are
// computed for every token.
//   %y = nn.apply @experts "experts" (%x, %w, %e) {EXPERTS = 5, HIDDEN = 19} : (tensor<3x7xf32>, tensor<3x2xf32>, tensor<3x2xi64>) -> tensor<3x7xf32>
nn.block private @experts(%x: tensor<*xf32> {nn.dims = ["...", "WIDTH"]}, %weights: tensor<*xf32>, %experts: tensor<*xi64>) -> tensor<*xf32> {
  %gate = nn.param "gate" ["EXPERTS", "HIDDEN", "WIDTH"] : tensor<?x?x?xf32>
  %up = nn.param "up" ["EXPERTS", "HIDDEN", "WIDTH"] : tensor<?x?x?xf32>
  %down = nn.param "down" ["EXPERTS", "WIDTH", "HIDDEN"] : tensor<?x?x?xf32>
  %zero = arith.constant dense<0.0> : tensor<f32>
  %0 = nn.einsum %x, %gate "... i, e o i -> ... e o" : tensor<*xf32>, tensor<?x?x?xf32>
  %1 = nn.apply @silu "" (%0) : (tensor<*xf32>) -> tensor<*xf32>
  %2 = nn.einsum %x, %up "... i, e o i -> ... e o" : tensor<*xf32>, tensor<?x?x?xf32>
  %3 = nn.mul %1, %2 : tensor<*xf32>, tensor<*xf32>
  %4 = nn.einsum %3, %down "... e i, e o i -> ... e o" : tensor<*xf32>, tensor<?x?x?xf32>
  // The weight of each expert, 0 for those not chosen.
  %numbers = nn.iota like %gate[0] : tensor<?x?x?xf32>
  %5 = nn.rearrange %experts "... k -> ... k ()" : tensor<*xi64>
  %chosen = nn.compare eq %5, %numbers : tensor<*xi64>, tensor<?xi64>
  %6 = nn.rearrange %weights "... k -> ... k ()" : tensor<*xf32>
  %7 = nn.select %chosen, %6, %zero : tensor<*xi1>, tensor<*xf32>, tensor<f32>
  %8 = nn.reduce sum %7 [-2] : tensor<*xf32>
  %9 = nn.rearrange %8 "... () e -> ... e" : tensor<*xf32>
  %10 = nn.einsum %9, %4 "... e, ... e o -> ... o" : tensor<*xf32>, tensor<*xf32>
  nn.return %10 : tensor<*xf32>
}

// Each token goes to the most probable expert of EXPERTS (Fedus et al., Switch transformers, 2021).
//   %y = nn.apply @mixture_of_experts_1 "mlp" (%x) {EXPERTS = 5, HIDDEN = 19} : (tensor<3x7xf32>) -> tensor<3x7xf32>
nn.block private @mixture_of_experts_1(%x: tensor<*xf32>) -> tensor<*xf32> {
  %scores = nn.apply @linear_no_bias "router" (%x) {OUT = "EXPERTS"} : (tensor<*xf32>) -> tensor<*xf32>
  %p = nn.softmax %scores -1 : tensor<*xf32>
  %weights, %experts = nn.sort descending %p dim -1 first 1 : tensor<*xf32>
  %0 = nn.apply @experts "experts" (%x, %weights, %experts) {EXPERTS = "EXPERTS", HIDDEN = "HIDDEN"}
      : (tensor<*xf32>, tensor<*xf32>, tensor<*xi64>) -> tensor<*xf32>
  nn.return %0 : tensor<*xf32>
}

// Each token goes to the two most probable experts of EXPERTS, by the softmax of their scores (Jiang et al., Mixtral, 2024).
//   %y = nn.apply @mixture_of_experts_2 "mlp" (%x) {EXPERTS = 5, HIDDEN = 19} : (tensor<3x7xf32>) -> tensor<3x7xf32>
nn.block private @mixture_of_experts_2(%x: tensor<*xf32>) -> tensor<*xf32> {
  %scores = nn.apply @linear_no_bias "router" (%x) {OUT = "EXPERTS"} : (tensor<*xf32>) -> tensor<*xf32>
  %best, %experts = nn.sort descending %scores dim -1 first 2 : tensor<*xf32>
  %weights = nn.softmax %best -1 : tensor<*xf32>
  %0 = nn.apply @experts "experts" (%x, %weights, %experts) {EXPERTS = "EXPERTS", HIDDEN = "HIDDEN"}
      : (tensor<*xf32>, tensor<*xf32>, tensor<*xi64>) -> tensor<*xf32>
  nn.return %0 : tensor<*xf32>
}

// Each token goes to the `k` most probable experts of EXPERTS, by the softmax of their scores; with 2 for k it is
// `@mixture_of_experts_2`.
//   %y = nn.apply @mixture_of_experts "mlp" (%x, %k) {EXPERTS = 5, HIDDEN = 19} : (tensor<3x7xf32>, tensor<i64>) -> tensor<3x7xf32>
nn.block private @mixture_of_experts(%x: tensor<*xf32>, %k: tensor<i64>) -> tensor<*xf32> {
  %least = arith.constant dense<0xFF800000> : tensor<f32> // -inf
  %scores = nn.apply @linear_no_bias "router" (%x) {OUT = "EXPERTS"} : (tensor<*xf32>) -> tensor<*xf32>
  %sorted, %experts = nn.sort descending %scores dim -1 : tensor<*xf32>
  %rank = nn.iota like %sorted[-1] : tensor<*xf32>
  %chosen = nn.compare lt %rank, %k : tensor<*xi64>, tensor<i64>
  %best = nn.select %chosen, %sorted, %least : tensor<*xi1>, tensor<*xf32>, tensor<f32>
  %weights = nn.softmax %best -1 : tensor<*xf32>
  %0 = nn.apply @experts "experts" (%x, %weights, %experts) {EXPERTS = "EXPERTS", HIDDEN = "HIDDEN"}
      : (tensor<*xf32>, tensor<*xf32>, tensor<*xi64>) -> tensor<*xf32>
  nn.return %0 : tensor<*xf32>
}

// Causal attention of sequences that lie packed, one after the other, in q, k and v[1, h, tokens, d]: sequence n begins at
// starts[n] and ends before starts[n + 1], which are cu_seqlens in other libraries. Result as q.
//   %y = nn.apply @packed_attention "" (%q, %k, %v, %starts) : (tensor<1x3x7x4xf32>, tensor<1x3x7x4xf32>, tensor<1x3x7x4xf32>, tensor<4xi64>) -> tensor<1x3x7x4xf32>
nn.block private @packed_attention(%q: tensor<*xf32>, %k: tensor<*xf32>, %v: tensor<*xf32>, %starts: tensor<*xi64>) -> tensor<*xf32> {
  // Of each token, how many sequences begin at it or before.
  %places = nn.iota like %q[2] : tensor<*xf32>
  %0 = nn.rearrange %places "t -> t ()" : tensor<*xi64>
  %1 = nn.compare le %starts, %0 : tensor<*xi64>, tensor<*xi64>
  %2 = nn.cast %1 to i64 : tensor<*xi1>
  %3 = nn.reduce sum %2 [-1] : tensor<*xi64>
  %sequence = nn.rearrange %3 "t () -> t" : tensor<*xi64>
  %o = nn.attention %q, %k, %v : tensor<*xf32>, tensor<*xf32>, tensor<*xf32> score(%s, %b, %h, %i, %j) {
    %mine = nn.at %sequence[%i] : tensor<*xi64>
    %other = nn.at %sequence[%j] : tensor<*xi64>
    %same = arith.cmpi eq, %mine, %other : i64
    %past = arith.cmpi sle, %j, %i : index
    %keep = arith.andi %same, %past : i1
    nn.yield %s keep %keep : f32
  }
  nn.return %o : tensor<*xf32>
}

// Causal attention of q[b, h, s, d], whose first token of sequence b is its token number position[b], to keys and values in
// pages[p, t, h, d] of t tokens each: the nth page of sequence b is pages[table[b, n]] (Kwon et al., PagedAttention, 2023).
//   %y = nn.apply @paged_attention "" (%q, %k, %v, %table, %at) : (tensor<2x6x1x4xf32>, tensor<11x5x3x4xf32>, tensor<11x5x3x4xf32>, tensor<2x7xi64>, tensor<2xi64>) -> tensor<2x6x1x4xf32>
nn.block private @paged_attention(%q: tensor<*xf32>, %keys: tensor<*xf32>, %values: tensor<*xf32>, %table: tensor<*xi64>, %position: tensor<*xi64>) -> tensor<*xf32> {
  %0 = nn.gather %keys[%table] : tensor<*xf32>, tensor<*xi64>
  %1 = nn.gather %values[%table] : tensor<*xf32>, tensor<*xi64>
  %k = nn.rearrange %0 "b n t h d -> b h (n t) d" : tensor<*xf32>
  %v = nn.rearrange %1 "b n t h d -> b h (n t) d" : tensor<*xf32>
  %o = nn.attention %q, %k, %v offset %position : tensor<*xf32>, tensor<*xf32>, tensor<*xf32>, tensor<*xi64> score(%s, %b, %h, %i, %j) {
    %past = arith.cmpi sle, %j, %i : index
    nn.yield %s keep %past : f32
  }
  nn.return %o : tensor<*xf32>
}
