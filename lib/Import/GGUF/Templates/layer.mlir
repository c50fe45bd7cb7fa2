
nn.block private @layer${KIND}(%x: tensor<*xf32>, %positions: tensor<*xi64>${FACTOR_ARGUMENT}) -> tensor<*xf32> {
  %q, %k, %v = nn.apply @heads${KIND} "" (%x, %positions${FACTOR_OPERAND})
      : (tensor<*xf32>, tensor<*xi64>${FACTOR_TYPE}) -> (tensor<*xf32>, tensor<*xf32>, tensor<*xf32>)
  %0 = nn.apply @attend${KIND} "" (%q, %k, %v) : (tensor<*xf32>, tensor<*xf32>, tensor<*xf32>) -> tensor<*xf32>
  %1 = nn.apply @finish "" (%x, %0) : (tensor<*xf32>, tensor<*xf32>) -> tensor<*xf32>
  nn.return %1 : tensor<*xf32>
}

// The same with the keys and values of the tokens before: those of these tokens are written at their places. Keys are
// read as far as any sequence is filled.
nn.block private @next_layer${KIND}(%x: tensor<*xf32>, %positions: tensor<*xi64>, %offset: tensor<?xi64>, %places: tensor<*xi64>,
                              %filled: tensor<i64>${FACTOR_ARGUMENT}, %keys: tensor<*xf32>, %values: tensor<*xf32>)
    -> (tensor<*xf32>, tensor<*xf32>, tensor<*xf32>) {
  %q, %k, %v = nn.apply @heads${KIND} "" (%x, %positions${FACTOR_OPERAND})
      : (tensor<*xf32>, tensor<*xi64>${FACTOR_TYPE}) -> (tensor<*xf32>, tensor<*xf32>, tensor<*xf32>)
  %0 = nn.scatter %keys[%places], %k axis 2 : tensor<*xf32>, tensor<*xi64>, tensor<*xf32>
  %1 = nn.scatter %values[%places], %v axis 2 : tensor<*xf32>, tensor<*xi64>, tensor<*xf32>
  %2 = nn.prefix %0, %filled axis 2 : tensor<*xf32>, tensor<i64>
  %3 = nn.prefix %1, %filled axis 2 : tensor<*xf32>, tensor<i64>
  %4 = nn.apply @attend_from${KIND} "" (%q, %2, %3, %offset)
      : (tensor<*xf32>, tensor<*xf32>, tensor<*xf32>, tensor<?xi64>) -> tensor<*xf32>
  %5 = nn.apply @finish "" (%x, %4) : (tensor<*xf32>, tensor<*xf32>) -> tensor<*xf32>
  nn.return %5, %0, %1 : tensor<*xf32>, tensor<*xf32>, tensor<*xf32>
}
