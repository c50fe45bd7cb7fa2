// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_NN_RANDOM
#define TENFOLD_NN_RANDOM

include "dialects/NN/Enums.td"
include "dialects/NN/NNBase.td"

def NN_RandomOp : NN_TensorOp<"random"> {
  let summary = "random numbers that are a function of a seed and a counter";
  let description = [{
    Element n, counted row by row from 0, depends on `seed` and on `counter + n` alone: never on threads, layout, or what
    else is drawn. With e the low 64 bits of that sum, its words w0, w1, w2, w3 are Philox4x32-10 of the key
    (seed mod 2^32, seed div 2^32) at the counter (e mod 2^32, e div 2^32, 0, 0), both as unsigned numbers.

    | kind | element |
    | --- | --- |
    | `bits` | w0, an i32 |
    | `uniform` | floor(w0 / 2^8) / 2^24, in [0, 1) |
    | `normal` | sqrt(-2 ln u) cos(2 pi v) with u = (floor(w0 / 2^8) + 1) / 2^24 and v = floor(w1 / 2^8) / 2^24: of mean 0 and variance 1, and at most 5.77 |

    The result has the shape of `like`, whose elements are not read.

    ```mlir
    %u = nn.random uniform %seed at %counter like %x : tensor<i64>, tensor<i64>, tensor<?x7xf32>
    ```
    Sources: Salmon et al., Parallel random numbers: as easy as 1, 2, 3, 2011; Box and Muller, 1958.
  }];
  let arguments = (ins NN_RandomKind:$kind, NN_IntTensor:$seed, NN_IntTensor:$counter, NN_Tensor:$like);
  let results = (outs NN_Tensor:$result);
  let elementTypes = [{
    {adaptor.getKind() == RandomKind::bits ? ::mlir::Type(::mlir::IntegerType::get(context, 32))
                                           : ::mlir::Float32Type::get(context)}
  }];
  let assemblyFormat = "$kind $seed `at` $counter `like` $like attr-dict `:` type(operands)";
}

#endif // TENFOLD_NN_RANDOM
