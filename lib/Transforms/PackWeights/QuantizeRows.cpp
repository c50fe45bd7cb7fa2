//===- QuantizeRows.cpp - rows of a factor in blocks of integers ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "lib/Transforms/PackWeights/QuantizeRows.h"

#include "dialects/NN/NN.h"
#include "dialects/Program/Program.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

using namespace mlir;
using namespace tenfold;

constexpr float kLargest = 127;

bool tenfold::canQuantizeRows(OpOperand *read) {
  auto op = cast<linalg::LinalgOp>(read->getOwner());
  if (op.getNumDpsInputs() != 2)
    return false;
  OpOperand *other = op.getDpsInputOperand(1 - read->getOperandNumber());
  AffineMap map = op.getMatchingIndexingMap(other),
            weight = op.getMatchingIndexingMap(read);
  auto type = dyn_cast<RankedTensorType>(other->get().getType());
  return type && type.getRank() == 2 && isa<BlockArgument>(other->get()) &&
         map.isProjectedPermutation() &&
         map.getResult(1) == weight.getResult(1) && !type.isDynamicDim(1) &&
         type.getDimSize(1) % kQuantizedElements == 0;
}

namespace {

/// The body of a quantizer: blocks to integers and scales.
class BodyEmitter {
public:
  BodyEmitter(ImplicitLocOpBuilder &b, Value x)
      : b(b), x(x), type(cast<RankedTensorType>(x.getType())) {}

  SmallVector<Value> emit() {
    Value largest =
        generic({x}, fill(empty(type.getShape().drop_back(), b.getF32Type())),
                3, [&](ValueRange args) -> Value {
                  Value magnitude = math::AbsFOp::create(b, args[0]);
                  return arith::MaximumFOp::create(b, args[1], magnitude);
                });
    Value scale =
        generic({largest}, empty(type.getShape().drop_back(), b.getF32Type()),
                2, [&](ValueRange args) -> Value {
                  return arith::DivFOp::create(b, args[0], number(kLargest));
                });
    Value integers =
        generic({x, scale}, empty(type.getShape(), b.getI8Type()), 3,
                [&](ValueRange args) { return quantized(args[0], args[1]); });
    return {integers, scale};
  }

private:
  Value number(float value) {
    return arith::ConstantOp::create(b, b.getF32FloatAttr(value));
  }

  /// round(x / s), and 0 where that is no number; where s is subnormal it may
  /// be beyond the largest.
  Value quantized(Value value, Value scale) {
    Value ratio =
        math::RoundEvenOp::create(b, arith::DivFOp::create(b, value, scale));
    Value isNumber =
        arith::CmpFOp::create(b, arith::CmpFPredicate::ORD, ratio, ratio);
    ratio = arith::SelectOp::create(b, isNumber, ratio, number(0));
    ratio = arith::MaximumFOp::create(
        b, number(-kLargest),
        arith::MinimumFOp::create(b, number(kLargest), ratio));
    return arith::FPToSIOp::create(b, b.getI8Type(), ratio);
  }

  Value empty(ArrayRef<int64_t> shape, Type element) {
    SmallVector<Value> sizes;
    if (type.isDynamicDim(0))
      sizes.push_back(tensor::DimOp::create(b, x, 0));
    return tensor::EmptyOp::create(b, shape, element, sizes);
  }
  Value fill(Value init) {
    return linalg::FillOp::create(b, number(0), init).getResult(0);
  }

  /// Over the first `loops` of row, block and element: those of the element are
  /// summed up where the result lacks it.
  Value generic(ArrayRef<Value> inputs, Value init, unsigned loops,
                llvm::function_ref<Value(ValueRange)> body) {
    auto mapOf = [&](Value value) {
      auto rank = cast<RankedTensorType>(value.getType()).getRank();
      return AffineMap::getMultiDimIdentityMap(loops, b.getContext())
          .getMajorSubMap(rank);
    };
    SmallVector<AffineMap> maps = llvm::map_to_vector(inputs, mapOf);
    maps.push_back(mapOf(init));
    SmallVector<utils::IteratorType> kinds(loops,
                                           utils::IteratorType::parallel);
    if (maps.back().getNumResults() < loops)
      kinds.back() = utils::IteratorType::reduction;
    return linalg::GenericOp::create(
               b, init.getType(), inputs, init, maps, kinds,
               [&](OpBuilder &, Location loc, ValueRange args) {
                 OpBuilder::InsertionGuard guard(b);
                 b.setInsertionPointToEnd(args[0].getParentBlock());
                 linalg::YieldOp::create(b, body(args));
               })
        .getResult(0);
  }

  ImplicitLocOpBuilder &b;
  Value x;
  RankedTensorType type;
};

} // namespace

func::FuncOp RowQuantizer::quantizer(RankedTensorType type) {
  func::FuncOp &function = quantizers[type];
  if (function)
    return function;
  ImplicitLocOpBuilder b(module.getLoc(), module.getContext());
  auto integers = type.clone(b.getI8Type());
  auto scales =
      RankedTensorType::get(type.getShape().drop_back(), type.getElementType());
  function = func::FuncOp::create(b, "quantize_rows",
                                  b.getFunctionType(type, {integers, scales}));
  function.setPrivate();
  SymbolTable(module).insert(function);
  function->setAttr(program::kKernel, b.getUnitAttr());
  b.setInsertionPointToStart(function.addEntryBlock());
  func::ReturnOp::create(b, BodyEmitter(b, function.getArgument(0)).emit());
  return function;
}

/// The blocks of `rows`, made where they are first read.
RowQuantizer::Blocks RowQuantizer::blocksOf(Value rows, Operation *reader) {
  auto [at, isNew] = blocks.insert({rows, {}});
  if (!isNew)
    return at->second;
  ImplicitLocOpBuilder b(reader->getLoc(), module.getContext());
  b.setInsertionPointAfterValue(rows);
  auto type = cast<RankedTensorType>(rows.getType());
  int64_t count = type.getDimSize(1) / kQuantizedElements;
  SmallVector<ReassociationIndices> split{{0}, {1, 2}};
  auto blocked = RankedTensorType::get(
      {type.getDimSize(0), count, kQuantizedElements}, type.getElementType());
  SmallVector<OpFoldResult> sizes{tensor::getMixedSize(b, b.getLoc(), rows, 0),
                                  b.getIndexAttr(count),
                                  b.getIndexAttr(kQuantizedElements)};
  Value view = tensor::ExpandShapeOp::create(b, blocked, rows, split, sizes);
  auto call = func::CallOp::create(b, quantizer(blocked), view);
  Value integers = tensor::CollapseShapeOp::create(b, call.getResult(0), split);
  return blocks[rows] = {integers, call.getResult(1)};
}

void RowQuantizer::quantizeRows(linalg::GenericOp op,
                                ArrayRef<func::CallOp> calls) {
  auto rows = cast<BlockArgument>(op.getInputs().front());
  auto function = op->getParentOfType<func::FuncOp>();
  unsigned number = rows.getArgNumber();
  auto type = cast<RankedTensorType>(rows.getType());
  Builder types(op.getContext());
  auto scalesType = RankedTensorType::get(
      {type.getDimSize(0), type.getDimSize(1) / kQuantizedElements},
      type.getElementType());
  (void)function.insertArguments({number + 1, number + 1},
                                 {type.clone(types.getI8Type()), scalesType},
                                 {{}, {}}, {op.getLoc(), op.getLoc()});
  Value p = function.getArgument(number + 1),
        s = function.getArgument(number + 2);
  for (func::CallOp call : calls) {
    auto [integers, scales] = blocksOf(call.getOperand(number), call);
    SmallVector<Value> operands(call.getOperands());
    operands.insert(operands.begin() + number + 1, {integers, scales});
    call->setOperands(operands);
  }
  for (OpOperand &use : llvm::make_early_inc_range(rows.getUses()))
    if (isa<tensor::DimOp>(use.getOwner()))
      use.set(p);
  replaced.insert(rows);

  IRRewriter rewriter(op);
  SmallVector<Value> inputs(op.getInputs());
  inputs.front() = p;
  inputs.push_back(s);
  SmallVector<AffineMap> maps = op.getIndexingMapsArray();
  AffineExpr row = maps.front().getResult(0), k = maps.front().getResult(1);
  maps.insert(maps.end() - 1,
              AffineMap::get(maps.front().getNumDims(), 0,
                             {row, k.floorDiv(kQuantizedElements)},
                             op.getContext()));
  auto scaled = linalg::GenericOp::create(
      rewriter, op.getLoc(), op.getResultTypes(), inputs, op.getOutputs(), maps,
      op.getIteratorTypesArray(),
      [&](OpBuilder &builder, Location loc, ValueRange args) {
        ImplicitLocOpBuilder b(loc, builder);
        Value integer = arith::ExtSIOp::create(b, b.getI32Type(), args.front());
        Value real = arith::SIToFPOp::create(b, b.getF32Type(), integer);
        Value scale = args.drop_back().back();
        IRMapping mapping;
        mapping.map(op.getBody()->getArguments().drop_front().drop_back(),
                    args.drop_front().drop_back(2));
        mapping.map(op.getBody()->getArguments().back(), args.back());
        mapping.map(op.getBody()->getArgument(0),
                    arith::MulFOp::create(b, real, scale).getResult());
        for (Operation &inner : *op.getBody())
          builder.clone(inner, mapping);
      });
  scaled->setAttr(nn::kStorage, op->getAttr(nn::kStorage));
  rewriter.replaceOp(op, scaled);
}

void RowQuantizer::eraseUnread() {
  for (BlockArgument rows : replaced) {
    if (!rows.use_empty())
      continue;
    auto function = cast<func::FuncOp>(rows.getOwner()->getParentOp());
    unsigned number = rows.getArgNumber();
    for (Operation &op : module.getOps())
      op.walk([&](func::CallOp call) {
        if (call.getCallee() == function.getSymName())
          call->eraseOperand(number);
      });
    (void)function.eraseArgument(number);
  }
}
