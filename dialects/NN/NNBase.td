// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_NN_BASE
#define TENFOLD_NN_BASE

include "mlir/IR/OpBase.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"
include "dialects/Interfaces/OpRules.td"

def NN_Dialect : Dialect {
  let name = "nn";
  let cppNamespace = "::tenfold::nn";
  let summary = "models as people write them";
  let description = [{
    Values are builtin tensors without encoding. A *block* is a function with named weights; it is a template over the
    names of dimensions and over the ranks of its arguments, and `--tenfold-instantiate` turns it into functions.

    | attribute | on | meaning |
    | --- | --- | --- |
    | `nn.name` | argument, result | its name outside, as in an npz file |
    | `nn.dims` | argument, result | an extent each: a name or an integer; equal names are equal sizes |
    | `nn.range` | integer argument | half-open range of its values, for gathers |
    | `nn.unsigned` | integer argument or result | its bits are numbers from 0: calls carry `u8` for `i8` |
    | `nn.donate` | argument of an entry | number of the result that takes its memory, of the same type |
    | `nn.param` | argument | path of the weight that it is |
    | `nn.init` | weight argument | symbol of its initialiser |
    | `nn.bounds` | module | least and greatest size of a name: `{seq = [1, 512]}` |
  }];
  let useDefaultAttributePrinterParser = 1;
  let hasOperationAttrVerify = 1;
  let hasRegionArgAttrVerify = 1;
  let hasRegionResultAttrVerify = 1;
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect",
                           "::mlir::math::MathDialect", "::mlir::scf::SCFDialect", "::mlir::tensor::TensorDialect"];
}

class NN_Op<string mnemonic, list<Trait> traits = []> : Op<NN_Dialect, mnemonic, traits>;

// In a template a tensor may be unranked, and any extent may be unknown.
def NN_Tensor : AnyTypeOf<[AnyRankedTensor, AnyUnrankedTensor], "tensor">;
def NN_FloatTensor : TensorOf<[AnyFloat]>;
def NN_IntTensor : TensorOf<[AnySignlessInteger]>;
def NN_BoolTensor : TensorOf<[I1]>;

// An op on tensors. Its shape rule is written once, as `inferShapes` over symbolic extents; types and named dimensions
// follow from it. `elementTypes` lists the element types of the results.
class NN_TensorOp<string mnemonic, list<Trait> traits = []> : NN_Op<mnemonic, traits # [Pure,
    DeclareOpInterfaceMethods<InferTypeOpInterface, ["inferReturnTypes"]>,
    DeclareOpInterfaceMethods<DimsOpInterface>, DeclareOpInterfaceMethods<EvaluateOpInterface>,
    DeclareOpInterfaceMethods<DecomposeOpInterface>]> {
  code elementTypes = [{ {::mlir::getElementTypeOrSelf(*adaptor.getOperands().getTypes().begin())} }];
  bit composite = 0;
  let extraClassDeclaration = [{
    static ::llvm::LogicalResult inferShapes(::tenfold::DimContext &context, Adaptor adaptor,
                                             ::llvm::ArrayRef<::tenfold::Dims> operands,
                                             ::llvm::SmallVectorImpl<::tenfold::Dims> &results);
    static bool isCompatibleReturnTypes(::mlir::TypeRange inferred, ::mlir::TypeRange actual);
  }];
  code rules = [{
    ::llvm::LogicalResult $cppClass::inferReturnTypes(::mlir::MLIRContext *context,
        std::optional<::mlir::Location> location, ::mlir::ValueRange operands, ::mlir::DictionaryAttr attributes,
        ::mlir::OpaqueProperties properties, ::mlir::RegionRange regions, ::llvm::SmallVectorImpl<::mlir::Type> &types) {
      Adaptor adaptor(operands, attributes, properties, regions);
      return ::tenfold::nn::inferTypes(context, location, operands.getTypes(),}] # elementTypes # [{,
        [&](auto &dims, auto in, auto &out) { return inferShapes(dims, adaptor, in, out); }, types);
    }
    bool $cppClass::isCompatibleReturnTypes(::mlir::TypeRange inferred, ::mlir::TypeRange actual) {
      return ::tenfold::nn::compatible(inferred, actual);
    }
    ::llvm::LogicalResult $cppClass::inferDims(::tenfold::DimContext &context,
        ::llvm::ArrayRef<::tenfold::Dims> operands, ::llvm::SmallVectorImpl<::tenfold::Dims> &results) {
      Adaptor adaptor((*this)->getOperands(), *this);
      return inferShapes(context, adaptor, operands, results);
    }
    bool $cppClass::isComposite() { return }] # !if(composite, "true", "false") # [{; }
  }];
  let extraClassDefinition = rules;
}

// An op along one dimension, whose elements are elements of its operand at other places. Negative dimensions count from
// the last.
class NN_AlongOp<string mnemonic, list<Trait> traits = []> : NN_TensorOp<mnemonic, traits> {
  let results = (outs NN_Tensor:$result);
}

#endif // TENFOLD_NN_BASE
