// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_INSTANTIATE
#define TENFOLD_INSTANTIATE

include "mlir/Pass/PassBase.td"

def Instantiate : Pass<"tenfold-instantiate", "::mlir::ModuleOp"> {
  let summary = "turn blocks into functions with explicit weights";
  let description = [{
    Every public `nn.block`, and every `func.func` that applies blocks, becomes a `func.func` whose first arguments are
    its inputs and whose further ones are its weights, each with its path in `nn.param`. `nn.apply` is inlined: names in
    capitals are bound by the operands' extents and by the application's bindings, and result types are inferred anew.
    `nn.repeat` becomes one private function and a call of it for each time, so that the block is compiled once; those of
    one block on operands of the same types share the function.
    Blocks that the module does not define come from the standard library.
    A state (`nn.state`) is an argument, and what its last update set one more result, behind the others; in an entry the
    argument is donated to the result, and both have the state's path for their name. Functions made of `nn.repeat` take
    and return the states of their time.

    Refused, with the application's location: an unknown block, a block that applies itself, an operand that does not fit,
    a name that nothing binds, one path used with two types, a state with the name
    of an argument or result, an update in the body of a loop or branch or without a state, and a repeated block whose results are not those of the op.

    Example: test/Transforms/Instantiate/example.mlir
  }];
  let dependentDialects = ["::mlir::func::FuncDialect"];
}

#endif // TENFOLD_INSTANTIATE
