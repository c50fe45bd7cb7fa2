//===- Group.cpp - ops that share one loop nest ---------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Legality. Ops A then B may run row by row if whatever one writes and the
// other touches is addressed by both with one map that contains every row loop
// as an index of its own: then an element belongs to one row only. Where the
// map names the lane too, they may also share the loop over lanes.

#include "lib/Transforms/VectorizeGenerics/Group.h"

#include "mlir/Interfaces/FunctionInterfaces.h"
#include "mlir/Interfaces/ViewLikeInterface.h"

using namespace mlir;
using namespace tenfold::vectorize;

static Extents::Key keyOf(OpFoldResult size) {
  if (std::optional<int64_t> constant = getConstantIntValue(size))
    return {nullptr, *constant};
  return {cast<Value>(size).getAsOpaquePointer(), -1};
}

static Extents::Key keyOfSubview(memref::SubViewOp view, unsigned dim) {
  llvm::SmallBitVector dropped = view.getDroppedDims();
  for (auto [source, size] : llvm::enumerate(view.getMixedSizes())) {
    if (dropped.test(source))
      continue;
    if (dim-- == 0)
      return keyOf(size);
  }
  llvm_unreachable("result dimensions are the source's that were not dropped");
}

/// Entry arguments name their dimensions; equal names are equal sizes.
static Attribute nameOf(BlockArgument argument, unsigned dim) {
  auto function =
      dyn_cast<FunctionOpInterface>(argument.getOwner()->getParentOp());
  if (!function || !argument.getOwner()->isEntryBlock())
    return {};
  auto dims =
      function.getArgAttrOfType<ArrayAttr>(argument.getArgNumber(), "nn.dims");
  return dims && dim < dims.size() ? dyn_cast<StringAttr>(dims[dim])
                                   : Attribute();
}

static Extents::Key keyOf(Value memref, unsigned dim) {
  auto type = cast<MemRefType>(memref.getType());
  if (!type.isDynamicDim(dim))
    return {nullptr, type.getDimSize(dim)};
  if (auto alloc = memref.getDefiningOp<memref::AllocOp>())
    return keyOf(
        OpFoldResult(alloc.getDynamicSizes()[type.getDynamicDimIndex(dim)]));
  if (auto view = memref.getDefiningOp<memref::SubViewOp>())
    return keyOfSubview(view, dim);
  if (auto argument = dyn_cast<BlockArgument>(memref))
    if (Attribute name = nameOf(argument, dim))
      return {name.getAsOpaquePointer(), -2};
  return {memref.getAsOpaquePointer(), dim};
}

/// Calls `visit` with each size that `loop` indexes directly.
static void forEachSize(linalg::LinalgOp op, unsigned loop,
                        function_ref<void(Extents::Key)> visit) {
  for (OpOperand &operand : op->getOpOperands())
    if (isa<MemRefType>(operand.get().getType()))
      for (auto [dim, expr] :
           llvm::enumerate(op.getMatchingIndexingMap(&operand).getResults()))
        if (expr == getAffineDimExpr(loop, op->getContext()))
          visit(keyOf(operand.get(), dim));
}

void Extents::link(linalg::LinalgOp op) {
  for (unsigned loop = 0; loop < op.getNumLoops(); ++loop) {
    std::optional<Key> first;
    forEachSize(op, loop, [&](Key key) {
      classes.unionSets(first.value_or(key), key);
      first = key;
    });
  }
}

Extents::Key Extents::leaderOf(Key key) const {
  auto leader = classes.findLeader(key);
  return leader == classes.member_end() ? key : *leader;
}

Extents::Key Extents::of(linalg::LinalgOp op, unsigned loop) const {
  std::optional<Key> found;
  forEachSize(op, loop, [&](Key key) { found = key; });
  // A loop that no operand names alone equals no other.
  return found ? leaderOf(*found) : Key(op.getOperation(), loop);
}

SmallVector<Extents::Key> tenfold::vectorize::rowsOf(const OpPlan &plan,
                                                     const Extents &extents) {
  return llvm::map_to_vector(
      plan.outer, [&](unsigned loop) { return extents.of(plan.op, loop); });
}

static Value rootOf(Value memref) {
  while (auto view = memref.getDefiningOp<ViewLikeOpInterface>())
    memref = view.getViewSource();
  return memref;
}

std::optional<OpPlan> Group::fit(const OpPlan &plan) const {
  if (!plan.folded.empty())
    return std::nullopt;
  if (rowsOf(plan, *extents) == rows)
    return plan;
  OpPlan scalar = plan.reducesLanes() ? plan : asScalarStep(plan);
  if (rowsOf(scalar, *extents) == rows)
    return scalar;
  return std::nullopt;
}

SmallVector<Group::Access> Group::accessesOf(const OpPlan &plan) const {
  MLIRContext *context = plan.op->getContext();
  SmallVector<AffineExpr> dims(plan.op.getNumLoops(),
                               getAffineConstantExpr(0, context));
  for (auto [row, loop] : llvm::enumerate(plan.outer))
    dims[loop] = getAffineDimExpr(row, context);
  if (plan.lane >= 0)
    dims[plan.lane] = getAffineDimExpr(rows.size(), context);
  SmallVector<Access> result;
  linalg::LinalgOp op = plan.op;
  for (OpOperand &operand : op->getOpOperands())
    if (isa<MemRefType>(operand.get().getType()))
      result.push_back(
          {operand.get(),
           op.getMatchingIndexingMap(&operand).replaceDimsAndSymbols(
               dims, {}, rows.size() + 1, 0),
           op.payloadUsesValueFromOperand(&operand), op.isDpsInit(&operand)});
  for (Operation &inner : *op.getBlock())
    if (auto load = dyn_cast<memref::LoadOp>(inner))
      result.push_back({load.getMemRef(), AffineMap(), true, false});
  return result;
}

bool Group::namesEveryRow(AffineMap map) const {
  for (auto [row, key] : llvm::enumerate(rows))
    if (!extents->isOne(key) &&
        !llvm::is_contained(map.getResults(),
                            getAffineDimExpr(row, map.getContext())))
      return false;
  return true;
}

Group::Conflict Group::conflictOf(const Access &earlier,
                                  const Access &later) const {
  if ((!earlier.writes && !later.writes) ||
      rootOf(earlier.memref) != rootOf(later.memref))
    return Conflict::None;
  if (earlier.memref != later.memref || !earlier.map ||
      earlier.map != later.map || !namesEveryRow(earlier.map))
    return Conflict::Refused;
  AffineExpr lane = getAffineDimExpr(rows.size(), earlier.map.getContext());
  return llvm::is_contained(earlier.map.getResults(), lane) ? Conflict::SameLane
                                                            : Conflict::SameRow;
}

std::optional<unsigned> Group::firstStageFor(ArrayRef<Access> candidate) const {
  unsigned first = 0;
  for (auto [member, existing] : llvm::enumerate(accesses))
    for (const Access &earlier : existing)
      for (const Access &later : candidate) {
        Conflict conflict = conflictOf(earlier, later);
        if (conflict == Conflict::Refused)
          return std::nullopt;
        bool share =
            conflict == Conflict::SameLane || order[placed[member]].scalar;
        if (conflict != Conflict::None)
          first = std::max(first, placed[member] + (share ? 0u : 1u));
      }
  return first;
}

void Group::place(const OpPlan &plan, unsigned from) {
  Stage stage{
      .scalar = plan.lane < 0, .lane = {}, .width = plan.width, .members = {}};
  if (!stage.scalar)
    stage.lane = extents->of(plan.op, plan.lane);
  auto same = [&](const Stage &other) {
    return stage.scalar ? other.scalar
                        : !other.scalar && other.lane == stage.lane &&
                              other.width == stage.width;
  };
  unsigned at = from;
  while (at < order.size() && !same(order[at]))
    ++at;
  if (at == order.size())
    order.push_back(stage);
  order[at].members.push_back(plans.size());
  placed.push_back(at);
  plans.push_back(plan);
}

bool Group::tryAdd(const OpPlan &plan) {
  // Reductions of columns stand alone: their loops run in another order.
  if (!plan.folded.empty() && !plans.empty())
    return false;
  std::optional<OpPlan> fitted =
      plans.empty() && !plan.folded.empty() ? plan : fit(plan);
  if (!fitted || (!plans.empty() && !plans.front().folded.empty()))
    return false;
  SmallVector<Access> candidate = accessesOf(*fitted);
  std::optional<unsigned> first = firstStageFor(candidate);
  if (!first)
    return false;
  place(*fitted, *first);
  accesses.push_back(std::move(candidate));
  return true;
}

bool Group::isTransient(Value memref) const {
  if (!memref.getDefiningOp<memref::AllocOp>())
    return false;
  for (Operation *user : memref.getUsers())
    if (!isa<memref::DimOp, memref::DeallocOp>(user) &&
        llvm::none_of(plans,
                      [&](const OpPlan &plan) { return plan.op == user; }))
      return false;
  std::optional<unsigned> written;
  for (auto [member, touched] : llvm::enumerate(accesses))
    for (const Access &access : touched) {
      if (access.memref != memref)
        continue;
      AffineExpr lane = getAffineDimExpr(rows.size(), memref.getContext());
      bool alongLane = access.map && access.map.isFunctionOfDim(rows.size());
      bool direct =
          access.map &&
          (!alongLane || llvm::is_contained(access.map.getResults(), lane));
      bool otherStage = written && alongLane && *written != placed[member];
      if (!direct || otherStage || (!written && access.reads))
        return false;
      written = placed[member];
    }
  return true;
}
