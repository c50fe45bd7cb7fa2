
// Each query sees itself and the keys before it.
nn.block private @attend${FROM}${KIND}(%q: tensor<*xf32>, %k: tensor<*xf32>, %v: tensor<*xf32>${OFFSET_ARGUMENT}) -> tensor<*xf32> {
  %o = nn.attention %q, %k, %v${OFFSET} {scale = ${SCALE}} : tensor<*xf32>, tensor<*xf32>, tensor<*xf32>${OFFSET_TYPE}
?CAP      score(%product, %b, %h, %i, %j) {
!CAP      score(%s, %b, %h, %i, %j) {
?CAP    %cap = arith.constant ${CAP} : f32
?CAP    %0 = arith.divf %product, %cap : f32
?CAP    %1 = math.tanh %0 : f32
?CAP    %s = arith.mulf %1, %cap : f32
?WINDOW    %window = arith.constant ${WINDOW} : index
?WINDOW    %past = arith.cmpi sle, %j, %i : index
?WINDOW    %end = arith.addi %j, %window : index
?WINDOW    %near = arith.cmpi sgt, %end, %i : index
?WINDOW    %keep = arith.andi %past, %near : i1
!WINDOW    %keep = arith.cmpi sle, %j, %i : index
    nn.yield %s keep %keep : f32
  }
  %r = nn.rearrange %o "b h s d -> b s (h d)" : tensor<*xf32>
  nn.return %r : tensor<*xf32>
}
