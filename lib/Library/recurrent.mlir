// Recurrent layers over sequences, [steps, batch, IN]; states are [batch, HIDDEN]. Weights have the names and the order of
// PyTorch's one-layer modules: `weight_ih_l0` [GATES, IN], `weight_hh_l0` [GATES, HIDDEN] and two biases [GATES], with
// GATES = HIDDEN times the number of gates, bound by the application. A block `_reverse` goes from the last step to the
// first with weights `..._reverse`, a `bi...` one goes both ways and joins the outputs. Results: the output of every step,
// then the last state or states. ONNX's weights in their own order are taken by the blocks `onnx_...`.

// What the input adds to the gates, for all steps at once.
//   %z = nn.apply @gates_of_input "" (%x, %w, %b) : (tensor<11x2x5xf32>, tensor<28x5xf32>, tensor<28xf32>) -> tensor<11x2x28xf32>
nn.block private @gates_of_input(%x: tensor<?x?x?xf32>, %w: tensor<?x?xf32>, %b: tensor<?xf32>) -> tensor<?x?x?xf32> {
  %0 = nn.einsum %x, %w "t b i, g i -> t b g" : tensor<?x?x?xf32>, tensor<?x?xf32>
  %1 = nn.add %0, %b : tensor<?x?x?xf32>, tensor<?xf32>
  nn.return %1 : tensor<?x?x?xf32>
}

// The same, and what the state adds: gate k of [batch, HIDDEN] is slice k of the result.
//   %g = nn.apply @gates_of_state "" (%h, %r, %z) : (tensor<2x7xf32>, tensor<28x7xf32>, tensor<2x28xf32>) -> tensor<4x2x7xf32>
nn.block private @gates_of_state(%h: tensor<*xf32> {nn.dims = ["batch", "HIDDEN"]}, %r: tensor<*xf32>, %z: tensor<*xf32>) -> tensor<*xf32> {
  %0 = nn.einsum %h, %r "b h, g h -> b g" : tensor<*xf32>, tensor<*xf32>
  %1 = nn.add %z, %0 : tensor<*xf32>, tensor<*xf32>
  %2 = nn.rearrange %1 "b (k h) -> k b h" {h = "HIDDEN"} : tensor<*xf32>
  nn.return %2 : tensor<*xf32>
}

// c' = f c + i g, h' = o tanh(c') (Hochreiter, Schmidhuber, 1997; Gers et al., 2000), gates before their activations, [1, batch, HIDDEN].
//   %h, %c1 = nn.apply @lstm_update "" (%i, %f, %g, %o, %c) : (tensor<1x2x7xf32>, tensor<1x2x7xf32>, tensor<1x2x7xf32>, tensor<1x2x7xf32>, tensor<2x7xf32>) -> (tensor<2x7xf32>, tensor<2x7xf32>)
nn.block private @lstm_update(%i: tensor<*xf32>, %f: tensor<*xf32>, %g: tensor<*xf32>, %o: tensor<*xf32>, %c: tensor<*xf32>) -> (tensor<*xf32>, tensor<*xf32>) {
  %0 = nn.apply @sigmoid "" (%i) : (tensor<*xf32>) -> tensor<*xf32>
  %1 = nn.apply @sigmoid "" (%f) : (tensor<*xf32>) -> tensor<*xf32>
  %2 = nn.tanh %g : tensor<*xf32>
  %3 = nn.apply @sigmoid "" (%o) : (tensor<*xf32>) -> tensor<*xf32>
  %4 = nn.mul %1, %c : tensor<*xf32>, tensor<*xf32>
  %5 = nn.mul %0, %2 : tensor<*xf32>, tensor<*xf32>
  %6 = nn.add %4, %5 : tensor<*xf32>, tensor<*xf32>
  %7 = nn.tanh %6 : tensor<*xf32>
  %8 = nn.mul %3, %7 : tensor<*xf32>, tensor<*xf32>
  %9 = nn.rearrange %8 "k b h -> (k b) h" : tensor<*xf32>
  %10 = nn.rearrange %6 "k b h -> (k b) h" : tensor<*xf32>
  nn.return %9, %10 : tensor<*xf32>, tensor<*xf32>
}

// Gates in the order of PyTorch: input, forget, cell, output.
//   %h1, %c1 = nn.apply @lstm_cell "" (%z, %h, %c, %r) : (tensor<2x28xf32>, tensor<2x7xf32>, tensor<2x7xf32>, tensor<28x7xf32>) -> (tensor<2x7xf32>, tensor<2x7xf32>)
nn.block private @lstm_cell(%z: tensor<*xf32>, %h: tensor<*xf32>, %c: tensor<*xf32>, %r: tensor<*xf32>) -> (tensor<*xf32>, tensor<*xf32>) {
  %0 = nn.apply @gates_of_state "" (%h, %r, %z) : (tensor<*xf32>, tensor<*xf32>, tensor<*xf32>) -> tensor<*xf32>
  %i = nn.slice %0 dim 0 from 0 to 1 : tensor<*xf32>
  %f = nn.slice %0 dim 0 from 1 to 2 : tensor<*xf32>
  %g = nn.slice %0 dim 0 from 2 to 3 : tensor<*xf32>
  %o = nn.slice %0 dim 0 from 3 to 4 : tensor<*xf32>
  %1, %2 = nn.apply @lstm_update "" (%i, %f, %g, %o, %c) : (tensor<*xf32>, tensor<*xf32>, tensor<*xf32>, tensor<*xf32>, tensor<*xf32>) -> (tensor<*xf32>, tensor<*xf32>)
  nn.return %1, %2 : tensor<*xf32>, tensor<*xf32>
}

// Gates in the order of ONNX: input, output, forget, cell.
//   %h1, %c1 = nn.apply @onnx_lstm_cell "" (%z, %h, %c, %r) : (tensor<2x28xf32>, tensor<2x7xf32>, tensor<2x7xf32>, tensor<28x7xf32>) -> (tensor<2x7xf32>, tensor<2x7xf32>)
nn.block private @onnx_lstm_cell(%z: tensor<*xf32>, %h: tensor<*xf32>, %c: tensor<*xf32>, %r: tensor<*xf32>) -> (tensor<*xf32>, tensor<*xf32>) {
  %0 = nn.apply @gates_of_state "" (%h, %r, %z) : (tensor<*xf32>, tensor<*xf32>, tensor<*xf32>) -> tensor<*xf32>
  %i = nn.slice %0 dim 0 from 0 to 1 : tensor<*xf32>
  %o = nn.slice %0 dim 0 from 1 to 2 : tensor<*xf32>
  %f = nn.slice %0 dim 0 from 2 to 3 : tensor<*xf32>
  %g = nn.slice %0 dim 0 from 3 to 4 : tensor<*xf32>
  %1, %2 = nn.apply @lstm_update "" (%i, %f, %g, %o, %c) : (tensor<*xf32>, tensor<*xf32>, tensor<*xf32>, tensor<*xf32>, tensor<*xf32>) -> (tensor<*xf32>, tensor<*xf32>)
  nn.return %1, %2 : tensor<*xf32>, tensor<*xf32>
}

// A long short-term memory.
//   %y, %h, %c = nn.apply @lstm "lstm" (%x, %h0, %c0) {GATES = 28} : (tensor<11x2x5xf32>, tensor<2x7xf32>, tensor<2x7xf32>) -> (tensor<11x2x7xf32>, tensor<2x7xf32>, tensor<2x7xf32>)
nn.block private @lstm(%x: tensor<?x?x?xf32> {nn.dims = ["steps", "batch", "IN"]}, %h0: tensor<?x?xf32> {nn.dims = ["batch", "HIDDEN"]}, %c0: tensor<?x?xf32>) -> (tensor<?x?x?xf32>, tensor<?x?xf32>, tensor<?x?xf32>) {
  %w = nn.param "weight_ih_l0" ["GATES", "IN"] : tensor<?x?xf32>
  %r = nn.param "weight_hh_l0" ["GATES", "HIDDEN"] : tensor<?x?xf32>
  %bi = nn.param "bias_ih_l0" ["GATES"] : tensor<?xf32>
  %bh = nn.param "bias_hh_l0" ["GATES"] : tensor<?xf32>
  %b = nn.add %bi, %bh : tensor<?xf32>, tensor<?xf32>
  %0 = nn.apply @gates_of_input "" (%x, %w, %b) : (tensor<?x?x?xf32>, tensor<?x?xf32>, tensor<?xf32>) -> tensor<?x?x?xf32>
  %h, %c, %y = nn.scan (%hs = %h0, %cs = %c0) over (%z = %0) : tensor<?x?xf32>, tensor<?x?xf32>, tensor<?x?x?xf32> {
    %1, %2 = nn.apply @lstm_cell "" (%z, %hs, %cs, %r) : (tensor<?x?xf32>, tensor<?x?xf32>, tensor<?x?xf32>, tensor<?x?xf32>) -> (tensor<?x?xf32>, tensor<?x?xf32>)
    nn.next %1, %2 emit %1 : tensor<?x?xf32>, tensor<?x?xf32>, tensor<?x?xf32>
  }
  nn.return %y, %h, %c : tensor<?x?x?xf32>, tensor<?x?xf32>, tensor<?x?xf32>
}

// The same from the last step to the first.
//   %y, %h, %c = nn.apply @lstm_reverse "lstm" (%x, %h0, %c0) {GATES = 28} : (tensor<11x2x5xf32>, tensor<2x7xf32>, tensor<2x7xf32>) -> (tensor<11x2x7xf32>, tensor<2x7xf32>, tensor<2x7xf32>)
nn.block private @lstm_reverse(%x: tensor<?x?x?xf32> {nn.dims = ["steps", "batch", "IN"]}, %h0: tensor<?x?xf32> {nn.dims = ["batch", "HIDDEN"]}, %c0: tensor<?x?xf32>) -> (tensor<?x?x?xf32>, tensor<?x?xf32>, tensor<?x?xf32>) {
  %w = nn.param "weight_ih_l0_reverse" ["GATES", "IN"] : tensor<?x?xf32>
  %r = nn.param "weight_hh_l0_reverse" ["GATES", "HIDDEN"] : tensor<?x?xf32>
  %bi = nn.param "bias_ih_l0_reverse" ["GATES"] : tensor<?xf32>
  %bh = nn.param "bias_hh_l0_reverse" ["GATES"] : tensor<?xf32>
  %b = nn.add %bi, %bh : tensor<?xf32>, tensor<?xf32>
  %0 = nn.apply @gates_of_input "" (%x, %w, %b) : (tensor<?x?x?xf32>, tensor<?x?xf32>, tensor<?xf32>) -> tensor<?x?x?xf32>
  %h, %c, %y = nn.scan (%hs = %h0, %cs = %c0) over (%z = %0) reverse : tensor<?x?xf32>, tensor<?x?xf32>, tensor<?x?x?xf32> {
    %1, %2 = nn.apply @lstm_cell "" (%z, %hs, %cs, %r) : (tensor<?x?xf32>, tensor<?x?xf32>, tensor<?x?xf32>, tensor<?x?xf32>) -> (tensor<?x?xf32>, tensor<?x?xf32>)
    nn.next %1, %2 emit %1 : tensor<?x?xf32>, tensor<?x?xf32>, tensor<?x?xf32>
  }
  nn.return %y, %h, %c : tensor<?x?x?xf32>, tensor<?x?xf32>, tensor<?x?xf32>
}

// Both directions from the same states; results: outputs side by side, then the last states of each direction.
//   %y, %h, %c, %hr, %cr = nn.apply @bilstm "lstm" (%x, %h0, %c0) {GATES = 28} : (tensor<11x2x5xf32>, tensor<2x7xf32>, tensor<2x7xf32>) -> (tensor<11x2x14xf32>, tensor<2x7xf32>, tensor<2x7xf32>, tensor<2x7xf32>, tensor<2x7xf32>)
nn.block private @bilstm(%x: tensor<?x?x?xf32>, %h0: tensor<?x?xf32>, %c0: tensor<?x?xf32>) -> (tensor<?x?x?xf32>, tensor<?x?xf32>, tensor<?x?xf32>, tensor<?x?xf32>, tensor<?x?xf32>) {
  %y, %h, %c = nn.apply @lstm "" (%x, %h0, %c0) {GATES = "GATES"} : (tensor<?x?x?xf32>, tensor<?x?xf32>, tensor<?x?xf32>) -> (tensor<?x?x?xf32>, tensor<?x?xf32>, tensor<?x?xf32>)
  %yr, %hr, %cr = nn.apply @lstm_reverse "" (%x, %h0, %c0) {GATES = "GATES"} : (tensor<?x?x?xf32>, tensor<?x?xf32>, tensor<?x?xf32>) -> (tensor<?x?x?xf32>, tensor<?x?xf32>, tensor<?x?xf32>)
  %0 = nn.concat %y, %yr dim -1 : tensor<?x?x?xf32>, tensor<?x?x?xf32>
  nn.return %0, %h, %c, %hr, %cr : tensor<?x?x?xf32>, tensor<?x?xf32>, tensor<?x?xf32>, tensor<?x?xf32>, tensor<?x?xf32>
}

// One direction with the weights of an ONNX node: `W` [GATES, IN], `R` [GATES, HIDDEN], and the halves `Wb`, `Rb` [GATES] of its B.
//   %y, %h, %c = nn.apply @onnx_lstm "lstm" (%x, %h0, %c0) {GATES = 28} : (tensor<11x2x5xf32>, tensor<2x7xf32>, tensor<2x7xf32>) -> (tensor<11x2x7xf32>, tensor<2x7xf32>, tensor<2x7xf32>)
nn.block private @onnx_lstm(%x: tensor<?x?x?xf32> {nn.dims = ["steps", "batch", "IN"]}, %h0: tensor<?x?xf32> {nn.dims = ["batch", "HIDDEN"]}, %c0: tensor<?x?xf32>) -> (tensor<?x?x?xf32>, tensor<?x?xf32>, tensor<?x?xf32>) {
  %w = nn.param "W" ["GATES", "IN"] : tensor<?x?xf32>
  %r = nn.param "R" ["GATES", "HIDDEN"] : tensor<?x?xf32>
  %bi = nn.param "Wb" ["GATES"] : tensor<?xf32>
  %bh = nn.param "Rb" ["GATES"] : tensor<?xf32>
  %b = nn.add %bi, %bh : tensor<?xf32>, tensor<?xf32>
  %0 = nn.apply @gates_of_input "" (%x, %w, %b) : (tensor<?x?x?xf32>, tensor<?x?xf32>, tensor<?xf32>) -> tensor<?x?x?xf32>
  %h, %c, %y = nn.scan (%hs = %h0, %cs = %c0) over (%z = %0) : tensor<?x?xf32>, tensor<?x?xf32>, tensor<?x?x?xf32> {
    %1, %2 = nn.apply @onnx_lstm_cell "" (%z, %hs, %cs, %r) : (tensor<?x?xf32>, tensor<?x?xf32>, tensor<?x?xf32>, tensor<?x?xf32>) -> (tensor<?x?xf32>, tensor<?x?xf32>)
    nn.next %1, %2 emit %1 : tensor<?x?xf32>, tensor<?x?xf32>, tensor<?x?xf32>
  }
  nn.return %y, %h, %c : tensor<?x?x?xf32>, tensor<?x?xf32>, tensor<?x?xf32>
}

// h' = (1 - z) n + z h with n = tanh(gate + r candidate) (Cho et al., 2014), gates [1, batch, HIDDEN]; of the input first.
//   %h1 = nn.apply @gru_update "" (%r, %z, %n, %rh, %zh, %nh, %h) : (tensor<1x2x7xf32>, tensor<1x2x7xf32>, tensor<1x2x7xf32>, tensor<1x2x7xf32>, tensor<1x2x7xf32>, tensor<1x2x7xf32>, tensor<2x7xf32>) -> tensor<2x7xf32>
nn.block private @gru_update(%r: tensor<*xf32>, %z: tensor<*xf32>, %n: tensor<*xf32>, %rh: tensor<*xf32>, %zh: tensor<*xf32>, %nh: tensor<*xf32>, %h: tensor<*xf32>) -> tensor<*xf32> {
  %0 = nn.add %r, %rh : tensor<*xf32>, tensor<*xf32>
  %1 = nn.apply @sigmoid "" (%0) : (tensor<*xf32>) -> tensor<*xf32>
  %2 = nn.add %z, %zh : tensor<*xf32>, tensor<*xf32>
  %3 = nn.apply @sigmoid "" (%2) : (tensor<*xf32>) -> tensor<*xf32>
  %4 = nn.mul %1, %nh : tensor<*xf32>, tensor<*xf32>
  %5 = nn.add %n, %4 : tensor<*xf32>, tensor<*xf32>
  %6 = nn.tanh %5 : tensor<*xf32>
  %7 = nn.sub %h, %6 : tensor<*xf32>, tensor<*xf32>
  %8 = nn.mul %3, %7 : tensor<*xf32>, tensor<*xf32>
  %9 = nn.add %6, %8 : tensor<*xf32>, tensor<*xf32>
  %10 = nn.rearrange %9 "k b h -> (k b) h" : tensor<*xf32>
  nn.return %10 : tensor<*xf32>
}

// Gates in the order of PyTorch: reset, update, new.
//   %h1 = nn.apply @gru_cell "" (%x, %h, %w, %b) : (tensor<2x21xf32>, tensor<2x7xf32>, tensor<21x7xf32>, tensor<21xf32>) -> tensor<2x7xf32>
nn.block private @gru_cell(%x: tensor<*xf32>, %h: tensor<*xf32> {nn.dims = ["batch", "HIDDEN"]}, %w: tensor<*xf32>, %b: tensor<?xf32>) -> tensor<*xf32> {
  %0 = nn.rearrange %x "b (k h) -> k b h" {h = "HIDDEN"} : tensor<*xf32>
  %1 = nn.einsum %h, %w "b h, g h -> b g" : tensor<*xf32>, tensor<*xf32>
  %2 = nn.add %1, %b : tensor<*xf32>, tensor<?xf32>
  %3 = nn.rearrange %2 "b (k h) -> k b h" {h = "HIDDEN"} : tensor<*xf32>
  %r = nn.slice %0 dim 0 from 0 to 1 : tensor<*xf32>
  %z = nn.slice %0 dim 0 from 1 to 2 : tensor<*xf32>
  %n = nn.slice %0 dim 0 from 2 to 3 : tensor<*xf32>
  %rh = nn.slice %3 dim 0 from 0 to 1 : tensor<*xf32>
  %zh = nn.slice %3 dim 0 from 1 to 2 : tensor<*xf32>
  %nh = nn.slice %3 dim 0 from 2 to 3 : tensor<*xf32>
  %4 = nn.apply @gru_update "" (%r, %z, %n, %rh, %zh, %nh, %h) : (tensor<*xf32>, tensor<*xf32>, tensor<*xf32>, tensor<*xf32>, tensor<*xf32>, tensor<*xf32>, tensor<*xf32>) -> tensor<*xf32>
  nn.return %4 : tensor<*xf32>
}

// Gates in the order of ONNX with linear_before_reset = 1: update, reset, hidden.
//   %h1 = nn.apply @onnx_gru_cell "" (%x, %h, %w, %b) : (tensor<2x21xf32>, tensor<2x7xf32>, tensor<21x7xf32>, tensor<21xf32>) -> tensor<2x7xf32>
nn.block private @onnx_gru_cell(%x: tensor<*xf32>, %h: tensor<*xf32> {nn.dims = ["batch", "HIDDEN"]}, %w: tensor<*xf32>, %b: tensor<?xf32>) -> tensor<*xf32> {
  %0 = nn.rearrange %x "b (k h) -> k b h" {h = "HIDDEN"} : tensor<*xf32>
  %1 = nn.einsum %h, %w "b h, g h -> b g" : tensor<*xf32>, tensor<*xf32>
  %2 = nn.add %1, %b : tensor<*xf32>, tensor<?xf32>
  %3 = nn.rearrange %2 "b (k h) -> k b h" {h = "HIDDEN"} : tensor<*xf32>
  %z = nn.slice %0 dim 0 from 0 to 1 : tensor<*xf32>
  %r = nn.slice %0 dim 0 from 1 to 2 : tensor<*xf32>
  %n = nn.slice %0 dim 0 from 2 to 3 : tensor<*xf32>
  %zh = nn.slice %3 dim 0 from 0 to 1 : tensor<*xf32>
  %rh = nn.slice %3 dim 0 from 1 to 2 : tensor<*xf32>
  %nh = nn.slice %3 dim 0 from 2 to 3 : tensor<*xf32>
  %4 = nn.apply @gru_update "" (%r, %z, %n, %rh, %zh, %nh, %h) : (tensor<*xf32>, tensor<*xf32>, tensor<*xf32>, tensor<*xf32>, tensor<*xf32>, tensor<*xf32>, tensor<*xf32>) -> tensor<*xf32>
  nn.return %4 : tensor<*xf32>
}

// A gated recurrent unit.
//   %y, %h = nn.apply @gru "gru" (%x, %h0) {GATES = 21} : (tensor<11x2x5xf32>, tensor<2x7xf32>) -> (tensor<11x2x7xf32>, tensor<2x7xf32>)
nn.block private @gru(%x: tensor<?x?x?xf32> {nn.dims = ["steps", "batch", "IN"]}, %h0: tensor<?x?xf32> {nn.dims = ["batch", "HIDDEN"]}) -> (tensor<?x?x?xf32>, tensor<?x?xf32>) {
  %w = nn.param "weight_ih_l0" ["GATES", "IN"] : tensor<?x?xf32>
  %r = nn.param "weight_hh_l0" ["GATES", "HIDDEN"] : tensor<?x?xf32>
  %bi = nn.param "bias_ih_l0" ["GATES"] : tensor<?xf32>
  %bh = nn.param "bias_hh_l0" ["GATES"] : tensor<?xf32>
  %0 = nn.apply @gates_of_input "" (%x, %w, %bi) : (tensor<?x?x?xf32>, tensor<?x?xf32>, tensor<?xf32>) -> tensor<?x?x?xf32>
  %h, %y = nn.scan (%hs = %h0) over (%z = %0) : tensor<?x?xf32>, tensor<?x?x?xf32> {
    %1 = nn.apply @gru_cell "" (%z, %hs, %r, %bh) : (tensor<?x?xf32>, tensor<?x?xf32>, tensor<?x?xf32>, tensor<?xf32>) -> tensor<?x?xf32>
    nn.next %1 emit %1 : tensor<?x?xf32>, tensor<?x?xf32>
  }
  nn.return %y, %h : tensor<?x?x?xf32>, tensor<?x?xf32>
}

// The same from the last step to the first.
//   %y, %h = nn.apply @gru_reverse "gru" (%x, %h0) {GATES = 21} : (tensor<11x2x5xf32>, tensor<2x7xf32>) -> (tensor<11x2x7xf32>, tensor<2x7xf32>)
nn.block private @gru_reverse(%x: tensor<?x?x?xf32> {nn.dims = ["steps", "batch", "IN"]}, %h0: tensor<?x?xf32> {nn.dims = ["batch", "HIDDEN"]}) -> (tensor<?x?x?xf32>, tensor<?x?xf32>) {
  %w = nn.param "weight_ih_l0_reverse" ["GATES", "IN"] : tensor<?x?xf32>
  %r = nn.param "weight_hh_l0_reverse" ["GATES", "HIDDEN"] : tensor<?x?xf32>
  %bi = nn.param "bias_ih_l0_reverse" ["GATES"] : tensor<?xf32>
  %bh = nn.param "bias_hh_l0_reverse" ["GATES"] : tensor<?xf32>
  %0 = nn.apply @gates_of_input "" (%x, %w, %bi) : (tensor<?x?x?xf32>, tensor<?x?xf32>, tensor<?xf32>) -> tensor<?x?x?xf32>
  %h, %y = nn.scan (%hs = %h0) over (%z = %0) reverse : tensor<?x?xf32>, tensor<?x?x?xf32> {
    %1 = nn.apply @gru_cell "" (%z, %hs, %r, %bh) : (tensor<?x?xf32>, tensor<?x?xf32>, tensor<?x?xf32>, tensor<?xf32>) -> tensor<?x?xf32>
    nn.next %1 emit %1 : tensor<?x?xf32>, tensor<?x?xf32>
  }
  nn.return %y, %h : tensor<?x?x?xf32>, tensor<?x?xf32>
}

// Both directions from the same state.
//   %y, %h, %hr = nn.apply @bigru "gru" (%x, %h0) {GATES = 21} : (tensor<11x2x5xf32>, tensor<2x7xf32>) -> (tensor<11x2x14xf32>, tensor<2x7xf32>, tensor<2x7xf32>)
nn.block private @bigru(%x: tensor<?x?x?xf32>, %h0: tensor<?x?xf32>) -> (tensor<?x?x?xf32>, tensor<?x?xf32>, tensor<?x?xf32>) {
  %y, %h = nn.apply @gru "" (%x, %h0) {GATES = "GATES"} : (tensor<?x?x?xf32>, tensor<?x?xf32>) -> (tensor<?x?x?xf32>, tensor<?x?xf32>)
  %yr, %hr = nn.apply @gru_reverse "" (%x, %h0) {GATES = "GATES"} : (tensor<?x?x?xf32>, tensor<?x?xf32>) -> (tensor<?x?x?xf32>, tensor<?x?xf32>)
  %0 = nn.concat %y, %yr dim -1 : tensor<?x?x?xf32>, tensor<?x?x?xf32>
  nn.return %0, %h, %hr : tensor<?x?x?xf32>, tensor<?x?xf32>, tensor<?x?xf32>
}

// The same with the weights of an ONNX node, named as by `@onnx_lstm`.
//   %y, %h = nn.apply @onnx_gru "gru" (%x, %h0) {GATES = 21} : (tensor<11x2x5xf32>, tensor<2x7xf32>) -> (tensor<11x2x7xf32>, tensor<2x7xf32>)
nn.block private @onnx_gru(%x: tensor<?x?x?xf32> {nn.dims = ["steps", "batch", "IN"]}, %h0: tensor<?x?xf32> {nn.dims = ["batch", "HIDDEN"]}) -> (tensor<?x?x?xf32>, tensor<?x?xf32>) {
  %w = nn.param "W" ["GATES", "IN"] : tensor<?x?xf32>
  %r = nn.param "R" ["GATES", "HIDDEN"] : tensor<?x?xf32>
  %bi = nn.param "Wb" ["GATES"] : tensor<?xf32>
  %bh = nn.param "Rb" ["GATES"] : tensor<?xf32>
  %0 = nn.apply @gates_of_input "" (%x, %w, %bi) : (tensor<?x?x?xf32>, tensor<?x?xf32>, tensor<?xf32>) -> tensor<?x?x?xf32>
  %h, %y = nn.scan (%hs = %h0) over (%z = %0) : tensor<?x?xf32>, tensor<?x?x?xf32> {
    %1 = nn.apply @onnx_gru_cell "" (%z, %hs, %r, %bh) : (tensor<?x?xf32>, tensor<?x?xf32>, tensor<?x?xf32>, tensor<?xf32>) -> tensor<?x?xf32>
    nn.next %1 emit %1 : tensor<?x?xf32>, tensor<?x?xf32>
  }
  nn.return %y, %h : tensor<?x?x?xf32>, tensor<?x?xf32>
}

// h' = tanh(W x + R h + b) (Elman, 1990).
//   %y, %h = nn.apply @rnn "rnn" (%x, %h0) : (tensor<11x2x5xf32>, tensor<2x7xf32>) -> (tensor<11x2x7xf32>, tensor<2x7xf32>)
nn.block private @rnn(%x: tensor<?x?x?xf32> {nn.dims = ["steps", "batch", "IN"]}, %h0: tensor<?x?xf32> {nn.dims = ["batch", "HIDDEN"]}) -> (tensor<?x?x?xf32>, tensor<?x?xf32>) {
  %w = nn.param "weight_ih_l0" ["HIDDEN", "IN"] : tensor<?x?xf32>
  %r = nn.param "weight_hh_l0" ["HIDDEN", "HIDDEN"] : tensor<?x?xf32>
  %bi = nn.param "bias_ih_l0" ["HIDDEN"] : tensor<?xf32>
  %bh = nn.param "bias_hh_l0" ["HIDDEN"] : tensor<?xf32>
  %b = nn.add %bi, %bh : tensor<?xf32>, tensor<?xf32>
  %0 = nn.apply @gates_of_input "" (%x, %w, %b) : (tensor<?x?x?xf32>, tensor<?x?xf32>, tensor<?xf32>) -> tensor<?x?x?xf32>
  %h, %y = nn.scan (%hs = %h0) over (%z = %0) : tensor<?x?xf32>, tensor<?x?x?xf32> {
    %1 = nn.einsum %hs, %r "b h, g h -> b g" : tensor<?x?xf32>, tensor<?x?xf32>
    %2 = nn.add %z, %1 : tensor<?x?xf32>, tensor<?x?xf32>
    %3 = nn.tanh %2 : tensor<?x?xf32>
    nn.next %3 emit %3 : tensor<?x?xf32>, tensor<?x?xf32>
  }
  nn.return %y, %h : tensor<?x?x?xf32>, tensor<?x?xf32>
}
