// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_FOLD
#define TENFOLD_FOLD

include "mlir/IR/OpBase.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def Fold_Dialect : Dialect {
  let name = "fold";
  let cppNamespace = "::tenfold::fold";
  let summary = "streaming reductions";
  let description = [{
    A fold streams over tiles of tensors, keeps a small state, and two states can be merged. Its lowerings (a sequential
    loop over tiles, parts of the stream merged in a tree) compute one function as long as its laws hold:

    | law | |
    | --- | --- |
    | identity | `merge(init, s) = s = merge(s, init)` |
    | associativity | `merge(merge(a, b), c) = merge(a, merge(b, c))` |
    | absorption | `absorb(s, t) = merge(s, absorb(init, t))` |

    over the real numbers, extended by -inf as the zero of exp.
  }];
}

class Fold_Op<string mnemonic, list<Trait> traits = []> : Op<Fold_Dialect, mnemonic, traits>;

def Fold_ReduceOp : Fold_Op<"reduce", [AttrSizedOperandSegments, SingleBlock, RecursiveMemoryEffects,
    DeclareOpInterfaceMethods<ReifyRankedShapedTypeOpInterface, ["reifyResultShapes"]>]> {
  let summary = "reduces tiles of tensors along one dimension to a state, and that to results";
  let description = [{
    The iteration space is that of `linalg.generic`: `indexing_maps`, projected permutations, has a map for each input,
    state and result, and `iterator_types` a kind for each dimension:

    | kind | a tile has |
    | --- | --- |
    | `parallel` | any part of the extent; parts do not know of each other |
    | `stream` | any part; tiles arrive in order. Exactly one dimension |
    | `whole` | all of it |

    Regions work on *tiles*: tensors whose extent is `?` along parallel and stream dimensions, and the whole one else. So
    the same text serves every tile size, and lowering is slicing and inlining:

    - `absorb(input tiles, states) -> states` takes the next tile of the stream;
    - `merge(states, states) -> states`, optional, joins the states of two parts of the stream, the earlier one first;
      without it the stream is walked in order;
    - `finish(input tiles, states) -> result tiles`, of the inputs that do not stream: what each result is multiplied or
      divided by.

    `init` are the states of no stream at all: scalars, which fill the state, or tensors of its shape. States and results
    have no stream dimension. Regions may use values from above; `fold.offset` says where a tile lies.

    The sum and the greatest element of each row:

    ```mlir
    func.func @main(%x: tensor<3x?xf32>) -> (tensor<3xf32>, tensor<3xf32>) {
      %zero = arith.constant 0.0 : f32
      %least = arith.constant 0xFF800000 : f32
      %sum, %max = fold.reduce {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i)>,
              affine_map<(i, j) -> (i)>, affine_map<(i, j) -> (i)>, affine_map<(i, j) -> (i)>],
          iterator_types = ["parallel", "stream"]}
          ins(%x : tensor<3x?xf32>) init(%zero, %least : f32, f32) -> tensor<3xf32>, tensor<3xf32>
      absorb(%tile: tensor<?x?xf32>, %s: tensor<?xf32>, %m: tensor<?xf32>) {
        %s1 = linalg.reduce {arith.addf} ins(%tile : tensor<?x?xf32>) outs(%s : tensor<?xf32>) dimensions = [1]
        %m1 = linalg.reduce {arith.maximumf} ins(%tile : tensor<?x?xf32>) outs(%m : tensor<?xf32>) dimensions = [1]
        fold.yield %s1, %m1 : tensor<?xf32>, tensor<?xf32>
      } merge(%s: tensor<?xf32>, %m: tensor<?xf32>, %s_: tensor<?xf32>, %m_: tensor<?xf32>) {
        %s1 = linalg.add ins(%s, %s_ : tensor<?xf32>, tensor<?xf32>) outs(%s : tensor<?xf32>) -> tensor<?xf32>
        %m1 = linalg.max ins(%m, %m_ : tensor<?xf32>, tensor<?xf32>) outs(%m : tensor<?xf32>) -> tensor<?xf32>
        fold.yield %s1, %m1 : tensor<?xf32>, tensor<?xf32>
      } finish(%s: tensor<?xf32>, %m: tensor<?xf32>) {
        fold.yield %s, %m : tensor<?xf32>, tensor<?xf32>
      }
      return %sum, %max : tensor<3xf32>, tensor<3xf32>
    }
    ```
  }];
  let arguments = (ins Variadic<AnyRankedTensor>:$inputs, Variadic<AnyType>:$inits,
                       AffineMapArrayAttr:$indexing_maps, StrArrayAttr:$iterator_types);
  let regions = (region AnyRegion:$absorb, AnyRegion:$merge, AnyRegion:$finish);
  let results = (outs Variadic<AnyRankedTensor>:$results);
  let assemblyFormat = [{
    attr-dict `ins` `(` $inputs `:` type($inputs) `)` `init` `(` $inits `:` type($inits) `)` `->` type($results)
    `absorb` custom<Stage>($absorb) (`merge` custom<Stage>($merge)^)? `finish` custom<Stage>($finish)
  }];
  let hasVerifier = 1;
  let hasRegionVerifier = 1;
  let extraClassDeclaration = [{
    enum class Kind { parallel, stream, whole };

    unsigned getNumLoops() { return getIteratorTypes().size(); }
    Kind getKind(unsigned dim);
    unsigned getStreamDim();

    ::llvm::SmallVector<::mlir::AffineMap> getMaps() {
      return ::llvm::to_vector(getIndexingMaps().getAsValueRange<::mlir::AffineMapAttr>());
    }
    ::mlir::AffineMap getInputMap(unsigned i) { return getMaps()[i]; }
    ::mlir::AffineMap getStateMap(unsigned i) { return getMaps()[getInputs().size() + i]; }
    ::mlir::AffineMap getResultMap(unsigned i) { return getMaps()[getInputs().size() + getInits().size() + i]; }

    /// Whether input `i` has another part in each tile of the stream.
    bool streams(unsigned i) { return getInputMap(i).isFunctionOfDim(getStreamDim()); }

    /// Extent of each dimension, dynamic where no input says it.
    ::llvm::SmallVector<int64_t> getStaticExtents();

    /// The same with values, computed from the inputs.
    ::llvm::SmallVector<::mlir::OpFoldResult> getExtents(::mlir::OpBuilder &builder);

    /// The type of a tile that `map` indexes, and the one of a whole state.
    ::mlir::RankedTensorType getTileType(::mlir::AffineMap map, ::mlir::Type element);
    ::mlir::RankedTensorType getStateType(unsigned i);

    /// Whether states of parts of the stream can be joined.
    bool hasMerge() { return !getMerge().empty(); }
  }];
}

def Fold_OffsetOp : Fold_Op<"offset", [Pure, HasParent<"fold::ReduceOp">]> {
  let summary = "first index of the tile along a dimension, inside `absorb`, or along a parallel one inside `finish`";
  let description = [{
    The row of an element of a tile is `fold.offset` plus its row in the tile, as `linalg.index` says it.

    ```mlir
    %j = fold.offset 3
    ```
  }];
  let arguments = (ins ConfinedAttr<I64Attr, [IntNonNegative]>:$dim);
  let results = (outs Index:$result);
  let assemblyFormat = "$dim attr-dict";
  let hasVerifier = 1;
}

def Fold_YieldOp : Fold_Op<"yield", [Pure, Terminator, HasParent<"fold::ReduceOp">]> {
  let summary = "ends a region of a fold";
  let arguments = (ins Variadic<AnyRankedTensor>:$values);
  let assemblyFormat = "$values attr-dict `:` type($values)";
}

#endif // TENFOLD_FOLD
