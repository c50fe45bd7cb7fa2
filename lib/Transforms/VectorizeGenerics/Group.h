//===- Group.h - ops that share one loop nest -----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_TRANSFORMS_VECTORIZEGENERICS_GROUP_H
#define TENFOLD_LIB_TRANSFORMS_VECTORIZEGENERICS_GROUP_H

#include "lib/Transforms/VectorizeGenerics/OpPlan.h"

#include "llvm/ADT/EquivalenceClasses.h"

namespace tenfold::vectorize {

/// Which loops provably run equally often. A linalg op says so of the sizes
/// that one of its loops indexes; an alloc and a subview, of the value they
/// were given.
class Extents {
public:
  using Key = std::pair<const void *, int64_t>;
  void link(mlir::linalg::LinalgOp op);
  Key of(mlir::linalg::LinalgOp op, unsigned loop) const;
  bool isOne(Key key) const { return key == leaderOf({nullptr, 1}); }

private:
  Key leaderOf(Key key) const;
  llvm::EquivalenceClasses<Key> classes;
};

/// Ops that share the innermost loop, or that are scalar steps of the row.
struct Stage {
  bool scalar;
  Extents::Key lane;
  unsigned width;
  llvm::SmallVector<unsigned> members;
};

/// Ops that share their outer loops, in program order, and the order in which a
/// row runs them.
class Group {
public:
  Group(const Extents &extents, llvm::ArrayRef<Extents::Key> rows)
      : extents(&extents), rows(rows) {}

  /// Adds the op if it has these outer loops and every row of it needs only the
  /// same row of the others.
  bool tryAdd(const OpPlan &plan);

  llvm::ArrayRef<OpPlan> ops() const { return plans; }
  llvm::ArrayRef<Stage> stages() const { return order; }
  unsigned stageOf(unsigned member) const { return placed[member]; }
  /// True if only this group touches `memref`, and always finds its elements in
  /// registers.
  bool isTransient(mlir::Value memref) const;

private:
  struct Access {
    mlir::Value memref;
    /// Null where the region computes the index.
    mlir::AffineMap map;
    bool reads, writes;
  };
  enum class Conflict { None, SameLane, SameRow, Refused };
  std::optional<OpPlan> fit(const OpPlan &plan) const;
  llvm::SmallVector<Access> accessesOf(const OpPlan &plan) const;
  bool namesEveryRow(mlir::AffineMap map) const;
  Conflict conflictOf(const Access &earlier, const Access &later) const;
  std::optional<unsigned> firstStageFor(llvm::ArrayRef<Access> accesses) const;
  void place(const OpPlan &plan, unsigned from);

  const Extents *extents;
  llvm::SmallVector<Extents::Key> rows;
  llvm::SmallVector<OpPlan, 0> plans;
  llvm::SmallVector<llvm::SmallVector<Access>> accesses;
  llvm::SmallVector<unsigned> placed;
  llvm::SmallVector<Stage> order;
};

/// The keys of the loops around the lane.
llvm::SmallVector<Extents::Key> rowsOf(const OpPlan &plan,
                                       const Extents &extents);

} // namespace tenfold::vectorize

#endif // TENFOLD_LIB_TRANSFORMS_VECTORIZEGENERICS_GROUP_H
