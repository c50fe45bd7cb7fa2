//===- CallSite.cpp - the loops and packing around one contraction --------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//   for batch, outer n, and each panel of b where there are outer k:
//    for outer k (rows of a window):
//     panels = b, or b packed
//     for outer m, and blocks of m that fill a quarter of L2 where a is copied:
//       rows = a, or a copied
//       contraction(rows, panels, c)
// Scratch is allocated before the loops: nothing is allocated inside them.

#include "lib/Transforms/LowerContractions/CallSite.h"
#include "lib/Transforms/LowerContractions/Index.h"
#include "lib/Transforms/LowerContractions/IntegerFactors.h"
#include "lib/Transforms/LowerContractions/StridedOperand.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace tenfold;

namespace {

class Emitter {
public:
  Emitter(const Contraction &contraction, bool startsAtZero,
          KernelLibrary &library)
      : found(contraction), library(library),
        b(contraction.op->getLoc(), OpBuilder(contraction.op)), index(b),
        startsAtZero(startsAtZero), loops(contraction.ranges().size()) {}

  void emit() {
    for (unsigned loop = 0; loop < loops; ++loop)
      extents.push_back(extentOf(loop));
    lhs = takeApart(b, found, found.a), out = takeApart(b, found, found.c);
    if (!found.computed)
      rhs = takeApart(b, found, found.b);
    rhs.strides.resize(loops);
    if (found.computedRows)
      integers = matchIntegers(found),
      scales = takeApart(b, found, integers->s);
    scales.strides.resize(loops);
    mergeLoops(b, found.m, {&lhs, &out}, extents);
    if (!found.computed)
      mergeLoops(b, found.k, {&lhs, &rhs}, extents);
    allocateScratch();
    accumulate = flag(!startsAtZero);
    openLoops(found.batch);
    openLoops(ArrayRef(found.n).drop_back(!found.n.empty()));
    if (found.panel && found.k.size() > 1)
      openPanels();
    for (Value step : openLoops(ArrayRef(found.k).drop_back()))
      accumulate = b.createOrFold<arith::OrIOp>(
          accumulate, index.notEqual(step, index.constant(0)));
    Value panels = found.computed ? Value() : makePanels();
    auto outer = openLoops(ArrayRef(found.m).drop_back(!found.m.empty()));
    rows = extent(found.m);
    before =
        outer.empty()
            ? index.constant(0)
            : index.mul(outer.back(),
                        index.ceildiv(rows, library.cpu().microKernel().rows));
    if (rowScratch)
      openRowBlocks();
    callOnce(makeRows(), panels);
  }

private:
  Value flag(bool value) {
    return arith::ConstantOp::create(b, b.getBoolAttr(value));
  }

  /// The loop's extent, read where an operand is indexed by it alone.
  Value extentOf(unsigned loop) {
    for (OpOperand *operand : {found.c, found.a, found.b})
      for (auto [at, expr] : llvm::enumerate(found.map(operand).getResults()))
        if (expr == b.getAffineDimExpr(loop))
          return b.createOrFold<memref::DimOp>(operand->get(), at);
    llvm_unreachable("every loop of a contraction indexes two operands");
  }

  Value extent(ArrayRef<unsigned> role) {
    return role.empty() ? index.constant(1) : extents[role.back()];
  }

  /// The stride of a role's register loop; 1 where the extent is 1, so that it
  /// does not matter.
  Value stride(const StridedOperand &parts, ArrayRef<unsigned> role) {
    if (role.empty() || isConstant(extents[role.back()], 1))
      return index.constant(1);
    return parts.strides[role.back()];
  }

  static bool isConstant(Value value, int64_t expected) {
    return getConstantIntValue(value) == expected;
  }

  bool copiesA() { return !isConstant(stride(lhs, found.k), 1); }

  /// Whether b is packed: always, never, or where a has many rows, which pay
  /// for the packing.
  Value packsB() {
    if (found.panel)
      return flag(false);
    if (!isConstant(stride(rhs, found.n), 1))
      return flag(true);
    std::optional<int64_t> step = getConstantIntValue(stride(rhs, found.k));
    if (step && areNear(*step, library.elements().b))
      return flag(false);
    Value few = index.constant(2 * library.cpu().microKernel().rows);
    return b.createOrFold<arith::CmpIOp>(arith::CmpIPredicate::ugt,
                                         extent(found.m), few);
  }

  /// Rows of a that are copied at a time, no more than tiles have; where k is
  /// known only at run time, as if it were 1024.
  int64_t rowsOfBlock() {
    int64_t k = std::max<int64_t>(
        1, getConstantIntValue(extent(found.k)).value_or(1024));
    int64_t step = library.cpu().microKernel().rows,
            fit = library.cpu().l2Bytes / 4 / 4 / k;
    return std::clamp(fit / step * step, step, kRowsOfTile);
  }

  /// Opens a loop over panels of b: outer k and m then visit one, which is
  /// read in the order of memory. A last one of one vector goes with the one
  /// before it, as in the register blocks.
  void openPanels() {
    int64_t columns = library.columns();
    Value zero = index.constant(0), one = index.constant(1);
    Value &n = extents[found.n.back()];
    Value panels = index.max(
        one,
        index.ceildiv(index.sub(index.max(n, index.constant(library.lanes())),
                                index.constant(library.lanes())),
                      columns));
    auto body = scf::ForOp::create(b, zero, panels, one);
    b.setInsertionPointToStart(body.getBody());
    Value panel = body.getInductionVar(),
          begin = index.mul(panel, index.constant(columns));
    rhs.offset = index.add(rhs.offset, index.mul(panel, rhs.panelStride));
    out.offset = index.add(out.offset, index.mul(begin, stride(out, found.n)));
    Value rest = index.sub(n, begin),
          isLast = index.equal(panel, index.sub(panels, one));
    n = b.createOrFold<arith::SelectOp>(isLast, rest, index.constant(columns));
  }

  /// Opens a loop over blocks of the register loop of m.
  void openRowBlocks() {
    Value zero = index.constant(0);
    auto body =
        scf::ForOp::create(b, zero, rows, index.constant(rowsOfBlock()));
    b.setInsertionPointToStart(body.getBody());
    Value begin = body.getInductionVar();
    lhs.offset = index.add(lhs.offset, index.mul(begin, stride(lhs, found.m)));
    out.offset = index.add(out.offset, index.mul(begin, stride(out, found.m)));
    rows = index.min(rowBlock, index.sub(rows, begin));
  }

  Value allocate(ArrayRef<Value> sizes, ArrayRef<int64_t> shape, Type element) {
    SmallVector<Value> dynamic;
    SmallVector<int64_t> known(shape);
    for (auto [size, value] : llvm::zip_equal(known, sizes)) {
      size = getConstantIntValue(value).value_or(ShapedType::kDynamic);
      if (ShapedType::isDynamic(size))
        dynamic.push_back(value);
    }
    return memref::AllocOp::create(b, MemRefType::get(known, element), dynamic,
                                   b.getI64IntegerAttr(64));
  }

  void allocateScratch() {
    constexpr int64_t kAny = ShapedType::kDynamic;
    Value m = extent(found.m), n = extent(found.n), k = extent(found.k);
    rowBlock = index.min(m, index.constant(rowsOfBlock()));
    if (integers)
      computedScratch =
          allocate({m, groups()}, {kAny, kAny}, library.elements().a);
    else if (found.computed)
      computedScratch = allocate(
          {index.constant(kComputedSteps), index.constant(library.columns())},
          {kAny, kAny}, library.elements().b);
    else if (pack = packsB(); !matchPattern(pack, m_Zero()))
      panelScratch =
          allocate({index.ceildiv(n, library.columns()), k,
                    index.constant(library.columns())},
                   {kAny, kAny, library.columns()}, library.elements().b);
    if (copiesA()) // rows one vector longer than k start in different cache
                   // sets
      rowScratch =
          allocate({rowBlock, index.add(k, index.constant(library.lanes()))},
                   {kAny, kAny}, library.elements().a);
    if (!isConstant(stride(out, found.n), 1))
      outScratch = allocate({rowScratch ? rowBlock : m, n}, {kAny, kAny},
                            library.elements().c);
  }

  /// Opens loops at the insertion point and steps all operands along them.
  SmallVector<Value> openLoops(ArrayRef<unsigned> role) {
    SmallVector<Value> steps;
    for (unsigned loop : role) {
      Value zero = index.constant(0);
      auto body = scf::ForOp::create(b, zero, extents[loop], index.constant(1));
      b.setInsertionPointToStart(body.getBody());
      for (StridedOperand *parts : {&lhs, &scales, &rhs, &out})
        if (Value step = parts->strides[loop])
          parts->offset =
              index.add(parts->offset, index.mul(body.getInductionVar(), step));
      steps.push_back(body.getInductionVar());
    }
    return steps;
  }

  Value view(const StridedOperand &parts, ArrayRef<Value> sizes,
             ArrayRef<Value> strides, MemRefType type) {
    auto asSizes = getAsOpFoldResult(ValueRange(sizes)),
         asStrides = getAsOpFoldResult(ValueRange(strides));
    OpFoldResult offset = getAsOpFoldResult(parts.offset);
    Value exact = memref::ReinterpretCastOp::create(b, parts.base, offset,
                                                    asSizes, asStrides);
    return cast(exact, type);
  }

  Value cast(Value value, MemRefType type) {
    return value.getType() == type ? value
                                   : memref::CastOp::create(b, type, value);
  }

  /// The first `sizes` of a scratch matrix.
  Value corner(Value scratch, ArrayRef<Value> sizes, MemRefType type) {
    SmallVector<OpFoldResult> none(2, b.getIndexAttr(0)),
        ones(2, b.getIndexAttr(1));
    return cast(memref::SubViewOp::create(b, scratch, none,
                                          getAsOpFoldResult(ValueRange(sizes)),
                                          ones),
                type);
  }

  Value makePanels() {
    Value n = extent(found.n), k = extent(found.k),
          width = index.constant(library.columns());
    if (found.panel)
      return panelView(rhs.panelStride);
    auto packed = [&] {
      Value source =
          view(rhs, {k, n}, {stride(rhs, found.k), stride(rhs, found.n)},
               library.stridedType(library.elements().b));
      Value target = cast(panelScratch, library.panelsType());
      func::CallOp::create(b, library.packPanels(), ValueRange{source, target});
      return target;
    };
    if (matchPattern(pack, m_One()))
      return packed();
    if (matchPattern(pack, m_Zero()))
      return panelView(width);
    auto choice = scf::IfOp::create(b, TypeRange{library.panelsType()}, pack,
                                    /*withElseRegion=*/true);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(choice.thenBlock());
    scf::YieldOp::create(b, packed());
    b.setInsertionPointToStart(choice.elseBlock());
    scf::YieldOp::create(b, panelView(width));
    return choice.getResult(0);
  }

  /// b itself as panels `step` elements apart.
  Value panelView(Value step) {
    Value count = index.ceildiv(extent(found.n), library.columns()),
          width = index.constant(library.columns());
    return view(rhs, {count, extent(found.k), width},
                {step, stride(rhs, found.k), index.constant(1)},
                library.panelsType());
  }

  Value makeRows() {
    SmallVector<Value> sizes{rows, extent(found.k)},
        strides{stride(lhs, found.m), stride(lhs, found.k)};
    if (!rowScratch)
      return view(lhs, sizes, strides, library.rowsType(elementOf(found.a)));
    Value source =
        view(lhs, sizes, strides, library.stridedType(library.elements().a));
    Value target =
        corner(rowScratch, sizes, library.rowsType(library.elements().a));
    func::CallOp::create(b, library.pack(), ValueRange{source, target});
    return target;
  }

  void callOnce(Value lines, Value panels) {
    SmallVector<Value> sizes{rows, extent(found.n)};
    SmallVector<Value> strides{stride(out, found.m), stride(out, found.n)};
    MemRefType rowsType = library.rowsType(library.elements().c);
    Value target = outScratch ? corner(outScratch, sizes, rowsType)
                              : view(out, sizes, strides, rowsType);
    Value strided = outScratch ? view(out, sizes, strides,
                                      library.stridedType(library.elements().c))
                               : Value();
    if (outScratch && !startsAtZero)
      func::CallOp::create(b, library.pack(), ValueRange{strided, target});
    if (found.computed)
      callComputed(lines, target);
    else
      func::CallOp::create(
          b, library.contraction(),
          ValueRange{lines, panels, target, accumulate, before});
    if (outScratch)
      copyElements(target, strided, sizes);
  }

  void callComputed(Value lines, Value target) {
    SmallVector<Value> operands{lines};
    if (integers)
      operands.push_back(view(scales, {rows, scalesOfRow()},
                              {stride(scales, found.m), scales.panelStride},
                              library.rowsType(library.elements().a)));
    for (OpOperand *part : found.parts)
      operands.push_back(partOf(*part));
    operands.append(
        {target, accumulate,
         cast(computedScratch, library.rowsType(library.elements().b))});
    func::CallOp::create(b, library.contraction(found), operands);
  }

  Type elementOf(OpOperand *operand) const {
    return cast<MemRefType>(operand->get().getType()).getElementType();
  }
  Value scalesOfRow() {
    return index.ceildiv(extent(found.k), integers->scaleSteps);
  }
  Value groups() { return index.ceildiv(extent(found.k), integers->group); }

  Value partOf(OpOperand &part) {
    MemRefType type = library.partType(found, part);
    Value value = part.get();
    int64_t rank = cast<MemRefType>(value.getType()).getRank();
    if (rank == type.getRank())
      return cast(value, type);
    SmallVector<ReassociationIndices> dims;
    for (int64_t dim = 0; dim < type.getRank(); ++dim)
      dims.push_back({dim});
    dims.back().push_back(rank - 1);
    return cast(memref::CollapseShapeOp::create(b, value, dims), type);
  }

  void copyElements(Value from, Value to, ArrayRef<Value> sizes) {
    SmallVector<Value> at;
    OpBuilder::InsertionGuard guard(b);
    for (Value size : sizes) {
      auto loop =
          scf::ForOp::create(b, index.constant(0), size, index.constant(1));
      b.setInsertionPointToStart(loop.getBody());
      at.push_back(loop.getInductionVar());
    }
    memref::StoreOp::create(b, memref::LoadOp::create(b, from, at), to, at);
  }

  Contraction found;
  KernelLibrary &library;
  ImplicitLocOpBuilder b;
  Index index;
  bool startsAtZero;
  unsigned loops;
  SmallVector<Value> extents;
  StridedOperand lhs, scales, rhs, out;
  std::optional<IntegerFactors> integers;
  Value before; // row blocks that have read the same panels
  Value pack, accumulate, rows, rowBlock, panelScratch, rowScratch, outScratch,
      computedScratch;
};

} // namespace

void tenfold::lowerContraction(const Contraction &contraction,
                               linalg::FillOp fill, KernelLibrary &library) {
  Emitter(contraction, static_cast<bool>(fill), library).emit();
  contraction.op->erase();
  if (fill)
    fill->erase();
}
