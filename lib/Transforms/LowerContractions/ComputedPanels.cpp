//===- ComputedPanels.cpp - a factor computed from its parts --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The body's arithmetic on vectors of columns. Steps of k are unrolled as far
// as the parts' blocks reach, so that places within a block and what the body
// computes from them, as shifts, are constants, and a scale is loaded once. One
// row of a takes the values as they come; for more they go through scratch.

#include "lib/Transforms/LowerContractions/ColumnVectors.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

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
        vectors(b, computed, library,
                arguments.take_front(computed.parts.size()),
                arguments[computed.parts.size()]) {
    for (int64_t at = 0; at < library.columns(); at += library.lanes())
      columns.push_back(index.constant(at));
  }

  /// scratch[i, j] = the factor at begin + i, for i below size.
  void store(Value begin, Value size, Value scratch) {
    overSteps(begin, size, {}, [&](Value step, SmallVectorImpl<Value> &) {
      Value i = index.sub(step, begin);
      forEachVector([&](unsigned v, Value value) {
        vector::StoreOp::create(b, value, scratch, ValueRange{i, columns[v]});
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
    for (Value column : columns) {
      Value left = index.sub(index.max(width, column), column);
      masks.push_back(
          vector::CreateMaskOp::create(b, vectorType(b.getI1Type()), left));
      Value old = vector::MaskedLoadOp::create(
          b, type, c, ValueRange{zero, column}, masks.back(), none);
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
      vector::MaskedStoreOp::create(b, c, ValueRange{zero, columns[v]},
                                    masks[v], sum);
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
      body(index.apply(k, block), next);
    }
    if (!carried.empty())
      scf::YieldOp::create(b, next);
    return loop.getResults();
  }

  void forEachVector(llvm::function_ref<void(unsigned, Value)> use) {
    for (auto [v, column] : llvm::enumerate(columns)) {
      vectors.moveTo(block, k, column);
      use(v, vectors.vectorOf(computed.computed));
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

  VectorType vectorType(Type element) {
    return VectorType::get({library.lanes()}, element);
  }

  ImplicitLocOpBuilder &b;
  Index index;
  const Contraction &computed;
  KernelLibrary &library;
  ColumnVectors vectors;
  Value block;
  AffineExpr k;
  SmallVector<Value> columns; // where the vectors of a panel begin
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
