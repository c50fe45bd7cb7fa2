//===- MacroKernel.cpp - blocks of a contraction around its registers -----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//   for k in blocks of kBlock                    c is visited once per block:
//   long blocks
//     for m in blocks of a that fill a quarter of L2
//       for each panel of b                      stays in L2 while a streams
//       past it
//         for each block of rows                 sizes differ by at most one
//         row: 16 rows are 8 + 8, not 14 + 2
//           microkernel
// A tail of one vector is joined to the panel before it. With one row or two,
// one panel has too few chains to hide fma latency, so a block takes several
// panels at once.

#include "lib/Transforms/LowerContractions/Index.h"
#include "lib/Transforms/LowerContractions/KernelLibrary.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace tenfold;

/// Independent chains that keep two fma units of latency four busy.
constexpr int64_t kChains = 8;

namespace {

/// One visit's slice of the operands, how many blocks of rows had the same b
/// before, and how far behind b's begin the lines are that a block asks for.
struct Slice {
  Value a, b, c, accumulate, before, ahead;
};

class Emitter {
public:
  Emitter(ImplicitLocOpBuilder &b, KernelLibrary &library)
      : b(b), index(b), library(library), shape(library.cpu().microKernel()) {}

  /// The same where a panel's blocks are computed by `compute(panel, begin,
  /// size)`: a panel is computed in order, for all rows that fit, and stays in
  /// the cache while they stream past it. One row alone takes each panel by
  /// `multiply(panel, c)`.
  void overComputed(const Slice &whole, Value scratch,
                    llvm::function_ref<void(Value, Value, Value)> compute,
                    llvm::function_ref<void(Value, Value)> multiply) {
    auto choice =
        scf::IfOp::create(b, index.equal(dim(whole.c, 0), index.constant(1)),
                          /*withElseRegion=*/true);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(choice.thenBlock());
    Value columns = index.constant(library.columns()), n = dim(whole.c, 1);
    forLoop(b, index.constant(0), index.ceildiv(n, library.columns()),
            index.constant(1), [&](Value panel) {
              Value begin = index.mul(panel, columns);
              multiply(panel,
                       columnsOf(whole.c, begin,
                                 index.min(columns, index.sub(n, begin))));
            });
    b.setInsertionPointToStart(choice.elseBlock());
    overComputed(whole, scratch, compute);
  }

  void overComputed(const Slice &whole, Value scratch,
                    llvm::function_ref<void(Value, Value, Value)> compute) {
    overRowBlocks(whole, dim(whole.a, 1), [&](const Slice &slice, Value m) {
      Value columns = index.constant(library.columns()), n = dim(slice.c, 1),
            k = dim(slice.a, 1);
      Value zero = index.constant(0), length = index.constant(kComputedSteps);
      forLoop(b, zero, index.ceildiv(n, library.columns()), index.constant(1),
              [&](Value panel) {
                Value begin = index.mul(panel, columns),
                      width = index.min(columns, index.sub(n, begin));
                Value c = columnsOf(slice.c, begin, width);
                forLoop(b, zero, k, length, [&](Value step) {
                  Value size = index.min(length, index.sub(k, step));
                  compute(panel, step, size);
                  Value later = index.notEqual(step, zero);
                  Slice block{
                      columnsOf(slice.a, step, size), panelIn(scratch, size), c,
                      arith::OrIOp::create(b, slice.accumulate, later), zero};
                  overRows(block, m, width);
                });
              });
    });
  }

  void overK(const Slice &whole) {
    Value k = dim(whole.a, 1), zero = index.constant(0),
          one = index.constant(1);
    // One block even where k is 0: it stores the zeros.
    Value blocks = index.max(one, index.ceildiv(k, library.cpu().kBlock()));
    Value length = index.div(index.add(k, index.sub(blocks, one)), blocks);
    forLoop(b, zero, blocks, one, [&](Value block) {
      Value begin = index.min(index.mul(block, length), k);
      Value size = index.min(length, index.sub(k, begin));
      Value later = index.notEqual(block, zero);
      overM({columnsOf(whole.a, begin, size), stepsOf(whole.b, begin, size),
             whole.c, arith::OrIOp::create(b, whole.accumulate, later),
             whole.before},
            size);
    });
  }

private:
  void overM(const Slice &slice, Value k) {
    overRowBlocks(slice, k,
                  [&](const Slice &rows, Value m) { overPanels(rows, m); });
  }

  void overRowBlocks(const Slice &slice, Value k,
                     llvm::function_ref<void(const Slice &, Value)> body) {
    Value m = dim(slice.c, 0);
    int64_t elements = library.cpu().l2Bytes / 4 / 4;
    Value fit =
        index.div(index.constant(elements), index.max(k, index.constant(1)));
    Value rows = index.constant(shape.rows);
    Value step = index.max(rows, index.sub(fit, index.rem(fit, rows)));
    forLoop(b, index.constant(0), m, step, [&](Value begin) {
      Value size = index.min(step, index.sub(m, begin));
      Value a = rowsOf(slice.a, begin, size);
      body({a, slice.b, rowsOf(slice.c, begin, size), slice.accumulate,
            slice.before},
           size);
    });
  }

  void overPanels(const Slice &slice, Value m) {
    Value columns = index.constant(library.columns()), one = index.constant(1),
          n = dim(slice.c, 1);
    Value full = index.div(n, columns), tail = index.rem(n, columns);
    Value begin = widePanels(slice, m, full);
    Value joins = isJoined(begin, full, tail);
    Value extra = arith::IndexCastUIOp::create(b, b.getIndexType(), joins);
    Value end = index.sub(full, extra);
    forLoop(b, begin, end, one, [&](Value panel) {
      overRows(panelOf(slice, panel, one, columns), m,
               [&](const Slice &block, Value rows) { callFull(block, rows); });
    });
    auto rest = scf::IfOp::create(b, index.notEqual(tail, index.constant(0)),
                                  /*withElseRegion=*/false);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(rest.thenBlock());
    auto choice = scf::IfOp::create(b, joins, /*withElseRegion=*/true);
    b.setInsertionPointToStart(choice.thenBlock());
    overRows(
        panelOf(slice, end, index.constant(2), index.add(columns, tail)), m,
        [&](const Slice &block, Value rows) { callJoined(block, rows); },
        joinedRows());
    b.setInsertionPointToStart(choice.elseBlock());
    overRows(
        panelOf(slice, full, one, tail), m,
        [&](const Slice &block, Value rows) { callTail(block, rows, tail); });
  }

  /// Whether the last whole panel and one vector behind it make one block: a
  /// vector alone loads as much as it multiplies.
  Value isJoined(Value begin, Value full, Value tail) {
    return arith::AndIOp::create(
        b, index.equal(tail, index.constant(library.lanes())),
        index.less(begin, full));
  }

  /// Rows of that block, with as many accumulators as any.
  int64_t joinedRows() const {
    return shape.rows * shape.vectors / (shape.vectors + 1);
  }

  /// The rows of one panel, whole or the last.
  void overRows(const Slice &slice, Value m, Value width) {
    auto choice = scf::IfOp::create(
        b, index.equal(width, index.constant(library.columns())),
        /*withElseRegion=*/true);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(choice.thenBlock());
    overRows(slice, m,
             [&](const Slice &block, Value rows) { callFull(block, rows); });
    b.setInsertionPointToStart(choice.elseBlock());
    overRows(slice, m, [&](const Slice &block, Value rows) {
      callTail(block, rows, width);
    });
  }

  /// The first `size` steps of scratch as one panel.
  Value panelIn(Value scratch, Value size) {
    auto metadata = memref::ExtractStridedMetadataOp::create(b, scratch);
    SmallVector<OpFoldResult> sizes{b.getIndexAttr(1), size,
                                    b.getIndexAttr(library.columns())};
    SmallVector<OpFoldResult> strides{b.getIndexAttr(0),
                                      b.getIndexAttr(library.columns()),
                                      b.getIndexAttr(1)};
    auto exact = memref::ReinterpretCastOp::create(
        b, metadata.getBaseBuffer(), OpFoldResult(metadata.getOffset()), sizes,
        strides);
    return memref::CastOp::create(b, library.panelsType(), exact);
  }

  /// Rows split into the fewest blocks, whose sizes differ by at most one.
  void overRows(const Slice &slice, Value m,
                llvm::function_ref<void(const Slice &, Value)> body) {
    overRows(slice, m, body, shape.rows);
  }
  void overRows(const Slice &slice, Value m,
                llvm::function_ref<void(const Slice &, Value)> body,
                int64_t most) {
    Value blocks = index.ceildiv(m, most), size = index.div(m, blocks),
          longer = index.rem(m, blocks);
    forLoop(b, index.constant(0), blocks, index.constant(1), [&](Value block) {
      Value begin = index.add(index.mul(block, size), index.min(block, longer));
      Value extra = arith::IndexCastUIOp::create(b, b.getIndexType(),
                                                 index.less(block, longer));
      Value rows = index.add(size, extra);
      Value ahead = aheadOf(index.add(slice.before, block), dim(slice.b, 1));
      body({rowsOf(slice.a, begin, rows), slice.b, rowsOf(slice.c, begin, rows),
            slice.accumulate, slice.before, ahead},
           rows);
    });
  }

  /// Blocks share the work of fetching the next panel; 0 for those that find
  /// nothing left.
  Value aheadOf(Value block, Value k) {
    Value panel = index.mul(k, index.constant(library.columns()));
    Value share = index.mul(index.div(k, index.constant(kStepsAhead)),
                            index.constant(library.elementsAhead()));
    Value done = index.mul(block, share);
    return arith::SelectOp::create(b, index.less(done, panel),
                                   index.add(panel, done), index.constant(0));
  }

  int64_t widePanelsFor(int64_t rows) const {
    return (kChains + rows * shape.vectors - 1) / (rows * shape.vectors);
  }

  /// The panels that blocks of few rows take several at a time; returns the
  /// first one that is left.
  Value widePanels(const Slice &slice, Value m, Value full) {
    Value begin = index.constant(0);
    for (int64_t rows = 1; widePanelsFor(rows) > 1; ++rows)
      begin = widePanels(slice, m, full, rows, begin);
    return begin;
  }

  Value widePanels(const Slice &slice, Value m, Value full, int64_t rows,
                   Value otherwise) {
    Value panels = index.constant(widePanelsFor(rows));
    Value width = index.mul(panels, index.constant(library.columns()));
    auto choice = scf::IfOp::create(b, TypeRange{b.getIndexType()},
                                    index.equal(m, index.constant(rows)), true);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(choice.thenBlock());
    Value end = index.sub(full, index.rem(full, panels));
    forLoop(b, index.constant(0), end, panels, [&](Value panel) {
      call(panelOf(slice, panel, panels, width),
           {rows, widePanelsFor(rows), shape.vectors, /*tail=*/false});
    });
    scf::YieldOp::create(b, end);
    b.setInsertionPointToStart(choice.elseBlock());
    scf::YieldOp::create(b, otherwise);
    b.setInsertionPointAfter(choice);
    return choice.getResult(0);
  }

  void callFull(const Slice &block, Value rows) {
    switchOver(rows, shape.rows, [&](int64_t r) {
      call(block, {r, 1, shape.vectors, /*tail=*/false});
    });
  }

  void callJoined(const Slice &block, Value rows) {
    switchOver(rows, joinedRows(), [&](int64_t r) {
      call(block, {r, 1, shape.vectors + 1, /*tail=*/false});
    });
  }

  void callTail(const Slice &block, Value rows, Value tail) {
    switchOver(index.ceildiv(tail, library.lanes()), shape.vectors,
               [&](int64_t vectors) {
                 switchOver(rows, shape.rows, [&](int64_t r) {
                   call(block, {r, 1, vectors, /*tail=*/true});
                 });
               });
  }

  void call(const Slice &block, const MicroKernel &kernel) {
    Value ahead = block.ahead ? block.ahead : index.constant(0);
    func::CallOp::create(
        b, library.micro(kernel),
        ValueRange{block.a, block.b, block.c, block.accumulate, ahead});
  }

  /// body(value) for value in 1..last; the last case is the default.
  void switchOver(Value value, int64_t last,
                  llvm::function_ref<void(int64_t)> body) {
    SmallVector<int64_t> cases = llvm::to_vector(llvm::seq<int64_t>(1, last));
    auto choice =
        scf::IndexSwitchOp::create(b, TypeRange{}, value, cases, cases.size());
    OpBuilder::InsertionGuard guard(b);
    for (Region &region : choice->getRegions()) {
      b.createBlock(&region);
      bool isDefault = region.getRegionNumber() == 0;
      body(isDefault ? last : cases[region.getRegionNumber() - 1]);
      scf::YieldOp::create(b);
    }
  }

  Value dim(Value memref, int64_t at) {
    return b.createOrFold<memref::DimOp>(memref, at);
  }

  Value subview(Value source, MemRefType type, ArrayRef<OpFoldResult> offsets,
                ArrayRef<OpFoldResult> sizes) {
    SmallVector<OpFoldResult> strides(sizes.size(), b.getIndexAttr(1));
    return memref::SubViewOp::create(b, type, source, offsets, sizes, strides);
  }

  Value rowsOf(Value matrix, Value begin, Value size) {
    OpFoldResult zero = b.getIndexAttr(0), columns = dim(matrix, 1);
    return subview(matrix, cast<MemRefType>(matrix.getType()), {begin, zero},
                   {size, columns});
  }

  Value columnsOf(Value matrix, Value begin, Value size) {
    OpFoldResult zero = b.getIndexAttr(0), rows = dim(matrix, 0);
    return subview(matrix, cast<MemRefType>(matrix.getType()), {zero, begin},
                   {rows, size});
  }

  Value stepsOf(Value panels, Value begin, Value size) {
    OpFoldResult zero = b.getIndexAttr(0), count = dim(panels, 0),
                 columns = b.getIndexAttr(library.columns());
    return subview(panels, library.panelsType(), {zero, begin, zero},
                   {count, size, columns});
  }

  /// `count` panels from `first`, and the `width` columns of c that they make.
  Slice panelOf(const Slice &slice, Value first, Value count, Value width) {
    OpFoldResult zero = b.getIndexAttr(0), steps = dim(slice.b, 1),
                 columns = b.getIndexAttr(library.columns());
    Value panels = subview(slice.b, library.panelsType(), {first, zero, zero},
                           {count, steps, columns});
    Value begin = index.mul(first, index.constant(library.columns()));
    return {slice.a, panels, columnsOf(slice.c, begin, width), slice.accumulate,
            slice.before};
  }

  ImplicitLocOpBuilder &b;
  Index index;
  KernelLibrary &library;
  MicroKernelShape shape;
};

} // namespace

void tenfold::emitContraction(ImplicitLocOpBuilder &b, ValueRange arguments,
                              const Contraction &computed,
                              KernelLibrary &library) {
  ValueRange parts = arguments.slice(1, computed.parts.size()),
             rest = arguments.drop_front(1 + parts.size());
  Value scratch = rest[2];
  auto call = [&](func::FuncOp function, ArrayRef<Value> more) {
    SmallVector<Value> operands(parts);
    operands.append(more.begin(), more.end());
    func::CallOp::create(b, function, operands);
  };
  Emitter(b, library)
      .overComputed(
          {arguments[0], {}, rest[0], rest[1]}, scratch,
          [&](Value panel, Value begin, Value size) {
            call(library.compute(computed), {panel, begin, size, scratch});
          },
          [&](Value panel, Value c) {
            call(library.multiply(computed), {panel, arguments[0], c, rest[1]});
          });
}

void tenfold::emitContraction(ImplicitLocOpBuilder &b, ValueRange arguments,
                              KernelLibrary &library) {
  Emitter(b, library)
      .overK({arguments[0], arguments[1], arguments[2], arguments[3],
              arguments[4]});
}
