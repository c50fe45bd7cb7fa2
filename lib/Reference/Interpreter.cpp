//===- Interpreter.cpp - the meaning of a function on numbers -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Walks the body in order. Every op's results are checked against their static
// types, so a wrong rule shows at the op that has it.

#include "lib/Reference/Interpreter.h"
#include "dialects/Interfaces/OpRules.h"
#include "dialects/NN/ScalarProgram.h"
#include "lib/Reference/Evaluators.h"
#include "lib/Reference/Folds.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/IR/SymbolTable.h"

#include "llvm/Support/SaveAndRestore.h"

using namespace mlir;
using namespace tenfold;

HostTensor tenfold::toHostTensor(TypedAttr constant) {
  auto fill = [](const HostTensor &to, auto values) {
    for (auto [i, value] : llvm::enumerate(values))
      if constexpr (std::is_same_v<std::decay_t<decltype(value)>, APFloat>)
        to.setFloat(i, FloatAttr::getValueAsDouble(value));
      else
        to.setInt(i, value.getSExtValue());
  };
  if (auto dense = dyn_cast<DenseElementsAttr>(constant)) {
    HostTensor tensor(dense.getElementType(), dense.getType().getShape());
    isa<FloatType>(dense.getElementType())
        ? fill(tensor, dense.getValues<APFloat>())
        : fill(tensor, dense.getValues<APInt>());
    return tensor;
  }
  HostTensor scalar(constant.getType(), {});
  if (auto number = dyn_cast<FloatAttr>(constant))
    scalar.setFloat(0, number.getValueAsDouble());
  else
    scalar.setInt(0, cast<IntegerAttr>(constant).getValue().getSExtValue());
  return scalar;
}

static bool isScalar(Type type) { return type.isIntOrIndexOrFloat(); }

/// Which values each op of a block uses last, its regions' uses included.
using DyingValues = DenseMap<Operation *, SmallVector<Value>>;

static DyingValues lastUses(Block &block) {
  DenseMap<Value, Operation *> last;
  for (Operation &op : block)
    op.walk([&](Operation *inner) {
      for (Value used : inner->getOperands())
        if (used.getParentBlock() == &block)
          last[used] = &op;
    });
  DyingValues result;
  for (auto [value, op] : last)
    result[op].push_back(value);
  return result;
}

namespace {
/// One call of one function: the values it has so far.
class Frame {
public:
  Frame(SymbolTableCollection &symbols, Trace *trace, const FoldTiles &tiles,
        unsigned depth)
      : symbols(symbols), trace(trace), tiles(tiles), depth(depth) {}

  FailureOr<SmallVector<HostTensor>> call(func::FuncOp function,
                                          ArrayRef<HostTensor> arguments);

private:
  // Deep enough for any model; a recursion is an error, not an overflow.
  static constexpr unsigned kMaxDepth = 64;

  /// What the block's terminator uses, after its ops.
  FailureOr<SmallVector<HostTensor>> run(Block &block,
                                         ArrayRef<HostTensor> arguments);
  LogicalResult evaluate(Operation *op);
  LogicalResult evaluateOp(Operation *op, Results &results);
  LogicalResult evaluateRule(EvaluateOpInterface op, Results &results);
  LogicalResult evaluateCall(func::CallOp op, Results &results);
  LogicalResult evaluateFold(fold::ReduceOp op, Results &results);
  LogicalResult evaluateScalar(Operation *op, Results &results);
  LogicalResult checkResult(Value value, const HostTensor &tensor);

  HostTensor lookup(Value value) { return values.lookup(value); }
  SmallVector<HostTensor> lookupAll(ValueRange range) {
    return llvm::map_to_vector(range, [&](Value v) { return lookup(v); });
  }

  SymbolTableCollection &symbols;
  Trace *trace;
  const FoldTiles &tiles;
  unsigned depth;
  ArrayRef<int64_t> offsets; // of the tile that a fold's region runs on
  DenseMap<Value, HostTensor> values;
  DenseMap<Block *, std::shared_ptr<DyingValues>> dyingIn;
};
} // namespace

FailureOr<SmallVector<HostTensor>> Frame::call(func::FuncOp function,
                                               ArrayRef<HostTensor> arguments) {
  if (function.isExternal() || !function.getBody().hasOneBlock())
    return function.emitOpError("expected a body of one block to evaluate");
  if (depth == kMaxDepth)
    return function.emitOpError("expected calls less than ")
           << kMaxDepth << " deep";
  return run(function.getBody().front(), arguments);
}

FailureOr<SmallVector<HostTensor>> Frame::run(Block &block,
                                              ArrayRef<HostTensor> arguments) {
  for (auto [argument, value] :
       llvm::zip_equal(block.getArguments(), arguments)) {
    if (failed(checkResult(argument, value)))
      return failure();
    values[argument] = value;
  }
  std::shared_ptr<DyingValues> &known = dyingIn[&block];
  if (!known)
    known = std::make_shared<DyingValues>(lastUses(block));
  std::shared_ptr<DyingValues> dying = known;
  for (Operation &op : block.without_terminator()) {
    if (failed(evaluate(&op)))
      return failure();
    for (Value value : dying->lookup(&op))
      values.erase(value);
    for (Value result : op.getResults())
      if (result.use_empty())
        values.erase(result);
  }
  return lookupAll(block.getTerminator()->getOperands());
}

LogicalResult Frame::evaluate(Operation *op) {
  SmallVector<HostTensor> results;
  for (Type type : op->getResultTypes())
    if (!HostTensor::holds(getElementTypeOrSelf(type)) ||
        isa<UnrankedTensorType>(type))
      return op->emitOpError("expected types that the reference holds, got ")
             << type;
  if (failed(evaluateOp(op, results)))
    return failure();
  for (auto [value, tensor] : llvm::zip_equal(op->getResults(), results)) {
    if (failed(checkResult(value, tensor)))
      return failure();
    values[value] = tensor;
  }
  if (trace)
    (*trace)(op, results);
  return success();
}

LogicalResult Frame::evaluateOp(Operation *op, Results &results) {
  if (auto rule = dyn_cast<EvaluateOpInterface>(op))
    return evaluateRule(rule, results);
  if (auto call = dyn_cast<func::CallOp>(op))
    return evaluateCall(call, results);
  if (auto reduce = dyn_cast<fold::ReduceOp>(op))
    return evaluateFold(reduce, results);
  if (auto offset = dyn_cast<fold::OffsetOp>(op)) {
    results.emplace_back(offset.getType(), ArrayRef<int64_t>())
        .setInt(0, offsets[offset.getDim()]);
    return success();
  }
  auto find = [&](Value value) { return lookup(value); };
  auto runRegion = [&](Region &region, ArrayRef<HostTensor> arguments) {
    return run(region.front(), arguments);
  };
  if (auto flow = dyn_cast<FlowOpInterface>(op))
    return flow.evaluateFlow(lookupAll(op->getOperands()), runRegion, find,
                             results);
  if (auto done = evaluateFlow(op, find, runRegion, results))
    return *done;
  if (auto constant = dyn_cast<arith::ConstantOp>(op);
      constant &&
      isa<DenseElementsAttr, IntegerAttr, FloatAttr>(constant.getValue())) {
    results.push_back(toHostTensor(constant.getValue()));
    return success();
  }
  if (isa<linalg::LinalgOp>(op))
    return evaluateStructured(op, find, results);
  if (auto done = evaluateView(op, find, results))
    return *done;
  return evaluateScalar(op, results);
}

/// Extents are checked by the op's own shape rule before its evaluation relies
/// on them.
LogicalResult Frame::evaluateRule(EvaluateOpInterface op, Results &results) {
  SmallVector<HostTensor> operands = lookupAll(op->getOperands());
  if (auto rule = dyn_cast<DimsOpInterface>(op.getOperation())) {
    DimContext context(op.getContext(), op.getLoc());
    SmallVector<Dims> in, out;
    for (const HostTensor &operand : operands)
      in.emplace_back(llvm::map_range(operand.shape(), [&](int64_t size) {
        return context.constant(size);
      }));
    if (failed(rule.inferDims(context, in, out)))
      return failure();
  }
  return op.evaluate(
      operands, [&](Value value) { return lookup(value); }, results);
}

LogicalResult Frame::evaluateCall(func::CallOp op, Results &results) {
  auto callee =
      symbols.lookupNearestSymbolFrom<func::FuncOp>(op, op.getCalleeAttr());
  if (!callee)
    return op.emitOpError("expected a function to call");
  Frame frame(symbols, trace, tiles, depth + 1);
  auto values = frame.call(callee, lookupAll(op.getOperands()));
  if (failed(values))
    return failure();
  results.append(*values);
  return success();
}

LogicalResult Frame::evaluateFold(fold::ReduceOp op, Results &results) {
  auto runStage = [&](Region &stage, ArrayRef<HostTensor> arguments,
                      ArrayRef<int64_t> at) {
    llvm::SaveAndRestore saved(offsets, at);
    return run(stage.front(), arguments);
  };
  auto find = [&](Value value) { return lookup(value); };
  return tenfold::evaluateFold(op, tiles, find, runStage, results);
}

LogicalResult Frame::evaluateScalar(Operation *op, Results &results) {
  if (op->getNumResults() != 1 || !isScalar(op->getResult(0).getType()))
    return op->emitOpError("expected an op that the reference can evaluate");
  auto find = [&](Value value) { return lookup(value); };
  nn::ScalarProgram program(find);
  if (failed(program.add(*op)) || failed(program.run(1)))
    return failure();
  HostTensor &result =
      results.emplace_back(op->getResult(0).getType(), ArrayRef<int64_t>());
  nn::ScalarProgram::store(program.lanes(op->getResult(0)), result, 0, 0, 1);
  return success();
}

LogicalResult Frame::checkResult(Value value, const HostTensor &tensor) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  if (isScalar(value.getType()) ||
      (type && type.getElementType() == tensor.elementType() &&
       succeeded(verifyCompatibleShape(type.getShape(), tensor.shape()))))
    return success();
  return emitError(value.getLoc(), "expected a value of type ")
         << value.getType() << ", got "
         << RankedTensorType::get(tensor.shape(), tensor.elementType());
}

FailureOr<SmallVector<HostTensor>>
tenfold::interpret(func::FuncOp function, ArrayRef<HostTensor> arguments,
                   Trace *trace, const FoldTiles &tiles) {
  if (failed(checkArguments(function, arguments)))
    return failure();
  SymbolTableCollection symbols;
  return Frame(symbols, trace, tiles, 0).call(function, arguments);
}
