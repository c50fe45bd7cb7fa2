// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Arithmetic on indices that is written once, over `int64_t` where an op is
// evaluated and over `IndexValue` where it becomes IR.
#ifndef TENFOLD_DIALECTS_NN_INDEXVALUE_H
#define TENFOLD_DIALECTS_NN_INDEXVALUE_H

#include "mlir/Dialect/Arith/IR/Arith.h"

#include <algorithm>

namespace tenfold::nn {

/// An index whose operators emit IR.
class IndexValue {
public:
  IndexValue(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value value)
      : builder(&builder), loc(loc), value(value) {}
  operator mlir::Value() const { return value; }

  IndexValue constant(int64_t number) const {
    return with(mlir::arith::ConstantIndexOp::create(*builder, loc, number));
  }
  template <typename Op> IndexValue binary(const IndexValue &other) const {
    return with(Op::create(*builder, loc, value, other.value));
  }
  IndexValue compare(mlir::arith::CmpIPredicate predicate,
                     const IndexValue &other) const {
    return with(mlir::arith::CmpIOp::create(*builder, loc, predicate, value,
                                            other.value));
  }
  IndexValue select(const IndexValue &yes, const IndexValue &no) const {
    return with(mlir::arith::SelectOp::create(*builder, loc, value, yes.value,
                                              no.value));
  }

private:
  IndexValue with(mlir::Value result) const { return {*builder, loc, result}; }

  mlir::OpBuilder *builder;
  mlir::Location loc;
  mlir::Value value;
};

inline IndexValue operator+(const IndexValue &a, const IndexValue &b) {
  return a.binary<mlir::arith::AddIOp>(b);
}
inline IndexValue operator-(const IndexValue &a, const IndexValue &b) {
  return a.binary<mlir::arith::SubIOp>(b);
}
inline IndexValue operator*(const IndexValue &a, const IndexValue &b) {
  return a.binary<mlir::arith::MulIOp>(b);
}
inline IndexValue operator+(const IndexValue &a, int64_t b) {
  return a + a.constant(b);
}
inline IndexValue operator-(const IndexValue &a, int64_t b) {
  return a - a.constant(b);
}
inline IndexValue operator*(const IndexValue &a, int64_t b) {
  return a * a.constant(b);
}
/// The quotient towards zero.
inline IndexValue operator/(const IndexValue &a, const IndexValue &b) {
  return a.binary<mlir::arith::DivSIOp>(b);
}
inline IndexValue operator/(const IndexValue &a, int64_t b) {
  return b == 1 ? a : a / a.constant(b);
}
inline IndexValue operator<(const IndexValue &a, const IndexValue &b) {
  return a.compare(mlir::arith::CmpIPredicate::slt, b);
}
inline IndexValue operator<(const IndexValue &a, int64_t b) {
  return a < a.constant(b);
}
inline IndexValue operator&(const IndexValue &a, const IndexValue &b) {
  return a.binary<mlir::arith::AndIOp>(b);
}

inline IndexValue operator&(const IndexValue &a, int64_t b) {
  return a & a.constant(b);
}
inline IndexValue operator^(const IndexValue &a, const IndexValue &b) {
  return a.binary<mlir::arith::XOrIOp>(b);
}

/// The bits of `a` moved down, zeros from above.
inline int64_t shiftDown(int64_t a, int64_t by) {
  return static_cast<int64_t>(static_cast<uint64_t>(a) >> by);
}
inline IndexValue shiftDown(const IndexValue &a, int64_t by) {
  return a.binary<mlir::arith::ShRUIOp>(a.constant(by));
}

inline int64_t lesser(int64_t a, int64_t b) { return std::min(a, b); }
inline int64_t greater(int64_t a, int64_t b) { return std::max(a, b); }
inline int64_t choose(bool condition, int64_t yes, int64_t no) {
  return condition ? yes : no;
}
inline IndexValue lesser(const IndexValue &a, const IndexValue &b) {
  return a.binary<mlir::arith::MinSIOp>(b);
}
inline IndexValue greater(const IndexValue &a, const IndexValue &b) {
  return a.binary<mlir::arith::MaxSIOp>(b);
}
inline IndexValue greater(const IndexValue &a, int64_t b) {
  return greater(a, a.constant(b));
}
inline IndexValue lesser(const IndexValue &a, int64_t b) {
  return lesser(a, a.constant(b));
}
inline IndexValue choose(const IndexValue &condition, const IndexValue &yes,
                         const IndexValue &no) {
  return condition.select(yes, no);
}

/// `a` modulo a positive `n`, in [0, n).
inline int64_t modulo(int64_t a, int64_t n) { return ((a % n) + n) % n; }
inline IndexValue modulo(const IndexValue &a, const IndexValue &n) {
  IndexValue rest = a.binary<mlir::arith::RemSIOp>(n);
  return choose(rest < 0, rest + n, rest);
}

/// `i` brought into [0, n).
template <typename Index> Index clampIndex(const Index &i, const Index &n) {
  return greater(lesser(i, n - 1), 0);
}

} // namespace tenfold::nn

#endif // TENFOLD_DIALECTS_NN_INDEXVALUE_H
