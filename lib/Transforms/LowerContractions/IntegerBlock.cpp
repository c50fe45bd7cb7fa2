//===- IntegerBlock.cpp - a register block of integers --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//   c += over groups of steps of k, in rising order:
//          (s sum p q) t, then (s sum p) u     sums of integers are exact
// Weights stand as kGroupedSteps bytes of consecutive k side by side for each
// column, the operand of a dot product of bytes; those of one group are held in
// registers for all rows of a block. What one element of c adds, and in what
// order, does not depend on its block.

#include "lib/Transforms/LowerContractions/ColumnVectors.h"
#include "lib/Transforms/LowerContractions/IntegerFactors.h"
#include "lib/Transforms/LowerContractions/IntegerOperands.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace tenfold;

/// One row reads weights as fast as memory gives them: it asks for those that
/// many steps of k ahead, in the next panel where this one ends.
constexpr int64_t kIntegerStepsAhead = 128;

namespace {

/// acc + the four products of bytes in each lane, w unsigned, x signed. The sum
/// is exact: neither form saturates.
class ByteDot {
public:
  ByteDot(ImplicitLocOpBuilder &b, const CPUTarget &cpu) : b(b), cpu(cpu) {}

  Value emit(Value acc, Value w, Value x) {
    if (cpu.int8Dot)
      return call("vpdpbusd." + Twine(cpu.vectorBits), "avx512", {acc, w, x});
    Value even = madd(low(w, /*isSigned=*/false), low(x, /*isSigned=*/true)),
          odd = madd(high(w, /*isSigned=*/false), high(x, /*isSigned=*/true));
    Value sum = arith::AddIOp::create(b, even, odd);
    return arith::AddIOp::create(b, acc, sum);
  }

private:
  Value call(const Twine &name, StringRef extension, ValueRange operands) {
    auto type = VectorType::get({cpu.lanes(32)}, b.getI32Type());
    std::string intrinsic = ("llvm.x86." + extension + "." + name).str();
    return LLVM::CallIntrinsicOp::create(b, type, b.getStringAttr(intrinsic),
                                         operands)
        .getResult(0);
  }

  Value madd(Value x, Value y) {
    return cpu.vectorBits == 512 ? call("pmaddw.d.512", "avx512", {x, y})
                                 : call("pmadd.wd", "avx2", {x, y});
  }

  Value words(Value bytes) {
    auto type = VectorType::get({cpu.lanes(16)}, b.getI16Type());
    return vector::BitCastOp::create(b, type, bytes);
  }
  Value eight(Value like) {
    return arith::ConstantOp::create(
        b, DenseElementsAttr::get(cast<VectorType>(like.getType()),
                                  b.getI16IntegerAttr(8)));
  }
  Value high(Value bytes, bool isSigned) {
    return shifted(words(bytes), isSigned);
  }
  Value low(Value bytes, bool isSigned) {
    Value pairs = words(bytes);
    return shifted(arith::ShLIOp::create(b, pairs, eight(pairs)), isSigned);
  }
  Value shifted(Value x, bool isSigned) {
    return isSigned ? Value(arith::ShRSIOp::create(b, x, eight(x)))
                    : Value(arith::ShRUIOp::create(b, x, eight(x)));
  }

  ImplicitLocOpBuilder &b;
  const CPUTarget &cpu;
};

/// One register block: all of k for `rows` rows and `count` vectors of columns
/// from `first`.
class BlockEmitter {
public:
  BlockEmitter(ImplicitLocOpBuilder &b, const IntegerOperands &operands,
               const Contraction &found, const IntegerBlock &shape,
               KernelLibrary &library)
      : b(b), index(b), found(found), factors(*matchIntegers(found)),
        shape(shape), library(library), operands(operands),
        sums(operands.rest[0]), c(operands.rest[3]),
        accumulate(operands.rest[4]),
        vectors(b, found, library, operands.parts, operands.rest[1],
                shape.rows == 1 ? kIntegerStepsAhead : 0) {
    for (int64_t v = 0; v < shape.vectors; ++v)
      columns.push_back(
          index.add(operands.rest[2], index.constant(v * library.lanes())));
  }

  void emit() {
    loadSums();
    Value steps = index.constant(factors.unroll),
          k = b.createOrFold<memref::DimOp>(operands.p, 1);
    auto loop = scf::ForOp::create(b, index.constant(0), index.div(k, steps),
                                   index.constant(1), acc);
    {
      OpBuilder::InsertionGuard guard(b);
      b.setInsertionPointToStart(loop.getBody());
      block = loop.getInductionVar();
      acc = SmallVector<Value>(loop.getRegionIterArgs());
      for (int64_t u = 0; u < factors.unroll; u += factors.group)
        addGroup(u);
      scf::YieldOp::create(b, acc);
    }
    for (auto [i, sum] : llvm::enumerate(loop.getResults()))
      vector::MaskedStoreOp::create(b, c, placeOf(i), masks[i % shape.vectors],
                                    sum);
  }

private:
  VectorType lanesOf(Type element) {
    return VectorType::get({library.lanes()}, element);
  }
  VectorType bytesType() {
    return VectorType::get({library.lanes() * kGroupedSteps}, b.getI8Type());
  }

  SmallVector<Value> placeOf(size_t sum) {
    return {index.constant(sum / shape.vectors), columns[sum % shape.vectors]};
  }

  void loadSums() {
    Value width = b.createOrFold<memref::DimOp>(c, 1);
    auto none = arith::ConstantOp::create(
        b, b.getZeroAttr(lanesOf(library.elements().c)));
    for (Value column : columns)
      masks.push_back(vector::CreateMaskOp::create(
          b, lanesOf(b.getI1Type()),
          Value(index.sub(index.max(width, column), column))));
    for (int64_t i = 0; i < shape.rows * shape.vectors; ++i) {
      Value old = vector::MaskedLoadOp::create(b, lanesOf(library.elements().c),
                                               c, placeOf(i),
                                               masks[i % shape.vectors], none);
      acc.push_back(arith::SelectOp::create(b, accumulate, old, none));
    }
  }

  AffineExpr stepAt(int64_t u) {
    return b.getAffineDimExpr(0) * factors.unroll + u;
  }
  Value numberAt(int64_t u, int64_t divisor) {
    return index.apply(stepAt(u).floorDiv(divisor), block);
  }

  /// Adds the steps of one group, from u on, to all sums.
  void addGroup(int64_t u) {
    for (auto [v, column] : llvm::enumerate(columns)) {
      vectors.moveTo(block, stepAt(u), column);
      Scaled scaled = split(found.computed);
      SmallVector<Value> weights;
      for (int64_t step = u; step < u + factors.group; step += kGroupedSteps) {
        vectors.moveTo(block, stepAt(step), column);
        weights.push_back(unsignedBytes(scaled.integer));
      }
      for (int64_t row = 0; row < shape.rows; ++row)
        addRow(row, u, scaled, weights, acc[row * shape.vectors + v]);
    }
  }

  /// t and u of t q + u, null for one and for zero, and q.
  struct Scaled {
    Value t, u;
    UnsignedInteger integer;
  };

  Scaled split(Value value) {
    Operation *op = value.getDefiningOp();
    if (isa<arith::SIToFPOp>(op)) {
      UnsignedInteger integer = unsignedOf(op->getOperand(0));
      Value offset = integer.offset ? splat(integer.offset) : Value();
      return {{}, offset, integer};
    }
    bool first = differsByStep(found, op->getOperand(0));
    Scaled inner = split(op->getOperand(first ? 0 : 1));
    Value same = vectors.vectorOf(op->getOperand(first ? 1 : 0));
    if (isa<arith::MulFOp>(op))
      return {inner.t ? mul(inner.t, same) : same,
              inner.u ? mul(inner.u, same) : inner.u, inner.integer};
    if (isa<arith::SubFOp>(op))
      same = arith::NegFOp::create(b, same);
    inner.u = inner.u ? Value(arith::AddFOp::create(b, inner.u, same)) : same;
    return inner;
  }

  Value splat(double value) {
    return arith::ConstantOp::create(
        b, DenseElementsAttr::get(lanesOf(b.getF32Type()),
                                  b.getF32FloatAttr(value)));
  }
  Value mul(Value x, Value y) { return arith::MulFOp::create(b, x, y); }

  /// c += (s sum p q) t + (s sum p) u
  void addRow(int64_t row, int64_t u, const Scaled &scaled,
              ArrayRef<Value> weights, Value &sum) {
    Value r = index.constant(row);
    Value dot =
        arith::ConstantOp::create(b, b.getZeroAttr(lanesOf(b.getI32Type())));
    for (auto [i, w] : llvm::enumerate(weights))
      dot = ByteDot(b, library.cpu())
                .emit(dot, w, bytesOfRow(r, u + i * kGroupedSteps));
    Value s = broadcast(operands.s, r, numberAt(u, factors.scaleSteps));
    Value product = arith::SIToFPOp::create(b, lanesOf(b.getF32Type()), dot);
    sum =
        vector::FMAOp::create(b, scaled.t ? mul(scaled.t, s) : s, product, sum);
    if (scaled.u)
      sum = vector::FMAOp::create(
          b, scaled.u, broadcast(sums, r, numberAt(u, factors.group)), sum);
  }

  Value broadcast(Value matrix, Value row, Value column) {
    Value scalar = memref::LoadOp::create(b, matrix, ValueRange{row, column});
    return vector::BroadcastOp::create(b, lanesOf(scalar.getType()), scalar);
  }

  /// The same four bytes of a row in every lane.
  Value bytesOfRow(Value row, int64_t u) {
    auto bytes = VectorType::get({kGroupedSteps}, b.getI8Type());
    Value four = vector::LoadOp::create(b, bytes, operands.p,
                                        ValueRange{row, numberAt(u, 1)});
    Value word = vector::BitCastOp::create(
        b, VectorType::get({1}, b.getI32Type()), four);
    Value words = vector::BroadcastOp::create(b, lanesOf(b.getI32Type()), word);
    return vector::BitCastOp::create(b, bytesType(), words);
  }

  Value unsignedBytes(const UnsignedInteger &integer) {
    if (!integer.isSigned)
      return bytesOf(integer.value);
    Value bytes = vectors.load(cast<BlockArgument>(integer.value));
    return arith::XOrIOp::create(b, bytes, byteSplat(0x80));
  }

  /// An unsigned integer of the body for four steps of k.
  Value bytesOf(Value value) {
    Operation *op = value.getDefiningOp();
    if (isa<arith::ExtUIOp>(op))
      return vectors.load(cast<BlockArgument>(op->getOperand(0)));
    Value lhs = op->getOperand(0), rhs = op->getOperand(1);
    if (auto shift = lhs.getDefiningOp<arith::ShRUIOp>();
        isa<arith::AndIOp>(op) && shift && isa<BlockArgument>(shift.getLhs()))
      return bitsOf(shift);
    Value x = bytesOf(lhs);
    std::optional<int64_t> amount = amountOf(rhs);
    if (isa<arith::ShRUIOp>(op))
      return *amount ? Value(arith::ShRUIOp::create(b, x, byteSplat(*amount)))
                     : x;
    if (isa<arith::ShLIOp>(op))
      return arith::ShLIOp::create(b, x, byteSplat(*amount));
    Value y = amount ? byteSplat(*amount) : bytesOf(rhs);
    return isa<arith::AndIOp>(op) ? Value(arith::AndIOp::create(b, x, y))
                                  : Value(arith::OrIOp::create(b, x, y));
  }

  /// What an integer of the body is at this place, where it is the same in all
  /// blocks.
  std::optional<int64_t> amountOf(Value value) {
    auto known = dyn_cast_or_null<AffineConstantExpr>(vectors.uniform(value));
    return known ? std::optional(known.getValue()) : std::nullopt;
  }

  /// Four consecutive bits of a word as bytes: copies 7 bits apart bring bit i
  /// to the lowest of byte i.
  Value bitsOf(arith::ShRUIOp shift) {
    Value word = vectors.load(cast<BlockArgument>(shift.getLhs()));
    auto constant = [&](int64_t value) {
      return arith::ConstantOp::create(
          b, DenseElementsAttr::get(lanesOf(b.getI32Type()),
                                    b.getI32IntegerAttr(value)));
    };
    Value bits =
        arith::ShRUIOp::create(b, word, constant(*amountOf(shift.getRhs())));
    bits = arith::AndIOp::create(b, bits, constant(0xf));
    bits = arith::MulIOp::create(b, bits, constant(0x00204081));
    bits = arith::AndIOp::create(b, bits, constant(0x01010101));
    return vector::BitCastOp::create(b, bytesType(), bits);
  }

  Value byteSplat(int64_t value) {
    return arith::ConstantOp::create(
        b, DenseElementsAttr::get(
               bytesType(), APInt(8, value, false, /*implicitTrunc=*/true)));
  }

  ImplicitLocOpBuilder &b;
  Index index;
  const Contraction &found;
  IntegerFactors factors;
  IntegerBlock shape;
  KernelLibrary &library;
  IntegerOperands operands;
  Value sums, c, accumulate, block;
  ColumnVectors vectors;
  SmallVector<Value> columns, masks, acc;
};

} // namespace

void tenfold::emitMicroKernel(ImplicitLocOpBuilder &b, ValueRange arguments,
                              const Contraction &found,
                              const IntegerBlock &block,
                              KernelLibrary &library) {
  BlockEmitter(b, IntegerOperands(arguments, found), found, block, library)
      .emit();
}
