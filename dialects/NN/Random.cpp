//===- Random.cpp - counter-based random numbers --------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Words of 32 bits are kept in 64, so that the high half of a product is a
// shift and the same lines serve evaluation and IR.

#include "dialects/NN/IndexValue.h"
#include "dialects/NN/OpHelpers.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

#include <array>
#include <cmath>
#include <numbers>

using namespace mlir;
using namespace tenfold;
using namespace tenfold::nn;

namespace {

constexpr int64_t kWord = 0xFFFFFFFF;
constexpr double kUnit = 1.0 / (1 << 24); // of a uniform number: 24 bits

/// The first two words of Philox4x32-10 at counter (element, 0, 0).
template <typename Index>
std::pair<Index, Index> philox(const Index &element, const Index &seed,
                               const Index &zero) {
  std::array<Index, 4> c{element & kWord, shiftDown(element, 32), zero, zero};
  Index low = seed & kWord, high = shiftDown(seed, 32);
  for (int round = 0; round < 10; ++round) {
    Index p = c[0] * 0xD2511F53, q = c[2] * 0xCD9E8D57;
    c = {shiftDown(q, 32) ^ c[1] ^ low, q & kWord,
         shiftDown(p, 32) ^ c[3] ^ high, p & kWord};
    low = (low + 0x9E3779B9) & kWord;
    high = (high + 0xBB67AE85) & kWord;
  }
  return {c[0], c[1]};
}

} // namespace

LogicalResult RandomOp::inferShapes(DimContext &context, Adaptor,
                                    ArrayRef<Dims> operands,
                                    SmallVectorImpl<Dims> &results) {
  for (auto [name, dims] :
       {std::pair("`seed`", operands[0]), std::pair("`counter`", operands[1])})
    if (!dims.empty())
      return context.error(Twine("expected ") + name +
                           " to have rank 0, got rank " + Twine(dims.size()));
  results.push_back(operands[2]);
  return success();
}

LogicalResult RandomOp::evaluate(ArrayRef<HostTensor> operands,
                                 function_ref<HostTensor(Value)>,
                                 SmallVectorImpl<HostTensor> &results) {
  HostTensor result(getElementTypeOrSelf(getResult().getType()),
                    operands[2].shape());
  int64_t seed = operands[0].getInt(0), counter = operands[1].getInt(0);
  for (int64_t n = 0; n < result.size(); ++n) {
    auto [first, second] = philox<int64_t>(counter + n, seed, 0);
    double u = kUnit * static_cast<double>(first >> 8),
           v = kUnit * static_cast<double>(second >> 8);
    if (getKind() == RandomKind::bits)
      result.setInt(n, static_cast<int32_t>(first));
    else if (getKind() == RandomKind::uniform)
      result.setFloat(n, u);
    else
      result.setFloat(n, std::sqrt(-2 * std::log(u + kUnit)) *
                             std::cos(2 * std::numbers::pi * v));
  }
  results.push_back(result);
  return success();
}

namespace {

/// The element of a kind from its first two words.
class ElementBuilder {
public:
  ElementBuilder(OpBuilder &b, Location loc) : b(b), loc(loc) {}

  Value bits(Value word) {
    Type i64 = b.getI64Type();
    return arith::TruncIOp::create(
        b, loc, b.getI32Type(), arith::IndexCastOp::create(b, loc, i64, word));
  }

  /// floor(word / 2^8) / 2^24: exact in f32.
  Value unit(IndexValue word) {
    Value number = arith::SIToFPOp::create(b, loc, b.getF32Type(),
                                           bits(shiftDown(word, 8)));
    return arith::MulFOp::create(b, loc, number, real(kUnit));
  }

  Value normal(IndexValue first, IndexValue second) {
    Value u = arith::AddFOp::create(b, loc, unit(first), real(kUnit));
    Value angle =
        arith::MulFOp::create(b, loc, unit(second), real(2 * std::numbers::pi));
    Value squared =
        arith::MulFOp::create(b, loc, math::LogOp::create(b, loc, u), real(-2));
    return arith::MulFOp::create(b, loc, math::SqrtOp::create(b, loc, squared),
                                 math::CosOp::create(b, loc, angle));
  }

private:
  Value real(double value) {
    return buildConstant(b, loc, b.getF32Type(), value);
  }

  OpBuilder &b;
  Location loc;
};

} // namespace

FailureOr<SmallVector<Value>> RandomOp::decompose(OpBuilder &builder) {
  auto empty = emptyResults(cast<DimsOpInterface>(getOperation()), builder);
  if (failed(empty))
    return failure();
  Location loc = getLoc();
  auto type = cast<RankedTensorType>(getLike().getType());
  SmallVector<Value> sizes;
  for (int64_t d = 0; d < type.getRank(); ++d)
    sizes.push_back(builder.createOrFold<tensor::DimOp>(loc, getLike(), d));
  AffineMap scalar = AffineMap::get(type.getRank(), 0, getContext());
  AffineMap identity = builder.getMultiDimIdentityMap(type.getRank());
  auto element = [&](OpBuilder &b, ValueRange args) -> Value {
    auto index = [&](Value value) {
      return IndexValue(
          b, loc, arith::IndexCastOp::create(b, loc, b.getIndexType(), value));
    };
    IndexValue seed = index(args[0]), at = index(args[1]);
    IndexValue zero = seed.constant(0), n = zero;
    for (int64_t d = 0; d < type.getRank(); ++d)
      n = n * IndexValue(b, loc, sizes[d]) +
          IndexValue(b, loc, linalg::IndexOp::create(b, loc, d));
    auto [first, second] = philox(n + at, seed, zero);
    ElementBuilder build(b, loc);
    if (getKind() == RandomKind::bits)
      return build.bits(first);
    return getKind() == RandomKind::uniform ? build.unit(first)
                                            : build.normal(first, second);
  };
  return SmallVector<Value>{
      buildGeneric(builder, loc, {getSeed(), getCounter()}, empty->front(),
                   {scalar, scalar, identity},
                   SmallVector<bool>(type.getRank(), false), element)};
}

#define GET_OP_CLASSES
#include "dialects/NN/Random.cpp.inc"
