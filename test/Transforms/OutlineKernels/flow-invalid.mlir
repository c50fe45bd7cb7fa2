// RUN: tenfold-opt %s --tenfold-fold-pipeline --verify-diagnostics --split-input-file

func.func @grows(%x: tensor<?xf32> {nn.dims = ["n"]}, %p: tensor<i1>) -> tensor<?xf32> {
  // expected-error @+1 {{'scf.while' op expected dimension 0 of carried value 0 to be n, got n * 2}}
  %0 = nn.while (%a = %x) : tensor<?xf32> {
    nn.next %p : tensor<i1>
  } do (%b) {
    %1 = nn.concat %b, %b dim 0 : tensor<?xf32>, tensor<?xf32>
    nn.next %1 : tensor<?xf32>
  }
  return %0 : tensor<?xf32>
}

// -----

func.func @branches(%x: tensor<?xf32> {nn.dims = ["n"]}, %p: tensor<i1>) -> tensor<?xf32> {
  // expected-error @+1 {{'scf.if' op expected dimension 0 of result 0 to be n, got n * 2}}
  %0 = nn.cond %p : tensor<i1> {
    nn.next %x : tensor<?xf32>
  } else {
    %1 = nn.concat %x, %x dim 0 : tensor<?xf32>, tensor<?xf32>
    nn.next %1 : tensor<?xf32>
  }
  return %0 : tensor<?xf32>
}

// -----

func.func @emitted(%xs: tensor<?x?xf32> {nn.dims = ["n", "m"]}) -> tensor<?x?xf32> {
  // expected-error @+1 {{'nn.scan' op expected extents of what is emitted to follow from those of values outside, got 'tensor<?x?xf32>'}}
  %0 = nn.scan () over (%x = %xs) : tensor<?x?xf32> {
    %1 = func.call @layer(%x) : (tensor<?xf32>) -> tensor<?xf32>
    nn.next emit %1 : tensor<?xf32>
  }
  return %0 : tensor<?x?xf32>
}
func.func private @layer(%x: tensor<?xf32>) -> tensor<?xf32> {
  %0 = nn.tanh %x : tensor<?xf32>
  return %0 : tensor<?xf32>
}
