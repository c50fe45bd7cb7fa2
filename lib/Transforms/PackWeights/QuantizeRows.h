// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_TRANSFORMS_PACKWEIGHTS_QUANTIZEROWS_H
#define TENFOLD_LIB_TRANSFORMS_PACKWEIGHTS_QUANTIZEROWS_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"

namespace tenfold {

/// Elements of a row that share one scale.
constexpr int64_t kQuantizedElements = 32;

/// Whether the factor beside the weight that `read` reads is an argument of its
/// kernel, (row, k), whose rows are whole blocks.
bool canQuantizeRows(mlir::OpOperand *read);

/// Makes contractions read their first input in blocks of integers of eight
/// bits, x = s p with s = max |x| / 127 over the block and p = round(x / s), to
/// nearest even. The blocks are made by a kernel of their own, called once for
/// all contractions that read the same tensor. A block with a NaN or an
/// infinity is NaN.
class RowQuantizer {
public:
  explicit RowQuantizer(mlir::ModuleOp module) : module(module) {}

  void quantizeRows(mlir::linalg::GenericOp op,
                    llvm::ArrayRef<mlir::func::CallOp> calls);

  /// Erases the arguments that nothing reads any more. Not before all else is
  /// done: it changes numbers of arguments.
  void eraseUnread();

private:
  using Blocks = std::pair<mlir::Value, mlir::Value>; // integers, scales

  Blocks blocksOf(mlir::Value rows, mlir::Operation *reader);
  mlir::func::FuncOp quantizer(mlir::RankedTensorType blocks);

  mlir::ModuleOp module;
  llvm::MapVector<mlir::Type, mlir::func::FuncOp> quantizers;
  llvm::MapVector<mlir::Value, Blocks> blocks;
  llvm::SetVector<mlir::BlockArgument> replaced;
};

} // namespace tenfold

#endif // TENFOLD_LIB_TRANSFORMS_PACKWEIGHTS_QUANTIZEROWS_H
