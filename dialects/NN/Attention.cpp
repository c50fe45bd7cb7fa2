//===- Attention.cpp - attention with a scoring function ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialects/NN/Attention.h"
#include "dialects/NN/OpHelpers.h"
#include "dialects/NN/ScalarProgram.h"

#include "mlir/IR/OpImplementation.h"

#include <cmath>
#include <numeric>

using namespace mlir;
using namespace tenfold;
using namespace tenfold::nn;

//===----------------------------------------------------------------------===//
// Shape, syntax, verification
//===----------------------------------------------------------------------===//

/// Key and value have the heads of the query, or a divisor of them.
static LogicalResult checkHeads(DimContext &context, const Dims &query,
                                const Dims &key) {
  auto heads = dyn_cast<AffineConstantExpr>(query[1]),
       shared = dyn_cast<AffineConstantExpr>(key[1]);
  if (!heads || !shared || heads == shared)
    return context.unify(query[1], key[1], "the heads of `key`");
  if (shared.getValue() < 1 || heads.getValue() % shared.getValue())
    return context.error("expected the heads of `key` to divide the " +
                         Twine(heads.getValue()) + " of `query`, got " +
                         Twine(shared.getValue()));
  return success();
}

static LogicalResult checkOffset(DimContext &context, const Dims &query,
                                 const Dims &offset) {
  if (offset.size() != 1)
    return context.error("expected `query_offset` to have rank 1, got rank " +
                         Twine(offset.size()));
  return context.unify(query[0], offset[0], "the batch of `query_offset`");
}

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
      failed(checkHeads(context, query, key)) ||
      !same(key, value, 1, "the heads of `value`") ||
      !same(query, key, 3, "the width of `key`") ||
      !same(key, value, 2, "the length of `value`") ||
      (operands.size() > 3 && failed(checkOffset(context, query, operands[3]))))
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

/// `%q, %k, %v (offset %p)? attr-dict : types (score(%s, %b, %h, %i, %j) { ...
/// })?`
ParseResult AttentionOp::parse(OpAsmParser &parser, OperationState &state) {
  SmallVector<OpAsmParser::UnresolvedOperand, 4> operands;
  SmallVector<OpAsmParser::Argument> arguments;
  SmallVector<Type> types;
  SMLoc at = parser.getCurrentLocation();
  if (parser.parseOperandList(operands, 3) ||
      (succeeded(parser.parseOptionalKeyword("offset")) &&
       parser.parseOperand(operands.emplace_back())) ||
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
  printer << ' ' << getOperands().take_front(3);
  if (getQueryOffset())
    printer << " offset " << getQueryOffset();
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

double tenfold::nn::scaleOf(AttentionOp op, int64_t width) {
  return op.getScale() ? op.getScale()->convertToDouble()
                       : 1 / std::sqrt(static_cast<double>(width));
}

BlockArgument tenfold::nn::ownIndex(AttentionOp op, Value index) {
  auto own = dyn_cast<BlockArgument>(index);
  return own && own.getArgNumber() == 3 && op.getQueryOffset() ? BlockArgument()
                                                               : own;
}

namespace {
/// One query's scores against all keys; a key that is not kept scores -inf.
class RowScorer {
public:
  RowScorer(AttentionOp op, ScalarProgram &program, const HostTensor &query,
            const HostTensor &key, ArrayRef<int64_t> offsets)
      : op(op), program(program), isSingle(query.elementType().isF32()),
        width(query.shape()[3]), scale(scaleOf(op, width)), offsets(offsets),
        q(query.widened<double>()), k(key.widened<double>()) {}

  /// Sets `row` for the query at `at` = (b, h, i), the `number`-th of all, by
  /// the `shared`-th of all heads of keys.
  LogicalResult operator()(ArrayRef<int64_t> at, int64_t number, int64_t shared,
                           MutableArrayRef<double> row) {
    const double *x = q.data() + number * width;
    const double *keys = k.data() + shared * row.size() * width;
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
        program.lanes(body.getArgument(d + 1))[j].i =
            index + (d == 2 && !offsets.empty() ? offsets[at[0]] : 0);
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
  int64_t width;
  double scale;
  ArrayRef<int64_t> offsets;
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
      BlockArgument own = ownIndex(op, index);
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
  std::vector<int64_t> offsets;
  for (int64_t b = 0; getQueryOffset() && b < queries[0]; ++b)
    offsets.push_back(operands[3].getInt(b));
  RowScorer score(*this, program, operands[0], operands[1], offsets);
  int64_t shared = operands[1].shape()[1],
          each = queries[1] / std::max<int64_t>(shared, 1);
  std::vector<double> v = operands[2].widened<double>(), row(keys);
  bool ok = true;
  int64_t number = 0, at = 0;
  forEachIndex(queries, [&](ArrayRef<int64_t> query) {
    int64_t head = query[0] * shared + query[1] / each;
    ok = ok && succeeded(score(query, number++, head, row));
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

#define GET_OP_CLASSES
#include "dialects/NN/Attention.cpp.inc"
