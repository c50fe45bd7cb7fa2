//===- Flow.cpp - control flow on tensors ---------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialects/NN/Flow.h"
#include "dialects/NN/OpHelpers.h"

#include "mlir/IR/Matchers.h"
#include "mlir/IR/PatternMatch.h"

#include <cstring>

using namespace mlir;
using namespace tenfold;
using namespace tenfold::nn;

NextOp nn::nextOf(Region &region) {
  return region.empty() || region.front().empty()
             ? NextOp()
             : dyn_cast<NextOp>(region.front().back());
}

Type nn::meet(Type a, Type b) {
  if (!compatible(a, b))
    return {};
  auto x = dyn_cast<RankedTensorType>(a), y = dyn_cast<RankedTensorType>(b);
  if (!x || !y)
    return x ? a : b;
  SmallVector<int64_t> shape(x.getShape());
  for (auto [size, other] : llvm::zip_equal(shape, y.getShape()))
    size = ShapedType::isDynamic(size) ? other : size;
  return RankedTensorType::get(shape, x.getElementType());
}

Type nn::sliceType(Type type) {
  auto ranked = dyn_cast<RankedTensorType>(type);
  if (!ranked)
    return isa<UnrankedTensorType>(type) ? type : Type();
  return ranked.getRank() == 0
             ? Type()
             : RankedTensorType::get(ranked.getShape().drop_front(),
                                     ranked.getElementType());
}

Type nn::stackType(Type type, int64_t extent) {
  auto ranked = dyn_cast<RankedTensorType>(type);
  if (!ranked)
    return type;
  SmallVector<int64_t> shape{extent};
  llvm::append_range(shape, ranked.getShape());
  return RankedTensorType::get(shape, ranked.getElementType());
}

LogicalResult NextOp::verify() {
  if (getNumOperands() == 0)
    return emitOpError("expected at least one value");
  if (!getEmitted().empty() && !isa<ScanOp>((*this)->getParentOp()))
    return emitOpError("expected only steps of `nn.scan` to emit, got ")
           << getEmitted().size() << " values";
  return success();
}

/// A region ends in `nn.next`, which inference relies on.
static LogicalResult expectNext(Operation *op) {
  for (Region &region : op->getRegions())
    if (!nextOf(region))
      return op->emitOpError("expected each region to end in `nn.next`");
  return success();
}

/// Arguments of a region have the types that the op gives them.
static LogicalResult checkArguments(FlowOpInterface op) {
  for (auto [number, region] : llvm::enumerate(op->getRegions())) {
    SmallVector<Type> expected =
        op.argumentTypes(number, op->getOperandTypes());
    if (TypeRange(region.getArgumentTypes()) != TypeRange(expected))
      return op->emitOpError("expected region ")
             << number << " to take " << expected << ", got "
             << region.getArgumentTypes();
  }
  return success();
}

/// What a step gives takes the place of what it was given.
static LogicalResult checkCarried(Operation *op, Region &body,
                                  TypeRange carried) {
  TypeRange next = nextOf(body).getValues().getTypes();
  if (next.size() != carried.size() || !compatible(carried, next))
    return op->emitOpError("expected a step to carry ")
           << carried << ", got " << next;
  return success();
}

//===----------------------------------------------------------------------===//
// cond
//===----------------------------------------------------------------------===//

SmallVector<Type> CondOp::argumentTypes(unsigned, TypeRange) { return {}; }

LogicalResult CondOp::inferReturnTypes(MLIRContext *,
                                       std::optional<Location> location,
                                       ValueRange, DictionaryAttr,
                                       OpaqueProperties, RegionRange regions,
                                       SmallVectorImpl<Type> &types) {
  NextOp first = nextOf(*regions[0]), second = nextOf(*regions[1]);
  TypeRange a, b;
  if (first && second) {
    a = first.getOperandTypes();
    b = second.getOperandTypes();
  }
  if (!first || !second)
    return emitOptionalError(location,
                             "expected each region to end in `nn.next`");
  if (!compatible(a, b))
    return emitOptionalError(
        location, "expected both regions to give the same types, got ", a,
        " and ", b);
  for (auto [x, y] : llvm::zip_equal(a, b))
    types.push_back(meet(x, y));
  return success();
}

LogicalResult CondOp::verifyRegions() {
  auto type = dyn_cast<RankedTensorType>(getCondition().getType());
  if (type && type.getRank() != 0)
    return emitOpError("expected a condition of rank 0, got ") << type;
  return failed(expectNext(*this)) ? failure() : checkArguments(*this);
}

LogicalResult CondOp::evaluateFlow(ArrayRef<HostTensor> operands, RunRegion run,
                                   function_ref<HostTensor(Value)>,
                                   SmallVectorImpl<HostTensor> &results) {
  auto values = run(getRegion(operands[0].getInt(0) ? 0 : 1), {});
  if (failed(values))
    return failure();
  results.append(*values);
  return success();
}

//===----------------------------------------------------------------------===//
// while
//===----------------------------------------------------------------------===//

/// What is carried keeps its extents, which memory is planned for.
static LogicalResult checkExtents(Operation *op, ArrayRef<HostTensor> before,
                                  ArrayRef<HostTensor> after) {
  for (auto [index, a, b] : llvm::enumerate(before, after))
    if (a.shape() != b.shape())
      return op->emitOpError("expected carried value ")
             << index << " to keep its extents "
             << RankedTensorType::get(a.shape(), a.elementType()) << ", got "
             << RankedTensorType::get(b.shape(), b.elementType());
  return success();
}

SmallVector<Type> WhileOp::argumentTypes(unsigned, TypeRange operands) {
  return llvm::to_vector(operands);
}

LogicalResult WhileOp::inferReturnTypes(MLIRContext *, std::optional<Location>,
                                        ValueRange operands, DictionaryAttr,
                                        OpaqueProperties, RegionRange,
                                        SmallVectorImpl<Type> &types) {
  llvm::append_range(types, operands.getTypes());
  return success();
}

LogicalResult WhileOp::verifyRegions() {
  if (failed(expectNext(*this)) || failed(checkArguments(*this)) ||
      failed(checkCarried(*this, getBody(), getInits().getTypes())))
    return failure();
  auto tested = nextOf(getTest()).getOperandTypes();
  auto type = RankedTensorType::get({}, IntegerType::get(getContext(), 1));
  if (!compatible(tested, TypeRange(type)))
    return emitOpError("expected the first region to give ")
           << type << ", got " << tested;
  return success();
}

LogicalResult WhileOp::evaluateFlow(ArrayRef<HostTensor> operands,
                                    RunRegion run,
                                    function_ref<HostTensor(Value)>,
                                    SmallVectorImpl<HostTensor> &results) {
  SmallVector<HostTensor> carried(operands);
  while (true) {
    auto more = run(getTest(), carried);
    if (failed(more))
      return failure();
    if (!more->front().getInt(0))
      break;
    auto next = run(getBody(), carried);
    if (failed(next) || failed(checkExtents(*this, carried, *next)))
      return failure();
    carried = *next;
  }
  results.append(carried);
  return success();
}

//===----------------------------------------------------------------------===//
// scan
//===----------------------------------------------------------------------===//

SmallVector<Type> ScanOp::argumentTypes(unsigned, TypeRange operands) {
  SmallVector<Type> types = llvm::to_vector(operands);
  for (Type &type : MutableArrayRef(types).drop_front(getInits().size()))
    type = sliceType(type);
  return types;
}

LogicalResult
ScanOp::inferReturnTypes(MLIRContext *context, std::optional<Location> location,
                         ValueRange operands, DictionaryAttr attributes,
                         OpaqueProperties properties, RegionRange regions,
                         SmallVectorImpl<Type> &types) {
  Adaptor adaptor(operands, attributes, properties, regions);
  if (adaptor.getXs().empty())
    return emitOptionalError(location,
                             "expected a tensor to scan over, got none");
  DimContext dims(context, location);
  AffineExpr steps = dims.fresh();
  for (Type type : adaptor.getXs().getTypes()) {
    if (!sliceType(type))
      return emitOptionalError(location,
                               "expected tensors with a leading dimension to "
                               "scan over, got ",
                               type);
    if (auto ranked = dyn_cast<RankedTensorType>(type))
      if (failed(dims.unify(steps, dims.of(ranked).front(),
                            "the leading dimension of each tensor")))
        return failure();
  }
  llvm::append_range(types, adaptor.getInits().getTypes());
  if (NextOp next = nextOf(*regions.front()))
    for (Type type : next.getEmitted().getTypes())
      types.push_back(stackType(type, dims.shapeOf(steps).front()));
  return success();
}

LogicalResult ScanOp::verifyRegions() {
  return failed(expectNext(*this)) || failed(checkArguments(*this))
             ? failure()
             : checkCarried(*this, getBody(), getInits().getTypes());
}

/// One slice of `x`, or where it lies in a stack.
static HostTensor sliceOf(const HostTensor &x, int64_t index) {
  ArrayRef<int64_t> shape = x.shape().drop_front();
  int64_t bytes = HostTensor(x.elementType(), shape).bytes();
  return HostTensor(x.elementType(), shape, x.raw() + index * bytes);
}

/// The stacks of what a scan emits, elements to be set.
static FailureOr<SmallVector<HostTensor>>
emptyStacks(ScanOp op, ArrayRef<HostTensor> operands,
            function_ref<HostTensor(Value)> captures) {
  DimContext context(op.getContext(), op.getLoc());
  auto known = [&](const HostTensor &tensor) {
    return Dims(llvm::map_range(
        tensor.shape(), [&](int64_t size) { return context.constant(size); }));
  };
  RegionShapes shapes(context, [&](Value value) {
    auto at = llvm::find(op.getOperands(), value);
    return known(at == op->operand_end() ? captures(value)
                                         : operands[at - op->operand_begin()]);
  });
  SmallVector<Dims> results;
  if (failed(inferFlow(op, shapes, results)))
    return failure();
  SmallVector<HostTensor> stacks;
  TypeRange types =
      TypeRange(op->getResultTypes()).drop_front(op.getInits().size());
  for (auto [type, dims] : llvm::zip_equal(
           types, ArrayRef(results).drop_front(op.getInits().size()))) {
    SmallVector<int64_t> shape = context.shapeOf(context.resolve(dims));
    if (ShapedType::isDynamicShape(shape))
      return op.emitOpError(
                 "expected extents of what is emitted to follow from "
                 "those of values outside, got ")
             << RankedTensorType::get(shape, getElementTypeOrSelf(type));
    stacks.emplace_back(getElementTypeOrSelf(type), shape);
  }
  return stacks;
}

LogicalResult ScanOp::evaluateFlow(ArrayRef<HostTensor> operands, RunRegion run,
                                   function_ref<HostTensor(Value)> captures,
                                   SmallVectorImpl<HostTensor> &results) {
  ArrayRef<HostTensor> xs = operands.drop_front(getInits().size());
  SmallVector<HostTensor> carried(operands.drop_back(xs.size()));
  auto stacks = emptyStacks(*this, operands, captures);
  if (failed(stacks))
    return failure();
  int64_t steps = xs.front().shape().front();
  for (const HostTensor &x : xs)
    if (x.shape().front() != steps)
      return emitOpError("expected the leading dimension of each tensor to be ")
             << steps << ", got " << x.shape().front();
  for (int64_t step = 0; step < steps; ++step) {
    int64_t at = getReverse() ? steps - 1 - step : step;
    SmallVector<HostTensor> arguments(carried);
    for (const HostTensor &x : xs)
      arguments.push_back(sliceOf(x, at));
    auto next = run(getBody(), arguments);
    if (failed(next) ||
        failed(checkExtents(*this, carried,
                            ArrayRef(*next).take_front(carried.size()))))
      return failure();
    ArrayRef<HostTensor> emitted = ArrayRef(*next).drop_front(carried.size());
    for (auto [stack, value] : llvm::zip_equal(*stacks, emitted)) {
      HostTensor place = sliceOf(stack, at);
      if (failed(checkExtents(*this, place, value)))
        return failure();
      std::memcpy(place.raw(), value.raw(), value.bytes());
    }
    carried.assign(next->begin(), next->begin() + carried.size());
  }
  results.append(carried);
  results.append(*stacks);
  return success();
}

//===----------------------------------------------------------------------===//
// Canonicalisation
//===----------------------------------------------------------------------===//

/// The value of a constant of type tensor<i1>.
static std::optional<bool> constantCondition(Value value) {
  DenseElementsAttr attr;
  if (!matchPattern(value, m_Constant(&attr)) || !attr.isSplat())
    return std::nullopt;
  return attr.getSplatValue<bool>();
}

/// The region that a constant chooses takes the place of the op.
static LogicalResult inlineChosen(CondOp op, PatternRewriter &rewriter) {
  std::optional<bool> chosen = constantCondition(op.getCondition());
  if (!chosen)
    return rewriter.notifyMatchFailure(op, "the condition is no constant");
  Region &region = *chosen ? op.getThenRegion() : op.getElseRegion();
  NextOp next = nextOf(region);
  if (next.getOperandTypes() != op.getResultTypes())
    return rewriter.notifyMatchFailure(op, "types are refined");
  SmallVector<Value> values(next.getOperands());
  rewriter.eraseOp(next);
  rewriter.inlineBlockBefore(&region.front(), op);
  rewriter.replaceOp(op, values);
  return success();
}

/// No step is made.
static LogicalResult dropWhile(WhileOp op, PatternRewriter &rewriter) {
  Value condition = nextOf(op.getTest()).getValues().front();
  if (constantCondition(condition) != false)
    return rewriter.notifyMatchFailure(op, "the condition may hold");
  rewriter.replaceOp(op, op.getInits());
  return success();
}

static LogicalResult dropScan(ScanOp op, PatternRewriter &rewriter) {
  bool isEmpty = llvm::any_of(op.getXs(), [](Value x) {
    auto type = dyn_cast<RankedTensorType>(x.getType());
    return type && type.getDimSize(0) == 0;
  });
  if (!isEmpty || op.getNumResults() != op.getInits().size())
    return rewriter.notifyMatchFailure(op, "a step may be made, or is stacked");
  rewriter.replaceOp(op, op.getInits());
  return success();
}

void CondOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                         MLIRContext *) {
  patterns.add(inlineChosen);
}

void WhileOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                          MLIRContext *) {
  patterns.add(dropWhile);
}

void ScanOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                         MLIRContext *) {
  patterns.add(dropScan);
}

#define GET_OP_CLASSES
#include "dialects/NN/Flow.cpp.inc"
