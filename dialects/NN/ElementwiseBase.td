// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What an element-wise op is: one row with its meaning.
#ifndef TENFOLD_NN_ELEMENTWISEBASE
#define TENFOLD_NN_ELEMENTWISEBASE

include "dialects/NN/Enums.td"

def NN_ElementwiseInterface : OpInterface<"ElementwiseOpInterface"> {
  let cppNamespace = "::tenfold::nn";
  let description = [{
    An op that applies one scalar function at every index of its broadcast operands. Broadcasting is NumPy's, except
    that only an extent statically known to be one stretches.
  }];
  let methods = [
    InterfaceMethod<"The function on floats; the caller rounds to the element type.", "double", "applyFloat",
                    (ins "::llvm::ArrayRef<double>":$x)>,
    InterfaceMethod<"The function on integers and booleans, modulo their width.", "int64_t", "applyInt",
                    (ins "::llvm::ArrayRef<int64_t>":$x)>,
    InterfaceMethod<"The function as scalar IR.", "::mlir::Value", "buildScalar",
                    (ins "::mlir::OpBuilder &":$builder, "::mlir::ValueRange":$x)>];
}

// `floatCode` and `intCode` are the meaning, over the array `x`; `ir` is the same as IR, over `builder`, `loc`, `x`.
class NN_Elementwise<string mnemonic, string floatCode, string intCode, string ir, list<Trait> traits = []>
    : NN_TensorOp<mnemonic, traits # [DeclareOpInterfaceMethods<NN_ElementwiseInterface>]> {
  let results = (outs NN_Tensor:$result);
  let extraClassDefinition = rules # [{
    ::llvm::LogicalResult $cppClass::inferShapes(::tenfold::DimContext &context, Adaptor adaptor,
        ::llvm::ArrayRef<::tenfold::Dims> operands, ::llvm::SmallVectorImpl<::tenfold::Dims> &results) {
      return ::tenfold::nn::broadcastDims(context, operands, results);
    }
    ::llvm::LogicalResult $cppClass::evaluate(::llvm::ArrayRef<::tenfold::HostTensor> operands,
        ::llvm::function_ref<::tenfold::HostTensor(::mlir::Value)>,
        ::llvm::SmallVectorImpl<::tenfold::HostTensor> &results) {
      return ::tenfold::nn::evaluateElementwise(*this, operands, results);
    }
    ::llvm::FailureOr<::llvm::SmallVector<::mlir::Value>> $cppClass::decompose(::mlir::OpBuilder &builder) {
      return ::tenfold::nn::decomposeElementwise(*this, builder);
    }
    double $cppClass::applyFloat(::llvm::ArrayRef<double> x) { return }] # floatCode # [{; }
    int64_t $cppClass::applyInt(::llvm::ArrayRef<int64_t> x) { return }] # intCode # [{; }
    ::mlir::Value $cppClass::buildScalar(::mlir::OpBuilder &builder, ::mlir::ValueRange x) {
      [[maybe_unused]] ::mlir::Location loc = getLoc();
      return }] # ir # [{;
    }
  }];
}

// A unary function on floats. `op` is the upstream op of the same meaning.
class NN_UnaryFloat<string mnemonic, string floatCode, string op>
    : NN_Elementwise<mnemonic, floatCode, "x[0]", op # "::create(builder, loc, x[0])"> {
  let arguments = (ins NN_FloatTensor:$x);
  let assemblyFormat = "$x attr-dict `:` type($x)";
}

// A test of floats.
class NN_FloatTest<string mnemonic, string floatCode, string ir> : NN_Elementwise<mnemonic, floatCode, "0", ir> {
  let arguments = (ins NN_FloatTensor:$x);
  let results = (outs NN_BoolTensor:$result);
  let elementTypes = [{ {::mlir::IntegerType::get(context, 1)} }];
  let assemblyFormat = "$x attr-dict `:` type($x)";
}

// A binary function on integers. `bits` is their width.
class NN_BinaryInt<string mnemonic, string intCode, string ir>
    : NN_Elementwise<mnemonic, "0", "binaryInteger(*this, x, [](int64_t a, int64_t b, unsigned bits) -> int64_t { return "
        # intCode # "; })", ir, [SameOperandsElementType]> {
  let arguments = (ins NN_IntTensor:$lhs, NN_IntTensor:$rhs);
  let assemblyFormat = "$lhs `,` $rhs attr-dict `:` type($lhs) `,` type($rhs)";
}

// A binary function on floats or integers, with the upstream op of each.
class NN_Binary<string mnemonic, string floatCode, string intCode, string floatOp, string intOp, list<Trait> traits = []>
    : NN_Elementwise<mnemonic, floatCode, intCode,
        "isa<::mlir::FloatType>(x[0].getType()) ? ::mlir::Value(" # floatOp # "::create(builder, loc, x[0], x[1])) : "
        # "::mlir::Value(" # intOp # "::create(builder, loc, x[0], x[1]))",
        traits # [SameOperandsElementType]> {
  let arguments = (ins NN_Tensor:$lhs, NN_Tensor:$rhs);
  let assemblyFormat = "$lhs `,` $rhs attr-dict `:` type($lhs) `,` type($rhs)";
}

#endif // TENFOLD_NN_ELEMENTWISEBASE
