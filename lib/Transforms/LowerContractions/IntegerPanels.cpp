//===- IntegerPanels.cpp - scaled integers multiplied as integers ---------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//   sums[row, group] = s sum p
//   for each panel of columns
//     for blocks of rows, as many as fit, then few, then one
//       microkernel

#include "lib/Transforms/LowerContractions/Index.h"
#include "lib/Transforms/LowerContractions/IntegerFactors.h"
#include "lib/Transforms/LowerContractions/IntegerOperands.h"
#include "lib/Transforms/LowerContractions/KernelLibrary.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace tenfold;

namespace {

/// The loops around register blocks.
class MacroEmitter {
public:
  MacroEmitter(ImplicitLocOpBuilder &b, ValueRange arguments,
               const Contraction &found, KernelLibrary &library)
      : b(b), index(b), found(found), factors(*matchIntegers(found)),
        library(library), operands(arguments, found), c(operands.rest[0]),
        accumulate(operands.rest[1]), sums(operands.rest[2]) {}

  void emit() {
    emitSums();
    Value n = b.createOrFold<memref::DimOp>(c, 1),
          columns = index.constant(library.columns());
    forLoop(b, index.constant(0), index.ceildiv(n, library.columns()),
            index.constant(1), [&](Value panel) {
              Value begin = index.mul(panel, columns);
              overRows(panel, begin, index.min(columns, index.sub(n, begin)));
            });
  }

private:
  /// sums[row, group] = s sum p
  void emitSums() {
    Value zero = index.constant(0),
          rows = b.createOrFold<memref::DimOp>(operands.p, 0),
          k = b.createOrFold<memref::DimOp>(operands.p, 1);
    Value group = index.constant(factors.group);
    Value one = index.constant(1);
    forLoop(b, zero, rows, one, [&](Value row) {
      forLoop(b, zero, index.div(k, group), one, [&](Value at) {
        Value begin = index.mul(at, group);
        Value bytes = vector::LoadOp::create(
            b, VectorType::get({factors.group}, b.getI8Type()), operands.p,
            ValueRange{row, begin});
        Value words = arith::ExtSIOp::create(
            b, VectorType::get({factors.group}, b.getI32Type()), bytes);
        Value sum =
            vector::ReductionOp::create(b, vector::CombiningKind::ADD, words);
        Value scale = memref::LoadOp::create(
            b, operands.s,
            ValueRange{row,
                       index.div(begin, index.constant(factors.scaleSteps))});
        Value real = arith::SIToFPOp::create(b, scale.getType(), sum);
        memref::StoreOp::create(b, arith::MulFOp::create(b, scale, real), sums,
                                ValueRange{row, at});
      });
    });
  }

  void overRows(Value panel, Value begin, Value width) {
    Value m = b.createOrFold<memref::DimOp>(c, 0), done = index.constant(0);
    for (int64_t rows : library.integerRows()) {
      Value block = index.constant(rows);
      Value end = index.sub(m, index.rem(index.sub(m, done), block));
      forLoop(b, done, end, block, [&](Value first) {
        // One row takes all columns at once: its bytes are read once.
        int64_t vectors = rows == 1 ? library.columns() / library.lanes() : 1;
        forLoop(b, index.constant(0), width,
                index.constant(vectors * library.lanes()), [&](Value column) {
                  call({rows, vectors}, first, panel, column,
                       corner(c, first, rows, begin, width));
                });
      });
      done = end;
    }
  }

  void call(const IntegerBlock &block, Value first, Value panel, Value column,
            Value target) {
    SmallVector<Value> values{rowsOf(operands.p, first, block.rows),
                              rowsOf(operands.s, first, block.rows)};
    llvm::append_range(values, operands.parts);
    values.append(
        {rowsOf(sums, first, block.rows), panel, column, target, accumulate});
    func::CallOp::create(b, library.micro(found, block), values);
  }

  Value rowsOf(Value matrix, Value first, int64_t rows) {
    return corner(matrix, first, rows, index.constant(0),
                  b.createOrFold<memref::DimOp>(matrix, 1));
  }

  Value corner(Value matrix, Value first, int64_t rows, Value begin,
               Value width) {
    SmallVector<OpFoldResult> offsets{first, begin},
        sizes{Value(index.constant(rows)), width},
        strides(2, b.getIndexAttr(1));
    return memref::SubViewOp::create(b, cast<MemRefType>(matrix.getType()),
                                     matrix, offsets, sizes, strides);
  }

  ImplicitLocOpBuilder &b;
  Index index;
  const Contraction &found;
  IntegerFactors factors;
  KernelLibrary &library;
  IntegerOperands operands;
  Value c, accumulate, sums;
};

} // namespace

void tenfold::emitIntegerContraction(ImplicitLocOpBuilder &b,
                                     ValueRange arguments,
                                     const Contraction &found,
                                     KernelLibrary &library) {
  MacroEmitter(b, arguments, found, library).emit();
}
