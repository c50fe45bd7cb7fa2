//===- KernelLoops.cpp - the loops that the ops of a kernel share ---------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Dimensions of two ops are one loop if both index the same dimension of a
// buffer that the kernel writes: a tile of the consumer then needs exactly the
// same tile of the producer. Inputs do not join loops, for self-attention reads
// one tensor along two independent ones.

#include "lib/Analysis/KernelLoops.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "llvm/ADT/EquivalenceClasses.h"

#include <numeric>

using namespace mlir;
using namespace tenfold;

/// Points of an op so small that computing it anew in every tile costs nothing.
constexpr int64_t kRecomputable = 4096;

static std::optional<unsigned> plainDim(AffineExpr expr) {
  if (auto dim = dyn_cast<AffineDimExpr>(expr))
    return dim.getPosition();
  return std::nullopt;
}

std::optional<PanelIndex> tenfold::matchPanelIndex(AffineExpr expr) {
  auto binary = dyn_cast<AffineBinaryOpExpr>(expr);
  if (!binary || (expr.getKind() != AffineExprKind::FloorDiv && expr.getKind() != AffineExprKind::Mod))
    return std::nullopt;
  std::optional<unsigned> dim = plainDim(binary.getLHS());
  auto width = dyn_cast<AffineConstantExpr>(binary.getRHS());
  if (!dim || !width)
    return std::nullopt;
  return PanelIndex{*dim, width.getValue(), expr.getKind() == AffineExprKind::Mod};
}

/// Sums of loops with steps, as a window is indexed: a box of loops then needs a box of the operand.
static bool isWindow(AffineExpr expr) {
  if (auto constant = dyn_cast<AffineConstantExpr>(expr))
    return constant.getValue() >= 0;
  if (plainDim(expr))
    return true;
  auto binary = dyn_cast<AffineBinaryOpExpr>(expr);
  bool known = binary && (expr.getKind() == AffineExprKind::Add || expr.getKind() == AffineExprKind::Mul);
  return known && isWindow(binary.getLHS()) && isWindow(binary.getRHS());
}

bool tenfold::isStream(Operation *op) {
  auto loop = dyn_cast<scf::ForOp>(op);
  return loop && isa<func::FuncOp>(op->getParentOp()) && !loop.getOps<linalg::LinalgOp>().empty();
}

KernelLoops::KernelLoops(func::FuncOp kernel) {
  for (Operation &op : kernel.front())
    if (auto linalg = dyn_cast<linalg::LinalgOp>(op))
      linalgOps.push_back(linalg);
    else if (isStream(&op))
      llvm::append_range(linalgOps, cast<scf::ForOp>(op).getOps<linalg::LinalgOp>());
  for (linalg::LinalgOp op : linalgOps)
    written.insert_range(op.getDpsInits());
  findMembers();
  findExtents();
  for (linalg::LinalgOp op : linalgOps)
    restrictTo(op);
  orderGrid();
}

void KernelLoops::findMembers() {
  llvm::EquivalenceClasses<Member> joined;
  DenseMap<std::pair<Value, unsigned>, Member> first;
  for (linalg::LinalgOp op : linalgOps) {
    for (unsigned dim = 0; dim < op.getNumLoops(); ++dim)
      joined.insert({op, dim});
    for (OpOperand &operand : op->getOpOperands())
      for (auto [at, expr] : llvm::enumerate(op.getMatchingIndexingMap(&operand).getResults()))
        if (std::optional<unsigned> dim = plainDim(expr); dim && written.contains(operand.get()))
          joined.unionSets(first.try_emplace({operand.get(), at}, op, *dim).first->second, {op, *dim});
  }
  DenseMap<Member, unsigned> indices;
  for (linalg::LinalgOp op : linalgOps)
    for (unsigned dim = 0; dim < op.getNumLoops(); ++dim) {
      unsigned index = indices.try_emplace(joined.getLeaderValue({op, dim}), all.size()).first->second;
      if (index == all.size())
        all.emplace_back();
      members[{op, dim}] = index;
    }
  for (auto &[place, member] : first)
    along[place] = members[member];
}

std::optional<unsigned> KernelLoops::loopAlong(Value buffer, unsigned dim) const {
  auto found = along.find({buffer, dim});
  return found == along.end() ? std::nullopt : std::optional(found->second);
}

/// The dimension of the source that dimension `at` of a part is of.
static unsigned sourceDim(memref::SubViewOp part, unsigned at) {
  llvm::SmallBitVector kept = part.getDroppedDims().flip();
  int dim = kept.find_first();
  while (at-- > 0)
    dim = kept.find_next(dim);
  return dim;
}

/// Whether dimension `at` of the source is that of its prefix.
static bool isWhole(memref::SubViewOp prefix, unsigned at) {
  auto size = dyn_cast<Value>(prefix.getMixedSizes()[at]);
  auto dim = size ? size.getDefiningOp<memref::DimOp>() : memref::DimOp();
  return dim && dim.getSource() == prefix.getSource() &&
         dim.getConstantIndex() == at;
}

/// The largest tile of the loop whose tile `part` is, or 0.
static int64_t streamTile(memref::SubViewOp part) {
  Operation *parent = part->getParentOp();
  return isStream(parent) ? *getConstantIntValue(cast<scf::ForOp>(parent).getStep()) : 0;
}

/// A stream of which `part` has some of the panels, along dimension `at`.
static void streamPanels(KernelLoop &loop, memref::SubViewOp part, unsigned at, int64_t width) {
  if (!part.getType().isDynamicDim(at) || !streamTile(part))
    return;
  loop.grid = false;
  loop.extent = part.getSourceType().getDimSize(at) * width;
  loop.stream = streamTile(part);
}

void KernelLoops::findExtent(linalg::LinalgOp op, OpOperand &operand) {
  auto type = dyn_cast<MemRefType>(operand.get().getType());
  for (auto [at, expr] : llvm::enumerate(op.getMatchingIndexingMap(&operand).getResults())) {
    std::optional<unsigned> dim = plainDim(expr);
    auto prefix = operand.get().getDefiningOp<memref::SubViewOp>();
    if (std::optional<PanelIndex> panel = matchPanelIndex(expr); panel && prefix && !panel->inside)
      streamPanels(all[loopOf(op, panel->dim)], prefix, at, panel->width);
    if (!type || !dim)
      continue;
    KernelLoop &loop = all[loopOf(op, *dim)];
    if (!type.isDynamicDim(at))
      loop.extent = type.getDimSize(at);
    Value source = operand.get();
    unsigned from = prefix ? sourceDim(prefix, at) : at;
    bool isCut = prefix && type.isDynamicDim(at) && !isWhole(prefix, from);
    source = prefix ? prefix.getSource() : source;
    auto arg = dyn_cast<BlockArgument>(source);
    if (isCut) {
      loop.grid = false;
      loop.extent = prefix.getSourceType().getDimSize(from);
      loop.stream = streamTile(prefix);
    }
    if (!arg || loop.sizedBy || (isCut && loop.name))
      continue;
    loop.sizedBy = isCut ? BlockArgument() : arg;
    loop.sizedAt = from;
    auto kernel = cast<func::FuncOp>(arg.getOwner()->getParentOp());
    if (auto names = kernel.getArgAttrOfType<ArrayAttr>(arg.getArgNumber(), "nn.dims"); names && from < names.size())
      loop.name = dyn_cast<StringAttr>(names[from]);
  }
}

void KernelLoops::findExtents() {
  for (linalg::LinalgOp op : linalgOps)
    for (OpOperand &operand : op->getOpOperands())
      findExtent(op, operand);
}

void KernelLoops::forbid(linalg::LinalgOp op, AffineExpr expr) {
  expr.walk([&](AffineExpr part) {
    if (std::optional<unsigned> dim = plainDim(part))
      all[loopOf(op, *dim)].grid = false;
  });
}

void KernelLoops::forbidBuffer(Value buffer) {
  auto type = cast<MemRefType>(buffer.getType());
  for (unsigned dim = 0; dim < type.getRank(); ++dim)
    if (std::optional<unsigned> loop = loopAlong(buffer, dim))
      all[*loop].grid = false;
}

void KernelLoops::restrictTo(linalg::LinalgOp op, OpOperand &operand) {
  for (auto [at, expr] : llvm::enumerate(op.getMatchingIndexingMap(&operand).getResults())) {
    if (plainDim(expr))
      continue;
    std::optional<PanelIndex> panel = matchPanelIndex(expr);
    if (written.contains(operand.get())) {
      // Another part of the buffer than the tile its producer writes.
      forbid(op, expr);
      if (std::optional<unsigned> loop = loopAlong(operand.get(), at))
        all[*loop].grid = false;
    } else if (panel) {
      KernelLoop &loop = all[loopOf(op, panel->dim)];
      loop.multiple = std::lcm(loop.multiple, panel->width);
    } else if (!isWindow(expr)) {
      forbid(op, expr);
    }
  }
}

void KernelLoops::restrictCaptures(linalg::LinalgOp op) {
  op->walk([&](memref::LoadOp load) {
    if (written.contains(load.getMemRef()))
      forbidBuffer(load.getMemRef());
  });
}

static bool isRecomputable(linalg::LinalgOp op) {
  int64_t points = 1;
  for (int64_t extent : op.getStaticLoopRanges())
    points = ShapedType::isDynamic(extent) ? kRecomputable + 1 : std::min(points * extent, kRecomputable + 1);
  bool local = llvm::all_of(op.getDpsInits(), [](Value init) { return init.getDefiningOp<memref::AllocOp>(); });
  return local && points <= kRecomputable;
}

void KernelLoops::restrictTo(linalg::LinalgOp op) {
  SmallVector<unsigned> dimsOf(all.size(), 0);
  for (auto [dim, type] : llvm::enumerate(op.getIteratorTypesArray())) {
    unsigned loop = loopOf(op, dim);
    bool writes = llvm::all_of(op.getDpsInitsMutable(), [&](OpOperand &init) {
      return op.getMatchingIndexingMap(&init).isFunctionOfDim(dim);
    });
    all[loop].grid &= type == utils::IteratorType::parallel && writes && ++dimsOf[loop] == 1;
  }
  for (auto [index, loop] : llvm::enumerate(all))
    loop.grid &= dimsOf[index] == 1 || (dimsOf[index] == 0 && isRecomputable(op));
  for (OpOperand &operand : op->getOpOperands())
    restrictTo(op, operand);
  restrictCaptures(op);
}

/// Whether the buffer is an argument, or a part of one.
static bool isOfArgument(Value buffer) {
  if (auto part = buffer.getDefiningOp<memref::SubViewOp>())
    buffer = part.getSource();
  return isa<BlockArgument>(buffer);
}

void KernelLoops::orderGrid() {
  for (linalg::LinalgOp op : llvm::reverse(linalgOps))
    for (OpOperand &init : op.getDpsInitsMutable())
      for (AffineExpr expr : op.getMatchingIndexingMap(&init).getResults())
        if (std::optional<unsigned> dim = plainDim(expr); dim && isOfArgument(init.get()))
          if (unsigned loop = loopOf(op, *dim); all[loop].grid && !llvm::is_contained(gridLoops, loop))
            gridLoops.push_back(loop);
}

bool tenfold::isContraction(linalg::LinalgOp op) {
  if (op.getNumDpsInputs() < 2 || op.getNumDpsInits() != 1 || op.getNumReductionLoops() == 0)
    return false;
  Operation *sum = op.getBlock()->getTerminator()->getOperand(0).getDefiningOp();
  bool multiplies = sum && (isa<math::FmaOp>(sum) || llvm::any_of(sum->getOperands(), [](Value term) {
                              return term.getDefiningOp<arith::MulFOp>() || term.getDefiningOp<arith::MulIOp>();
                            }));
  AffineMap lhs = op.getMatchingIndexingMap(op.getDpsInputOperand(0));
  AffineMap rhs = op.getMatchingIndexingMap(op.getDpsInputOperand(1));
  bool outer = false;
  for (auto [dim, type] : llvm::enumerate(op.getIteratorTypesArray()))
    outer |= type == utils::IteratorType::parallel && lhs.isFunctionOfDim(dim) != rhs.isFunctionOfDim(dim);
  return multiplies && outer;
}
