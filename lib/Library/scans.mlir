// Recurrences over sequences, steps first: x[steps, batch, ...]. They begin from the state given and give the last one, so
// that a sequence may be cut anywhere. Heads share nothing; K and V stand for the widths of keys and of values.

// exp(x) below 0, x + 1 from there: positive features of queries and keys (Katharopoulos et al., 2020).
//   %y = nn.apply @elu_features "" (%x) : (tensor<5x2x3x7xf32>) -> tensor<5x2x3x7xf32>
nn.block private @elu_features(%x: tensor<*xf32>) -> tensor<*xf32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %one = arith.constant dense<1.0> : tensor<f32>
  %0 = nn.min %x, %zero : tensor<*xf32>, tensor<f32>
  %1 = nn.exp %0 : tensor<*xf32>
  %2 = nn.add %x, %one : tensor<*xf32>, tensor<f32>
  %3 = nn.compare gt %x, %zero : tensor<*xf32>, tensor<f32>
  %4 = nn.select %3, %2, %1 : tensor<*xi1>, tensor<*xf32>, tensor<*xf32>
  nn.return %4 : tensor<*xf32>
}

// exp(w_i.x - |x|^2 / 2) for the m rows of w, drawn from a normal distribution: the mean over rows of products of these
// features of x and y is near exp(x.y) (Choromanski et al., Performer, FAVOR+, 2021). The m cancels in the normaliser.
//   %y = nn.apply @performer_features "" (%x, %w) : (tensor<5x2x3x7xf32>, tensor<11x7xf32>) -> tensor<5x2x3x11xf32>
nn.block private @performer_features(%x: tensor<*xf32>, %w: tensor<?x?xf32>) -> tensor<*xf32> {
  %half = arith.constant dense<0.5> : tensor<f32>
  %0 = nn.einsum %x, %w "... d, m d -> ... m" : tensor<*xf32>, tensor<?x?xf32>
  %1 = nn.mul %x, %x : tensor<*xf32>, tensor<*xf32>
  %2 = nn.reduce sum %1 [-1] : tensor<*xf32>
  %3 = nn.mul %2, %half : tensor<*xf32>, tensor<f32>
  %4 = nn.sub %0, %3 : tensor<*xf32>, tensor<*xf32>
  %5 = nn.exp %4 : tensor<*xf32>
  nn.return %5 : tensor<*xf32>
}

// S' = a S + k v^T, y = S'^T q, where a is a number for each step and head: retention (Sun et al., 2023) with one for each
// head, simple gated linear attention, and linear attention without normaliser with 1.
//   %y, %s = nn.apply @decayed_attention "" (%q, %k, %v, %a, %s0) : (tensor<5x2x3x7xf32>, tensor<5x2x3x7xf32>, tensor<5x2x3x11xf32>, tensor<5x2x3xf32>, tensor<2x3x7x11xf32>) -> (tensor<5x2x3x11xf32>, tensor<2x3x7x11xf32>)
nn.block private @decayed_attention(%q: tensor<?x?x?x?xf32>, %k: tensor<?x?x?x?xf32>, %v: tensor<?x?x?x?xf32>, %a: tensor<?x?x?xf32>, %s0: tensor<?x?x?x?xf32>) -> (tensor<?x?x?x?xf32>, tensor<?x?x?x?xf32>) {
  %s, %y = nn.scan (%h = %s0) over (%qt = %q, %kt = %k, %vt = %v, %at = %a)
      : tensor<?x?x?x?xf32>, tensor<?x?x?x?xf32>, tensor<?x?x?x?xf32>, tensor<?x?x?x?xf32>, tensor<?x?x?xf32> {
    %0 = nn.einsum %at, %h "b h, b h k v -> b h k v" : tensor<?x?xf32>, tensor<?x?x?x?xf32>
    %1 = nn.einsum %kt, %vt "b h k, b h v -> b h k v" : tensor<?x?x?xf32>, tensor<?x?x?xf32>
    %2 = nn.add %0, %1 : tensor<?x?x?x?xf32>, tensor<?x?x?x?xf32>
    %3 = nn.einsum %qt, %2 "b h k, b h k v -> b h v" : tensor<?x?x?xf32>, tensor<?x?x?x?xf32>
    nn.next %2 emit %3 : tensor<?x?x?x?xf32>, tensor<?x?x?xf32>
  }
  nn.return %y, %s : tensor<?x?x?x?xf32>, tensor<?x?x?x?xf32>
}

// S' = S + k v^T, z' = z + k, y = S'^T q / (z'.q) of positive features q and k, as @elu_features or @performer_features
// makes them (Katharopoulos et al., 2020).
//   %y, %s, %z = nn.apply @linear_attention "" (%q, %k, %v, %s0, %z0) : (tensor<5x2x3x7xf32>, tensor<5x2x3x7xf32>, tensor<5x2x3x11xf32>, tensor<2x3x7x11xf32>, tensor<2x3x7xf32>) -> (tensor<5x2x3x11xf32>, tensor<2x3x7x11xf32>, tensor<2x3x7xf32>)
nn.block private @linear_attention(%q: tensor<?x?x?x?xf32>, %k: tensor<?x?x?x?xf32>, %v: tensor<?x?x?x?xf32>, %s0: tensor<?x?x?x?xf32>, %z0: tensor<?x?x?xf32>) -> (tensor<?x?x?x?xf32>, tensor<?x?x?x?xf32>, tensor<?x?x?xf32>) {
  %s, %z, %n, %d = nn.scan (%h = %s0, %g = %z0) over (%qt = %q, %kt = %k, %vt = %v)
      : tensor<?x?x?x?xf32>, tensor<?x?x?xf32>, tensor<?x?x?x?xf32>, tensor<?x?x?x?xf32>, tensor<?x?x?x?xf32> {
    %1 = nn.einsum %kt, %vt "b h k, b h v -> b h k v" : tensor<?x?x?xf32>, tensor<?x?x?xf32>
    %2 = nn.add %h, %1 : tensor<?x?x?x?xf32>, tensor<?x?x?x?xf32>
    %3 = nn.add %g, %kt : tensor<?x?x?xf32>, tensor<?x?x?xf32>
    %4 = nn.einsum %qt, %2 "b h k, b h k v -> b h v" : tensor<?x?x?xf32>, tensor<?x?x?x?xf32>
    %5 = nn.einsum %qt, %3 "b h k, b h k -> b h" : tensor<?x?x?xf32>, tensor<?x?x?xf32>
    nn.next %2, %3 emit %4, %5 : tensor<?x?x?x?xf32>, tensor<?x?x?xf32>, tensor<?x?x?xf32>, tensor<?x?xf32>
  }
  %0 = nn.rearrange %d "t b h -> t b h ()" : tensor<?x?x?xf32>
  %y = nn.div %n, %0 : tensor<?x?x?x?xf32>, tensor<?x?x?x1xf32>
  nn.return %y, %s, %z : tensor<?x?x?x?xf32>, tensor<?x?x?x?xf32>, tensor<?x?x?xf32>
}

// H' = exp(dt A) H + dt B x^T, y = H'^T C + D x, with a number A, D and a step dt for each head (Dao, Gu, Mamba-2, 2024);
// x[t, b, h, V], dt[t, b, h], B and C[t, b, h, K], A and D[h].
//   %y, %s = nn.apply @mamba2 "" (%x, %dt, %a, %b, %c, %d, %s0) : (tensor<5x2x3x11xf32>, tensor<5x2x3xf32>, tensor<3xf32>, tensor<5x2x3x7xf32>, tensor<5x2x3x7xf32>, tensor<3xf32>, tensor<2x3x7x11xf32>) -> (tensor<5x2x3x11xf32>, tensor<2x3x7x11xf32>)
nn.block private @mamba2(%x: tensor<?x?x?x?xf32>, %dt: tensor<?x?x?xf32>, %a: tensor<?xf32>, %b: tensor<?x?x?x?xf32>, %c: tensor<?x?x?x?xf32>, %d: tensor<?xf32>, %s0: tensor<?x?x?x?xf32>) -> (tensor<?x?x?x?xf32>, tensor<?x?x?x?xf32>) {
  %0 = nn.mul %dt, %a : tensor<?x?x?xf32>, tensor<?xf32>
  %decay = nn.exp %0 : tensor<?x?x?xf32>
  %v = nn.einsum %dt, %x "t b h, t b h v -> t b h v" : tensor<?x?x?xf32>, tensor<?x?x?x?xf32>
  %1, %s = nn.apply @decayed_attention "" (%c, %b, %v, %decay, %s0) : (tensor<?x?x?x?xf32>, tensor<?x?x?x?xf32>, tensor<?x?x?x?xf32>, tensor<?x?x?xf32>, tensor<?x?x?x?xf32>) -> (tensor<?x?x?x?xf32>, tensor<?x?x?x?xf32>)
  %2 = nn.einsum %d, %x "h, t b h v -> t b h v" : tensor<?xf32>, tensor<?x?x?x?xf32>
  %y = nn.add %1, %2 : tensor<?x?x?x?xf32>, tensor<?x?x?x?xf32>
  nn.return %y, %s : tensor<?x?x?x?xf32>, tensor<?x?x?x?xf32>
}

// S' = a (I - b k k^T) S + b k v^T, y = S'^T q: what is stored for k is moved towards v by b, and all fades by a (Yang et
// al., Gated DeltaNet, 2024); with 1 for a it is DeltaNet. Keys have length 1.
//   %y, %s = nn.apply @gated_delta_rule "" (%q, %k, %v, %a, %b, %s0) : (tensor<5x2x3x7xf32>, tensor<5x2x3x7xf32>, tensor<5x2x3x11xf32>, tensor<5x2x3xf32>, tensor<5x2x3xf32>, tensor<2x3x7x11xf32>) -> (tensor<5x2x3x11xf32>, tensor<2x3x7x11xf32>)
nn.block private @gated_delta_rule(%q: tensor<?x?x?x?xf32>, %k: tensor<?x?x?x?xf32>, %v: tensor<?x?x?x?xf32>, %a: tensor<?x?x?xf32>, %b: tensor<?x?x?xf32>, %s0: tensor<?x?x?x?xf32>) -> (tensor<?x?x?x?xf32>, tensor<?x?x?x?xf32>) {
  %s, %y = nn.scan (%h = %s0) over (%qt = %q, %kt = %k, %vt = %v, %at = %a, %bt = %b)
      : tensor<?x?x?x?xf32>, tensor<?x?x?x?xf32>, tensor<?x?x?x?xf32>, tensor<?x?x?x?xf32>, tensor<?x?x?xf32>, tensor<?x?x?xf32> {
    %0 = nn.einsum %kt, %h "b h k, b h k v -> b h v" : tensor<?x?x?xf32>, tensor<?x?x?x?xf32>
    %1 = nn.einsum %at, %0 "b h, b h v -> b h v" : tensor<?x?xf32>, tensor<?x?x?xf32>
    %2 = nn.sub %vt, %1 : tensor<?x?x?xf32>, tensor<?x?x?xf32>
    %3 = nn.einsum %bt, %2 "b h, b h v -> b h v" : tensor<?x?xf32>, tensor<?x?x?xf32>
    %4 = nn.einsum %at, %h "b h, b h k v -> b h k v" : tensor<?x?xf32>, tensor<?x?x?x?xf32>
    %5 = nn.einsum %kt, %3 "b h k, b h v -> b h k v" : tensor<?x?x?xf32>, tensor<?x?x?xf32>
    %6 = nn.add %4, %5 : tensor<?x?x?x?xf32>, tensor<?x?x?x?xf32>
    %7 = nn.einsum %qt, %6 "b h k, b h k v -> b h v" : tensor<?x?x?xf32>, tensor<?x?x?x?xf32>
    nn.next %6 emit %7 : tensor<?x?x?x?xf32>, tensor<?x?x?xf32>
  }
  nn.return %y, %s : tensor<?x?x?x?xf32>, tensor<?x?x?x?xf32>
}

// S' = diag(w) S + k v^T, y = (S + diag(u) k v^T)^T r, with a decay w of each channel of keys and a bonus u[h, K] for the
// step itself (Peng et al., RWKV-6, 2024).
//   %y, %s = nn.apply @rwkv6 "" (%r, %k, %v, %w, %u, %s0) : (tensor<5x2x3x7xf32>, tensor<5x2x3x7xf32>, tensor<5x2x3x11xf32>, tensor<5x2x3x7xf32>, tensor<3x7xf32>, tensor<2x3x7x11xf32>) -> (tensor<5x2x3x11xf32>, tensor<2x3x7x11xf32>)
nn.block private @rwkv6(%r: tensor<?x?x?x?xf32>, %k: tensor<?x?x?x?xf32>, %v: tensor<?x?x?x?xf32>, %w: tensor<?x?x?x?xf32>, %u: tensor<?x?xf32>, %s0: tensor<?x?x?x?xf32>) -> (tensor<?x?x?x?xf32>, tensor<?x?x?x?xf32>) {
  %s, %y = nn.scan (%h = %s0) over (%rt = %r, %kt = %k, %vt = %v, %wt = %w)
      : tensor<?x?x?x?xf32>, tensor<?x?x?x?xf32>, tensor<?x?x?x?xf32>, tensor<?x?x?x?xf32>, tensor<?x?x?x?xf32> {
    %0 = nn.einsum %kt, %vt "b h k, b h v -> b h k v" : tensor<?x?x?xf32>, tensor<?x?x?xf32>
    %1 = nn.einsum %u, %0 "h k, b h k v -> b h k v" : tensor<?x?xf32>, tensor<?x?x?x?xf32>
    %2 = nn.add %h, %1 : tensor<?x?x?x?xf32>, tensor<?x?x?x?xf32>
    %3 = nn.einsum %rt, %2 "b h k, b h k v -> b h v" : tensor<?x?x?xf32>, tensor<?x?x?x?xf32>
    %4 = nn.einsum %wt, %h "b h k, b h k v -> b h k v" : tensor<?x?x?xf32>, tensor<?x?x?x?xf32>
    %5 = nn.add %4, %0 : tensor<?x?x?x?xf32>, tensor<?x?x?x?xf32>
    nn.next %5 emit %3 : tensor<?x?x?x?xf32>, tensor<?x?x?xf32>
  }
  nn.return %y, %s : tensor<?x?x?x?xf32>, tensor<?x?x?x?xf32>
}

// S' = (diag(w) + b a^T) S + k v^T, y = S'^T r: RWKV-7 (Peng et al., 2025) with the negative of its removal key for a and the
// key times its in-context learning rate for b.
//   %y, %s = nn.apply @rwkv7 "" (%r, %k, %v, %w, %a, %b, %s0) : (tensor<5x2x3x7xf32>, tensor<5x2x3x7xf32>, tensor<5x2x3x11xf32>, tensor<5x2x3x7xf32>, tensor<5x2x3x7xf32>, tensor<5x2x3x7xf32>, tensor<2x3x7x11xf32>) -> (tensor<5x2x3x11xf32>, tensor<2x3x7x11xf32>)
nn.block private @rwkv7(%r: tensor<?x?x?x?xf32>, %k: tensor<?x?x?x?xf32>, %v: tensor<?x?x?x?xf32>, %w: tensor<?x?x?x?xf32>, %a: tensor<?x?x?x?xf32>, %b: tensor<?x?x?x?xf32>, %s0: tensor<?x?x?x?xf32>) -> (tensor<?x?x?x?xf32>, tensor<?x?x?x?xf32>) {
  %s, %y = nn.scan (%h = %s0) over (%rt = %r, %kt = %k, %vt = %v, %wt = %w, %at = %a, %bt = %b)
      : tensor<?x?x?x?xf32>, tensor<?x?x?x?xf32>, tensor<?x?x?x?xf32>, tensor<?x?x?x?xf32>, tensor<?x?x?x?xf32>, tensor<?x?x?x?xf32>, tensor<?x?x?x?xf32> {
    %0 = nn.einsum %at, %h "b h k, b h k v -> b h v" : tensor<?x?x?xf32>, tensor<?x?x?x?xf32>
    %1 = nn.einsum %bt, %0 "b h k, b h v -> b h k v" : tensor<?x?x?xf32>, tensor<?x?x?xf32>
    %2 = nn.einsum %wt, %h "b h k, b h k v -> b h k v" : tensor<?x?x?xf32>, tensor<?x?x?x?xf32>
    %3 = nn.einsum %kt, %vt "b h k, b h v -> b h k v" : tensor<?x?x?xf32>, tensor<?x?x?xf32>
    %4 = nn.add %2, %1 : tensor<?x?x?x?xf32>, tensor<?x?x?x?xf32>
    %5 = nn.add %4, %3 : tensor<?x?x?x?xf32>, tensor<?x?x?x?xf32>
    %6 = nn.einsum %rt, %5 "b h k, b h k v -> b h v" : tensor<?x?x?xf32>, tensor<?x?x?x?xf32>
    nn.next %5 emit %6 : tensor<?x?x?x?xf32>, tensor<?x?x?xf32>
  }
  nn.return %y, %s : tensor<?x?x?x?xf32>, tensor<?x?x?x?xf32>
}

// h' = exp(dt A) h + dt B x, y = C.h' + D x for each channel of x[t, b, d] with its own A[d, n], and B and C[t, b, n] for all
// (Gu, Dao, Mamba, 2023): the selective scan, S6.
//   %y, %h = nn.apply @selective_scan "" (%x, %dt, %a, %b, %c, %d, %h0) : (tensor<5x2x11xf32>, tensor<5x2x11xf32>, tensor<11x7xf32>, tensor<5x2x7xf32>, tensor<5x2x7xf32>, tensor<11xf32>, tensor<2x11x7xf32>) -> (tensor<5x2x11xf32>, tensor<2x11x7xf32>)
nn.block private @selective_scan(%x: tensor<?x?x?xf32>, %dt: tensor<?x?x?xf32>, %a: tensor<?x?xf32>, %b: tensor<?x?x?xf32>, %c: tensor<?x?x?xf32>, %d: tensor<?xf32>, %h0: tensor<?x?x?xf32>) -> (tensor<?x?x?xf32>, tensor<?x?x?xf32>) {
  %u = nn.mul %dt, %x : tensor<?x?x?xf32>, tensor<?x?x?xf32>
  %h, %0 = nn.scan (%s = %h0) over (%ut = %u, %dtt = %dt, %bt = %b, %ct = %c)
      : tensor<?x?x?xf32>, tensor<?x?x?xf32>, tensor<?x?x?xf32>, tensor<?x?x?xf32>, tensor<?x?x?xf32> {
    %1 = nn.einsum %dtt, %a "b d, d n -> b d n" : tensor<?x?xf32>, tensor<?x?xf32>
    %2 = nn.exp %1 : tensor<?x?x?xf32>
    %3 = nn.mul %2, %s : tensor<?x?x?xf32>, tensor<?x?x?xf32>
    %4 = nn.einsum %ut, %bt "b d, b n -> b d n" : tensor<?x?xf32>, tensor<?x?xf32>
    %5 = nn.add %3, %4 : tensor<?x?x?xf32>, tensor<?x?x?xf32>
    %6 = nn.einsum %ct, %5 "b n, b d n -> b d" : tensor<?x?xf32>, tensor<?x?x?xf32>
    nn.next %5 emit %6 : tensor<?x?x?xf32>, tensor<?x?xf32>
  }
  %7 = nn.mul %x, %d : tensor<?x?x?xf32>, tensor<?xf32>
  %y = nn.add %0, %7 : tensor<?x?x?xf32>, tensor<?x?x?xf32>
  nn.return %y, %h : tensor<?x?x?xf32>, tensor<?x?x?xf32>
}

// h' = l h + u in complex numbers, for diagonal state spaces: l and u are l_re + i l_im and u_re + i u_im; l is one for each
// channel, u[t, b, n]. Gives h after each step, then the last.
//   %y_re, %y_im, %h_re, %h_im = nn.apply @diagonal_scan "" (%l_re, %l_im, %u_re, %u_im, %h0_re, %h0_im) : (tensor<7xf32>, tensor<7xf32>, tensor<5x2x7xf32>, tensor<5x2x7xf32>, tensor<2x7xf32>, tensor<2x7xf32>) -> (tensor<5x2x7xf32>, tensor<5x2x7xf32>, tensor<2x7xf32>, tensor<2x7xf32>)
nn.block private @diagonal_scan(%l_re: tensor<?xf32>, %l_im: tensor<?xf32>, %u_re: tensor<?x?x?xf32>, %u_im: tensor<?x?x?xf32>, %h0_re: tensor<?x?xf32>, %h0_im: tensor<?x?xf32>) -> (tensor<?x?x?xf32>, tensor<?x?x?xf32>, tensor<?x?xf32>, tensor<?x?xf32>) {
  %h_re, %h_im, %y_re, %y_im = nn.scan (%x = %h0_re, %y = %h0_im) over (%r = %u_re, %i = %u_im)
      : tensor<?x?xf32>, tensor<?x?xf32>, tensor<?x?x?xf32>, tensor<?x?x?xf32> {
    %0 = nn.mul %x, %l_re : tensor<?x?xf32>, tensor<?xf32>
    %1 = nn.mul %y, %l_im : tensor<?x?xf32>, tensor<?xf32>
    %2 = nn.sub %0, %1 : tensor<?x?xf32>, tensor<?x?xf32>
    %3 = nn.add %2, %r : tensor<?x?xf32>, tensor<?x?xf32>
    %4 = nn.mul %x, %l_im : tensor<?x?xf32>, tensor<?xf32>
    %5 = nn.mul %y, %l_re : tensor<?x?xf32>, tensor<?xf32>
    %6 = nn.add %4, %5 : tensor<?x?xf32>, tensor<?x?xf32>
    %7 = nn.add %6, %i : tensor<?x?xf32>, tensor<?x?xf32>
    nn.next %3, %7 emit %3, %7 : tensor<?x?xf32>, tensor<?x?xf32>, tensor<?x?xf32>, tensor<?x?xf32>
  }
  nn.return %y_re, %y_im, %h_re, %h_im : tensor<?x?x?xf32>, tensor<?x?x?xf32>, tensor<?x?xf32>, tensor<?x?xf32>
}

// A linear recurrent unit (Orvieto et al., 2023): h' = l h + g B x, y = Re(C h') + D x with l = exp(-exp(nu) + i exp(theta))
// and g = sqrt(1 - |l|^2).
//   %y, %h_re, %h_im = nn.apply @lru "lru" (%x, %h0_re, %h0_im) : (tensor<5x2x11xf32>, tensor<2x7xf32>, tensor<2x7xf32>) -> (tensor<5x2x11xf32>, tensor<2x7xf32>, tensor<2x7xf32>)
nn.block private @lru(%x: tensor<?x?x?xf32> {nn.dims = ["steps", "batch", "WIDTH"]}, %h0_re: tensor<?x?xf32> {nn.dims = ["batch", "STATE"]}, %h0_im: tensor<?x?xf32>) -> (tensor<?x?x?xf32>, tensor<?x?xf32>, tensor<?x?xf32>) {
  %nu = nn.param "nu_log" ["STATE"] : tensor<?xf32> {init = @zeros}
  %theta = nn.param "theta_log" ["STATE"] : tensor<?xf32> {init = @zeros}
  %b_re = nn.param "b_re" ["STATE", "WIDTH"] : tensor<?x?xf32>
  %b_im = nn.param "b_im" ["STATE", "WIDTH"] : tensor<?x?xf32>
  %c_re = nn.param "c_re" ["WIDTH", "STATE"] : tensor<?x?xf32>
  %c_im = nn.param "c_im" ["WIDTH", "STATE"] : tensor<?x?xf32>
  %d = nn.param "d" ["WIDTH"] : tensor<?xf32> {init = @ones}
  %minus_two = arith.constant dense<-2.0> : tensor<f32>
  %0 = nn.exp %nu : tensor<?xf32>
  %1 = nn.neg %0 : tensor<?xf32>
  %modulus = nn.exp %1 : tensor<?xf32>
  %angle = nn.exp %theta : tensor<?xf32>
  %2 = nn.cos %angle : tensor<?xf32>
  %3 = nn.sin %angle : tensor<?xf32>
  %l_re = nn.mul %modulus, %2 : tensor<?xf32>, tensor<?xf32>
  %l_im = nn.mul %modulus, %3 : tensor<?xf32>, tensor<?xf32>
  // 1 - |l|^2 = -expm1(-2 exp(nu)), which does not cancel where |l| is near 1.
  %4 = nn.mul %0, %minus_two : tensor<?xf32>, tensor<f32>
  %5 = nn.expm1 %4 : tensor<?xf32>
  %6 = nn.neg %5 : tensor<?xf32>
  %gain = nn.sqrt %6 : tensor<?xf32>
  %7 = nn.einsum %x, %b_re "t b i, n i -> t b n" : tensor<?x?x?xf32>, tensor<?x?xf32>
  %8 = nn.einsum %x, %b_im "t b i, n i -> t b n" : tensor<?x?x?xf32>, tensor<?x?xf32>
  %u_re = nn.mul %7, %gain : tensor<?x?x?xf32>, tensor<?xf32>
  %u_im = nn.mul %8, %gain : tensor<?x?x?xf32>, tensor<?xf32>
  %s_re, %s_im, %h_re, %h_im = nn.apply @diagonal_scan "" (%l_re, %l_im, %u_re, %u_im, %h0_re, %h0_im)
      : (tensor<?xf32>, tensor<?xf32>, tensor<?x?x?xf32>, tensor<?x?x?xf32>, tensor<?x?xf32>, tensor<?x?xf32>) -> (tensor<?x?x?xf32>, tensor<?x?x?xf32>, tensor<?x?xf32>, tensor<?x?xf32>)
  %9 = nn.einsum %s_re, %c_re "t b n, o n -> t b o" : tensor<?x?x?xf32>, tensor<?x?xf32>
  %10 = nn.einsum %s_im, %c_im "t b n, o n -> t b o" : tensor<?x?x?xf32>, tensor<?x?xf32>
  %11 = nn.sub %9, %10 : tensor<?x?x?xf32>, tensor<?x?x?xf32>
  %12 = nn.mul %x, %d : tensor<?x?x?xf32>, tensor<?xf32>
  %y = nn.add %11, %12 : tensor<?x?x?xf32>, tensor<?x?x?xf32>
  nn.return %y, %h_re, %h_im : tensor<?x?x?xf32>, tensor<?x?xf32>, tensor<?x?xf32>
}

// The HiPPO matrix of scaled Legendre measures (Gu et al., 2020) of the size of `like`: -sqrt((2 n + 1) (2 k + 1)) below the
// diagonal, -(n + 1) on it, 0 above.
//   %a = nn.apply @hippo_legs "" (%like) : (tensor<3x3xf32>) -> tensor<3x3xf32>   // of [[0, 0, 0], [0, 0, 0], [0, 0, 0]]
nn.block private @hippo_legs(%like: tensor<?x?xf32>) -> tensor<?x?xf32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %one = arith.constant dense<1.0> : tensor<f32>
  %two = arith.constant dense<2.0> : tensor<f32>
  %0 = nn.iota like %like[0] : tensor<?x?xf32>
  %1 = nn.rearrange %0 "n -> n ()" : tensor<?xi64>
  %2 = nn.iota like %like[1] : tensor<?x?xf32>
  %n = nn.cast %1 to f32 : tensor<?x1xi64>
  %k = nn.cast %2 to f32 : tensor<?xi64>
  %3 = nn.mul %n, %two : tensor<?x1xf32>, tensor<f32>
  %4 = nn.add %3, %one : tensor<?x1xf32>, tensor<f32>
  %5 = nn.mul %k, %two : tensor<?xf32>, tensor<f32>
  %6 = nn.add %5, %one : tensor<?xf32>, tensor<f32>
  %7 = nn.mul %4, %6 : tensor<?x1xf32>, tensor<?xf32>
  %8 = nn.sqrt %7 : tensor<?x?xf32>
  %9 = nn.add %n, %one : tensor<?x1xf32>, tensor<f32>
  %equal = nn.compare eq %n, %k : tensor<?x1xf32>, tensor<?xf32>
  %below = nn.compare gt %n, %k : tensor<?x1xf32>, tensor<?xf32>
  %10 = nn.select %equal, %9, %8 : tensor<?x?xi1>, tensor<?x1xf32>, tensor<?x?xf32>
  %11 = nn.max %below, %equal : tensor<?x?xi1>, tensor<?x?xi1>
  %12 = nn.neg %10 : tensor<?x?xf32>
  %13 = nn.select %11, %12, %zero : tensor<?x?xi1>, tensor<?x?xf32>, tensor<f32>
  nn.return %13 : tensor<?x?xf32>
}
