//===- ErrorFunction.cpp - erf --------------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Transforms/ApproximateMath/Coefficients.h"
#include "lib/Transforms/ApproximateMath/FloatEmitter.h"

using llvm::ArrayRef;
using namespace tenfold::approximate;

// x + x P(x^2) up to 1, then 1 - exp(P(|x|)), P for log(erfc): exp's relative
// error counts by erfc only. A quotient of polynomials in x^2 has no second
// part, but was off by up to 6 ulp near 1, and the division costs as much.
Expr tenfold::approximate::emitErf(FloatEmitter &e, Expr x) {
  bool isF64 = &e.format() == &kF64;
  // Rounds to 1 from here on.
  Expr magnitude = e.atMost(e.abs(x), isF64 ? 6.0 : 4.0);
  Expr inner = e.fma(
      e.polynomial(x * x, isF64 ? ArrayRef<double>(kErfF64) : kErfF32), x, x);
  Expr outer =
      1.0 - emitExpNegative(
                e, e.polynomial(magnitude, isF64 ? ArrayRef<double>(kLogErfcF64)
                                                 : kLogErfcF32));
  return e.select(magnitude < 1.0, inner, e.copySign(outer, x));
}
