// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The rules that every op on tensors must have. An op that declares an interface and does not define its method fails
// to link.
#ifndef TENFOLD_OP_RULES
#define TENFOLD_OP_RULES

include "mlir/IR/OpBase.td"

def DimsOpInterface : OpInterface<"DimsOpInterface"> {
  let cppNamespace = "::tenfold";
  let description = [{
    Infers the extents of the results from those of the operands, as expressions over symbols. Result types and the
    named-dimension analysis both come from this one rule.
  }];
  let methods = [InterfaceMethod<[{
      Appends the extents of each result. Errors say what was found and what was expected.
    }], "::llvm::LogicalResult", "inferDims",
    (ins "::tenfold::DimContext &":$context, "::llvm::ArrayRef<::tenfold::Dims>":$operands,
         "::llvm::SmallVectorImpl<::tenfold::Dims> &":$results)>];
}

def EvaluateOpInterface : OpInterface<"EvaluateOpInterface"> {
  let cppNamespace = "::tenfold";
  let description = [{
    The op's meaning: evaluates it on host tensors, in the most legible way. Every other form of the op is tested
    against it.
  }];
  let methods = [InterfaceMethod<[{
      Appends the value of each result. `captures` looks up a value that a region uses from above.
    }], "::llvm::LogicalResult", "evaluate",
    (ins "::llvm::ArrayRef<::tenfold::HostTensor>":$operands,
         "::llvm::function_ref<::tenfold::HostTensor(::mlir::Value)>":$captures,
         "::llvm::SmallVectorImpl<::tenfold::HostTensor> &":$results)>];
}

def DecomposeOpInterface : OpInterface<"DecomposeOpInterface"> {
  let cppNamespace = "::tenfold";
  let description = [{
    Rewrites the op one level down: a composite op into simpler ops of its dialect, a primitive op into `linalg` and
    `tensor`.
  }];
  let methods = [
    InterfaceMethod<"Returns the values that replace the results.",
      "::llvm::FailureOr<::llvm::SmallVector<::mlir::Value>>", "decompose", (ins "::mlir::OpBuilder &":$builder)>,
    StaticInterfaceMethod<"Whether the op decomposes into ops of its own dialect.", "bool", "isComposite", (ins)>];
}

def FlowOpInterface : OpInterface<"FlowOpInterface"> {
  let cppNamespace = "::tenfold";
  let description = [{
    Structured control flow: the op's regions are blocks of ops on tensors, which may use values from above.
  }];
  let methods = [
    InterfaceMethod<"Types of the arguments of a region, under operands of the given types.",
      "::llvm::SmallVector<::mlir::Type>", "argumentTypes", (ins "unsigned":$region, "::mlir::TypeRange":$operands)>,
    InterfaceMethod<[{
      The op's meaning: appends the value of each result. `run` evaluates a region on the values of its arguments and
      returns the operands of its terminator, `captures` looks up a value from above.
    }], "::llvm::LogicalResult", "evaluateFlow",
    (ins "::llvm::ArrayRef<::tenfold::HostTensor>":$operands, "::tenfold::RunRegion":$run,
         "::llvm::function_ref<::tenfold::HostTensor(::mlir::Value)>":$captures,
         "::llvm::SmallVectorImpl<::tenfold::HostTensor> &":$results)>];
}

#endif // TENFOLD_OP_RULES
