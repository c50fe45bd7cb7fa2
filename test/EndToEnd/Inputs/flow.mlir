// A scan of scans in a branch, a loop that updates a cache in place, and one that a number it carries ends.
nn.block @main(%p: tensor<i1>, %xs: tensor<?x?x?x5xf32> {nn.dims = ["outer", "inner", "batch", 5]}, %h0: tensor<?x5xf32> {nn.dims = ["batch", 5]},
               %cache: tensor<?x?x5xf32> {nn.dims = ["batch", "ctx", 5], nn.donate = 2}, %at: tensor<?x?x2xi64> {nn.dims = ["inner", "batch", 2]}) -> (tensor<?x5xf32> {nn.name = "last"}, tensor<?x?x?x5xf32> {nn.name = "all"},
               tensor<?x?x5xf32> {nn.name = "written"}, tensor<?x5xf32> {nn.name = "halved"}) {
  %w = nn.param "w" [5, 5] : tensor<5x5xf32>
  %half = arith.constant dense<0.5> : tensor<f32>
  %zero = arith.constant dense<0> : tensor<i64>
  %one = arith.constant dense<1> : tensor<i64>
  %three = arith.constant dense<3> : tensor<i64>
  %last, %all = nn.cond %p : tensor<i1> {
    %l, %a = nn.scan (%h = %h0) over (%rows = %xs) reverse : tensor<?x5xf32>, tensor<?x?x?x5xf32> {
      %l1, %a1 = nn.scan (%g = %h) over (%x = %rows) : tensor<?x5xf32>, tensor<?x?x5xf32> {
        %0 = nn.einsum %g, %w "b i, o i -> b o" : tensor<?x5xf32>, tensor<5x5xf32>
        %1 = nn.add %0, %x : tensor<?x5xf32>, tensor<?x5xf32>
        %2 = nn.tanh %1 : tensor<?x5xf32>
        nn.next %2 emit %g : tensor<?x5xf32>, tensor<?x5xf32>
      }
      nn.next %l1 emit %a1 : tensor<?x5xf32>, tensor<?x?x5xf32>
    }
    nn.next %l, %a : tensor<?x5xf32>, tensor<?x?x?x5xf32>
  } else {
    %n = nn.neg %h0 : tensor<?x5xf32>
    nn.next %n, %xs : tensor<?x5xf32>, tensor<?x?x?x5xf32>
  }
  %row = nn.rearrange %last "b (o i) -> b o i" {o = 1} : tensor<?x5xf32>
  %rows2 = nn.concat %row, %row dim 1 : tensor<?x1x5xf32>, tensor<?x1x5xf32>
  %written = nn.scan (%c = %cache) over (%i = %at) : tensor<?x?x5xf32>, tensor<?x?x2xi64> {
    %0 = nn.scatter %c[%i], %rows2 axis 1 : tensor<?x?x5xf32>, tensor<?x2xi64>, tensor<?x2x5xf32>
    nn.next %0 : tensor<?x?x5xf32>
  }
  %k, %halved = nn.while (%i = %zero, %y = %last) : tensor<i64>, tensor<?x5xf32> {
    %more = nn.compare lt %i, %three : tensor<i64>, tensor<i64>
    nn.next %more : tensor<i1>
  } do (%i, %y) {
    %0 = nn.add %i, %one : tensor<i64>, tensor<i64>
    %1 = nn.mul %y, %half : tensor<?x5xf32>, tensor<f32>
    nn.next %0, %1 : tensor<i64>, tensor<?x5xf32>
  }
  nn.return %last, %all, %written, %halved : tensor<?x5xf32>, tensor<?x?x?x5xf32>, tensor<?x?x5xf32>, tensor<?x5xf32>
}
