//===- Attention.cpp - attention with a scoring function ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialects/NN/OpHelpers.h"
#include "dialects/NN/ScalarProgram.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/OpImplementation.h"

#include <cmath>
#include <limits>
#include <numeric>

using namespace mlir;
using namespace tenfold;
using namespace tenfold::nn;

static constexpr double kInfinity = std::numeric_limits<double>::infinity();

//===----------------------------------------------------------------------===//
// Shape, syntax, verification
//===----------------------------------------------------------------------===//

LogicalResult AttentionOp::inferShapes(DimContext &context, Adaptor,
                                       ArrayRef<Dims> operands,
                                       SmallVectorImpl<Dims> &results) {
  const Dims &query = operands[0], &key = operands[1], &value = operands[2];
  for (auto [name, dims] :
       {std::pair("`query`", query), std::pair("`key`", key),
        std::pair("`value`", value)})
    if (dims.size() != 4)
      return context.error(Twine("expected ") + name +
                           " to have rank 4, got rank " + Twine(dims.size()));
  auto same = [&](const Dims &a, const Dims &b, unsigned d, const char *role) {
    return succeeded(context.unify(a[d], b[d], role));
  };
  if (!same(query, key, 0, "the batch of `key`") ||
      !same(query, value, 0, "the batch of `value`") ||
      !same(query, key, 1, "the heads of `key`") ||
      !same(query, value, 1, "the heads of `value`") ||
      !same(query, key, 3, "the width of `key`") ||
      !same(key, value, 2, "the length of `value`"))
    return failure();
  results.push_back({query[0], query[1], query[2], value[3]});
  return success();
}

/// Adds the block of a scoring function: the score and the four indices.
static Block *addScoreBlock(Region &region, Type element, Location loc) {
  Type index = IndexType::get(element.getContext());
  Block &block = region.emplaceBlock();
  block.addArguments({element, index, index, index, index},
                     SmallVector<Location>(5, loc));
  return &block;
}

/// `%q, %k, %v attr-dict : type, type, type (score(%s, %b, %h, %i, %j) { ...
/// })?`
ParseResult AttentionOp::parse(OpAsmParser &parser, OperationState &state) {
  SmallVector<OpAsmParser::UnresolvedOperand, 3> operands;
  SmallVector<OpAsmParser::Argument> arguments;
  SmallVector<Type> types;
  SMLoc at = parser.getCurrentLocation();
  if (parser.parseOperandList(operands, 3) ||
      parser.parseOptionalAttrDict(state.attributes) ||
      parser.parseColonTypeList(types) ||
      parser.resolveOperands(operands, types, at, state.operands))
    return failure();
  Region &score = *state.addRegion();
  Type element = getElementTypeOrSelf(types.front());
  if (failed(parser.parseOptionalKeyword("score"))) {
    OpBuilder b(parser.getContext());
    b.setInsertionPointToStart(addScoreBlock(score, element, state.location));
    YieldOp::create(b, state.location, score.getArgument(0), Value());
  } else {
    SMLoc list = parser.getCurrentLocation();
    if (parser.parseArgumentList(arguments, OpAsmParser::Delimiter::Paren))
      return failure();
    if (arguments.size() != 5)
      return parser.emitError(list, "expected a score and four indices, got ")
             << arguments.size() << " arguments";
    for (auto [i, argument] : llvm::enumerate(arguments))
      argument.type = i == 0 ? element : parser.getBuilder().getIndexType();
    if (parser.parseRegion(score, arguments))
      return failure();
  }
  SmallVector<Type> results;
  if (failed(inferReturnTypes(
          parser.getContext(), parser.getEncodedSourceLoc(at), state.operands,
          state.attributes.getDictionary(parser.getContext()),
          OpaqueProperties(nullptr), state.regions, results)))
    return failure();
  state.addTypes(results);
  return success();
}

/// Whether the scoring function is the identity, which the syntax leaves out.
static bool isIdentity(Region &score) {
  auto yield = cast<YieldOp>(score.front().getTerminator());
  return yield.getValue() == score.getArgument(0) && !yield.getKeep();
}

void AttentionOp::print(OpAsmPrinter &printer) {
  printer << ' ' << getOperands();
  printer.printOptionalAttrDict((*this)->getAttrs());
  printer << " : " << getOperandTypes();
  if (isIdentity(getScore()))
    return;
  printer << " score(";
  llvm::interleaveComma(getScore().getArguments(), printer);
  printer << ") ";
  printer.printRegion(getScore(), /*printEntryBlockArgs=*/false);
}

LogicalResult AttentionOp::verifyRegions() {
  Type element = getElementTypeOrSelf(getQuery().getType());
  auto arguments = getScore().getArgumentTypes();
  if (arguments.size() != 5 || arguments[0] != element ||
      !llvm::all_of(llvm::drop_begin(arguments), llvm::IsaPred<IndexType>))
    return emitOpError("expected `score` to take ")
           << element << " and four indices, got " << arguments;
  auto yield = dyn_cast<YieldOp>(getScore().front().getTerminator());
  if (!yield || yield.getValue().getType() != element)
    return emitOpError("expected `score` to yield ") << element;
  return success();
}

static ParseResult parseTensorAndElement(OpAsmParser &parser, Type &tensor,
                                         Type &element) {
  if (parser.parseType(tensor))
    return failure();
  element = getElementTypeOrSelf(tensor);
  return success();
}

static void printTensorAndElement(OpAsmPrinter &printer, Operation *,
                                  Type tensor, Type) {
  printer << tensor;
}

LogicalResult AtOp::verify() {
  auto type = dyn_cast<RankedTensorType>(getTensor().getType());
  if (type && type.getRank() != static_cast<int64_t>(getIndices().size()))
    return emitOpError("expected ")
           << type.getRank() << " indices, got " << getIndices().size();
  if (getElementTypeOrSelf(getTensor().getType()) != getElement().getType())
    return emitOpError("expected an element of ")
           << getTensor().getType() << ", got " << getElement().getType();
  return success();
}

//===----------------------------------------------------------------------===//
// Evaluation
//===----------------------------------------------------------------------===//

static double scaleOf(AttentionOp op, int64_t width) {
  return op.getScale() ? op.getScale()->convertToDouble()
                       : 1 / std::sqrt(static_cast<double>(width));
}

namespace {
/// One query's scores against all keys; a key that is not kept scores -inf.
class RowScorer {
public:
  RowScorer(AttentionOp op, ScalarProgram &program, const HostTensor &query,
            const HostTensor &key)
      : op(op), program(program), isSingle(query.elementType().isF32()),
        width(query.shape()[3]), queries(query.shape()[2]),
        scale(scaleOf(op, width)), q(query.widened<double>()),
        k(key.widened<double>()) {}

  /// Sets `row` for the query at `at` = (b, h, i), the `head`-th of all heads.
  LogicalResult operator()(ArrayRef<int64_t> at, int64_t head,
                           MutableArrayRef<double> row) {
    const double *x = q.data() + (head * queries + at[2]) * width;
    const double *keys = k.data() + head * row.size() * width;
    for (size_t first = 0; first < row.size(); first += ScalarProgram::kLanes) {
      auto part = row.slice(
          first, std::min<size_t>(row.size() - first, ScalarProgram::kLanes));
      for (auto [j, score] : llvm::enumerate(part))
        score = scale * std::inner_product(x, x + width,
                                           keys + (first + j) * width, 0.0);
      if (failed(applyScore(at, first, part)))
        return failure();
    }
    return success();
  }

private:
  LogicalResult applyScore(ArrayRef<int64_t> at, int64_t first,
                           MutableArrayRef<double> part) {
    Block &body = op.getScore().front();
    for (auto [j, score] : llvm::enumerate(part)) {
      program.lanes(body.getArgument(0))[j].f =
          isSingle ? static_cast<float>(score) : score;
      for (auto [d, index] : llvm::enumerate(at))
        program.lanes(body.getArgument(d + 1))[j].i = index;
      program.lanes(body.getArgument(4))[j].i = first + j;
    }
    if (failed(program.run(part.size())))
      return failure();
    auto yield = cast<YieldOp>(body.getTerminator());
    const Lane *scores = program.lanes(yield.getValue()),
               *keep =
                   yield.getKeep() ? program.lanes(yield.getKeep()) : nullptr;
    for (auto [j, score] : llvm::enumerate(part))
      score = keep && !keep[j].i ? -kInfinity : scores[j].f;
    return success();
  }

  AttentionOp op;
  ScalarProgram &program;
  bool isSingle;
  int64_t width, queries;
  double scale;
  std::vector<double> q, k;
};
} // namespace

/// Turns scores into weights `exp(s - max)` and returns their sum, which is 0
/// where no key is kept.
static double weigh(MutableArrayRef<double> row) {
  double max = -kInfinity, sum = 0;
  for (double s : row)
    max = std::isnan(s) || s > max ? s : max;
  for (double &s : row)
    sum += s = s == -kInfinity ? 0 : std::exp(s - max);
  return sum;
}

/// What an own index into a dimension of unknown size states, see `isInside`.
static LogicalResult checkReads(AttentionOp op, ArrayRef<int64_t> extents,
                                function_ref<HostTensor(Value)> captures) {
  for (auto at : op.getScore().getOps<AtOp>())
    for (auto [d, index] : llvm::enumerate(at.getIndices())) {
      auto own = dyn_cast<BlockArgument>(index);
      if (!own ||
          !cast<RankedTensorType>(at.getTensor().getType()).isDynamicDim(d))
        continue;
      int64_t size = captures(at.getTensor()).shape()[d],
              extent = extents[own.getArgNumber() - 1];
      if (size != extent)
        return at.emitOpError("expected dimension ")
               << d << " to be " << extent << ", got " << size;
    }
  return success();
}

LogicalResult AttentionOp::evaluate(ArrayRef<HostTensor> operands,
                                    function_ref<HostTensor(Value)> captures,
                                    SmallVectorImpl<HostTensor> &results) {
  ScalarProgram program(captures);
  if (failed(program.add(getScore().front())))
    return failure();
  ArrayRef<int64_t> queries = operands[0].shape().drop_back();
  int64_t keys = operands[2].shape()[2], width = operands[2].shape()[3];
  if (failed(checkReads(*this, {queries[0], queries[1], queries[2], keys},
                        captures)))
    return failure();
  HostTensor result(operands[0].elementType(),
                    {queries[0], queries[1], queries[2], width});
  RowScorer score(*this, program, operands[0], operands[1]);
  std::vector<double> v = operands[2].widened<double>(), row(keys);
  bool ok = true;
  int64_t at = 0;
  forEachIndex(queries, [&](ArrayRef<int64_t> query) {
    int64_t head = query[0] * queries[1] + query[1];
    ok = ok && succeeded(score(query, head, row));
    double sum = weigh(row);
    for (int64_t d = 0; d < width; ++d) {
      double total = 0;
      for (int64_t j = 0; j < keys; ++j)
        total += row[j] * v[(head * keys + j) * width + d];
      result.setFloat(at++, sum == 0 ? 0 : total / sum);
    }
  });
  results.push_back(result);
  return success(ok);
}

//===----------------------------------------------------------------------===//
// Decomposition
//===----------------------------------------------------------------------===//

/// Whether `index`, if it is one of the scoring function's own, is inside
/// dimension `d` of the tensor read: a dimension of unknown size states that it
/// is as large as the attention's.
static bool isInside(AttentionOp op, AtOp at, unsigned d, Value index) {
  auto own = dyn_cast<BlockArgument>(index);
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

/// The scoring function on `product` at the indices of the enclosing generic;
/// -inf where the key is not kept.
static Value inlineScore(OpBuilder &b, AttentionOp op, Value product,
                         double scale) {
  Location loc = op.getLoc();
  Block &body = op.getScore().front();
  Type element = product.getType();
  IRMapping mapping;
  Value factor = buildConstant(b, loc, element, scale);
  mapping.map(body.getArgument(0),
              arith::MulFOp::create(b, loc, product, factor).getResult());
  for (unsigned d = 0; d < 4; ++d)
    mapping.map(body.getArgument(d + 1),
                linalg::IndexOp::create(b, loc, d).getResult());
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

FailureOr<SmallVector<Value>> AttentionOp::decompose(OpBuilder &b) {
  Location loc = getLoc();
  auto queryType = cast<RankedTensorType>(getQuery().getType());
  Type element = queryType.getElementType();
  if (queryType.isDynamicDim(3) && !getScale())
    return emitOpError("expected a static width or a `scale`, got ")
           << queryType;
  Value product = EinsumOp::create(b, loc, getQuery(), getKey(),
                                   "b h i d, b h j d -> b h i j");
  auto type = cast<RankedTensorType>(product.getType());
  SmallVector<Value> sizes;
  for (unsigned d = 0; d < 4; ++d)
    if (type.isDynamicDim(d))
      sizes.push_back(tensor::DimOp::create(b, loc, product, d));
  Value empty = tensor::EmptyOp::create(b, loc, type, sizes);
  AffineMap identity = b.getMultiDimIdentityMap(4);
  double scale = scaleOf(*this, queryType.getDimSize(3));
  Value scores = buildGeneric(b, loc, product, empty, {identity, identity},
                              SmallVector<bool>(4, false),
                              [&](OpBuilder &b, ValueRange args) {
                                return inlineScore(b, *this, args[0], scale);
                              });
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
                                 "b h i j, b h j v -> b h i v");
  // Zero also where the row's values are not finite, which 0 times them is not.
  Value isEmpty = CompareOp::create(b, loc, Predicate::eq, sum, zero);
  Value quotient = DivOp::create(b, loc, total, sum);
  return SmallVector<Value>{SelectOp::create(b, loc, isEmpty, zero, quotient)};
}

#define GET_OP_CLASSES
#include "dialects/NN/Attention.cpp.inc"
