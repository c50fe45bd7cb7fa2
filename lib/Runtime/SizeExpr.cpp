// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "lib/Runtime/SizeExpr.h"

#include <algorithm>
#include <array>

using namespace tenfold::runtime;

namespace {

// For positive divisors none of these overflows.
int64_t floorDiv(int64_t a, int64_t b) { return a / b - (a % b < 0); }
int64_t ceilDiv(int64_t a, int64_t b) { return a / b + (a % b > 0); }
int64_t floorMod(int64_t a, int64_t b) { return a % b + (a % b < 0 ? b : 0); }

/// The value of one binary op on checked 64-bit integers, or why there is none.
const char *apply(SizeOp op, int64_t a, int64_t b, int64_t &result) {
  switch (op) {
  case SizeOp::Add:
    return __builtin_add_overflow(a, b, &result) ? "overflow" : nullptr;
  case SizeOp::Sub:
    return __builtin_sub_overflow(a, b, &result) ? "overflow" : nullptr;
  case SizeOp::Mul:
    return __builtin_mul_overflow(a, b, &result) ? "overflow" : nullptr;
  case SizeOp::Max:
    result = std::max(a, b);
    return nullptr;
  case SizeOp::Min:
    result = std::min(a, b);
    return nullptr;
  default:
    break;
  }
  if (b <= 0)
    return "a divisor that is not positive";
  result = op == SizeOp::FloorDiv  ? floorDiv(a, b)
           : op == SizeOp::CeilDiv ? ceilDiv(a, b)
                                   : floorMod(a, b);
  return nullptr;
}

Error malformed(size_t at, std::string_view what) {
  return makeError(TENFOLD_CORRUPT_ARTIFACT,
                   "malformed size expression: ", what, " at instruction ", at);
}

} // namespace

SizeExpr SizeExpr::binary(SizeOp op, const SizeExpr &lhs, const SizeExpr &rhs) {
  std::vector<SizeInstr> code = lhs.code;
  code.insert(code.end(), rhs.code.begin(), rhs.code.end());
  code.push_back({op, 0});
  return SizeExpr(std::move(code));
}

Error SizeExpr::verify(size_t dimCount) const {
  if (code.size() > kMaxInstrs)
    return malformed(kMaxInstrs, concat("expected at most ", kMaxInstrs,
                                        " instructions, got ", code.size()));
  size_t depth = 0;
  for (size_t at = 0; at < code.size(); ++at) {
    auto [op, value] = code[at];
    if (static_cast<uint8_t>(op) >= kSizeOpCount)
      return malformed(at, "unknown operation");
    if (op == SizeOp::Dim &&
        (value < 0 || static_cast<uint64_t>(value) >= dimCount))
      return malformed(
          at, concat("expected a dim below ", dimCount, ", got ", value));
    if (op == SizeOp::Constant || op == SizeOp::Dim)
      ++depth;
    else if (depth < 2)
      return malformed(at, "missing operand");
    else
      --depth;
    if (depth > kMaxDepth)
      return malformed(at, "stack overflow");
  }
  if (depth != 1)
    return malformed(code.size(), concat("expected one value, got ", depth));
  return success();
}

Expected<int64_t> SizeExpr::evaluate(std::span<const int64_t> dims) const {
  std::array<int64_t, kMaxDepth> stack;
  size_t depth = 0;
  for (auto [op, value] : code) {
    if (op == SizeOp::Constant || op == SizeOp::Dim) {
      stack[depth++] = op == SizeOp::Constant ? value : dims[value];
      continue;
    }
    --depth;
    if (const char *why =
            apply(op, stack[depth - 1], stack[depth], stack[depth - 1]))
      return makeError(TENFOLD_INVALID_ARGUMENT,
                       "size expression has no value at these dims: ", why);
  }
  return stack[0];
}
