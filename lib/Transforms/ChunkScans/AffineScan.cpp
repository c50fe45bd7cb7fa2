//===- AffineScan.cpp - loops whose steps are affine in their states ------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Transforms/ChunkScans/AffineScan.h"

#include "lib/Analysis/Reductions.h"

#include "mlir/Analysis/SliceAnalysis.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Transforms/RegionUtils.h"

using namespace mlir;
using namespace tenfold;

namespace {

/// hasState decay S + hasRest rest, where both are products.
struct Affine {
  bool hasState = false, hasRest = false;
  SmallVector<Value> decay, rest;
};

class Matcher {
public:
  Matcher(scf::ForOp loop, std::string &reason) : loop(loop), reason(reason) {}
  FailureOr<AffineScan> match();

private:
  bool fail(StringRef why) {
    reason = why;
    return false;
  }
  bool matchParts();
  bool matchState(AffineState &state);
  bool matchUpdate(AffineState &state);
  bool matchReadout(OpOperand &use, AffineState &state);
  bool assignRoles(AffineState &state, ArrayRef<Value> rest);
  bool coversRoles(AffineState &state);
  bool dependsOnState(Value value);

  scf::ForOp loop;
  std::string &reason;
  llvm::SetVector<Operation *> known; // updates and readouts
  AffineScan found;
};

} // namespace

bool tenfold::isFrom(Value scalar, Value argument) {
  if (scalar == argument)
    return true;
  Operation *op = scalar.getDefiningOp();
  return op && op->getBlock() == argument.getParentBlock() &&
         llvm::any_of(op->getOperands(),
                      [&](Value operand) { return isFrom(operand, argument); });
}

static void appendFactors(Value scalar, SmallVectorImpl<Value> &factors) {
  auto product = scalar.getDefiningOp<arith::MulFOp>();
  if (!product) {
    factors.push_back(scalar);
    return;
  }
  appendFactors(product.getLhs(), factors);
  appendFactors(product.getRhs(), factors);
}

static std::optional<Affine> affineIn(Value scalar, Value state) {
  if (scalar == state)
    return Affine{true, false, {}, {}};
  Affine result;
  if (!isFrom(scalar, state)) {
    result.hasRest = true;
    appendFactors(scalar, result.rest);
    return result;
  }
  Operation *op = scalar.getDefiningOp();
  if (!isa<arith::AddFOp, arith::MulFOp>(op))
    return std::nullopt;
  auto a = affineIn(op->getOperand(0), state),
       b = affineIn(op->getOperand(1), state);
  if (!a || !b)
    return std::nullopt;
  if (isa<arith::AddFOp>(op)) {
    if ((a->hasState && b->hasState) || (a->hasRest && b->hasRest))
      return std::nullopt;
    if (b->hasState)
      std::swap(a->hasState, b->hasState), std::swap(a->decay, b->decay);
    if (b->hasRest)
      std::swap(a->hasRest, b->hasRest), std::swap(a->rest, b->rest);
    return a;
  }
  if (b->hasState)
    std::swap(a, b);
  if (b->hasState)
    return std::nullopt;
  llvm::append_range(a->decay, b->rest);
  if (a->hasRest)
    llvm::append_range(a->rest, b->rest);
  return a;
}

/// The loops that the operands of a scalar are indexed by.
static llvm::SmallBitVector dimsOf(linalg::GenericOp op, Value scalar) {
  llvm::SmallBitVector dims(op.getNumLoops());
  for (OpOperand *input : op.getDpsInputOperands())
    if (isFrom(scalar, op.getMatchingBlockArgument(input)))
      for (unsigned dim = 0; dim < dims.size(); ++dim)
        if (op.getMatchingIndexingMap(input).isFunctionOfDim(dim))
          dims.set(dim);
  return dims;
}

/// Whether the value is computed from what the loop carries.
bool Matcher::dependsOnState(Value value) {
  BackwardSliceOptions options;
  options.inclusive = true;
  options.omitUsesFromAbove = false;
  options.filter = [&](Operation *op) { return loop->isProperAncestor(op); };
  SetVector<Operation *> slice;
  (void)getBackwardSlice(value, &slice, options);
  auto isCarried = [&](Value v) {
    return llvm::is_contained(loop.getRegionIterArgs(), v);
  };
  return isCarried(value) || llvm::any_of(slice, [&](Operation *op) {
           return !isa<tensor::DimOp>(op) &&
                  llvm::any_of(op->getOperands(), isCarried);
         });
}

/// Each loop one dimension of every operand, and nothing looked up.
static bool isPlain(linalg::GenericOp op) {
  SetVector<Value> captured;
  getUsedValuesDefinedAbove(op.getRegion(), captured);
  return op.getNumResults() == 1 && hasProjections(op) &&
         llvm::all_of(captured,
                      [](Value value) {
                        return isa_and_nonnull<arith::ConstantOp>(
                            value.getDefiningOp());
                      }) &&
         llvm::all_of(op->getOperandTypes(),
                      [](Type type) { return isa<RankedTensorType>(type); });
}

/// Whether each element of the result is computed from those at its place,
/// and from nothing else.
static bool isOfItsPlace(linalg::GenericOp op) {
  auto isRead = [&](unsigned dim) {
    return llvm::any_of(op.getDpsInputOperands(), [&](OpOperand *input) {
      return op.getMatchingIndexingMap(input).isFunctionOfDim(dim);
    });
  };
  return isPlain(op) && isElementwise(op) && !op.hasIndexSemantics() &&
         op.getIndexingMapsArray().back().isIdentity() &&
         op.getDpsInits()[0].getDefiningOp<tensor::EmptyOp>() &&
         llvm::all_of(llvm::seq(op.getNumLoops()), isRead);
}

bool Matcher::matchUpdate(AffineState &state) {
  Value before = loop.getRegionIterArg(state.index);
  auto op =
      loop.getYieldedValues()[state.index].getDefiningOp<linalg::GenericOp>();
  if (!op || !isOfItsPlace(op) ||
      !llvm::is_contained(op.getDpsInputs(), before))
    return fail("a state is not updated element by element");
  SmallVector<Value> inputs(op.getDpsInputs());
  unsigned at = llvm::find(inputs, before) - inputs.begin();
  if (llvm::count(inputs, before) != 1 ||
      !op.getIndexingMapsArray()[at].isIdentity() ||
      !cast<ShapedType>(before.getType()).getElementType().isF32())
    return fail("a state is not updated element by element in f32");
  inputs.erase(inputs.begin() + at);
  if (llvm::any_of(inputs, [&](Value v) { return dependsOnState(v); }))
    return fail("a coefficient depends on a state");
  Value scalar = op.getBody()->getTerminator()->getOperand(0);
  auto affine = affineIn(scalar, op.getBody()->getArgument(at));
  if (!affine || !affine->hasState || !affine->hasRest)
    return fail("a state is not updated by a product and a sum");
  state.update = op;
  state.decay = affine->decay;
  known.insert(op);
  for (Value each : {before, Value(op.getResult(0))})
    for (OpOperand &use : each.getUses())
      if (use.getOwner() != op &&
          !isa<tensor::DimOp, scf::YieldOp>(use.getOwner()) &&
          !matchReadout(use, state))
        return fail("a state is used otherwise than by a sum of products");
  return assignRoles(state, affine->rest);
}

static bool startsFromZero(linalg::GenericOp op) {
  auto fill = op.getDpsInits()[0].getDefiningOp<linalg::FillOp>();
  return fill && matchPattern(fill.getInputs()[0], m_AnyZeroFloat());
}

bool Matcher::matchReadout(OpOperand &use, AffineState &state) {
  auto op = dyn_cast<linalg::GenericOp>(use.getOwner());
  if (!op || !isPlain(op) || op.getNumDpsInputs() != 2 || op.isDpsInit(&use) ||
      !startsFromZero(op) || op.getNumReductionLoops() == 0)
    return false;
  OpOperand *query = op.getDpsInputOperand(use.getOperandNumber() == 0 ? 1 : 0);
  if (query->get() == use.get())
    return false;
  auto sum = op.getBody()
                 ->getTerminator()
                 ->getOperand(0)
                 .getDefiningOp<arith::AddFOp>();
  Value acc = op.getBody()->getArgument(2);
  bool isLeft = sum && sum.getLhs() == acc;
  if (!sum || (!isLeft && sum.getRhs() != acc))
    return false;
  auto product =
      (isLeft ? sum.getRhs() : sum.getLhs()).getDefiningOp<arith::MulFOp>();
  if (!product || !isa<BlockArgument>(product.getLhs()) ||
      !isa<BlockArgument>(product.getRhs()) ||
      product.getLhs() == product.getRhs())
    return false;
  AffineMap map = op.getMatchingIndexingMap(&use);
  if (!map.isPermutation() || known.contains(op))
    return false;
  Readout readout{op, query, &use, isa<OpResult>(use.get()), {}};
  readout.dims.resize(op.getNumLoops());
  for (unsigned dim = 0; dim < map.getNumResults(); ++dim)
    readout.dims[map.getDimPosition(dim)] = dim;
  SmallVector<unsigned> keys;
  for (auto [dim, type] : llvm::enumerate(op.getIteratorTypesArray()))
    if (type == utils::IteratorType::reduction)
      keys.push_back(readout.dims[dim]);
  llvm::sort(keys);
  if (!state.keys.empty() && keys != state.keys)
    return false;
  state.keys = keys;
  known.insert(op);
  state.readouts.push_back(readout);
  return true;
}

/// Factors with keys are left ones, and so are those of the batch alone. What
/// the left factors, queries and the decay vary along beside keys is batch.
bool Matcher::assignRoles(AffineState &state, ArrayRef<Value> rest) {
  if (state.readouts.empty())
    return fail("a state is not read");
  unsigned rank = state.update.getNumLoops();
  llvm::SmallBitVector keys(rank), batch(rank);
  for (unsigned key : state.keys)
    keys.set(key);
  for (Value factor : state.decay)
    batch |= dimsOf(state.update, factor);
  if (batch.anyCommon(keys))
    return fail("a decay varies along keys");
  for (Readout &readout : state.readouts)
    for (AffineExpr dim :
         readout.op.getMatchingIndexingMap(readout.query).getResults())
      batch.set(readout.dims[cast<AffineDimExpr>(dim).getPosition()]);
  for (Value factor : rest)
    if (dimsOf(state.update, factor).anyCommon(keys))
      batch |= dimsOf(state.update, factor);
  batch.reset(keys);
  for (Value factor : rest) {
    llvm::SmallBitVector dims = dimsOf(state.update, factor);
    bool isLeft = dims.anyCommon(keys) || !dims.reset(batch).any();
    (!isLeft ? state.right : state.left).push_back(factor);
  }
  for (unsigned dim = 0; dim < rank; ++dim)
    if (!keys.test(dim))
      (batch.test(dim) ? state.batch : state.values).push_back(dim);
  return coversRoles(state) ||
         fail("what is added is no product of keys and values");
}

/// Whether left varies along all keys and right along all values.
bool Matcher::coversRoles(AffineState &state) {
  llvm::SmallBitVector left(state.update.getNumLoops()), right = left;
  for (Value factor : state.left)
    left |= dimsOf(state.update, factor);
  for (Value factor : state.right)
    right |= dimsOf(state.update, factor);
  auto in = [](llvm::SmallBitVector &dims) {
    return [&](unsigned dim) { return dims.test(dim); };
  };
  return llvm::all_of(state.keys, in(left)) &&
         llvm::all_of(state.values, in(right)) &&
         llvm::none_of(state.values, in(left));
}

/// Slices stand at the counter, and what is neither update nor readout leaves
/// states alone.
bool Matcher::matchParts() {
  auto isNow = [&](OffsetSizeAndStrideOpInterface slice) {
    return slice.getMixedOffsets().front() ==
           OpFoldResult(loop.getInductionVar());
  };
  for (Operation &op : loop.getBody()->without_terminator()) {
    auto slice = dyn_cast<OffsetSizeAndStrideOpInterface>(op);
    if (slice && !isNow(slice))
      return fail("steps are taken backwards");
    auto generic = dyn_cast<linalg::GenericOp>(op);
    if (generic && !known.contains(generic) && !isOfItsPlace(generic))
      return fail("a step computes more than products with states and "
                  "element-wise ops");
    for (Value operand : op.getOperands())
      if (generic && !known.contains(generic) &&
          llvm::is_contained(loop.getRegionIterArgs(), operand))
        return fail("a state is used otherwise than by a sum of products");
  }
  return true;
}

FailureOr<AffineScan> Matcher::match() {
  for (auto [index, value] : llvm::enumerate(loop.getYieldedValues())) {
    if (value.getDefiningOp<tensor::InsertSliceOp>()) {
      found.stacks.push_back(index);
      continue;
    }
    AffineState state;
    state.index = index;
    if (!matchUpdate(state))
      return failure();
    found.states.push_back(state);
  }
  auto isMatrix = [](AffineState &state) { return !state.values.empty(); };
  bool hasMatrix =
      llvm::any_of(found.states, isMatrix) || fail("no state is a matrix");
  if (!hasMatrix || !matchParts())
    return failure();
  return found;
}

FailureOr<AffineScan> tenfold::matchAffineScan(scf::ForOp loop,
                                               std::string &reason) {
  return Matcher(loop, reason).match();
}
