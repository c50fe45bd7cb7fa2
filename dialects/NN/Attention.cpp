//===- Attention.cpp - attention with a scoring function ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialects/NN/OpHelpers.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/OpImplementation.h"

#include <cmath>
#include <limits>

using namespace mlir;
using namespace tenfold;
using namespace tenfold::nn;

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

namespace {
/// Evaluates a scoring function at one index by the constant folders of its
/// ops.
class ScoreEvaluator {
public:
  ScoreEvaluator(AttentionOp op, function_ref<HostTensor(Value)> captures)
      : op(op), captures(captures) {}

  /// Sets `score` and `keep` from the scaled product `s` at `index` (b, h, i,
  /// j).
  LogicalResult operator()(double &score, bool &keep, ArrayRef<int64_t> index) {
    Block &body = op.getScore().front();
    Builder b(op.getContext());
    known[body.getArgument(0)] =
        b.getFloatAttr(body.getArgument(0).getType(), score);
    for (auto [argument, i] :
         llvm::zip_equal(body.getArguments().drop_front(), index))
      known[argument] = b.getIndexAttr(i);
    for (Operation &inner : body.without_terminator())
      if (failed(fold(inner)))
        return failure();
    auto yield = cast<YieldOp>(body.getTerminator());
    score = cast<FloatAttr>(known[yield.getValue()]).getValueAsDouble();
    keep = !yield.getKeep() ||
           cast<IntegerAttr>(known[yield.getKeep()]).getValue().getBoolValue();
    return success();
  }

private:
  LogicalResult fold(Operation &inner) {
    if (auto at = dyn_cast<AtOp>(inner)) {
      known[at.getElement()] = element(at);
      return success();
    }
    SmallVector<Attribute> operands = llvm::map_to_vector(
        inner.getOperands(), [&](Value v) { return known[v]; });
    SmallVector<OpFoldResult> results;
    if (failed(inner.fold(operands, results)) ||
        results.size() != inner.getNumResults())
      return inner.emitOpError(
          "expected an op that folds on constants in a scoring function");
    for (auto [value, result] : llvm::zip_equal(inner.getResults(), results))
      known[value] = isa<Value>(result) ? known[cast<Value>(result)]
                                        : cast<Attribute>(result);
    return success();
  }

  Attribute element(AtOp at) {
    HostTensor tensor = captures(at.getTensor());
    int64_t offset = 0;
    for (auto [d, index] : llvm::enumerate(at.getIndices())) {
      int64_t size = tensor.shape()[d],
              i = cast<IntegerAttr>(known[index]).getInt();
      offset = offset * size +
               std::clamp<int64_t>(i, 0, std::max<int64_t>(size - 1, 0));
    }
    Builder b(op.getContext());
    Type type = tensor.elementType();
    return isa<FloatType>(type)
               ? Attribute(b.getFloatAttr(type, tensor.getFloat(offset)))
               : Attribute(b.getIntegerAttr(type, tensor.getInt(offset)));
  }

  AttentionOp op;
  function_ref<HostTensor(Value)> captures;
  DenseMap<Value, Attribute> known;
};
} // namespace

static double scaleOf(AttentionOp op, int64_t width) {
  return op.getScale() ? op.getScale()->convertToDouble()
                       : 1 / std::sqrt(static_cast<double>(width));
}

/// Scores of one query against all keys; a key that is not kept scores -inf.
static LogicalResult scoreRow(AttentionOp op, ScoreEvaluator &score,
                              ArrayRef<HostTensor> operands,
                              ArrayRef<int64_t> query,
                              MutableArrayRef<double> row) {
  const HostTensor &q = operands[0], &k = operands[1];
  int64_t width = q.shape()[3], keys = k.shape()[2];
  int64_t qAt =
      ((query[0] * q.shape()[1] + query[1]) * q.shape()[2] + query[2]) * width;
  int64_t kAt = (query[0] * q.shape()[1] + query[1]) * keys * width;
  bool identity = isIdentity(op.getScore());
  for (int64_t j = 0; j < keys; ++j) {
    double s = 0;
    for (int64_t d = 0; d < width; ++d)
      s += q.getFloat(qAt + d) * k.getFloat(kAt + j * width + d);
    s *= scaleOf(op, width);
    bool keep = true;
    if (!identity && failed(score(s, keep, {query[0], query[1], query[2], j})))
      return failure();
    row[j] = keep ? s : -std::numeric_limits<double>::infinity();
  }
  return success();
}

LogicalResult AttentionOp::evaluate(ArrayRef<HostTensor> operands,
                                    function_ref<HostTensor(Value)> captures,
                                    SmallVectorImpl<HostTensor> &results) {
  const HostTensor &q = operands[0], &v = operands[2];
  int64_t keys = v.shape()[2], width = v.shape()[3];
  HostTensor result(q.elementType(),
                    {q.shape()[0], q.shape()[1], q.shape()[2], width});
  ScoreEvaluator score(*this, captures);
  SmallVector<double> row(keys);
  bool ok = true;
  int64_t at = 0;
  forEachIndex(q.shape().drop_back(), [&](ArrayRef<int64_t> query) {
    ok = ok && succeeded(scoreRow(*this, score, operands, query, row));
    double max = -std::numeric_limits<double>::infinity(), sum = 0;
    for (double s : row)
      max = std::isnan(s) || s > max ? s : max;
    for (double &s : row)
      sum += s =
          s == -std::numeric_limits<double>::infinity() ? 0 : std::exp(s - max);
    int64_t vAt = (query[0] * q.shape()[1] + query[1]) * keys * width;
    for (int64_t d = 0; d < width; ++d) {
      double total = 0;
      for (int64_t j = 0; j < keys; ++j)
        total += row[j] == 0 ? 0 : row[j] * v.getFloat(vAt + j * width + d);
      result.setFloat(at++, sum == 0 ? 0 : total / sum);
    }
  });
  results.push_back(result);
  return success(ok);
}

//===----------------------------------------------------------------------===//
// Decomposition
//===----------------------------------------------------------------------===//

/// `nn.at` as an extraction; an index that is not one of the op's own, hence in
/// range, is clamped.
static Value extract(OpBuilder &b, AtOp at, IRMapping &mapping) {
  Location loc = at.getLoc();
  SmallVector<Value> indices;
  for (auto [d, index] : llvm::enumerate(at.getIndices())) {
    Value i = mapping.lookup(index);
    if (!isa<BlockArgument>(index)) {
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
      mapping.map(at.getElement(), extract(b, at, mapping));
    else
      b.clone(inner, mapping);
  }
  auto yield = cast<YieldOp>(body.getTerminator());
  Value score = mapping.lookupOrDefault(yield.getValue());
  if (!yield.getKeep())
    return score;
  Value dropped =
      buildConstant(b, loc, element, -std::numeric_limits<double>::infinity());
  return arith::SelectOp::create(
      b, loc, mapping.lookupOrDefault(yield.getKeep()), score, dropped);
}

static Value scalarTensor(OpBuilder &b, Location loc, Type element,
                          double value) {
  auto type = RankedTensorType::get({}, element);
  return arith::ConstantOp::create(
      b, loc, DenseElementsAttr::get(type, b.getFloatAttr(element, value)));
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
  Value least =
      scalarTensor(b, loc, element, -std::numeric_limits<double>::infinity());
  Value max = ReduceOp::create(b, loc, Reduction::max, scores, -1);
  Value none = CompareOp::create(b, loc, Predicate::eq, max, least);
  Value anchor = SelectOp::create(b, loc, none, zero, max);
  Value weights = ExpOp::create(b, loc, SubOp::create(b, loc, scores, anchor));
  Value sum = ReduceOp::create(b, loc, Reduction::sum, weights, -1);
  Value total = EinsumOp::create(b, loc, weights, getValue(),
                                 "b h i j, b h j v -> b h i v");
  // 0 / 1 instead of 0 / 0.
  Value isEmpty = CompareOp::create(b, loc, Predicate::eq, sum, zero);
  Value divisor =
      SelectOp::create(b, loc, isEmpty, scalarTensor(b, loc, element, 1), sum);
  return SmallVector<Value>{DivOp::create(b, loc, total, divisor)};
}

#define GET_OP_CLASSES
#include "dialects/NN/Attention.cpp.inc"
