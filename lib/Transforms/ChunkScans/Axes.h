// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_TRANSFORMS_CHUNKSCANS_AXES_H
#define TENFOLD_LIB_TRANSFORMS_CHUNKSCANS_AXES_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace tenfold {

/// A tensor and the axis that each of its dimensions is along.
struct Operand {
  mlir::Value value;
  llvm::SmallVector<unsigned> axes;
};

inline Operand along(Operand operand, unsigned from, unsigned to) {
  llvm::replace(operand.axes, from, to);
  return operand;
}

inline llvm::SmallVector<unsigned> joined(llvm::ArrayRef<unsigned> a,
                                          llvm::ArrayRef<unsigned> b) {
  llvm::SmallVector<unsigned> all(a);
  llvm::append_range(all, b);
  return all;
}

template <typename T>
mlir::Value number(mlir::OpBuilder &b, mlir::Location loc, T value) {
  auto type = std::is_same_v<T, float> ? mlir::FloatType(b.getF32Type())
                                       : mlir::FloatType(b.getF64Type());
  return mlir::arith::ConstantOp::create(b, loc, b.getFloatAttr(type, value));
}

/// Builds ops whose loops are axes, called by numbers.
class AxesBuilder {
public:
  using Index = llvm::function_ref<mlir::Value(unsigned axis)>;
  using Body = llvm::function_ref<mlir::Value(
      mlir::OpBuilder &, mlir::ValueRange arguments, Index index)>;

  AxesBuilder(mlir::OpBuilder &b, mlir::Location loc) : b(b), loc(loc) {}

  /// Extents of axes that no operand has told yet.
  void set(unsigned axis, mlir::OpFoldResult extent) {
    extents.try_emplace(axis, extent);
  }
  void learn(const Operand &operand);

  /// An op of `inputs` whose result has the axes `out`: element by element, or
  /// summed along `reduced`, from `init` or from zero.
  Operand map(mlir::Type element, llvm::ArrayRef<Operand> inputs,
              llvm::ArrayRef<unsigned> out, Body body);
  Operand sum(mlir::Type element, llvm::ArrayRef<Operand> inputs,
              llvm::ArrayRef<unsigned> out, llvm::ArrayRef<unsigned> reduced,
              mlir::Value init, Body term);

  /// The sum of products of one or two operands.
  Operand contract(llvm::ArrayRef<Operand> inputs, llvm::ArrayRef<unsigned> out,
                   llvm::ArrayRef<unsigned> reduced, mlir::Value init = {});

private:
  mlir::Value empty(mlir::Type element, llvm::ArrayRef<unsigned> out);
  mlir::Value build(llvm::ArrayRef<Operand> inputs, mlir::Value init,
                    llvm::ArrayRef<unsigned> out,
                    llvm::ArrayRef<unsigned> reduced, Body body);

  mlir::OpBuilder &b;
  mlir::Location loc;
  llvm::DenseMap<unsigned, mlir::OpFoldResult> extents;
};

/// The size of a dimension as the ops that made the tensor were given it.
mlir::OpFoldResult sizeOf(mlir::OpBuilder &b, mlir::Value value, unsigned dim);

} // namespace tenfold

#endif // TENFOLD_LIB_TRANSFORMS_CHUNKSCANS_AXES_H
