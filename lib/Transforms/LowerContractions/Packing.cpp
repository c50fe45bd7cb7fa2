//===- Packing.cpp - copies into rows of unit stride and panels -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// target[i, j] = source[i, j]. Three ways, chosen by the strides at run time:
// along rows by vectors, along columns by transposing square blocks in
// registers, and one element at a time where neither stride is one.

#include "lib/Transforms/LowerContractions/Index.h"
#include "lib/Transforms/LowerContractions/KernelLibrary.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace tenfold;

namespace {

class Emitter {
public:
  Emitter(ImplicitLocOpBuilder &b, ValueRange arguments, KernelLibrary &library)
      : b(b), index(b), library(library), lanes(library.lanes()),
        source(arguments[0]), target(arguments[1]),
        vector(VectorType::get({lanes}, library.elements().c)),
        rows(b.createOrFold<memref::DimOp>(target, 0)),
        columns(b.createOrFold<memref::DimOp>(target, 1)),
        zero(index.constant(0)), one(index.constant(1)),
        width(index.constant(lanes)) {}

  void emit() {
    auto metadata = memref::ExtractStridedMetadataOp::create(b, source);
    Value rowStride = metadata.getStrides()[0],
          columnStride = metadata.getStrides()[1];
    auto unitStride = [&](Value lead) { return reinterpret(metadata, lead); };
    ifElse(
        index.equal(columnStride, one),
        [&] { copyRows(unitStride(rowStride)); },
        [&] {
          ifElse(
              index.equal(rowStride, one),
              [&] { transpose(unitStride(columnStride)); },
              [&] { copyElements(); });
        });
  }

private:
  /// The source as `lead`-strided lines of unit stride.
  Value reinterpret(memref::ExtractStridedMetadataOp metadata, Value lead) {
    SmallVector<OpFoldResult> sizes{metadata.getSizes()[0],
                                    metadata.getSizes()[1]};
    SmallVector<OpFoldResult> strides{lead, b.getIndexAttr(1)};
    return memref::ReinterpretCastOp::create(
        b, library.rowsType(vector.getElementType()), metadata.getBaseBuffer(),
        OpFoldResult(metadata.getOffset()), sizes, strides);
  }

  void copyRows(Value lines) {
    Value mainEnd = index.sub(columns, index.rem(columns, width));
    Value mask = maskOf(index.sub(columns, mainEnd));
    loop(rows, one, [&](Value i) {
      auto body = scf::ForOp::create(b, zero, mainEnd, width);
      inside(body.getBody(), [&] {
        Value j = body.getInductionVar();
        vector::StoreOp::create(
            b, vector::LoadOp::create(b, vector, lines, ValueRange{i, j}),
            target, ValueRange{i, j});
      });
      vector::MaskedStoreOp::create(b, target, {i, mainEnd}, mask,
                                    maskedLoad(lines, i, mainEnd, mask));
    });
  }

  /// Blocks of lanes x lanes: line j of the source holds column j of the
  /// target. Lines past the end repeat the last. Each line is read to its end
  /// before the next ones: it is memory that limits this.
  void transpose(Value lines) {
    loop(columns, width, [&](Value j) {
      loop(rows, width, [&](Value i) {
        Value loadMask = maskOf(index.min(width, index.sub(rows, i)));
        Value last = index.sub(columns, one);
        SmallVector<Value> block;
        for (int64_t lane = 0; lane < lanes; ++lane)
          block.push_back(maskedLoad(
              lines, index.min(index.add(j, index.constant(lane)), last), i,
              loadMask));
        transposeInRegisters(block);
        Value valid = index.min(width, index.sub(columns, j));
        for (int64_t lane = 0; lane < lanes; ++lane) {
          Value row = index.add(i, index.constant(lane));
          Value count =
              arith::SelectOp::create(b, index.less(row, rows), valid, zero);
          vector::MaskedStoreOp::create(b, target, {row, j}, maskOf(count),
                                        block[lane]);
        }
      });
    });
  }

  /// Exchanges bit s of the row number with bit s of the lane number, for every
  /// bit.
  void transposeInRegisters(SmallVectorImpl<Value> &block) {
    for (int64_t s = 1; s < lanes; s *= 2) {
      SmallVector<int64_t> low(lanes), high(lanes);
      for (int64_t lane = 0; lane < lanes; ++lane) {
        low[lane] = lane & s ? lanes + lane - s : lane;
        high[lane] = lane & s ? lanes + lane : lane + s;
      }
      for (int64_t row = 0; row < lanes; ++row) {
        if (row & s)
          continue;
        Value x = block[row], y = block[row + s];
        block[row] = vector::ShuffleOp::create(b, x, y, low);
        block[row + s] = vector::ShuffleOp::create(b, x, y, high);
      }
    }
  }

  void copyElements() {
    loop(rows, one, [&](Value i) {
      loop(columns, one, [&](Value j) {
        memref::StoreOp::create(
            b, memref::LoadOp::create(b, source, ValueRange{i, j}), target,
            ValueRange{i, j});
      });
    });
  }

  Value maskOf(Value count) {
    return vector::CreateMaskOp::create(
        b, VectorType::get({lanes}, b.getI1Type()), count);
  }

  Value maskedLoad(Value lines, Value i, Value j, Value mask) {
    Value none = arith::ConstantOp::create(b, b.getZeroAttr(vector));
    return vector::MaskedLoadOp::create(b, vector, lines, ValueRange{i, j},
                                        mask, none);
  }

  void inside(Block *block, llvm::function_ref<void()> body) {
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(block);
    body();
  }

  void loop(Value end, Value step, llvm::function_ref<void(Value)> body) {
    auto loop = scf::ForOp::create(b, zero, end, step);
    inside(loop.getBody(), [&] { body(loop.getInductionVar()); });
  }

  void ifElse(Value condition, llvm::function_ref<void()> then,
              llvm::function_ref<void()> otherwise) {
    auto choice = scf::IfOp::create(b, condition, /*withElseRegion=*/true);
    inside(choice.thenBlock(), then);
    inside(choice.elseBlock(), otherwise);
  }

  ImplicitLocOpBuilder &b;
  Index index;
  KernelLibrary &library;
  int64_t lanes;
  Value source, target;
  VectorType vector;
  Value rows, columns, zero, one, width;
};

} // namespace

void tenfold::emitPack(ImplicitLocOpBuilder &b, ValueRange arguments,
                       KernelLibrary &library) {
  Emitter(b, arguments, library).emit();
}

void tenfold::emitPackPanels(ImplicitLocOpBuilder &b, ValueRange arguments,
                             KernelLibrary &library) {
  Index index(b);
  Value source = arguments[0], panels = arguments[1];
  Value steps = b.createOrFold<memref::DimOp>(source, 0),
        columns = b.createOrFold<memref::DimOp>(source, 1);
  Value width = index.constant(library.columns()), zero = index.constant(0);
  auto loop = scf::ForOp::create(b, zero, columns, width);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(loop.getBody());
  Value begin = loop.getInductionVar(),
        size = index.min(width, index.sub(columns, begin));
  Value panel = index.div(begin, width);
  SmallVector<OpFoldResult> ones(3, b.getIndexAttr(1)),
      none(3, b.getIndexAttr(0));
  Value from =
      memref::SubViewOp::create(b, library.stridedType(library.elements().b),
                                source, ArrayRef<OpFoldResult>{none[0], begin},
                                ArrayRef<OpFoldResult>{steps, size},
                                ArrayRef<OpFoldResult>{ones[0], ones[1]});
  Value to = memref::SubViewOp::create(
      b, library.rowsType(library.elements().b), panels,
      ArrayRef<OpFoldResult>{panel, none[0], none[0]},
      ArrayRef<OpFoldResult>{ones[0], steps, size}, ones);
  func::CallOp::create(b, library.pack(), ValueRange{from, to});
}
