// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_NN_FLOW
#define TENFOLD_NN_FLOW

include "mlir/Interfaces/ControlFlowInterfaces.td"
include "dialects/NN/NNBase.td"

// Control flow on tensors. Regions use values from above, weights among them, and have no effect but their results.
class NN_FlowOp<string mnemonic, list<Trait> traits = []> : NN_Op<mnemonic, traits # [
    RecursiveMemoryEffects, DeclareOpInterfaceMethods<InferTypeOpInterface, ["inferReturnTypes"]>,
    DeclareOpInterfaceMethods<FlowOpInterface>, DeclareOpInterfaceMethods<DecomposeOpInterface>]> {
  let results = (outs Variadic<NN_Tensor>:$results_);
  let hasCustomAssemblyFormat = 1;
  let hasRegionVerifier = 1;
  let hasCanonicalizer = 1;
  let extraClassDeclaration = [{
    static bool isCompatibleReturnTypes(::mlir::TypeRange inferred, ::mlir::TypeRange actual);
  }];
  let extraClassDefinition = [{
    bool $cppClass::isCompatibleReturnTypes(::mlir::TypeRange inferred, ::mlir::TypeRange actual) {
      return ::tenfold::nn::compatible(inferred, actual);
    }
    bool $cppClass::isComposite() { return false; }
  }];
}

def NN_CondOp : NN_FlowOp<"cond"> {
  let summary = "the results of one of two regions";
  let description = [{
    Only the region chosen is evaluated. Both give tensors of the same element types and extents.

    ```mlir
    %y = nn.cond %deep : tensor<i1> {
      %0 = nn.apply @stack "blocks" (%x) : (tensor<?x64xf32>) -> tensor<?x64xf32>
      nn.next %0 : tensor<?x64xf32>
    } else {
      nn.next %x : tensor<?x64xf32>
    }
    ```
  }];
  let arguments = (ins NN_BoolTensor:$condition);
  let regions = (region SizedRegion<1>:$then_region, SizedRegion<1>:$else_region);
}

def NN_WhileOp : NN_FlowOp<"while"> {
  let summary = "steps for as long as a condition on what they carry holds";
  let description = [{
    The first region maps the carried values to a condition, the second one to their next values, of the same types and
    extents. The results are the values at which the condition is false.

    ```mlir
    %last, %y = nn.while (%i = %zero, %a = %x) : tensor<i64>, tensor<?x7xf32> {
      %more = nn.compare lt %i, %steps : tensor<i64>, tensor<i64>
      nn.next %more : tensor<i1>
    } do (%j, %b) {
      %0 = nn.add %j, %one : tensor<i64>, tensor<i64>
      %1 = nn.tanh %b : tensor<?x7xf32>
      nn.next %0, %1 : tensor<i64>, tensor<?x7xf32>
    }
    ```
  }];
  let arguments = (ins Variadic<NN_Tensor>:$inits);
  let regions = (region SizedRegion<1>:$test, SizedRegion<1>:$body);
}

def NN_ScanOp : NN_FlowOp<"scan", [AttrSizedOperandSegments]> {
  let summary = "one step for each slice along the leading dimension";
  let description = [{
    The region maps the carried values and one slice of each tensor of `xs` to the next carried values and to what the step
    emits. The results are the last carried values, then what the steps emitted, stacked along a new leading dimension.
    `reverse` goes from the last slice to the first; what a step emits keeps the place of its slice. What the region uses
    from above, weights among it, is the same in each step.

    ```mlir
    %last, %all = nn.scan (%h = %h0) over (%x = %xs) : tensor<?x7xf32>, tensor<?x?x7xf32> {
      %0 = nn.add %h, %x : tensor<?x7xf32>, tensor<?x7xf32>
      %1 = nn.tanh %0 : tensor<?x7xf32>
      nn.next %1 emit %1 : tensor<?x7xf32>, tensor<?x7xf32>
    }
    ```
  }];
  let arguments = (ins Variadic<NN_Tensor>:$inits, Variadic<NN_Tensor>:$xs, UnitAttr:$reverse);
  let regions = (region SizedRegion<1>:$body);
}

def NN_NextOp : NN_Op<"next", [Pure, Terminator, AttrSizedOperandSegments,
                               ParentOneOf<["CondOp", "WhileOp", "ScanOp"]>]> {
  let summary = "ends a region of control flow: what it gives, and what a step of a scan emits";
  let description = [{
    ```mlir
    func.func @choice(%p: tensor<i1>, %x: tensor<7xf32>, %y: tensor<7xf32>) -> tensor<7xf32> {
      %0 = nn.cond %p : tensor<i1> {
        nn.next %x : tensor<7xf32>
      } else {
        nn.next %y : tensor<7xf32>
      }
      return %0 : tensor<7xf32>
    }
    ```
  }];
  let arguments = (ins Variadic<NN_Tensor>:$values, Variadic<NN_Tensor>:$emitted);
  let assemblyFormat = "($values^)? (`emit` $emitted^)? attr-dict `:` type(operands)";
  let hasVerifier = 1;
}

#endif // TENFOLD_NN_FLOW
