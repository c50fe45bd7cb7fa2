//===- AttentionDecompose.cpp - attention in products and reductions ------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialects/NN/Attention.h"
#include "dialects/NN/OpHelpers.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;
using namespace tenfold;
using namespace tenfold::nn;

/// Whether `index`, if it is one of the scoring function's own, is inside
/// dimension `d` of the tensor read: a dimension of unknown size states that it
/// is as large as the attention's.
static bool isInside(AttentionOp op, AtOp at, unsigned d, Value index) {
  BlockArgument own = ownIndex(op, index);
  int64_t size = cast<RankedTensorType>(at.getTensor().getType()).getDimSize(d);
  if (!own || ShapedType::isDynamic(size))
    return own != nullptr;
  auto type = cast<RankedTensorType>(
      (own.getArgNumber() == 4 ? op.getKey() : op.getQuery()).getType());
  int64_t extent = type.getDimSize(std::min(own.getArgNumber() - 1, 2u));
  return !ShapedType::isDynamic(extent) && extent <= size;
}

/// `nn.at` as an extraction; an index that may be outside is clamped.
static Value extract(OpBuilder &b, AttentionOp op, AtOp at,
                     IRMapping &mapping) {
  Location loc = at.getLoc();
  SmallVector<Value> indices;
  for (auto [d, index] : llvm::enumerate(at.getIndices())) {
    Value i = mapping.lookup(index);
    if (!isInside(op, at, d, index)) {
      Value size = tensor::DimOp::create(b, loc, at.getTensor(), d);
      Value zero = arith::ConstantIndexOp::create(b, loc, 0),
            one = arith::ConstantIndexOp::create(b, loc, 1);
      i = arith::MinSIOp::create(b, loc, i,
                                 arith::SubIOp::create(b, loc, size, one));
      i = arith::MaxSIOp::create(b, loc, i, zero);
    }
    indices.push_back(i);
  }
  return tensor::ExtractOp::create(b, loc, at.getTensor(), indices);
}

/// The indices (b, h, i, j) that the scoring function sees, of an element of
/// the products: these have dimensions (b, h, i, j), or (b, g, r, i, j) with
/// h = g * `shares` + r.
static SmallVector<Value> scoreIndices(OpBuilder &b, AttentionOp op,
                                       int64_t shares) {
  Location loc = op.getLoc();
  unsigned rank = shares > 1 ? 5 : 4;
  SmallVector<Value> at;
  for (unsigned d = 0; d < rank; ++d)
    at.push_back(linalg::IndexOp::create(b, loc, d));
  if (shares > 1) {
    Value count = arith::ConstantIndexOp::create(b, loc, shares);
    at[2] = arith::AddIOp::create(
        b, loc, arith::MulIOp::create(b, loc, at[1], count), at[2]);
    at.erase(at.begin() + 1);
  }
  if (Value offsets = op.getQueryOffset()) {
    Value offset = tensor::ExtractOp::create(b, loc, offsets, at[0]);
    offset = arith::IndexCastOp::create(b, loc, b.getIndexType(), offset);
    at[2] = arith::AddIOp::create(b, loc, at[2], offset);
  }
  return at;
}

/// The scoring function on `product` at the indices of the enclosing generic;
/// -inf where the key is not kept.
static Value inlineScore(OpBuilder &b, AttentionOp op, Value product,
                         double scale, int64_t shares) {
  Location loc = op.getLoc();
  Block &body = op.getScore().front();
  Type element = product.getType();
  IRMapping mapping;
  Value factor = buildConstant(b, loc, element, scale);
  mapping.map(body.getArgument(0),
              arith::MulFOp::create(b, loc, product, factor).getResult());
  for (auto [d, index] : llvm::enumerate(scoreIndices(b, op, shares)))
    mapping.map(body.getArgument(d + 1), index);
  for (Operation &inner : body.without_terminator()) {
    if (auto at = dyn_cast<AtOp>(inner))
      mapping.map(at.getElement(), extract(b, op, at, mapping));
    else
      b.clone(inner, mapping);
  }
  auto yield = cast<YieldOp>(body.getTerminator());
  Value score = mapping.lookupOrDefault(yield.getValue());
  if (!yield.getKeep())
    return score;
  Value dropped = buildConstant(b, loc, element, -kInfinity);
  return arith::SelectOp::create(
      b, loc, mapping.lookupOrDefault(yield.getKeep()), score, dropped);
}

/// The products of queries and keys under the scoring function.
static Value buildScores(OpBuilder &b, AttentionOp op, Value query,
                         int64_t shares) {
  Location loc = op.getLoc();
  Value product =
      EinsumOp::create(b, loc, query, op.getKey(),
                       shares > 1 ? "b g r i d, b g j d -> b g r i j"
                                  : "b h i d, b h j d -> b h i j");
  auto type = cast<RankedTensorType>(product.getType());
  SmallVector<Value> sizes;
  for (int64_t d = 0; d < type.getRank(); ++d)
    if (type.isDynamicDim(d))
      sizes.push_back(tensor::DimOp::create(b, loc, product, d));
  Value empty = tensor::EmptyOp::create(b, loc, type, sizes);
  AffineMap identity = b.getMultiDimIdentityMap(type.getRank());
  double scale =
      scaleOf(op, cast<RankedTensorType>(query.getType()).getShape().back());
  return buildGeneric(b, loc, product, empty, {identity, identity},
                      SmallVector<bool>(type.getRank(), false),
                      [&](OpBuilder &b, ValueRange args) {
                        return inlineScore(b, op, args[0], scale, shares);
                      });
}

FailureOr<SmallVector<Value>> AttentionOp::decompose(OpBuilder &b) {
  Location loc = getLoc();
  auto queryType = cast<RankedTensorType>(getQuery().getType());
  auto keyType = cast<RankedTensorType>(getKey().getType());
  Type element = queryType.getElementType();
  if (queryType.isDynamicDim(3) && !getScale())
    return emitOpError("expected a static width or a `scale`, got ")
           << queryType;
  // Each head of keys serves `shares` heads of queries.
  bool isShared = !keyType.isDynamicDim(1) &&
                  queryType.getDimSize(1) != keyType.getDimSize(1);
  int64_t shares =
      isShared ? queryType.getDimSize(1) / keyType.getDimSize(1) : 1;
  auto sizes =
      b.getDictionaryAttr(b.getNamedAttr("r", b.getI64IntegerAttr(shares)));
  Value query = getQuery();
  if (isShared)
    query =
        RearrangeOp::create(b, loc, query, "b (g r) i d -> b g r i d", sizes);
  Value scores = buildScores(b, *this, query, shares);
  // A row without any kept key has maximum -inf; 0 in its place makes every
  // weight exp(-inf) = 0, and the sum 0.
  Value zero = scalarTensor(b, loc, element, 0);
  Value least = scalarTensor(b, loc, element, -kInfinity);
  Value max = ReduceOp::create(b, loc, Reduction::max, scores, -1);
  Value none = CompareOp::create(b, loc, Predicate::eq, max, least);
  Value anchor = SelectOp::create(b, loc, none, zero, max);
  Value weights = ExpOp::create(b, loc, SubOp::create(b, loc, scores, anchor));
  Value sum = ReduceOp::create(b, loc, Reduction::sum, weights, -1);
  Value total = EinsumOp::create(b, loc, weights, getValue(),
                                 isShared ? "b g r i j, b g j v -> b g r i v"
                                          : "b h i j, b h j v -> b h i v");
  // Zero also where the row's values are not finite, which 0 times them is not.
  Value isEmpty = CompareOp::create(b, loc, Predicate::eq, sum, zero);
  Value quotient = DivOp::create(b, loc, total, sum);
  Value result = SelectOp::create(b, loc, isEmpty, zero, quotient);
  if (isShared)
    result = RearrangeOp::create(b, loc, result, "b g r i v -> b (g r) i v",
                                 b.getDictionaryAttr({}));
  return SmallVector<Value>{result};
}
