// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// Sizes as functions of the named dims: postfix code over 64-bit integers. The
/// compiler writes it, the runtime evaluates it at every new shape. Overflow is
/// an error, never a wrong size.
#ifndef TENFOLD_RUNTIME_SIZEEXPR_H
#define TENFOLD_RUNTIME_SIZEEXPR_H

#include "lib/Runtime/Error.h"

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <vector>

namespace tenfold::runtime {

/// The numbers are part of the file format. Division rounds to minus infinity
/// (FloorDiv) or plus infinity (CeilDiv), Mod is what FloorDiv leaves; divisors
/// must be positive.
enum class SizeOp : uint8_t {
  Constant,
  Dim,
  Add,
  Sub,
  Mul,
  FloorDiv,
  CeilDiv,
  Mod,
  Max,
  Min
};
inline constexpr uint8_t kSizeOpCount = 10;

/// One instruction; `value` is the constant or the index of the dim, and 0 for
/// the others.
struct SizeInstr {
  SizeOp op;
  int64_t value = 0;
  bool operator==(const SizeInstr &) const = default;
};

class SizeExpr {
public:
  /// Bounds that keep evaluation cheap and its stack on the stack.
  static constexpr size_t kMaxInstrs = 512;
  static constexpr size_t kMaxDepth = 32;

  SizeExpr() : SizeExpr(constant(0)) {}
  explicit SizeExpr(std::vector<SizeInstr> code) : code(std::move(code)) {}

  static SizeExpr constant(int64_t value) {
    return SizeExpr({{SizeOp::Constant, value}});
  }
  static SizeExpr dim(int64_t index) {
    return SizeExpr({{SizeOp::Dim, index}});
  }
  static SizeExpr binary(SizeOp op, const SizeExpr &lhs, const SizeExpr &rhs);

  std::span<const SizeInstr> instrs() const { return code; }
  /// The constant, or the index of the dim, when it is nothing more.
  std::optional<int64_t> asConstant() const { return single(SizeOp::Constant); }
  std::optional<int64_t> asDim() const { return single(SizeOp::Dim); }

  /// Whether evaluation is defined: known ops, dims in range, a stack that
  /// never runs empty or over.
  Error verify(size_t dimCount) const;

  /// The value at `dims`, of a verified expression. Allocates only to report an
  /// error.
  Expected<int64_t> evaluate(std::span<const int64_t> dims) const;

  bool operator==(const SizeExpr &) const = default;

private:
  SizeExpr(std::initializer_list<SizeInstr> code) : code(code) {}
  std::optional<int64_t> single(SizeOp op) const {
    return code.size() == 1 && code[0].op == op ? std::optional(code[0].value)
                                                : std::nullopt;
  }

  std::vector<SizeInstr> code;
};

inline SizeExpr operator+(const SizeExpr &a, const SizeExpr &b) {
  return SizeExpr::binary(SizeOp::Add, a, b);
}
inline SizeExpr operator-(const SizeExpr &a, const SizeExpr &b) {
  return SizeExpr::binary(SizeOp::Sub, a, b);
}
inline SizeExpr operator*(const SizeExpr &a, const SizeExpr &b) {
  return SizeExpr::binary(SizeOp::Mul, a, b);
}

} // namespace tenfold::runtime

#endif // TENFOLD_RUNTIME_SIZEEXPR_H
