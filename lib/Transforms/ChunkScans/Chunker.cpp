//===- Chunker.cpp - a loop over chunks for one over steps ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Transforms/ChunkScans/Chunker.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace tenfold;

void Chunker::openLoop() {
  Value size = arith::ConstantIndexOp::create(b, loc, chunk);
  chunks = scf::ForOp::create(b, loc, loop.getLowerBound(),
                              loop.getUpperBound(), size, loop.getInitArgs());
  b.setInsertionPointToStart(chunks.getBody());
  Value rest = arith::SubIOp::create(b, loc, loop.getUpperBound(),
                                     chunks.getInductionVar());
  steps = arith::MinUIOp::create(b, loc, rest, size);
}
//===----------------------------------------------------------------------===//
// What does not touch a state: the same for all steps at once
//===----------------------------------------------------------------------===//

/// The type with a dimension of steps.
static RankedTensorType wideType(Type type) {
  auto tensor = cast<RankedTensorType>(type);
  SmallVector<int64_t> shape(tensor.getShape());
  shape.insert(shape.begin(), ShapedType::kDynamic);
  return RankedTensorType::get(shape, tensor.getElementType());
}

/// Sizes along all dimensions but the first are the tensor's own.
static SmallVector<OpFoldResult> sizesOf(OpBuilder &b, Value whole,
                                         Value steps) {
  auto sizes = tensor::getMixedSizes(b, whole.getLoc(), whole);
  sizes.front() = steps;
  return sizes;
}

void Chunker::widen(tensor::ExtractSliceOp slice) {
  Value source = slice.getSource();
  SmallVector<OpFoldResult> offsets(slice.getMixedOffsets());
  offsets.front() = chunks.getInductionVar();
  Value part = tensor::ExtractSliceOp::create(
      b, loc, wideType(slice.getType()), source, offsets,
      sizesOf(b, source, steps), slice.getMixedStrides());
  wide.map(slice.getResult(), part);
}

void Chunker::widen(tensor::InsertSliceOp slice) {
  unsigned index = llvm::find(loop.getRegionIterArgs(), slice.getDest()) -
                   loop.getRegionIterArgs().begin();
  Value stack = chunks.getRegionIterArg(index);
  SmallVector<OpFoldResult> offsets(slice.getMixedOffsets());
  offsets.front() = chunks.getInductionVar();
  Value next = tensor::InsertSliceOp::create(
      b, loc, wide.lookup(slice.getSource()), stack, offsets,
      sizesOf(b, stack, steps), slice.getMixedStrides());
  wide.map(slice.getResult(), next);
}

Operand Chunker::operandOf(linalg::GenericOp op, OpOperand &operand,
                           unsigned time, ArrayRef<unsigned> dims) {
  Operand result{operand.get(), {}};
  if (wide.contains(operand.get())) {
    result.value = wide.lookup(operand.get());
    result.axes.push_back(time);
  }
  for (AffineExpr dim : op.getMatchingIndexingMap(&operand).getResults())
    result.axes.push_back(dims[cast<AffineDimExpr>(dim).getPosition()]);
  return result;
}

/// Clones what `scalar` is computed from.
static Value cloneScalar(OpBuilder &b, Value scalar, IRMapping &mapping) {
  Operation *op = scalar.getDefiningOp();
  if (mapping.contains(scalar) || !op)
    return mapping.lookupOrDefault(scalar);
  for (Value operand : op->getOperands())
    cloneScalar(b, operand, mapping);
  b.clone(*op, mapping);
  return mapping.lookup(scalar);
}

/// The product of scalars of the op's body, from those of its inputs that they
/// need, and what `finish` makes of it.
Operand Chunker::computed(AxesBuilder &axes, linalg::GenericOp op,
                          ArrayRef<Value> factors, unsigned time,
                          ArrayRef<unsigned> out, Finish finish, Type element) {
  auto dims = llvm::to_vector(llvm::seq<unsigned>(0, op.getNumLoops()));
  SmallVector<Operand> inputs;
  SmallVector<Value> used;
  for (OpOperand *input : op.getDpsInputOperands()) {
    Value argument = op.getMatchingBlockArgument(input);
    if (llvm::none_of(factors,
                      [&](Value factor) { return isFrom(factor, argument); }))
      continue;
    used.push_back(argument);
    inputs.push_back(operandOf(op, *input, time, dims));
  }
  return axes.map(
      element ? element : factors.front().getType(), inputs, out,
      [&](OpBuilder &inner, ValueRange arguments, auto) {
        IRMapping mapping;
        mapping.map(used, arguments.take_front(used.size()));
        Value all;
        for (Value scalar : factors) {
          Value next = cloneScalar(inner, scalar, mapping);
          all = all ? arith::MulFOp::create(inner, loc, all, next).getResult()
                    : next;
        }
        return finish ? finish(inner, all) : all;
      });
}

void Chunker::widen(linalg::GenericOp op) {
  AxesBuilder axes(b, loc);
  axes.set(kRow, steps);
  SmallVector<unsigned> out{kRow};
  llvm::append_range(out, llvm::seq<unsigned>(0, op.getNumLoops()));
  Value scalar = op.getBody()->getTerminator()->getOperand(0);
  wide.map(op.getResult(0), computed(axes, op, scalar, kRow, out).value);
}
//===----------------------------------------------------------------------===//
// Chunks
//===----------------------------------------------------------------------===//

/// Scores times D: those of later steps are 0 whatever they are.
Operand Chunker::weights(AxesBuilder &axes, AffineState &state, bool isAfter,
                         const Operand &scores) {
  SmallVector<Operand> inputs{scores};
  if (!state.decay.empty())
    inputs.push_back(
        factor(axes, decayOf(state, isAfter ? Span::until : Span::before),
               &decayOf(state, Span::until)));
  auto predicate =
      isAfter ? arith::CmpIPredicate::ule : arith::CmpIPredicate::ult;
  return axes.map(
      b.getF32Type(), inputs, scores.axes,
      [&](OpBuilder &inner, ValueRange arguments,
          AxesBuilder::Index index) -> Value {
        Value value = arguments[0];
        if (inputs.size() > 1)
          value = arith::MulFOp::create(inner, loc, value, arguments[1]);
        Value isPast = arith::CmpIOp::create(inner, loc, predicate,
                                             index(kColumn), index(kRow));
        return arith::SelectOp::create(inner, loc, isPast, value,
                                       number<float>(inner, loc, 0));
      });
}

void Chunker::emitReadout(AffineState &state, Readout &readout) {
  AxesBuilder axes = axesOf(state);
  auto &[left, right] = factors[state.index];
  Operand query = queryOf(axes, state, readout);
  SmallVector<unsigned> pairs = joined(state.batch, {kRow, kColumn});
  Operand scores = axes.contract({query, left}, pairs, state.keys);
  SmallVector<Operand> terms{weights(axes, state, readout.isAfter, scores)};
  if (!state.values.empty())
    terms.push_back(right);
  linalg::GenericOp op = readout.op;
  SmallVector<unsigned> out{kRow};
  for (AffineExpr dim : op.getIndexingMapsArray().back().getResults())
    out.push_back(readout.dims[cast<AffineDimExpr>(dim).getPosition()]);
  Operand inside = axes.contract(terms, out, {kColumn});
  if (!state.decay.empty())
    query =
        scaled(axes, query,
               factor(axes, decayOf(state, readout.isAfter ? Span::until
                                                           : Span::before)));
  SmallVector<unsigned> all =
      llvm::to_vector(llvm::seq<unsigned>(0, state.update.getNumLoops()));
  Operand before{chunks.getRegionIterArg(state.index), all};
  wide.map(op.getResult(0),
           axes.contract({query, before}, out, state.keys, inside.value).value);
}

Value Chunker::emitUpdate(AffineState &state) {
  AxesBuilder axes = axesOf(state);
  auto [left, right] = factors[state.index];
  SmallVector<unsigned> dims =
      llvm::to_vector(llvm::seq<unsigned>(0, state.update.getNumLoops()));
  Operand faded{chunks.getRegionIterArg(state.index), dims};
  if (!state.decay.empty()) {
    const Decay &all = decayOf(state, Span::all);
    left = scaled(axes, left, factor(axes, all, &decayOf(state, Span::until)));
    faded = scaled(axes, faded, factor(axes, all));
  }
  SmallVector<Operand> terms{left};
  if (!state.values.empty())
    terms.push_back(right);
  return axes.contract(terms, dims, {kColumn}, faded.value).value;
}

/// Whether a value of a step has none of the chunk yet: a readout is before it.
bool Chunker::waits(linalg::GenericOp op) {
  return llvm::any_of(op.getDpsInputs(), [&](Value input) {
    return !loop.isDefinedOutsideOfLoop(input) && !wide.contains(input);
  });
}

void Chunker::findFactors(AffineState &state) {
  AxesBuilder axes = axesOf(state);
  if (!state.decay.empty())
    findDecay(axes, state);
  auto &[left, right] = factors[state.index];
  left = product(axes, state, /*isLeft=*/true);
  if (!state.values.empty())
    right = product(axes, state, /*isLeft=*/false);
}

void Chunker::run() {
  openLoop();
  DenseMap<Operation *, std::pair<AffineState *, Readout *>> known;
  for (AffineState &state : scan.states) {
    known[state.update] = {&state, nullptr};
    for (Readout &readout : state.readouts)
      known[readout.op] = {&state, &readout};
  }
  for (Operation &op : *loop.getBody())
    if (auto slice = dyn_cast<tensor::ExtractSliceOp>(op))
      widen(slice);
    else if (auto generic = dyn_cast<linalg::GenericOp>(op);
             generic && !known.contains(generic) && !waits(generic))
      widen(generic);
  for (AffineState &state : scan.states)
    findFactors(state);
  for (Operation &op : *loop.getBody())
    if (auto [state, readout] = known.lookup(&op); readout)
      emitReadout(*state, *readout);
    else if (auto slice = dyn_cast<tensor::InsertSliceOp>(op))
      widen(slice);
    else if (auto generic = dyn_cast<linalg::GenericOp>(op);
             generic && !state && !wide.contains(generic.getResult(0)))
      widen(generic);
  SmallVector<Value> next(loop.getNumResults());
  for (AffineState &state : scan.states)
    next[state.index] = emitUpdate(state);
  for (unsigned stack : scan.stacks)
    next[stack] = wide.lookup(loop.getYieldedValues()[stack]);
  scf::YieldOp::create(b, loc, next);
  loop.replaceAllUsesWith(chunks.getResults());
  loop.erase();
}
