//===- ComputedPanels.cpp - a factor computed from its parts --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The body's arithmetic on vectors of columns. Steps of k are unrolled as far
// as the parts' blocks reach, so that places within a block and what the body
// computes from them, as shifts, are constants, and a scale is loaded once. One
// row of a takes the values as they come; for more they go through scratch.

#include "lib/Transforms/LowerContractions/Index.h"
#include "lib/Transforms/LowerContractions/KernelLibrary.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/Matchers.h"

#include <map>
#include <numeric>

using namespace mlir;
using namespace tenfold;

constexpr int64_t kMostUnrolled = 32;

namespace {

class Emitter {
public:
  Emitter(ImplicitLocOpBuilder &b, ValueRange arguments,
          const Contraction &computed, KernelLibrary &library)
      : b(b), index(b), computed(computed), library(library),
        parts(arguments.take_front(computed.parts.size())),
        panel(arguments[parts.size()]) {}

  /// scratch[i, j] = the factor at begin + i, for i below size.
  void store(Value begin, Value size, Value scratch) {
    overSteps(begin, size, {}, [&](Value step, SmallVectorImpl<Value> &) {
      Value i = index.sub(step, begin);
      forEachVector([&](unsigned, Value value) {
        vector::StoreOp::create(b, value, scratch,
                                ValueRange{i, index.constant(column)});
      });
    });
  }

  /// c = a * the panel, or c += : one row, all of k, in the order of the
  /// register block.
  void multiply(Value a, Value c, Value accumulate) {
    Value zero = index.constant(0), width = b.createOrFold<memref::DimOp>(c, 1);
    VectorType type = vectorType(library.elements().c);
    SmallVector<Value> masks, acc;
    auto none = arith::ConstantOp::create(b, b.getZeroAttr(type));
    for (column = 0; column < library.columns(); column += library.lanes()) {
      Value left = index.sub(index.max(width, index.constant(column)),
                             index.constant(column));
      masks.push_back(
          vector::CreateMaskOp::create(b, vectorType(b.getI1Type()), left));
      Value old = vector::MaskedLoadOp::create(
          b, type, c, ValueRange{zero, index.constant(column)}, masks.back(),
          none);
      acc.push_back(arith::SelectOp::create(b, accumulate, old, none));
    }
    acc = overSteps(
        zero, b.createOrFold<memref::DimOp>(a, 1), acc,
        [&](Value step, SmallVectorImpl<Value> &sums) {
          Value factor = vector::BroadcastOp::create(
              b, type, memref::LoadOp::create(b, a, ValueRange{zero, step}));
          forEachVector([&](unsigned v, Value value) {
            sums[v] = vector::FMAOp::create(b, factor, value, sums[v]);
          });
        });
    for (auto [v, sum] : llvm::enumerate(acc))
      vector::MaskedStoreOp::create(
          b, c, ValueRange{zero, index.constant(v * library.lanes())}, masks[v],
          sum);
  }

private:
  using Step =
      llvm::function_ref<void(Value step, SmallVectorImpl<Value> &carried)>;

  /// `body` for each of `size` steps from `begin`, both multiples of the
  /// unrolling.
  SmallVector<Value> overSteps(Value begin, Value size, ValueRange carried,
                               Step body) {
    int64_t unroll = unrolled();
    Value first = index.div(begin, index.constant(unroll)),
          count = index.div(size, index.constant(unroll));
    auto loop = scf::ForOp::create(b, first, index.add(first, count),
                                   index.constant(1), carried);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(loop.getBody());
    block = loop.getInductionVar();
    SmallVector<Value> next(loop.getRegionIterArgs());
    for (int64_t u = 0; u < unroll; ++u) {
      k = b.getAffineDimExpr(0) * unroll + u;
      body(number(k), next);
    }
    if (!carried.empty())
      scf::YieldOp::create(b, next);
    return loop.getResults();
  }

  void forEachVector(llvm::function_ref<void(unsigned, Value)> use) {
    for (column = 0; column < library.columns(); column += library.lanes()) {
      values.clear();
      use(column / library.lanes(), vectorOf(computed.computed));
    }
  }

  /// The largest number of steps, up to `kMostUnrolled`, that no part's block
  /// is a fraction of.
  int64_t unrolled() const {
    int64_t result = kMostUnrolled;
    for (OpOperand *part : computed.parts) {
      auto blocks =
          dyn_cast<AffineBinaryOpExpr>(computed.map(part).getResult(1));
      auto size = blocks ? dyn_cast<AffineConstantExpr>(blocks.getRHS())
                         : AffineConstantExpr();
      result = std::gcd(result, size ? size.getValue() : 1);
    }
    return result;
  }

  /// A scalar of the body that is the same for all columns, as a function of
  /// the block.
  AffineExpr uniform(Value value) {
    if (auto place = value.getDefiningOp<linalg::IndexOp>())
      return place.getDim() == computed.k.front() ? k : AffineExpr();
    IntegerAttr constant;
    if (matchPattern(value, m_Constant(&constant)))
      return b.getAffineConstantExpr(constant.getInt());
    Operation *op = value.getDefiningOp();
    if (!op ||
        !isa<arith::DivUIOp, arith::RemUIOp, arith::MulIOp, arith::IndexCastOp>(
            op))
      return {};
    AffineExpr lhs = uniform(op->getOperand(0));
    if (isa<arith::IndexCastOp>(op) || !lhs)
      return lhs;
    auto rhs = dyn_cast_or_null<AffineConstantExpr>(uniform(op->getOperand(1)));
    if (!rhs)
      return {};
    return isa<arith::DivUIOp>(op)   ? lhs.floorDiv(rhs)
           : isa<arith::RemUIOp>(op) ? lhs % rhs
                                     : lhs * rhs;
  }

  VectorType vectorType(Type element) {
    return VectorType::get({library.lanes()}, element);
  }

  Value vectorOf(Value value) {
    auto [at, isNew] = values.try_emplace(value.getAsOpaquePointer());
    if (!isNew)
      return at->second;
    Value result;
    if (auto argument = dyn_cast<BlockArgument>(value))
      result = load(argument.getArgNumber());
    else if (AffineExpr same = uniform(value))
      result = splat(same, value.getType());
    else
      result = apply(value);
    return values[value.getAsOpaquePointer()] = result;
  }

  Value apply(Value value) {
    Operation *op = value.getDefiningOp();
    if (FloatAttr constant; matchPattern(value, m_Constant(&constant)))
      return arith::ConstantOp::create(
          b, DenseElementsAttr::get(vectorType(value.getType()),
                                    constant.getValue()));
    SmallVector<Value> operands;
    for (Value operand : op->getOperands())
      operands.push_back(vectorOf(operand));
    OperationState state(op->getLoc(), op->getName(), operands,
                         vectorType(value.getType()), op->getAttrs());
    return b.create(state)->getResult(0);
  }

  Value splat(AffineExpr expr, Type type) {
    if (auto constant = dyn_cast<AffineConstantExpr>(expr))
      return arith::ConstantOp::create(
          b,
          DenseElementsAttr::get(vectorType(type),
                                 b.getIntegerAttr(type, constant.getValue())));
    Value scalar = arith::IndexCastOp::create(b, type, number(expr));
    return vector::BroadcastOp::create(b, vectorType(type), scalar);
  }

  Value number(AffineExpr expr) { return index.apply(expr, block); }

  /// An input of the body at this place, loaded once for consecutive steps that
  /// find it there.
  Value load(unsigned input) {
    OpOperand *operand =
        linalg::LinalgOp(computed.op).getDpsInputOperand(input);
    unsigned part =
        llvm::find(computed.parts, operand) - computed.parts.begin();
    AffineMap map = computed.map(operand);
    SmallVector<AffineExpr> dims(map.getNumDims(), b.getAffineConstantExpr(0));
    dims[computed.k.front()] = k;
    AffineMap place = simplifyAffineMap(AffineMap::get(
        1, 0, map.replaceDimsAndSymbols(dims, {}, 1, 0).getResults(),
        b.getContext()));
    auto &[known, value] = loads[{part, column}];
    if (known == place)
      return value;
    known = place;
    SmallVector<Value> at{panel};
    for (AffineExpr expr : place.getResults().drop_front().drop_back())
      at.push_back(number(expr));
    at.push_back(index.constant(column));
    Type element = cast<MemRefType>(parts[part].getType()).getElementType();
    return value =
               vector::LoadOp::create(b, vectorType(element), parts[part], at);
  }

  ImplicitLocOpBuilder &b;
  Index index;
  const Contraction &computed;
  KernelLibrary &library;
  ValueRange parts;
  Value panel, block;
  AffineExpr k;
  int64_t column = 0;
  llvm::DenseMap<const void *, Value> values;
  std::map<std::pair<unsigned, int64_t>, std::pair<AffineMap, Value>> loads;
};

} // namespace

void tenfold::emitCompute(ImplicitLocOpBuilder &b, ValueRange arguments,
                          const Contraction &computed, KernelLibrary &library) {
  ValueRange rest = arguments.drop_front(computed.parts.size() + 1);
  Emitter(b, arguments, computed, library).store(rest[0], rest[1], rest[2]);
}

void tenfold::emitMultiply(ImplicitLocOpBuilder &b, ValueRange arguments,
                           const Contraction &computed,
                           KernelLibrary &library) {
  ValueRange rest = arguments.drop_front(computed.parts.size() + 1);
  Emitter(b, arguments, computed, library).multiply(rest[0], rest[1], rest[2]);
}
