//===- Extents.cpp - arithmetic on symbolic sizes -------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A product is a coefficient and a multiset of factors that are no products.
// Two shapes hold equally many elements where their products have the same
// factors.
//
//===----------------------------------------------------------------------===//
#include "lib/Import/ONNX/Extents.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace tenfold::onnx {
namespace {

constexpr int64_t kMaxTerms = 64;

struct Product {
  int64_t coefficient = 1;
  SmallVector<AffineExpr> factors;
};

void multiply(Product &product, AffineExpr expr) {
  if (auto constant = dyn_cast<AffineConstantExpr>(expr)) {
    product.coefficient *= constant.getValue();
  } else if (expr.getKind() == AffineExprKind::Mul) {
    multiply(product, cast<AffineBinaryOpExpr>(expr).getLHS());
    multiply(product, cast<AffineBinaryOpExpr>(expr).getRHS());
  } else {
    product.factors.push_back(expr);
  }
}

Product factor(AffineExpr expr) {
  Product product;
  multiply(product, expr);
  return product;
}

/// Removes the factors of `part`; false where one is missing.
bool divide(Product &whole, const Product &part) {
  for (AffineExpr factor : part.factors) {
    auto *found = llvm::find(whole.factors, factor);
    if (found == whole.factors.end())
      return false;
    whole.factors.erase(found);
  }
  if (part.coefficient == 0 || whole.coefficient % part.coefficient != 0)
    return false;
  whole.coefficient /= part.coefficient;
  return true;
}

int64_t countTerms(AffineExpr expr, int64_t budget) {
  auto binary = dyn_cast<AffineBinaryOpExpr>(expr);
  if (!binary || budget <= 1)
    return 1;
  int64_t left = countTerms(binary.getLHS(), budget - 1);
  return left >= budget ? left
                        : left + countTerms(binary.getRHS(), budget - left) + 1;
}

} // namespace

bool isShort(AffineExpr expr) {
  return countTerms(expr, kMaxTerms + 1) <= kMaxTerms;
}

AffineExpr productOf(ArrayRef<AffineExpr> extents, MLIRContext *context) {
  AffineExpr product = getAffineConstantExpr(1, context);
  for (AffineExpr extent : extents)
    product = product * extent;
  return product;
}

std::optional<AffineExpr> quotient(AffineExpr whole, AffineExpr part) {
  Product product = factor(whole);
  if (!divide(product, factor(part)))
    return std::nullopt;
  return productOf(product.factors, whole.getContext()) * product.coefficient;
}

bool sameProduct(AffineExpr a, AffineExpr b) {
  if (a == b)
    return true;
  std::optional<AffineExpr> ratio = quotient(a, b);
  auto constant =
      ratio ? dyn_cast<AffineConstantExpr>(*ratio) : AffineConstantExpr();
  return constant && constant.getValue() == 1;
}

std::optional<AffineExpr> combine(AffineExprKind kind, AffineExpr a,
                                  AffineExpr b) {
  auto ca = dyn_cast<AffineConstantExpr>(a),
       cb = dyn_cast<AffineConstantExpr>(b);
  int64_t result;
  if (ca && cb) {
    bool overflows =
        kind == AffineExprKind::Add
            ? llvm::AddOverflow(ca.getValue(), cb.getValue(), result)
            : llvm::MulOverflow(ca.getValue(), cb.getValue(), result);
    if (overflows)
      return std::nullopt;
    return getAffineConstantExpr(result, a.getContext());
  }
  AffineExpr combined = kind == AffineExprKind::Add ? a + b : a * b;
  if (!isShort(combined))
    return std::nullopt;
  return combined;
}

} // namespace tenfold::onnx
