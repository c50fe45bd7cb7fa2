//===- ReduceGathers.cpp - gathers from what is only reduced --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// x[i, t_i] = sum_j (j == t_i ? x_ij : 0)

#include "lib/Analysis/Reductions.h"

#include "mlir/Analysis/SliceAnalysis.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/LinalgInterfaces.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/IR/Remarks.h"
#include "mlir/Pass/Pass.h"

#include "llvm/ADT/SmallBitVector.h"

namespace tenfold {
#define GEN_PASS_DEF_REDUCEGATHERS
#include "lib/Transforms/ReduceGathers/ReduceGathers.h.inc"
} // namespace tenfold

using namespace mlir;
using namespace tenfold;

namespace {
/// An element of a tensor at the op's own place but for one index.
struct Gather {
  linalg::GenericOp op;
  tensor::ExtractOp extract;
  std::optional<unsigned> dim; // of that index; none where there is no such
};
} // namespace

static std::optional<Gather> matchGather(tensor::ExtractOp extract) {
  auto op = dyn_cast<linalg::GenericOp>(extract->getParentOp());
  if (!op || !isElementwise(op))
    return std::nullopt;
  Gather gather{op, extract, std::nullopt};
  llvm::SmallBitVector seen(op.getNumLoops());
  for (auto [dim, index] : llvm::enumerate(extract.getIndices())) {
    auto own = index.getDefiningOp<linalg::IndexOp>();
    if (own && !seen.test(own.getDim()))
      seen.set(own.getDim());
    else if (gather.dim)
      return std::nullopt;
    else
      gather.dim = dim;
  }
  return gather;
}

/// Where the gather's loops are in its tensor; `other` is along the data.
static AffineMap mapOf(Gather gather, unsigned loops, unsigned other) {
  tensor::ExtractOp extract = gather.extract;
  SmallVector<AffineExpr> results;
  for (auto [dim, index] : llvm::enumerate(extract.getIndices())) {
    unsigned loop = gather.dim == dim
                        ? other
                        : index.getDefiningOp<linalg::IndexOp>().getDim();
    results.push_back(getAffineDimExpr(loop, extract.getContext()));
  }
  return AffineMap::get(loops, 0, results, extract.getContext());
}

/// Whether a product makes the elements, up to element-wise ops.
static bool isOfProduct(Value value) {
  auto op = value.getDefiningOp<linalg::GenericOp>();
  return op &&
         (linalg::isaContractionOpInterface(op) ||
          (isElementwise(op) && llvm::any_of(op.getInputs(), isOfProduct)));
}

//===----------------------------------------------------------------------===//
// Element-wise ops where they are gathered
//===----------------------------------------------------------------------===//

/// Of an element-wise op, the input of its type that a product makes, and its
/// dimension along that of the result; none where there is no such.
static std::optional<std::pair<Value, unsigned>> behind(Value value,
                                                        unsigned dim) {
  auto op = value.getDefiningOp<linalg::GenericOp>();
  if (!op || !isElementwise(op))
    return std::nullopt;
  AffineMap out = op.getMatchingIndexingMap(op.getDpsInitOperand(0));
  for (OpOperand *input : op.getDpsInputOperands()) {
    auto along =
        op.getMatchingIndexingMap(input).getResultPosition(out.getResult(dim));
    if (along && isOfProduct(input->get()) &&
        getElementTypeOrSelf(input->get()) == getElementTypeOrSelf(value))
      return std::pair(input->get(), *along);
  }
  return std::nullopt;
}

/// Whether the gather's elements are those of a product that all else reduces.
static bool isStreamed(Gather gather) {
  if (!gather.dim || !isa<FloatType>(gather.extract.getType()))
    return false;
  std::pair<Value, unsigned> source{gather.extract.getTensor(), *gather.dim};
  while (auto next = behind(source.first, source.second))
    source = *next;
  auto isGather = [](Operation *user) {
    auto extract = dyn_cast<tensor::ExtractOp>(user);
    auto gather = extract ? matchGather(extract) : std::nullopt;
    return gather && gather->dim;
  };
  return isOfProduct(source.first) &&
         countReductions(source.first, source.second, isGather).value_or(0) > 0;
}

/// The first such gather of the op.
static std::optional<Gather> findStreamed(linalg::GenericOp op) {
  for (auto extract : op.getBlock()->getOps<tensor::ExtractOp>())
    if (auto gather = matchGather(extract); gather && isStreamed(*gather))
      return gather;
  return std::nullopt;
}

/// Computes the element-wise op that makes the tensor in the gather's region.
static void computeThere(IRRewriter &b, tensor::ExtractOp extract) {
  auto made = extract.getTensor().getDefiningOp<linalg::GenericOp>();
  b.setInsertionPoint(extract);
  SmallVector<Value> at(made.getNumLoops());
  AffineMap out = made.getMatchingIndexingMap(made.getDpsInitOperand(0));
  for (auto [d, index] : llvm::enumerate(extract.getIndices()))
    at[out.getDimPosition(d)] = index;
  IRMapping mapping;
  for (OpOperand *input : made.getDpsInputOperands()) {
    SmallVector<Value> place;
    AffineMap map = made.getMatchingIndexingMap(input);
    for (unsigned d = 0; d < map.getNumResults(); ++d)
      place.push_back(at[map.getDimPosition(d)]);
    Value element = input->get();
    if (isa<ShapedType>(element.getType()))
      element = tensor::ExtractOp::create(b, extract.getLoc(), element, place);
    mapping.map(made.getMatchingBlockArgument(input), element);
  }
  for (Operation &inner : made.getBlock()->without_terminator()) {
    if (auto index = dyn_cast<linalg::IndexOp>(inner))
      mapping.map(index.getResult(), at[index.getDim()]);
    else
      b.clone(inner, mapping);
  }
  Value result = made.getBlock()->getTerminator()->getOperand(0);
  b.replaceOp(extract, mapping.lookupOrDefault(result));
}

/// `op` with `tensors` as further inputs by `more`, in place of `extracts`.
static linalg::GenericOp addInputs(IRRewriter &b, linalg::GenericOp op,
                                   ArrayRef<tensor::ExtractOp> extracts,
                                   ValueRange tensors,
                                   ArrayRef<AffineMap> more) {
  SmallVector<Value> inputs(op.getInputs());
  SmallVector<AffineMap> maps = op.getIndexingMapsArray();
  unsigned count = inputs.size();
  llvm::append_range(inputs, tensors);
  maps.insert(maps.begin() + count, more.begin(), more.end());
  b.setInsertionPoint(op);
  auto wide = linalg::GenericOp::create(b, op.getLoc(), op.getResultTypes(),
                                        inputs, op.getOutputs(), maps,
                                        op.getIteratorTypesArray());
  b.inlineRegionBefore(op.getRegion(), wide.getRegion(),
                       wide.getRegion().end());
  for (tensor::ExtractOp extract : extracts)
    b.replaceOp(extract, wide.getBlock()->insertArgument(
                             count++, extract.getType(), extract.getLoc()));
  b.replaceOp(op, wide);
  return wide;
}

/// What is read at the op's own place becomes an operand.
static linalg::GenericOp readOwnPlaces(IRRewriter &b, linalg::GenericOp op) {
  SmallVector<tensor::ExtractOp> extracts;
  SmallVector<Value> tensors;
  SmallVector<AffineMap> maps;
  for (auto extract : op.getBlock()->getOps<tensor::ExtractOp>()) {
    auto gather = matchGather(extract);
    if (!gather || gather->dim)
      continue;
    extracts.push_back(extract);
    tensors.push_back(extract.getTensor());
    maps.push_back(mapOf(*gather, op.getNumLoops(), 0));
  }
  return extracts.empty() ? op : addInputs(b, op, extracts, tensors, maps);
}

//===----------------------------------------------------------------------===//
// Gathers as sums
//===----------------------------------------------------------------------===//

/// The ops of the region that compute the gather's index.
static SetVector<Operation *> computing(Gather gather) {
  SetVector<Operation *> slice;
  BackwardSliceOptions options;
  options.inclusive = true;
  options.filter = [&](Operation *op) {
    return op->getBlock() == gather.op.getBlock();
  };
  Value index = gather.extract.getIndices()[*gather.dim];
  if (index.getDefiningOp())
    (void)getBackwardSlice(index, &slice, options);
  return slice;
}

/// Inputs of the op that its ops among `used` read.
static SmallVector<OpOperand *> inputsOf(linalg::GenericOp op, Value index,
                                         const SetVector<Operation *> &used) {
  return llvm::filter_to_vector(op.getDpsInputOperands(), [&](OpOperand *in) {
    Value argument = op.getMatchingBlockArgument(in);
    return argument == index ||
           llvm::any_of(argument.getUsers(),
                        [&](Operation *user) { return used.contains(user); });
  });
}

/// sum_j (j == place ? x_ij : 0), by the loops of the op and j after them.
static Value buildSum(IRRewriter &b, Gather gather) {
  linalg::GenericOp op = gather.op;
  Location loc = gather.extract.getLoc();
  Type element = gather.extract.getType();
  unsigned loops = op.getNumLoops();
  Value index = gather.extract.getIndices()[*gather.dim];
  SetVector<Operation *> made = computing(gather);
  SmallVector<OpOperand *> read = inputsOf(op, index, made);
  SmallVector<Value> inputs{gather.extract.getTensor()};
  SmallVector<AffineMap> maps{mapOf(gather, loops + 1, loops)};
  auto widened = [&](OpOperand *operand) {
    return AffineMap::get(loops + 1, 0,
                          op.getMatchingIndexingMap(operand).getResults(),
                          b.getContext());
  };
  for (OpOperand *input : read) {
    inputs.push_back(input->get());
    maps.push_back(widened(input));
  }
  maps.push_back(widened(op.getDpsInitOperand(0)));
  SmallVector<utils::IteratorType> kinds(loops, utils::IteratorType::parallel);
  kinds.push_back(utils::IteratorType::reduction);
  b.setInsertionPoint(op);
  Value zero = arith::ConstantOp::create(b, loc, b.getZeroAttr(element));
  Value out = tensor::EmptyOp::create(
      b, loc, tensor::getMixedSizes(b, loc, op.getOutputs()[0]), element);
  out = linalg::FillOp::create(b, loc, zero, out).getResult(0);
  auto body = [&](OpBuilder &inner, Location, ValueRange args) {
    IRMapping mapping;
    for (auto [input, arg] : llvm::zip(read, args.drop_front()))
      mapping.map(op.getMatchingBlockArgument(input), arg);
    for (Operation *each : made)
      inner.clone(*each, mapping);
    Value j = linalg::IndexOp::create(inner, loc, loops);
    Value isIt = arith::CmpIOp::create(inner, loc, arith::CmpIPredicate::eq, j,
                                       mapping.lookupOrDefault(index));
    Value term = arith::SelectOp::create(inner, loc, isIt, args.front(), zero);
    Value sum = arith::AddFOp::create(inner, loc, args.back(), term);
    linalg::YieldOp::create(inner, loc, sum);
  };
  return linalg::GenericOp::create(b, loc, out.getType(), inputs, out, maps,
                                   kinds, body)
      .getResult(0);
}

namespace {
struct ReduceGathersPass final
    : tenfold::impl::ReduceGathersBase<ReduceGathersPass> {
  void reduce(IRRewriter &b, linalg::GenericOp op) {
    unsigned count = 0;
    while (auto gather = findStreamed(op)) {
      if (behind(gather->extract.getTensor(), *gather->dim)) {
        computeThere(b, gather->extract);
        op = readOwnPlaces(b, op);
        continue;
      }
      AffineMap out = op.getMatchingIndexingMap(op.getDpsInitOperand(0));
      op = addInputs(b, op, gather->extract, buildSum(b, *gather), out);
      ++count;
    }
    if (count)
      remark::passed(op.getLoc(), remark::RemarkOpts::name("Gather")
                                      .category("reduce-gathers")
                                      .function(getOperation().getName()))
          << remark::metric("sums", count);
  }

  void runOnOperation() override {
    IRRewriter b(&getContext());
    SmallVector<linalg::GenericOp> ops;
    getOperation().walk([&](linalg::GenericOp op) { ops.push_back(op); });
    for (linalg::GenericOp op : ops)
      reduce(b, op);
  }
};
} // namespace
