// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_TRANSFORMS_LOWERCONTRACTIONS_INDEX_H
#define TENFOLD_LIB_TRANSFORMS_LOWERCONTRACTIONS_INDEX_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace tenfold {

/// Index arithmetic that folds as it is built.
class Index {
public:
  explicit Index(mlir::ImplicitLocOpBuilder &b) : b(b) {}

  mlir::Value constant(int64_t value) {
    return mlir::arith::ConstantIndexOp::create(b, value);
  }
  mlir::Value add(mlir::Value x, mlir::Value y) {
    return b.createOrFold<mlir::arith::AddIOp>(x, y);
  }
  mlir::Value sub(mlir::Value x, mlir::Value y) {
    return b.createOrFold<mlir::arith::SubIOp>(x, y);
  }
  mlir::Value mul(mlir::Value x, mlir::Value y) {
    return b.createOrFold<mlir::arith::MulIOp>(x, y);
  }
  mlir::Value div(mlir::Value x, mlir::Value y) {
    return b.createOrFold<mlir::arith::DivUIOp>(x, y);
  }
  mlir::Value rem(mlir::Value x, mlir::Value y) {
    return b.createOrFold<mlir::arith::RemUIOp>(x, y);
  }
  mlir::Value min(mlir::Value x, mlir::Value y) {
    return b.createOrFold<mlir::arith::MinUIOp>(x, y);
  }
  mlir::Value max(mlir::Value x, mlir::Value y) {
    return b.createOrFold<mlir::arith::MaxUIOp>(x, y);
  }
  mlir::Value ceildiv(mlir::Value x, int64_t y) {
    return div(add(x, constant(y - 1)), constant(y));
  }
  mlir::Value less(mlir::Value x, mlir::Value y) {
    return compare(mlir::arith::CmpIPredicate::ult, x, y);
  }
  mlir::Value equal(mlir::Value x, mlir::Value y) {
    return compare(mlir::arith::CmpIPredicate::eq, x, y);
  }
  mlir::Value notEqual(mlir::Value x, mlir::Value y) {
    return compare(mlir::arith::CmpIPredicate::ne, x, y);
  }

  /// `expr`, whose only dimension is `dim`, of values that are not negative.
  mlir::Value apply(mlir::AffineExpr expr, mlir::Value dim) {
    if (auto known = llvm::dyn_cast<mlir::AffineConstantExpr>(expr))
      return constant(known.getValue());
    auto binary = llvm::dyn_cast<mlir::AffineBinaryOpExpr>(expr);
    if (!binary)
      return dim;
    mlir::Value x = apply(binary.getLHS(), dim),
                y = apply(binary.getRHS(), dim);
    switch (expr.getKind()) {
    case mlir::AffineExprKind::Add:
      return add(x, y);
    case mlir::AffineExprKind::Mul:
      return mul(x, y);
    case mlir::AffineExprKind::Mod:
      return rem(x, y);
    default:
      return div(x, y);
    }
  }

  mlir::Value value(mlir::OpFoldResult x) {
    if (auto attr = llvm::dyn_cast<mlir::Attribute>(x))
      return constant(llvm::cast<mlir::IntegerAttr>(attr).getInt());
    return llvm::cast<mlir::Value>(x);
  }

private:
  mlir::Value compare(mlir::arith::CmpIPredicate predicate, mlir::Value x,
                      mlir::Value y) {
    return b.createOrFold<mlir::arith::CmpIOp>(predicate, x, y);
  }

  mlir::ImplicitLocOpBuilder &b;
};

} // namespace tenfold

#endif // TENFOLD_LIB_TRANSFORMS_LOWERCONTRACTIONS_INDEX_H
