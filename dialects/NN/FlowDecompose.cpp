//===- FlowDecompose.cpp - control flow to scf on tensors -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Bodies are moved, not copied: their ops wait to be decomposed themselves.

#include "dialects/NN/Flow.h"
#include "dialects/NN/OpHelpers.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Transforms/RegionUtils.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace tenfold;
using namespace tenfold::nn;

//===----------------------------------------------------------------------===//
// Extents
//===----------------------------------------------------------------------===//

Dims RegionShapes::of(Value value) {
  auto at = known.find(value);
  return at == known.end() ? outside(value) : at->second;
}

LogicalResult RegionShapes::visit(Region &region, ArrayRef<Dims> arguments) {
  for (auto [argument, dims] :
       llvm::zip_equal(region.getArguments(), arguments))
    known[argument] = dims;
  for (Operation &op : region.front().without_terminator()) {
    SmallVector<Dims> results;
    if (failed(visit(&op, results)))
      return failure();
    for (auto [value, dims] : llvm::zip_equal(op.getResults(), results))
      known[value] = dims;
  }
  return success();
}

/// Extents of a new tensor whose sizes are asked of others.
static Dims sizesOf(tensor::EmptyOp op, DimContext &context,
                    RegionShapes &shapes) {
  Dims dims;
  for (OpFoldResult size : op.getMixedSizes()) {
    auto value = dyn_cast<Value>(size);
    auto dim = value ? value.getDefiningOp<tensor::DimOp>() : tensor::DimOp();
    std::optional<int64_t> at = dim ? dim.getConstantIndex() : std::nullopt;
    dims.push_back(!value ? context.constant(*getConstantIntValue(size))
                   : at   ? shapes.of(dim.getSource())[*at]
                          : context.fresh());
  }
  return dims;
}

LogicalResult RegionShapes::visit(Operation *op,
                                  SmallVectorImpl<Dims> &results) {
  auto dimsOf = [&](Value value) { return context.resolve(of(value)); };
  if (auto rule = dyn_cast<DimsOpInterface>(op))
    return rule.inferDims(
        context, llvm::map_to_vector(op->getOperands(), dimsOf), results);
  if (isa<FlowOpInterface>(op))
    return inferFlow(op, *this, results);
  ValueRange same = TypeSwitch<Operation *, ValueRange>(op)
                        .Case([](tensor::CastOp op) { return op.getSource(); })
                        .Case([](linalg::LinalgOp op) {
                          return ValueRange(op.getDpsInits());
                        })
                        .Default(ValueRange());
  for (auto [index, type] : llvm::enumerate(op->getResultTypes())) {
    auto shaped = dyn_cast<RankedTensorType>(type);
    if (auto empty = dyn_cast<tensor::EmptyOp>(op))
      results.push_back(sizesOf(empty, context, *this));
    else
      results.push_back(index < same.size() ? of(same[index])
                        : shaped            ? context.of(shaped)
                                            : Dims());
  }
  return success();
}

/// What a scan carries keeps its extents; what it emits gets a leading one.
static LogicalResult inferScan(ScanOp op, RegionShapes &shapes,
                               SmallVectorImpl<Dims> &results) {
  SmallVector<Dims> arguments(results.begin(), results.end());
  for (Value x : op.getXs())
    arguments.push_back(Dims(ArrayRef<AffineExpr>(shapes.of(x)).drop_front()));
  if (failed(shapes.visit(op.getBody(), arguments)))
    return failure();
  for (Value value : nextOf(op.getBody()).getEmitted()) {
    Dims dims{shapes.of(op.getXs().front()).front()};
    dims.append(shapes.of(value));
    results.push_back(dims);
  }
  return success();
}

LogicalResult nn::inferFlow(Operation *flow, RegionShapes &shapes,
                            SmallVectorImpl<Dims> &results) {
  if (auto cond = dyn_cast<CondOp>(flow)) {
    if (failed(shapes.visit(cond.getThenRegion(), {})))
      return failure();
    for (Value value : nextOf(cond.getThenRegion()).getValues())
      results.push_back(shapes.of(value));
    return success();
  }
  auto scan = dyn_cast<ScanOp>(flow);
  for (Value init : scan ? scan.getInits() : flow->getOperands())
    results.push_back(shapes.of(init));
  return scan ? inferScan(scan, shapes, results) : success();
}

//===----------------------------------------------------------------------===//
// Decomposition
//===----------------------------------------------------------------------===//

/// A constant in memory of its own, as control flow takes its values; another
/// value as it is.
static Value inMemory(OpBuilder &b, Value value) {
  DenseElementsAttr constant;
  if (!matchPattern(value, m_Constant(&constant)) || !constant.isSplat())
    return value;
  Location loc = value.getLoc();
  auto type = cast<RankedTensorType>(value.getType());
  return buildGeneric(
      b, loc, {}, tensor::EmptyOp::create(b, loc, type, ValueRange()),
      b.getMultiDimIdentityMap(type.getRank()),
      SmallVector<bool>(type.getRank(), false), [&](OpBuilder &b, ValueRange) {
        return arith::ConstantOp::create(b, loc,
                                         constant.getSplatValue<TypedAttr>())
            .getResult();
      });
}

static SmallVector<Value> inMemory(OpBuilder &b, ValueRange values) {
  return llvm::map_to_vector(values,
                             [&](Value value) { return inMemory(b, value); });
}

/// Moves the ops of `region` to where `b` stands, its arguments replaced, and
/// returns what the region gives, as the given types.
static SmallVector<Value> moveBody(OpBuilder &b, Region &region,
                                   ValueRange arguments, TypeRange types) {
  NextOp next = nextOf(region);
  SmallVector<Value> values(next.getOperands());
  next.erase();
  for (auto [from, to] : llvm::zip_equal(region.getArguments(), arguments)) {
    from.replaceAllUsesWith(to);
    llvm::replace(values, Value(from), Value(to));
  }
  b.getInsertionBlock()->getOperations().splice(b.getInsertionPoint(),
                                                region.front().getOperations());
  values = inMemory(b, values);
  for (auto [value, type] : llvm::zip(values, types))
    if (value.getType() != type)
      value = tensor::CastOp::create(b, value.getLoc(), type, value);
  return values;
}

static Value scalarOf(OpBuilder &b, Value condition) {
  condition = inMemory(b, condition);
  return tensor::ExtractOp::create(b, condition.getLoc(), condition,
                                   ValueRange());
}

FailureOr<SmallVector<Value>> CondOp::decompose(OpBuilder &b) {
  Location loc = getLoc();
  auto chosen =
      scf::IfOp::create(b, loc, getResultTypes(), scalarOf(b, getCondition()),
                        /*addThenBlock=*/true, /*addElseBlock=*/true);
  OpBuilder::InsertionGuard guard(b);
  for (auto [from, to] : llvm::zip_equal(getRegions(), chosen.getRegions())) {
    b.setInsertionPointToEnd(&to->front());
    auto values = moveBody(b, *from, {}, getResultTypes());
    scf::YieldOp::create(b, loc, values);
  }
  return SmallVector<Value>(chosen.getResults());
}

FailureOr<SmallVector<Value>> WhileOp::decompose(OpBuilder &b) {
  Location loc = getLoc();
  TypeRange types = getInits().getTypes();
  SmallVector<Location> locations(types.size(), loc);
  auto loop = scf::WhileOp::create(b, loc, types, inMemory(b, getInits()));
  OpBuilder::InsertionGuard guard(b);
  Block *test = b.createBlock(&loop.getBefore(), {}, types, locations);
  Value more = moveBody(b, getTest(), test->getArguments(), {}).front();
  scf::ConditionOp::create(b, loc, scalarOf(b, more), test->getArguments());
  Block *body = b.createBlock(&loop.getAfter(), {}, types, locations);
  auto values = moveBody(b, getBody(), body->getArguments(), types);
  scf::YieldOp::create(b, loc, values);
  return SmallVector<Value>(loop.getResults());
}

namespace {

/// One slice along the leading dimension, and the type that it has.
struct SlicePlace {
  SmallVector<OpFoldResult> offsets, sizes, strides;
  RankedTensorType type;
};

} // namespace

static SlicePlace placeOf(OpBuilder &b, Value tensor, Value index) {
  auto type = cast<RankedTensorType>(tensor.getType());
  SlicePlace place;
  place.sizes = tensor::getMixedSizes(b, tensor.getLoc(), tensor);
  place.sizes.front() = b.getIndexAttr(1);
  place.offsets.assign(type.getRank(), b.getIndexAttr(0));
  place.offsets.front() = index;
  place.strides.assign(type.getRank(), b.getIndexAttr(1));
  place.type = cast<RankedTensorType>(sliceType(type));
  return place;
}

/// Stacks of what the scan emits, whose extents follow from values outside.
static FailureOr<SmallVector<Value>> emptyStacks(ScanOp op, OpBuilder &b) {
  llvm::SetVector<Value> sources(op->operand_begin(), op->operand_end());
  getUsedValuesDefinedAbove(op.getBody(), sources);
  sources.remove_if(
      [](Value value) { return !isa<RankedTensorType>(value.getType()); });
  DimContext context(op.getContext(), op.getLoc());
  DenseMap<Value, Dims> known;
  for (Value source : sources)
    known[source] = context.of(cast<ShapedType>(source.getType()));
  unsigned outside = context.numSymbols();
  RegionShapes shapes(context, [&](Value value) { return known[value]; });
  SmallVector<Dims> results;
  if (failed(inferFlow(op, shapes, results)))
    return failure();
  SmallVector<Value> stacks;
  for (unsigned i = op.getInits().size(); i < results.size(); ++i) {
    auto type = cast<RankedTensorType>(op->getResult(i).getType());
    SmallVector<Value> sizes;
    for (auto [at, dim] : llvm::enumerate(context.resolve(results[i]))) {
      if (!type.isDynamicDim(at))
        continue;
      for (unsigned s = outside; s < context.numSymbols(); ++s)
        if (dim.isFunctionOfSymbol(s))
          return op.emitOpError("expected extents of what is emitted to follow "
                                "from those of values outside, got ")
                 << type;
      sizes.push_back(materialize(b, op.getLoc(), dim, sources.getArrayRef()));
    }
    stacks.push_back(tensor::EmptyOp::create(b, op.getLoc(), type, sizes));
  }
  return stacks;
}

/// The groups of dimensions that take a leading one to nothing.
static SmallVector<ReassociationIndices> withoutLeading(int64_t rank) {
  SmallVector<ReassociationIndices> groups;
  for (int64_t dim = 1; dim < rank; ++dim)
    groups.push_back(dim == 1 ? ReassociationIndices{0, 1}
                              : ReassociationIndices{dim});
  return groups;
}

/// A scan of one step is its body, under other shapes.
static SmallVector<Value> decomposeOnce(ScanOp op, OpBuilder &b) {
  Location loc = op.getLoc();
  SmallVector<Value> arguments(op.getInits());
  for (Value x : op.getXs()) {
    auto type = cast<RankedTensorType>(x.getType());
    Type known = stackType(sliceType(type), 1);
    if (known != type)
      x = tensor::CastOp::create(b, loc, known, x);
    arguments.push_back(tensor::CollapseShapeOp::create(
        b, loc, sliceType(known), x, withoutLeading(type.getRank())));
  }
  auto values = moveBody(b, op.getBody(), arguments, op.getInits().getTypes());
  for (Value &value :
       MutableArrayRef(values).drop_front(op.getInits().size())) {
    auto whole = cast<RankedTensorType>(stackType(value.getType(), 1));
    SmallVector<OpFoldResult> sizes = tensor::getMixedSizes(b, loc, value);
    sizes.insert(sizes.begin(), b.getIndexAttr(1));
    value = tensor::ExpandShapeOp::create(
        b, loc, whole, value, withoutLeading(whole.getRank()), sizes);
  }
  return values;
}

FailureOr<SmallVector<Value>> ScanOp::decompose(OpBuilder &b) {
  Location loc = getLoc();
  auto isOne = [](Type type) {
    return cast<RankedTensorType>(type).getDimSize(0) == 1;
  };
  if (llvm::any_of(getXs().getTypes(), isOne))
    return decomposeOnce(*this, b);
  auto stacks = emptyStacks(*this, b);
  if (failed(stacks))
    return failure();
  unsigned carried = getInits().size();
  SmallVector<Value> inits = inMemory(b, getInits()), xs = inMemory(b, getXs());
  inits.append(*stacks);
  auto constant = [&](int64_t value) {
    return arith::ConstantIndexOp::create(b, loc, value);
  };
  Value zero = constant(0), one = constant(1);
  Value steps = b.createOrFold<tensor::DimOp>(loc, getXs().front(), zero);
  Value last =
      getReverse() ? b.createOrFold<arith::SubIOp>(loc, steps, one) : Value();
  auto loop = scf::ForOp::create(b, loc, zero, steps, one, inits);
  OpBuilder::InsertionGuard guard(b);
  Block *body = loop.getBody();
  if (!body->empty()) // a loop without results has its terminator already
    body->back().erase();
  b.setInsertionPointToEnd(body);
  Value index = loop.getInductionVar();
  if (last)
    index = arith::SubIOp::create(b, loc, last, index);
  SmallVector<Value> arguments(loop.getRegionIterArgs().take_front(carried));
  for (Value x : xs) {
    SlicePlace at = placeOf(b, x, index);
    arguments.push_back(tensor::ExtractSliceOp::create(
        b, loc, at.type, x, at.offsets, at.sizes, at.strides));
  }
  auto values = moveBody(b, getBody(), arguments, getInits().getTypes());
  for (auto [value, stack] :
       llvm::zip_equal(MutableArrayRef(values).drop_front(carried),
                       loop.getRegionIterArgs().drop_front(carried))) {
    SlicePlace at = placeOf(b, stack, index);
    if (value.getType() != at.type)
      value = tensor::CastOp::create(b, loc, at.type, value);
    value = tensor::InsertSliceOp::create(b, loc, value, stack, at.offsets,
                                          at.sizes, at.strides);
  }
  scf::YieldOp::create(b, loc, values);
  return SmallVector<Value>(loop.getResults());
}
