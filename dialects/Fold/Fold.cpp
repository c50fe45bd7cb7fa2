//===- Fold.cpp - streaming reductions: verification and syntax -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialects/Fold/Fold.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/DialectImplementation.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/TypeUtilities.h"

#include "llvm/ADT/StringSwitch.h"

using namespace mlir;
using namespace tenfold;
using namespace tenfold::fold;

#include "dialects/Fold/FoldDialect.cpp.inc"

void FoldDialect::initialize() {
  addOperations<
#define GET_OP_LIST
#include "dialects/Fold/FoldOps.cpp.inc"
      >();
}

//===----------------------------------------------------------------------===//
// Syntax
//===----------------------------------------------------------------------===//

static ParseResult parseStage(OpAsmParser &parser, Region &region) {
  SmallVector<OpAsmParser::Argument> arguments;
  return failure(parser.parseArgumentList(arguments,
                                          AsmParser::Delimiter::Paren,
                                          /*allowType=*/true) ||
                 parser.parseRegion(region, arguments));
}

static void printStage(OpAsmPrinter &printer, Operation *, Region &region) {
  printer << "(";
  llvm::interleaveComma(region.getArguments(), printer, [&](BlockArgument a) {
    printer.printRegionArgument(a);
  });
  printer << ") ";
  printer.printRegion(region, /*printEntryBlockArgs=*/false);
}

//===----------------------------------------------------------------------===//
// The iteration space
//===----------------------------------------------------------------------===//

using Kind = fold::ReduceOp::Kind;

static std::optional<Kind> kindOf(StringRef name) {
  return llvm::StringSwitch<std::optional<Kind>>(name)
      .Case("parallel", Kind::parallel)
      .Case("stream", Kind::stream)
      .Case("whole", Kind::whole)
      .Default(std::nullopt);
}

Kind fold::ReduceOp::getKind(unsigned dim) {
  return *kindOf(cast<StringAttr>(getIteratorTypes()[dim]).getValue());
}

unsigned fold::ReduceOp::getStreamDim() {
  unsigned dim = 0;
  while (getKind(dim) != Kind::stream)
    ++dim;
  return dim;
}

SmallVector<int64_t> fold::ReduceOp::getStaticExtents() {
  SmallVector<int64_t> extents(getNumLoops(), ShapedType::kDynamic);
  for (auto [i, input] : llvm::enumerate(getInputs()))
    for (auto [d, size] :
         llvm::enumerate(cast<RankedTensorType>(input.getType()).getShape()))
      if (!ShapedType::isDynamic(size))
        extents[getInputMap(i).getDimPosition(d)] = size;
  return extents;
}

/// `shape[map]`, with `?` where `open` says so.
static RankedTensorType
select(AffineMap map, Type element, ArrayRef<int64_t> extents,
       llvm::function_ref<bool(unsigned)> open = nullptr) {
  SmallVector<int64_t> shape;
  for (unsigned d = 0; d < map.getNumResults(); ++d) {
    unsigned dim = map.getDimPosition(d);
    shape.push_back(open && open(dim) ? ShapedType::kDynamic : extents[dim]);
  }
  return RankedTensorType::get(shape, element);
}

RankedTensorType fold::ReduceOp::getTileType(AffineMap map, Type element) {
  return select(map, element, getStaticExtents(),
                [&](unsigned dim) { return getKind(dim) != Kind::whole; });
}

RankedTensorType fold::ReduceOp::getStateType(unsigned i) {
  return select(getStateMap(i), getElementTypeOrSelf(getInits()[i]),
                getStaticExtents());
}

SmallVector<OpFoldResult> fold::ReduceOp::getExtents(OpBuilder &b) {
  SmallVector<OpFoldResult> extents(getNumLoops());
  for (auto [i, input] : llvm::enumerate(getInputs()))
    for (unsigned d = 0; d < getInputMap(i).getNumResults(); ++d)
      if (OpFoldResult &extent = extents[getInputMap(i).getDimPosition(d)];
          !extent || !cast<RankedTensorType>(input.getType()).isDynamicDim(d))
        extent = tensor::getMixedSize(b, getLoc(), input, d);
  return extents;
}

LogicalResult
fold::ReduceOp::reifyResultShapes(OpBuilder &b,
                                  ReifiedRankedShapedTypeDims &reified) {
  SmallVector<OpFoldResult> extents = getExtents(b);
  for (unsigned i = 0; i < getNumResults(); ++i) {
    auto &shape = reified.emplace_back();
    for (unsigned d = 0; d < getResultMap(i).getNumResults(); ++d)
      shape.push_back(extents[getResultMap(i).getDimPosition(d)]);
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Verification
//===----------------------------------------------------------------------===//

static LogicalResult verifyIterators(fold::ReduceOp op) {
  unsigned streams = 0;
  for (auto name : op.getIteratorTypes().getAsValueRange<StringAttr>()) {
    auto kind = kindOf(name);
    if (!kind)
      return op.emitOpError("expected an iterator type `parallel`, `stream` or "
                            "`whole`, got `")
             << name << "`";
    streams += *kind == Kind::stream;
  }
  if (streams != 1)
    return op.emitOpError("expected one dimension of kind `stream`, got ")
           << streams;
  return success();
}

/// Number, dimensions and form of the maps; states and results do not stream.
static LogicalResult verifyMaps(fold::ReduceOp op) {
  unsigned inputs = op.getInputs().size();
  size_t count = inputs + op.getInits().size() + op.getNumResults();
  if (op.getIndexingMaps().size() != count)
    return op.emitOpError("expected ")
           << count << " indexing maps, for inputs, states and results, got "
           << op.getIndexingMaps().size();
  for (auto [i, map] : llvm::enumerate(op.getMaps())) {
    if (map.getNumDims() != op.getNumLoops() || !map.isProjectedPermutation())
      return op.emitOpError("expected indexing map ")
             << i << " to be a projected permutation of " << op.getNumLoops()
             << " dimensions, got " << AffineMapAttr::get(map);
    if (i >= inputs && map.isFunctionOfDim(op.getStreamDim()))
      return op.emitOpError("expected indexing map ")
             << i
             << ", of a state or result, without the stream dimension, got "
             << AffineMapAttr::get(map);
  }
  return success();
}

/// Operands of one dimension have one extent, which an input gives.
static LogicalResult verifyExtents(fold::ReduceOp op) {
  SmallVector<std::optional<int64_t>> extents(op.getNumLoops());
  for (auto [i, input] : llvm::enumerate(op.getInputs())) {
    auto type = cast<RankedTensorType>(input.getType());
    AffineMap map = op.getInputMap(i);
    if (type.getRank() != map.getNumResults())
      return op.emitOpError("expected input ")
             << i << " of rank " << map.getNumResults() << ", got " << type;
    for (auto [d, size] : llvm::enumerate(type.getShape())) {
      auto &extent = extents[map.getDimPosition(d)];
      if (extent && failed(verifyCompatibleShape({*extent}, {size})))
        return op.emitOpError("expected dimension ")
               << d << " of input " << i << " to be " << *extent << ", got "
               << size;
      if (!extent || ShapedType::isDynamic(*extent))
        extent = size;
    }
  }
  for (auto [d, extent] : llvm::enumerate(extents))
    if (!extent)
      return op.emitOpError("expected an input with dimension ")
             << d << ", to say its extent";
  return success();
}

static LogicalResult verifyTypes(fold::ReduceOp op) {
  for (auto [i, init] : llvm::enumerate(op.getInits())) {
    RankedTensorType state = op.getStateType(i);
    if (init.getType() != state.getElementType() &&
        failed(verifyCompatibleShape(init.getType(), state)))
      return op.emitOpError("expected initial state ")
             << i << " to be " << state.getElementType() << " or " << state
             << ", got " << init.getType();
  }
  for (auto [i, result] : llvm::enumerate(op.getResults())) {
    auto type = cast<RankedTensorType>(result.getType());
    RankedTensorType expected = select(
        op.getResultMap(i), type.getElementType(), op.getStaticExtents());
    if (type != expected)
      return op.emitOpError("expected result ")
             << i << " of type " << expected << ", got " << type;
  }
  return success();
}

LogicalResult fold::ReduceOp::verify() {
  return success(
      succeeded(verifyIterators(*this)) && succeeded(verifyMaps(*this)) &&
      succeeded(verifyExtents(*this)) && succeeded(verifyTypes(*this)));
}

/// Arguments and results of one region.
static LogicalResult verifyStage(fold::ReduceOp op, StringRef name,
                                 Region &region, ArrayRef<Type> arguments,
                                 ArrayRef<Type> results) {
  if (!region.hasOneBlock())
    return op.emitOpError("expected `") << name << "` to have one block";
  if (TypeRange(region.getArgumentTypes()) != TypeRange(arguments))
    return op.emitOpError("expected `")
           << name << "` to take (" << arguments << "), got ("
           << region.getArgumentTypes() << ")";
  Operation *yield = region.front().getTerminator();
  if (TypeRange(yield->getOperandTypes()) != TypeRange(results))
    return yield->emitOpError("expected `")
           << name << "` to yield (" << results << "), got ("
           << yield->getOperandTypes() << ")";
  return success();
}

LogicalResult fold::ReduceOp::verifyRegions() {
  SmallVector<Type> states, inputs, rows, results;
  for (auto [i, init] : llvm::enumerate(getInits()))
    states.push_back(
        getTileType(getStateMap(i), getElementTypeOrSelf(init.getType())));
  for (auto [i, input] : llvm::enumerate(getInputs())) {
    inputs.push_back(
        getTileType(getInputMap(i), getElementTypeOrSelf(input.getType())));
    if (!streams(i))
      rows.push_back(inputs.back());
  }
  for (auto [i, result] : llvm::enumerate(getResults()))
    results.push_back(
        getTileType(getResultMap(i), getElementTypeOrSelf(result.getType())));
  inputs.append(states);
  rows.append(states);
  SmallVector<Type> pairs(states);
  pairs.append(states);
  return success(
      succeeded(verifyStage(*this, "absorb", getAbsorb(), inputs, states)) &&
      (!hasMerge() ||
       succeeded(verifyStage(*this, "merge", getMerge(), pairs, states))) &&
      succeeded(verifyStage(*this, "finish", getFinish(), rows, results)));
}

LogicalResult fold::OffsetOp::verify() {
  auto reduce = cast<fold::ReduceOp>((*this)->getParentOp());
  if ((*this)->getParentRegion() == &reduce.getMerge())
    return emitOpError("expected to be inside `absorb` or `finish`");
  if (getDim() >= reduce.getNumLoops())
    return emitOpError("expected a dimension below ")
           << reduce.getNumLoops() << ", got " << getDim();
  if ((*this)->getParentRegion() == &reduce.getFinish() &&
      getDim() == reduce.getStreamDim())
    return emitOpError("expected a dimension that does not stream in `finish`"
                       ", got ")
           << getDim();
  return success();
}

#define GET_OP_CLASSES
#include "dialects/Fold/FoldOps.cpp.inc"
