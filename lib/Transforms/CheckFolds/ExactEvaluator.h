// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_TRANSFORMS_CHECKFOLDS_EXACTEVALUATOR_H
#define TENFOLD_LIB_TRANSFORMS_CHECKFOLDS_EXACTEVALUATOR_H

#include "lib/Transforms/CheckFolds/ExactNumber.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

#include <vector>

namespace tenfold {

struct ExactTensor {
  llvm::SmallVector<int64_t> shape;
  std::vector<ExactNumber> elements;

  static ExactTensor filled(llvm::ArrayRef<int64_t> shape,
                            const ExactNumber &with);
  int64_t offset(llvm::ArrayRef<int64_t> at) const;
};

/// Evaluates a region on tensors of exact numbers.
class ExactEvaluator {
public:
  /// `above` numbers what regions use from above, for all evaluations alike.
  explicit ExactEvaluator(llvm::DenseMap<mlir::Value, unsigned> &above)
      : above(above) {}

  /// What the block yields; nothing where it has an op or uses a value that is
  /// not known here, then `unknown`.
  std::optional<llvm::SmallVector<ExactTensor>>
  run(mlir::Block &block, llvm::ArrayRef<ExactTensor> arguments,
      llvm::ArrayRef<int64_t> offsets);

  mlir::Operation *unknown = nullptr;

private:
  bool evaluate(mlir::Operation &op);
  bool structured(mlir::linalg::LinalgOp op);
  bool scalar(mlir::Operation &op);
  bool floats(mlir::Operation &op);
  bool integers(mlir::Operation &op);
  bool read(mlir::tensor::ExtractOp op);
  ExactNumber captured(mlir::Value value, llvm::ArrayRef<int64_t> at);
  bool lookup(mlir::Value value, ExactTensor &tensor);
  ExactNumber number(mlir::Value value);
  bool set(mlir::Value value, const ExactNumber &number);

  llvm::DenseMap<mlir::Value, ExactTensor> values;
  llvm::DenseMap<mlir::Value, unsigned> &above;
  llvm::ArrayRef<int64_t> offsets, loops;
};

} // namespace tenfold

#endif // TENFOLD_LIB_TRANSFORMS_CHECKFOLDS_EXACTEVALUATOR_H
