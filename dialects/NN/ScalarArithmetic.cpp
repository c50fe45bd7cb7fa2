//===- ScalarArithmetic.cpp - the meaning of arith and math ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A float op is evaluated in double and rounded once to its type, which for f32
// is exact for + - * / and sqrt. An integer op is evaluated on 64 bits and
// wrapped to its width.

#include "dialects/NN/ScalarProgram.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

#include "llvm/ADT/TypeSwitch.h"

#include <array>
#include <cmath>
#include <cstring>

using namespace mlir;
using namespace tenfold;
using namespace tenfold::nn;

static double roundTo(Type type, double value) {
  return dispatch(type, [&](auto zero) -> double {
    if constexpr (kIsFloat<decltype(zero)>)
      return static_cast<double>(nearest<decltype(zero)>(value));
    return value;
  });
}

//===----------------------------------------------------------------------===//
// Arithmetic
//===----------------------------------------------------------------------===//

/// -0 is less than +0.
static double maximum(double a, double b) {
  if (std::isnan(a) || std::isnan(b))
    return NAN;
  return a == b ? (std::signbit(a) ? b : a) : std::max(a, b);
}

bool ScalarProgram::addFloatOp(Operation &op) {
  using D = double;
  auto fma = [&](math::FmaOp) {
    op.getResult(0).getType().isF32()
        ? floats(op, [](D a, D b,
                        D c) { return std::fma(float(a), float(b), float(c)); })
        : floats(op, [](D a, D b, D c) { return std::fma(a, b, c); });
    return true;
  };
  // clang-format off
  return TypeSwitch<Operation *, bool>(&op)
      .Case(fma)
      .Case([&](arith::AddFOp) { return floats(op, [](D a, D b) { return a + b; }), true; })
      .Case([&](arith::SubFOp) { return floats(op, [](D a, D b) { return a - b; }), true; })
      .Case([&](arith::MulFOp) { return floats(op, [](D a, D b) { return a * b; }), true; })
      .Case([&](arith::DivFOp) { return floats(op, [](D a, D b) { return a / b; }), true; })
      .Case([&](arith::NegFOp) { return floats(op, [](D a) { return -a; }), true; })
      .Case([&](arith::MaximumFOp) { return floats(op, [](D a, D b) { return maximum(a, b); }), true; })
      .Case([&](arith::MinimumFOp) { return floats(op, [](D a, D b) { return -maximum(-a, -b); }), true; })
      .Case([&](arith::MaxNumFOp) { return floats(op, [](D a, D b) { return std::fmax(a, b); }), true; })
      .Case([&](arith::MinNumFOp) { return floats(op, [](D a, D b) { return std::fmin(a, b); }), true; })
      .Case([&](math::ExpOp) { return floats(op, [](D a) { return std::exp(a); }), true; })
      .Case([&](math::Exp2Op) { return floats(op, [](D a) { return std::exp2(a); }), true; })
      .Case([&](math::ExpM1Op) { return floats(op, [](D a) { return std::expm1(a); }), true; })
      .Case([&](math::Log2Op) { return floats(op, [](D a) { return std::log2(a); }), true; })
      .Case([&](math::Log10Op) { return floats(op, [](D a) { return std::log10(a); }), true; })
      .Case([&](math::Log1pOp) { return floats(op, [](D a) { return std::log1p(a); }), true; })
      .Case([&](math::PowFOp) { return floats(op, [](D a, D b) { return std::pow(a, b); }), true; })
      .Case([&](math::TruncOp) { return floats(op, [](D a) { return std::trunc(a); }), true; })
      .Case([&](math::LogOp) { return floats(op, [](D a) { return std::log(a); }), true; })
      .Case([&](math::TanhOp) { return floats(op, [](D a) { return std::tanh(a); }), true; })
      .Case([&](math::ErfOp) { return floats(op, [](D a) { return std::erf(a); }), true; })
      .Case([&](math::SinOp) { return floats(op, [](D a) { return std::sin(a); }), true; })
      .Case([&](math::CosOp) { return floats(op, [](D a) { return std::cos(a); }), true; })
      .Case([&](math::TanOp) { return floats(op, [](D a) { return std::tan(a); }), true; })
      .Case([&](math::AsinOp) { return floats(op, [](D a) { return std::asin(a); }), true; })
      .Case([&](math::AcosOp) { return floats(op, [](D a) { return std::acos(a); }), true; })
      .Case([&](math::AtanOp) { return floats(op, [](D a) { return std::atan(a); }), true; })
      .Case([&](math::SinhOp) { return floats(op, [](D a) { return std::sinh(a); }), true; })
      .Case([&](math::CoshOp) { return floats(op, [](D a) { return std::cosh(a); }), true; })
      .Case([&](math::AsinhOp) { return floats(op, [](D a) { return std::asinh(a); }), true; })
      .Case([&](math::AcoshOp) { return floats(op, [](D a) { return std::acosh(a); }), true; })
      .Case([&](math::AtanhOp) { return floats(op, [](D a) { return std::atanh(a); }), true; })
      .Case([&](math::Atan2Op) { return floats(op, [](D a, D b) { return std::atan2(a, b); }), true; })
      .Case([&](math::SqrtOp) { return floats(op, [](D a) { return std::sqrt(a); }), true; })
      .Case([&](math::RsqrtOp) { return floats(op, [](D a) { return 1 / std::sqrt(a); }), true; })
      .Case([&](math::AbsFOp) { return floats(op, [](D a) { return std::fabs(a); }), true; })
      .Case([&](math::FloorOp) { return floats(op, [](D a) { return std::floor(a); }), true; })
      .Case([&](math::CeilOp) { return floats(op, [](D a) { return std::ceil(a); }), true; })
      .Case([&](math::RoundEvenOp) { return floats(op, [](D a) { return std::nearbyint(a); }), true; })
      .Default(false);
  // clang-format on
}

/// Quotient and remainder of Tenfold's rules, which also give a meaning where
/// upstream leaves none: x / 0 is -1, x % 0 is x, the least value over -1
/// wraps.
static int64_t quotient(int64_t a, int64_t b) {
  if (b == 0)
    return -1;
  return b == -1 ? static_cast<int64_t>(-static_cast<uint64_t>(a)) : a / b;
}
static int64_t remainder(int64_t a, int64_t b) {
  return b == 0 ? a : b == -1 ? 0 : a % b;
}
static int64_t floorQuotient(int64_t a, int64_t b) {
  int64_t r = remainder(a, b);
  return quotient(a, b) - (b != 0 && r != 0 && (r < 0) != (b < 0));
}

bool ScalarProgram::addIntegerOp(Operation &op) {
  using I = int64_t;
  using U = uint64_t;
  using W = unsigned;
  // clang-format off
  return TypeSwitch<Operation *, bool>(&op)
      .Case([&](arith::AddIOp) { return integers(op, [](I a, I b, W) { return I(U(a) + U(b)); }), true; })
      .Case([&](arith::SubIOp) { return integers(op, [](I a, I b, W) { return I(U(a) - U(b)); }), true; })
      .Case([&](arith::MulIOp) { return integers(op, [](I a, I b, W) { return I(U(a) * U(b)); }), true; })
      .Case([&](arith::DivSIOp) { return integers(op, [](I a, I b, W) { return quotient(a, b); }), true; })
      .Case([&](arith::RemSIOp) { return integers(op, [](I a, I b, W) { return remainder(a, b); }), true; })
      .Case([&](arith::FloorDivSIOp) { return integers(op, [](I a, I b, W) { return floorQuotient(a, b); }), true; })
      .Case([&](arith::CeilDivSIOp) { return integers(op, [](I a, I b, W) { return b == 0 ? -1 : -floorQuotient(-a, b); }), true; })
      .Case([&](arith::DivUIOp) { return integers(op, [](I a, I b, W w) { return b == 0 ? -1 : I(bits(a, w) / bits(b, w)); }), true; })
      .Case([&](arith::CeilDivUIOp) { return integers(op, [](I a, I b, W w) { return b == 0 ? -1 : I(bits(a, w) / bits(b, w) + (bits(a, w) % bits(b, w) != 0)); }), true; })
      .Case([&](arith::RemUIOp) { return integers(op, [](I a, I b, W w) { return b == 0 ? a : I(bits(a, w) % bits(b, w)); }), true; })
      .Case([&](arith::MaxSIOp) { return integers(op, [](I a, I b, W) { return std::max(a, b); }), true; })
      .Case([&](arith::MinSIOp) { return integers(op, [](I a, I b, W) { return std::min(a, b); }), true; })
      .Case([&](arith::MaxUIOp) { return integers(op, [](I a, I b, W) { return I(std::max(U(a), U(b))); }), true; })
      .Case([&](arith::MinUIOp) { return integers(op, [](I a, I b, W) { return I(std::min(U(a), U(b))); }), true; })
      .Case([&](arith::AndIOp) { return integers(op, [](I a, I b, W) { return a & b; }), true; })
      .Case([&](arith::OrIOp) { return integers(op, [](I a, I b, W) { return a | b; }), true; })
      .Case([&](arith::XOrIOp) { return integers(op, [](I a, I b, W) { return a ^ b; }), true; })
      .Case([&](arith::ShLIOp) { return integers(op, [](I a, I b, W w) { return U(b) < w ? I(U(a) << b) : 0; }), true; })
      .Case([&](arith::ShRSIOp) { return integers(op, [](I a, I b, W w) { return a >> (U(b) < w ? b : 63); }), true; })
      .Case([&](arith::ShRUIOp) { return integers(op, [](I a, I b, W w) { return U(b) < w ? I(bits(a, w) >> b) : 0; }), true; })
      .Default(false);
  // clang-format on
}

//===----------------------------------------------------------------------===//
// Conversions, comparisons, choices
//===----------------------------------------------------------------------===//

/// Truncation towards zero; saturates, and NaN gives 0.
static int64_t toInteger(double value, unsigned width) {
  double limit = std::ldexp(1.0, width - 1);
  if (std::isnan(value))
    return 0;
  if (value >= limit)
    return static_cast<int64_t>(bits(-1, width) >> 1);
  return value <= -limit ? wrap(int64_t(1) << (width - 1), width)
                         : static_cast<int64_t>(value);
}

/// The number of type `to` whose bits are those of a number of type `from`.
static Lane sameBits(Lane x, Type from, Type to) {
  std::array<char, sizeof(int64_t)> bytes{};
  dispatch(from, [&](auto zero) {
    using T = decltype(zero);
    T value = kIsFloat<T> ? nearest<T>(x.f) : static_cast<T>(x.i);
    std::memcpy(bytes.data(), &value, sizeof(value));
  });
  return dispatch(to, [&](auto value) {
    std::memcpy(&value, bytes.data(), sizeof(value));
    return kIsFloat<decltype(value)> ? Lane{.f = static_cast<double>(value)}
                                     : Lane{.i = static_cast<int64_t>(value)};
  });
}

bool ScalarProgram::addConversion(Operation &op) {
  if (op.getNumOperands() != 1 || op.getNumResults() != 1)
    return false;
  Type from = op.getOperand(0).getType(), to = op.getResult(0).getType();
  if (!from.isIntOrIndexOrFloat() || !to.isIntOrIndexOrFloat())
    return false;
  unsigned in = widthOf(from), out = widthOf(to);
  auto add = [&](auto f) {
    return step(op.getOperands(), op.getResult(0), f), true;
  };
  return TypeSwitch<Operation *, bool>(&op)
      .Case<arith::ExtFOp, arith::TruncFOp>([&](auto) {
        return add([=](Lane a) { return Lane{.f = roundTo(to, a.f)}; });
      })
      .Case([&](arith::SIToFPOp) {
        return add([=](Lane a) {
          return Lane{.f = to.isF64() ? double(a.i) : roundTo(to, float(a.i))};
        });
      })
      .Case([&](arith::UIToFPOp) {
        return add([=](Lane a) {
          uint64_t x = bits(a.i, in);
          return Lane{.f = to.isF64() ? double(x) : roundTo(to, float(x))};
        });
      })
      .Case([&](arith::FPToSIOp) {
        return add([=](Lane a) { return Lane{.i = toInteger(a.f, out)}; });
      })
      .Case([&](arith::BitcastOp) {
        return add([=](Lane a) { return sameBits(a, from, to); });
      })
      .Case<arith::ExtSIOp, arith::TruncIOp, arith::IndexCastOp>([&](auto) {
        return add([=](Lane a) { return Lane{.i = wrap(a.i, out)}; });
      })
      .Case<arith::ExtUIOp, arith::IndexCastUIOp>([&](auto) {
        return add([=](Lane a) {
          return Lane{.i = wrap(static_cast<int64_t>(bits(a.i, in)), out)};
        });
      })
      .Default(false);
}

bool ScalarProgram::addCompare(Operation &op) {
  auto flag = [](bool value) { return Lane{.i = -int64_t(value)}; };
  return TypeSwitch<Operation *, bool>(&op)
      .Case([&](arith::CmpFOp compare) {
        auto predicate = compare.getPredicate();
        step(op.getOperands(), op.getResult(0), [=](Lane a, Lane b) {
          return flag(
              arith::applyCmpPredicate(predicate, APFloat(a.f), APFloat(b.f)));
        });
        return true;
      })
      .Case([&](arith::CmpIOp compare) {
        auto predicate = compare.getPredicate();
        step(op.getOperands(), op.getResult(0), [=](Lane a, Lane b) {
          auto number = [](int64_t x) {
            return APInt(64, static_cast<uint64_t>(x));
          };
          return flag(
              arith::applyCmpPredicate(predicate, number(a.i), number(b.i)));
        });
        return true;
      })
      .Case([&](arith::SelectOp) {
        step(op.getOperands(), op.getResult(0),
             [](Lane c, Lane a, Lane b) { return c.i ? a : b; });
        return true;
      })
      .Default(false);
}
