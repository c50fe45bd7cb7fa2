//===- MicroKernel.cpp - one register block of a contraction --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each element of c is one chain c = fma(a[i, k], b[k, j], c) with k rising by
// one: in every block shape, so that an element's bits do not depend on the
// block that computed it. The chains of one block are independent and hide each
// other's latency; they live in registers for the whole of k.

#include "lib/Transforms/LowerContractions/Index.h"
#include "lib/Transforms/LowerContractions/KernelLibrary.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace tenfold;

/// Steps of k in one trip where a block is wider than a panel, whose addresses
/// would else leave no registers: LLVM moves loads ahead of the fma, and
/// spills.
constexpr int64_t kJoinedUnroll = 2;

namespace {

class Emitter {
public:
  Emitter(ImplicitLocOpBuilder &b, ValueRange arguments,
          const MicroKernel &kernel, KernelLibrary &library)
      : b(b), index(b), kernel(kernel), library(library), lhs(arguments[0]),
        rhs(arguments[1]), out(arguments[2]), accumulate(arguments[3]),
        ahead(arguments[4]),
        vector(VectorType::get({library.lanes()}, library.elements().c)) {}

  void emit() {
    int64_t vectors = kernel.panels * kernel.vectors;
    for (int64_t i = 0; i < std::max(kernel.rows, vectors); ++i)
      place.push_back(index.constant(i));
    for (int64_t v = 0; v < vectors; ++v)
      column.push_back(index.constant(v * library.lanes()));
    if (kernel.tail)
      mask = tailMask();
    prefetchOut();
    SmallVector<Value> acc = initial();
    Value end = b.createOrFold<memref::DimOp>(lhs, 1),
          begin = index.constant(0);
    if (!kernel.tail && kernel.panels == 1 && isPanel())
      acc = loopWithPrefetch(begin, end, acc);
    int64_t unroll =
        isPanel() ? library.cpu().microKernel().unroll
                  : std::min(library.cpu().microKernel().unroll, kJoinedUnroll);
    Value mainEnd = index.sub(end, index.rem(end, index.constant(unroll)));
    acc = loopOverK(begin, mainEnd, unroll, acc);
    acc = loopOverK(mainEnd, end, 1, acc);
    forEachAccumulator(
        [&](int64_t i, int64_t v, int64_t n) { store(acc[n], i, v); });
  }

private:
  void forEachAccumulator(
      llvm::function_ref<void(int64_t row, int64_t vector, int64_t number)>
          visit) {
    int64_t vectors = kernel.panels * kernel.vectors;
    for (int64_t n = 0; n < kernel.rows * vectors; ++n)
      visit(n / vectors, n % vectors, n);
  }

  bool isPanel() const {
    return kernel.vectors <= library.cpu().microKernel().vectors;
  }

  bool isMasked(int64_t v) const {
    return kernel.tail && v == kernel.vectors - 1;
  }

  Value tailMask() {
    Value columns = b.createOrFold<memref::DimOp>(out, 1);
    Value valid = index.sub(columns, column.back());
    return vector::CreateMaskOp::create(
        b, VectorType::get({library.lanes()}, b.getI1Type()), valid);
  }

  Value zero() { return arith::ConstantOp::create(b, b.getZeroAttr(vector)); }

  Value load(Value memref, ValueRange at, int64_t v) {
    if (isMasked(v))
      return vector::MaskedLoadOp::create(b, vector, memref, at, mask, zero());
    return vector::LoadOp::create(b, vector, memref, at);
  }

  void store(Value value, int64_t i, int64_t v) {
    SmallVector<Value> at{place[i], column[v]};
    if (isMasked(v))
      vector::MaskedStoreOp::create(b, out, at, mask, value);
    else
      vector::StoreOp::create(b, value, out, at);
  }

  /// Asks for c's lines, which the stores at the end would else wait for.
  void prefetchOut() {
    forEachAccumulator([&](int64_t i, int64_t v, int64_t) {
      memref::PrefetchOp::create(b, out, ValueRange{place[i], column[v]},
                                 /*isWrite=*/true, /*localityHint=*/3,
                                 /*isDataCache=*/true);
    });
  }

  /// What is in c where the block accumulates, else zeros.
  SmallVector<Value> initial() {
    SmallVector<Type> types(kernel.rows * kernel.panels * kernel.vectors,
                            vector);
    auto choice =
        scf::IfOp::create(b, types, accumulate, /*withElseRegion=*/true);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(choice.thenBlock());
    SmallVector<Value> loaded;
    forEachAccumulator([&](int64_t i, int64_t v, int64_t) {
      loaded.push_back(load(out, {place[i], column[v]}, v));
    });
    scf::YieldOp::create(b, loaded);
    b.setInsertionPointToStart(choice.elseBlock());
    scf::YieldOp::create(b, SmallVector<Value>(types.size(), zero()));
    return choice.getResults();
  }

  /// The steps of k that come in whole groups of `kStepsAhead`, none where
  /// there is nothing to ask for; moves `begin` past them. The prefetches stand
  /// in a block of their own: among the loads of the inner loop they keep LLVM
  /// from scheduling those, and registers spill.
  SmallVector<Value> loopWithPrefetch(Value &begin, Value end, ValueRange acc) {
    Value lines = linesAhead(), step = index.constant(kStepsAhead);
    Value groups =
        arith::SelectOp::create(b, index.equal(ahead, begin), begin,
                                index.sub(end, index.rem(end, step)));
    auto loop = scf::ForOp::create(b, begin, groups, step, acc);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(loop.getBody());
    Value k = loop.getInductionVar();
    int64_t perStep = library.elementsAhead() / kStepsAhead,
            perLine = library.elementsAhead() / kLinesAhead;
    for (int64_t line = 0; line < kLinesAhead; ++line) {
      Value at = index.add(index.mul(k, index.constant(perStep)),
                           index.constant(line * perLine));
      memref::PrefetchOp::create(b, lines, ValueRange{at}, /*isWrite=*/false,
                                 /*localityHint=*/2, /*isDataCache=*/true);
    }
    scf::YieldOp::create(b, loopOverK(k, index.add(k, step),
                                      library.cpu().microKernel().unroll,
                                      loop.getRegionIterArgs()));
    begin = groups;
    return loop.getResults();
  }

  /// b's memory from `ahead` on, as one line.
  Value linesAhead() {
    auto metadata = memref::ExtractStridedMetadataOp::create(b, rhs);
    auto layout =
        StridedLayoutAttr::get(b.getContext(), ShapedType::kDynamic, {1});
    auto type =
        MemRefType::get({ShapedType::kDynamic}, library.elements().b, layout);
    OpFoldResult offset = index.add(metadata.getOffset(), ahead),
                 size = metadata.getSizes()[1];
    return memref::ReinterpretCastOp::create(
        b, type, metadata.getBaseBuffer(), offset, ArrayRef(size),
        ArrayRef<OpFoldResult>{b.getIndexAttr(1)});
  }

  SmallVector<Value> loopOverK(Value begin, Value end, int64_t unroll,
                               ValueRange acc) {
    auto loop = scf::ForOp::create(b, begin, end, index.constant(unroll), acc);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(loop.getBody());
    SmallVector<Value> next(loop.getRegionIterArgs());
    for (int64_t u = 0; u < unroll; ++u)
      absorb(index.add(loop.getInductionVar(), index.constant(u)), next);
    scf::YieldOp::create(b, next);
    return loop.getResults();
  }

  /// acc[i, v] = fma(a[i, k], b[k, v], acc[i, v])
  void absorb(Value k, SmallVectorImpl<Value> &acc) {
    int64_t perPanel = library.cpu().microKernel().vectors;
    SmallVector<Value> rhsVectors;
    for (int64_t v = 0; v < kernel.panels * kernel.vectors; ++v)
      rhsVectors.push_back(
          load(rhs, {place[v / perPanel], k, column[v % perPanel]}, v));
    Value lhsVector;
    forEachAccumulator([&](int64_t i, int64_t v, int64_t n) {
      if (v == 0)
        lhsVector = vector::BroadcastOp::create(
            b, vector, memref::LoadOp::create(b, lhs, ValueRange{place[i], k}));
      acc[n] = vector::FMAOp::create(b, lhsVector, rhsVectors[v], acc[n]);
    });
  }

  ImplicitLocOpBuilder &b;
  Index index;
  const MicroKernel &kernel;
  KernelLibrary &library;
  Value lhs, rhs, out, accumulate, ahead;
  VectorType vector;
  SmallVector<Value> place, column;
  Value mask;
};

} // namespace

void tenfold::emitMicroKernel(ImplicitLocOpBuilder &b, ValueRange arguments,
                              const MicroKernel &kernel,
                              KernelLibrary &library) {
  Emitter(b, arguments, kernel, library).emit();
}
