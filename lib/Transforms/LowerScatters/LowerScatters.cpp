//===- LowerScatters.cpp - loops over rows to accesses of one row ---------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialects/Program/Program.h"
#include "lib/Analysis/Scatter.h"

#include "mlir/Analysis/SliceAnalysis.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/Remarks.h"
#include "mlir/Pass/Pass.h"

namespace tenfold {
#define GEN_PASS_DEF_LOWERSCATTERS
#include "lib/Transforms/LowerScatters/LowerScatters.h.inc"
} // namespace tenfold

using namespace mlir;
using namespace tenfold;

namespace {

class Lowering {
public:
  Lowering(linalg::GenericOp op, const Scatter &scatter)
      : op(op), scatter(scatter), b(op), loc(op.getLoc()),
        numbers(op.getNumLoops()) {}
  void run();

private:
  bool isOuter(unsigned dim);
  Value extentOf(unsigned dim);
  void buildLoops();
  Value buildIndex();
  Value rowOf(OpOperand &operand);
  void buildRow();

  linalg::GenericOp op;
  Scatter scatter;
  OpBuilder b;
  Location loc;
  SmallVector<Value> numbers; // of the iteration along outer dims and the row
  llvm::SetVector<Operation *> indexOps; // that compute the index
};

/// Loops of the index and all reductions are outside of the row.
bool Lowering::isOuter(unsigned dim) {
  if (op.getIteratorTypesArray()[dim] == utils::IteratorType::reduction)
    return true;
  auto depends = [&](Value value) {
    if (auto number = value.getDefiningOp<linalg::IndexOp>())
      return number.getDim() == dim;
    auto arg = dyn_cast<BlockArgument>(value);
    return arg && arg.getOwner() == op.getBlock() &&
           op.getMatchingIndexingMap(op.getMatchingOpOperand(arg))
               .isFunctionOfDim(dim);
  };
  return depends(scatter.index) || llvm::any_of(indexOps, [&](Operation *each) {
           return llvm::any_of(each->getResults(), depends) ||
                  llvm::any_of(each->getOperands(), depends);
         });
}

Value Lowering::extentOf(unsigned dim) {
  for (OpOperand &operand : op->getOpOperands())
    for (auto [at, expr] :
         llvm::enumerate(op.getMatchingIndexingMap(&operand).getResults()))
      if (expr == getAffineDimExpr(dim, op.getContext()))
        return b.createOrFold<memref::DimOp>(loc, operand.get(), at);
  llvm_unreachable("a loop of no operand");
}

void Lowering::buildLoops() {
  SmallVector<unsigned> parallel, reductions;
  for (unsigned dim = 0; dim < op.getNumLoops(); ++dim) {
    bool reduces =
        op.getIteratorTypesArray()[dim] == utils::IteratorType::reduction;
    if (reduces)
      reductions.push_back(dim);
    else if (dim != scatter.dim && isOuter(dim))
      parallel.push_back(dim);
  }
  if (!parallel.empty()) {
    SmallVector<OpFoldResult> extents;
    for (unsigned dim : parallel)
      extents.push_back(getAsOpFoldResult(extentOf(dim)));
    auto loop =
        scf::ForallOp::create(b, loc, extents, ValueRange(), std::nullopt);
    for (auto [dim, number] :
         llvm::zip_equal(parallel, loop.getInductionVars()))
      numbers[dim] = number;
    b.setInsertionPoint(loop.getTerminator());
  }
  Value zero = arith::ConstantIndexOp::create(b, loc, 0);
  Value one = arith::ConstantIndexOp::create(b, loc, 1);
  for (unsigned dim : reductions) {
    auto loop = scf::ForOp::create(b, loc, zero, extentOf(dim), one);
    numbers[dim] = loop.getInductionVar();
    b.setInsertionPointToStart(loop.getBody());
  }
}

/// The index, its operands loaded at the outer loops' place.
Value Lowering::buildIndex() {
  IRMapping mapping;
  for (BlockArgument arg : op.getBlock()->getArguments()) {
    OpOperand *operand = op.getMatchingOpOperand(arg);
    SmallVector<Value> at;
    for (AffineExpr expr : op.getMatchingIndexingMap(operand).getResults())
      at.push_back(numbers[cast<AffineDimExpr>(expr).getPosition()]);
    bool used =
        arg == scatter.index || llvm::any_of(indexOps, [&](Operation *each) {
          return llvm::is_contained(each->getOperands(), arg);
        });
    if (used)
      mapping.map(
          arg, memref::LoadOp::create(b, loc, operand->get(), at).getResult());
  }
  for (Operation *each : indexOps) {
    if (auto number = dyn_cast<linalg::IndexOp>(each))
      mapping.map(number.getResult(), numbers[number.getDim()]);
    else
      b.clone(*each, mapping);
  }
  return mapping.lookupOrDefault(scatter.index);
}

/// The part of an operand at the outer loops' place and the row.
Value Lowering::rowOf(OpOperand &operand) {
  auto type = cast<MemRefType>(operand.get().getType());
  SmallVector<OpFoldResult> sizes =
      memref::getMixedSizes(b, loc, operand.get());
  SmallVector<OpFoldResult> offsets(sizes.size(), b.getIndexAttr(0)),
      ones(sizes.size(), b.getIndexAttr(1));
  SmallVector<int64_t> shape;
  AffineMap map = op.getMatchingIndexingMap(&operand);
  for (auto [at, expr] : llvm::enumerate(map.getResults()))
    if (Value number = numbers[cast<AffineDimExpr>(expr).getPosition()]) {
      offsets[at] = number;
      sizes[at] = b.getIndexAttr(1);
    } else {
      shape.push_back(type.getDimSize(at));
    }
  auto part = memref::SubViewOp::inferRankReducedResultType(
      shape, type, offsets, sizes, ones);
  return memref::SubViewOp::create(b, loc, part, operand.get(), offsets, sizes,
                                   ones);
}

void Lowering::buildRow() {
  SmallVector<unsigned> inner;
  for (unsigned dim = 0; dim < op.getNumLoops(); ++dim)
    if (!numbers[dim])
      inner.push_back(dim);
  SmallVector<Value> inputs, outputs;
  SmallVector<AffineMap> maps;
  for (OpOperand &operand : op->getOpOperands()) {
    SmallVector<AffineExpr> exprs;
    for (AffineExpr expr : op.getMatchingIndexingMap(&operand).getResults())
      if (auto at = llvm::find(inner, cast<AffineDimExpr>(expr).getPosition());
          at != inner.end())
        exprs.push_back(b.getAffineDimExpr(at - inner.begin()));
    maps.push_back(AffineMap::get(inner.size(), 0, exprs, b.getContext()));
    (op.isDpsInit(&operand) ? outputs : inputs).push_back(rowOf(operand));
  }
  auto row = linalg::GenericOp::create(
      b, loc, inputs, outputs, maps,
      SmallVector<utils::IteratorType>(inner.size(),
                                       utils::IteratorType::parallel));
  IRMapping mapping;
  op.getRegion().cloneInto(&row.getRegion(), mapping);
  OpBuilder body = OpBuilder::atBlockBegin(row.getBlock());
  Operation *hit = mapping.lookup(scatter.hit);
  hit->getResult(0).replaceAllUsesWith(
      arith::ConstantIntOp::create(body, loc, body.getI1Type(), 1));
  for (auto number :
       llvm::make_early_inc_range(row.getBlock()->getOps<linalg::IndexOp>())) {
    Value outer = numbers[number.getDim()];
    if (!outer) {
      number.setDim(llvm::find(inner, number.getDim()) - inner.begin());
      continue;
    }
    number.getResult().replaceAllUsesWith(outer);
    number.erase();
  }
}

void Lowering::run() {
  BackwardSliceOptions options;
  options.inclusive = true;
  options.filter = [&](Operation *each) {
    return each->getBlock() == op.getBlock();
  };
  (void)getBackwardSlice(scatter.index, &indexOps, options);
  buildLoops();
  Value index = buildIndex();
  numbers[scatter.dim] = index;
  Value inside = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ult, index,
                                       extentOf(scatter.dim));
  auto branch = scf::IfOp::create(b, loc, inside, /*withElseRegion=*/false);
  b.setInsertionPointToStart(branch.thenBlock());
  buildRow();
  op.erase();
}

struct LowerScattersPass final
    : tenfold::impl::LowerScattersBase<LowerScattersPass> {
  void runOnOperation() override {
    if (!getOperation()->hasAttr(program::kKernel))
      return;
    for (auto op :
         llvm::to_vector(getOperation().getOps<linalg::GenericOp>())) {
      std::optional<Scatter> scatter = matchScatter(op);
      if (!scatter || !op.hasPureBufferSemantics())
        continue;
      if (llvm::is_contained(op.getStaticLoopRanges(), 0)) {
        op.erase(); // no points: it does nothing
        continue;
      }
      auto opts = remark::RemarkOpts::name("Scatter")
                      .category("lower-scatters")
                      .function(getOperation().getName());
      bool plain = llvm::all_of(op.getIndexingMapsArray(), [](AffineMap map) {
        return map.isProjectedPermutation();
      });
      if (!plain) {
        remark::missed(op.getLoc(), opts)
            << remark::reason("an operand is not indexed by plain loops");
        continue;
      }
      remark::passed(op.getLoc(), opts) << remark::metric("Dim", scatter->dim);
      Lowering(op, *scatter).run();
    }
  }
};

} // namespace
