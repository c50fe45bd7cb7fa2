//===- ErrorFunction.cpp - erf --------------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Transforms/ApproximateMath/Coefficients.h"
#include "lib/Transforms/ApproximateMath/FloatEmitter.h"

using namespace tenfold::approximate;

// f32: x P(x^2)/Q(x^2). Without a second branch, and with positive coefficients that lose nothing: half of a GELU's
// cost against the form with exp.
static Expr emitErfF32(FloatEmitter &e, Expr x) {
  // Rounds to 1 from here on.
  Expr bounded = e.atLeast(e.atMost(x, 3.925), -3.925);
  Expr z = bounded * bounded;
  return bounded * e.polynomial(z, kErfTopF32) / e.polynomial(z, kErfBottomF32);
}

// f64: x + x P(x^2) up to 1, then 1 - exp(P(|x|)).
static Expr emitErfF64(FloatEmitter &e, Expr x) {
  Expr magnitude = e.atMost(e.abs(x), 6.0);
  Expr inner = e.fma(x, e.polynomial(x * x, kErfF64), x);
  Expr outer = 1.0 - emitExp(e, e.polynomial(magnitude, kLogErfcF64));
  return e.select(magnitude < 1.0, inner, e.copySign(outer, x));
}

Expr tenfold::approximate::emitErf(FloatEmitter &e, Expr x) {
  return &e.format() == &kF64 ? emitErfF64(e, x) : emitErfF32(e, x);
}
