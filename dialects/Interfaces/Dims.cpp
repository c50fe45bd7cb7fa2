//===- Dims.cpp - symbolic extents ----------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Unification of extents. A symbol stands for itself until it is bound to
// another symbol, a constant or an expression; compound expressions that differ
// in form are taken to be equal, as only the run-time check at the entry can
// tell.

#include "dialects/Interfaces/Dims.h"

using namespace mlir;
using namespace tenfold;

Dims DimContext::of(ShapedType type) {
  Dims dims;
  for (int64_t size : type.getShape())
    dims.push_back(ShapedType::isDynamic(size) ? fresh() : constant(size));
  return dims;
}

AffineExpr DimContext::resolve(AffineExpr expr) const {
  if (equal.empty())
    return expr;
  AffineExpr previous;
  while (expr != previous) {
    previous = expr;
    expr = expr.replace(equal);
  }
  return expr;
}

Dims DimContext::resolve(ArrayRef<AffineExpr> dims) const {
  return llvm::to_vector<4>(
      llvm::map_range(dims, [&](AffineExpr dim) { return resolve(dim); }));
}

FailureOr<AffineExpr> DimContext::unify(AffineExpr a, AffineExpr b,
                                        const Twine &role) {
  a = resolve(a);
  b = resolve(b);
  if (a == b)
    return a;
  auto ca = dyn_cast<AffineConstantExpr>(a),
       cb = dyn_cast<AffineConstantExpr>(b);
  if (ca && cb)
    return error("expected " + role + " to be " + Twine(ca.getValue()) +
                 ", got " + Twine(cb.getValue()));
  // The later symbol is bound to the earlier one, so that names given at the
  // entry survive.
  auto sa = dyn_cast<AffineSymbolExpr>(a), sb = dyn_cast<AffineSymbolExpr>(b);
  if (sb && (!sa || sa.getPosition() < sb.getPosition()))
    return bind(b, a);
  return sa ? bind(a, b) : a;
}

/// A symbol inside its own expression says nothing that can be used.
AffineExpr DimContext::bind(AffineExpr symbol, AffineExpr expr) {
  unsigned position = cast<AffineSymbolExpr>(symbol).getPosition();
  if (!expr.isFunctionOfSymbol(position))
    equal[symbol] = expr;
  return expr;
}

FailureOr<AffineExpr> DimContext::broadcast(AffineExpr a, AffineExpr b,
                                            const Twine &role) {
  a = resolve(a);
  b = resolve(b);
  AffineExpr one = constant(1);
  if (a == one)
    return b;
  if (b == one)
    return a;
  return unify(a, b, role);
}

SmallVector<int64_t> DimContext::shapeOf(ArrayRef<AffineExpr> dims) const {
  return llvm::map_to_vector(dims, [&](AffineExpr dim) {
    auto known = dyn_cast<AffineConstantExpr>(resolve(dim));
    return known ? known.getValue() : ShapedType::kDynamic;
  });
}
