// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Of what models are made: blocks, their weights and their use.
#ifndef TENFOLD_NN_STRUCTURE
#define TENFOLD_NN_STRUCTURE

include "mlir/Interfaces/FunctionInterfaces.td"
include "mlir/IR/SymbolInterfaces.td"
include "dialects/NN/NNBase.td"

def NN_BlockOp : NN_Op<"block", [FunctionOpInterface, IsolatedFromAbove]> {
  let summary = "a function with named weights";
  let description = [{
    A public block is an entry of the model. A private one is a template: its arguments may be unranked, and the names in
    their `nn.dims` (`"..."` for any leading ones) are bound by the operands of `nn.apply`.

    ```mlir
    nn.block @main(%x: tensor<?x13xf32> {nn.dims = ["n", 13]}) -> (tensor<?x7xf32> {nn.name = "y"}) {
      %0 = nn.apply @linear "head" (%x) {OUT = 7} : (tensor<?x13xf32>) -> tensor<?x7xf32>
      %1 = nn.softmax %0 -1 : tensor<?x7xf32>
      nn.return %1 : tensor<?x7xf32>
    }
    ```
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, TypeAttrOf<FunctionType>:$function_type,
                       OptionalAttr<StrAttr>:$sym_visibility, OptionalAttr<DictArrayAttr>:$arg_attrs,
                       OptionalAttr<DictArrayAttr>:$res_attrs);
  let regions = (region AnyRegion:$body);
  let hasCustomAssemblyFormat = 1;
  let extraClassDeclaration = [{
    ::mlir::Region *getCallableRegion() { return &getBody(); }
    ::llvm::ArrayRef<::mlir::Type> getArgumentTypes() { return getFunctionType().getInputs(); }
    ::llvm::ArrayRef<::mlir::Type> getResultTypes() { return getFunctionType().getResults(); }
  }];
}

def NN_ReturnOp : NN_Op<"return", [Pure, Terminator, HasParent<"BlockOp">]> {
  let summary = "ends a block";
  let description = [{
    ```mlir
    nn.block @twice(%x: tensor<?x13xf32>) -> (tensor<?x13xf32>, tensor<?x13xf32>) {
      %0 = nn.add %x, %x : tensor<?x13xf32>, tensor<?x13xf32>
      nn.return %x, %0 : tensor<?x13xf32>, tensor<?x13xf32>
    }
    ```
  }];
  let arguments = (ins Variadic<NN_Tensor>:$values);
  let assemblyFormat = "attr-dict ($values^ `:` type($values))?";
  let hasVerifier = 1;
}

def NN_ParamOp : NN_Op<"param", [Pure]> {
  let summary = "a weight of the block";
  let description = [{
    Its path is the scope of the application followed by `name`. `dims` are integers or names bound by the application.

    It starts from `init`, `@zeros`, `@ones`, `@normal` or `@kaiming`, the last by default.

    ```mlir
    nn.block private @scaled(%x: tensor<*xf32> {nn.dims = ["...", "WIDTH"]}) -> tensor<*xf32> {
      %w = nn.param "scale" ["WIDTH"] : tensor<?xf32> {init = @ones}
      %0 = nn.mul %x, %w : tensor<*xf32>, tensor<?xf32>
      nn.return %0 : tensor<*xf32>
    }
    ```
  }];
  let arguments = (ins StrAttr:$name, ArrayAttr:$dims, OptionalAttr<FlatSymbolRefAttr>:$init);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = "$name $dims `:` type($result) attr-dict";
  let hasVerifier = 1;
}

def NN_StateOp : NN_Op<"state"> {
  let summary = "what the last update of a state of the block left";
  let description = [{
    A tensor that outlives the call. Its path is the scope of the application followed by `name`, `dims` are as those of
    `nn.param`, and it starts from zeros. It is read where the op stands: after an update in the same call, what that set.

    ```mlir
    nn.block @main(%x: tensor<3xf32>) -> tensor<3xf32> {
      %sum = nn.state "sum" [3] : tensor<3xf32>
      %0 = nn.add %sum, %x : tensor<3xf32>, tensor<3xf32>
      nn.update "sum", %0 : tensor<3xf32>
      nn.return %0 : tensor<3xf32>
    }
    ```
    `--tenfold-instantiate` makes it an argument of the entry, donated to a result (`nn.donate`), both with its path for
    their name; from there on there is no mutation. So a caller holds the state, and compiled code updates it in place.
  }];
  let arguments = (ins StrAttr:$name, ArrayAttr:$dims);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = "$name $dims `:` type($result) attr-dict";
  let hasVerifier = 1;
}

def NN_UpdateOp : NN_Op<"update"> {
  let summary = "sets a state of the block";
  let description = [{
    `nn.state` of this name stands before it in the block. Not in the body of a loop or branch, which carries such values
    itself.

    ```mlir
    nn.block private @count() -> tensor<i64> {
      %one = arith.constant dense<1> : tensor<i64>
      %n = nn.state "calls" [] : tensor<i64>
      %0 = nn.add %n, %one : tensor<i64>, tensor<i64>
      nn.update "calls", %0 : tensor<i64>
      nn.return %0 : tensor<i64>
    }
    ```
  }];
  let arguments = (ins StrAttr:$name, NN_Tensor:$value);
  let assemblyFormat = "$name `,` $value attr-dict `:` type($value)";
}

def NN_ApplyOp : NN_Op<"apply"> {
  let summary = "applies a block, its weights under a scope";
  let description = [{
    The library's blocks need no declaration. `bindings` gives sizes that the operands do not determine.

    ```mlir
    %q = nn.apply @linear "query" (%x) {OUT = 384} : (tensor<?x?x384xf32>) -> tensor<?x?x384xf32>
    ```
  }];
  let arguments = (ins FlatSymbolRefAttr:$callee, StrAttr:$scope, Variadic<NN_Tensor>:$operands_,
                       DefaultValuedAttr<DictionaryAttr, "{}">:$bindings);
  let results = (outs Variadic<NN_Tensor>:$results_);
  let assemblyFormat = [{
    $callee $scope `(` $operands_ `)` ($bindings^)? attr-dict `:` functional-type($operands_, $results_)
  }];
}

def NN_RepeatOp : NN_Op<"repeat", [AttrSizedOperandSegments, AttrSizedResultSegments]> {
  let summary = "applies a block several times, each time with weights of its own";
  let description = [{
    The results of one time are the first operands of the next; the other operands stay. `{}` in the scope is the number
    of the time, from 0. The block is compiled once.

    ```mlir
    %y = nn.repeat 6 x @layer "encoder.layer.{}" (%x, %keep) : (tensor<?x?x384xf32>, tensor<?x?xi1>) -> tensor<?x?x384xf32>
    ```

    `each` gives a time operands and perhaps results of its own, as a layer has a cache: the last ones of the block. They
    come in the order of the block, all times of one before those of the next.

    ```mlir
    nn.block private @accumulate(%x: tensor<3xf32>, %sum: tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>) {
      %0 = nn.add %x, %sum : tensor<3xf32>, tensor<3xf32>
      nn.return %x, %0 : tensor<3xf32>, tensor<3xf32>
    }
    nn.block @main(%x: tensor<3xf32>, %first: tensor<3xf32>, %second: tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>) {
      %y, %0, %1 = nn.repeat 2 x @accumulate "layer.{}" (%x) each (%first, %second) : (tensor<3xf32>) -> tensor<3xf32>
          each (tensor<3xf32>, tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>)
      nn.return %0, %1 : tensor<3xf32>, tensor<3xf32>
    }
    ```
  }];
  let arguments = (ins I64Attr:$times, FlatSymbolRefAttr:$callee, StrAttr:$scope, Variadic<NN_Tensor>:$operands_,
                       Variadic<NN_Tensor>:$each, DefaultValuedAttr<DictionaryAttr, "{}">:$bindings);
  let results = (outs Variadic<NN_Tensor>:$results_, Variadic<NN_Tensor>:$eachResults);
  let assemblyFormat = [{
    $times `x` $callee $scope `(` $operands_ `)` (`each` `(` $each^ `)`)? ($bindings^)? attr-dict
    `:` functional-type($operands_, $results_) (`each` functional-type($each, $eachResults)^)?
  }];
  let hasVerifier = 1;
}

#endif // TENFOLD_NN_STRUCTURE
