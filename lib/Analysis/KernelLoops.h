// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_ANALYSIS_KERNELLOOPS_H
#define TENFOLD_LIB_ANALYSIS_KERNELLOOPS_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

namespace tenfold {

/// A loop that several ops of a kernel share: those of their dimensions that must run in step, because one op
/// produces along them what another consumes. Along a prefix the extent is that of what it is taken from, an upper bound,
/// and the loop is not of the grid.
struct KernelLoop {
  int64_t extent = mlir::ShapedType::kDynamic;
  mlir::StringAttr name;         // of the extent if dynamic, from `nn.dims`
  mlir::BlockArgument sizedBy;   // an argument one of whose sizes is the extent, null if none is
  unsigned sizedAt = 0;          // and which
  int64_t multiple = 1;          // a tile of the loop must be a multiple of this many elements
  int64_t stream = 0;            // the largest tile, of a loop that an scf.for walks tile by tile; else 0
  bool grid = true;              // iterations are independent in all ops and write disjoint parts of every result
};

/// The loops of a kernel on buffers, and which of them may be distributed over tasks.
class KernelLoops {
public:
  explicit KernelLoops(mlir::func::FuncOp kernel);

  llvm::ArrayRef<mlir::linalg::LinalgOp> ops() const { return linalgOps; }
  llvm::ArrayRef<KernelLoop> loops() const { return all; }

  /// Indices into loops() of the grid, in the order in which the first result is laid out.
  llvm::ArrayRef<unsigned> grid() const { return gridLoops; }

  /// The loop that dimension `dim` of `op` belongs to.
  unsigned loopOf(mlir::linalg::LinalgOp op, unsigned dim) const { return members.lookup({op, dim}); }

  /// The loop along dimension `dim` of a buffer that the kernel allocates or writes, or none.
  std::optional<unsigned> loopAlong(mlir::Value buffer, unsigned dim) const;

private:
  using Member = std::pair<mlir::Operation *, unsigned>;
  void findMembers();
  void findExtents();
  void findExtent(mlir::linalg::LinalgOp op, mlir::OpOperand &operand);
  void restrictTo(mlir::linalg::LinalgOp op);
  void restrictTo(mlir::linalg::LinalgOp op, mlir::OpOperand &operand);
  void restrictCaptures(mlir::linalg::LinalgOp op);
  void forbid(mlir::linalg::LinalgOp op, mlir::AffineExpr expr);
  void forbidBuffer(mlir::Value buffer);
  void orderGrid();

  llvm::SmallVector<mlir::linalg::LinalgOp> linalgOps;
  llvm::SmallVector<KernelLoop> all;
  llvm::DenseMap<Member, unsigned> members;
  llvm::DenseMap<std::pair<mlir::Value, unsigned>, unsigned> along;
  llvm::DenseSet<mlir::Value> written;
  llvm::SmallVector<unsigned> gridLoops;
};

/// Whether `op` is a loop over tiles of a stream: of whole ops, unlike one over elements.
bool isStream(mlir::Operation *op);

/// `d floordiv c` or `d mod c`, as an operand packed in panels of c is indexed; none for other expressions.
struct PanelIndex {
  unsigned dim;
  int64_t width;
  bool inside; // d mod c, the place in the panel; else the panel
};
std::optional<PanelIndex> matchPanelIndex(mlir::AffineExpr expr);

/// Whether `op` multiplies two inputs and sums the products over its one kind of reduction, and rows or columns of its
/// result each depend on one of the inputs only.
bool isContraction(mlir::linalg::LinalgOp op);

} // namespace tenfold

#endif // TENFOLD_LIB_ANALYSIS_KERNELLOOPS_H
