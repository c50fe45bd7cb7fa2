//===- Chain.cpp - reductions over one stream as expressions --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From a root backwards. Element-wise ops are looked through, reductions over a
// dimension as large as the stream are reductions of the chain, whatever their
// loop is called, and everything else is a leaf.

#include "lib/Transforms/DeriveFolds/Chain.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"

#include "llvm/ADT/TypeSwitch.h"

#include <numbers>

using namespace mlir;
using namespace tenfold;
using algebra::Expr;
using algebra::Node;

// Dimensions are bits of a mask.
static constexpr unsigned kMaxDims = 64;

/// The region of a generic, read along dimensions of the chain.
struct Chain::Body {
  linalg::GenericOp op;
  Dims loops;
  DenseMap<Value, Expr> known;

  Body(linalg::GenericOp op, Dims loops) : op(op), loops(std::move(loops)) {}

  Dims dimsOf(AffineMap map) const {
    Dims dims;
    for (unsigned d = 0; d < map.getNumResults(); ++d)
      dims.push_back(loops[map.getDimPosition(d)]);
    return dims;
  }
};

static uint64_t maskOf(ArrayRef<unsigned> dims) {
  uint64_t mask = 0;
  for (unsigned dim : dims)
    mask |= uint64_t(1) << dim;
  return mask;
}

//===----------------------------------------------------------------------===//
// Tensors
//===----------------------------------------------------------------------===//

Expr Chain::leafExpr(Leaf leaf, std::string name) {
  unsigned i = 0;
  while (i < leaves.size() &&
         (leaves[i].kind != leaf.kind || leaves[i].value != leaf.value ||
          leaves[i].dims != leaf.dims))
    ++i;
  uint64_t dims = maskOf(leaf.dims);
  if (i == leaves.size())
    leaves.push_back(std::move(leaf));
  return algebra::make({.op = Node::leaf,
                        .source = static_cast<int>(i),
                        .name = name + std::to_string(i),
                        .dims = dims});
}

/// A contraction inside each tile, with loops of its own for what it reduces.
Expr Chain::productExpr(linalg::GenericOp op, const Dims &dims) {
  Leaf leaf{Leaf::product, op.getResult(0), dims, Dims(op.getNumLoops(), 0)};
  AffineMap out = op.getMatchingIndexingMap(op.getDpsInitOperand(0));
  Value init = op.getDpsInits()[0];
  bool good = hasProjections(op) && op.getNumResults() == 1 &&
              init.getDefiningOp<linalg::FillOp>() && !op.hasIndexSemantics();
  if (!good)
    return leafExpr({Leaf::tensor, op.getResult(0), dims, {}}, "x");
  for (auto [d, dim] : llvm::enumerate(dims))
    leaf.loops[out.getDimPosition(d)] = dim;
  for (unsigned loop = 0; loop < op.getNumLoops(); ++loop)
    if (!out.isFunctionOfDim(loop))
      leaf.loops[loop] = numDims++;
  return leafExpr(std::move(leaf), "product");
}

Expr Chain::reductionExpr(linalg::GenericOp op, const Reduction &reduction,
                          const Dims &dims) {
  Body body(op, Dims(op.getNumLoops(), stream));
  AffineMap out = op.getMatchingIndexingMap(op.getDpsInitOperand(0));
  for (auto [d, dim] : llvm::enumerate(dims))
    body.loops[out.getDimPosition(d)] = dim;
  Expr term = scalarExpr(body, reduction.term);
  reductions.push_back(op);
  int number = reductions.size() - 1;
  if (reduction.isSum)
    return algebra::reduce(Node::sumOver, algebra::constant(0), term,
                           streamBit(), number);
  Expr least = algebra::constant(-INFINITY), minus = algebra::constant(-1);
  if (!reduction.isMin)
    return algebra::reduce(Node::maxOver, least, term, streamBit(), number);
  return algebra::mul(minus, algebra::reduce(Node::maxOver, least,
                                             algebra::mul(minus, term),
                                             streamBit(), number));
}

bool Chain::dependsOnReduction(const Expr &expr) {
  return expr->op == Node::sumOver || expr->op == Node::maxOver ||
         llvm::any_of(expr->args,
                      [&](const Expr &arg) { return dependsOnReduction(arg); });
}

void Chain::absorb(Operation *op, Expr expr, const Dims &dims) {
  auto [at, isNew] = absorbed.insert({op, {expr, dims}});
  consistent &= isNew || at->second.dims == dims;
}

Expr Chain::genericExpr(linalg::GenericOp op, const Dims &dims) {
  Leaf leaf{Leaf::tensor, op.getResult(0), dims, {}};
  bool streaming = llvm::is_contained(dims, stream);
  auto reduction = matchReduction(op);
  if (reduction && !streaming && hasProjections(op) &&
      extents->of(op, reduction->loop) == extent &&
      getElementTypeOrSelf(op.getResult(0).getType()) == element) {
    Expr expr = reductionExpr(op, *reduction, dims);
    absorb(op, expr, dims);
    return expr;
  }
  if (streaming && op.getNumReductionLoops() &&
      numDims + op.getNumLoops() < kMaxDims)
    return productExpr(op, dims);
  if (!isElementwise(op))
    return leafExpr(leaf, "x");
  Body body(op, Dims(op.getNumLoops()));
  AffineMap out = op.getMatchingIndexingMap(op.getDpsInitOperand(0));
  for (auto [d, dim] : llvm::enumerate(dims))
    body.loops[out.getDimPosition(d)] = dim;
  Expr expr = scalarExpr(body, op.getBlock()->getTerminator()->getOperand(0));
  // What belongs to rows alone is computed once, outside.
  if (!streams(expr) && !dependsOnReduction(expr))
    return leafExpr(leaf, "x");
  absorb(op, expr, dims);
  return expr;
}

Expr Chain::tensorExpr(Value value, const Dims &dims) {
  auto key = std::make_pair(value.getAsOpaquePointer(), dims);
  if (auto at = known.find(key); at != known.end())
    return at->second;
  DenseElementsAttr constant;
  auto op = value.getDefiningOp<linalg::GenericOp>();
  auto fill = value.getDefiningOp<linalg::FillOp>();
  Expr expr;
  if (matchPattern(value, m_Constant(&constant)) && constant.isSplat() &&
      constant.getElementType() == element)
    expr =
        algebra::constant(constant.getSplatValue<APFloat>().convertToDouble());
  else if (fill)
    expr = capturedExpr(fill.getInputs()[0]);
  else if (op && op->getBlock() == root->getBlock())
    expr = genericExpr(op, dims);
  else
    expr = leafExpr({Leaf::tensor, value, dims, {}}, "x");
  return known[key] = expr;
}

//===----------------------------------------------------------------------===//
// Scalars
//===----------------------------------------------------------------------===//

/// Whether `value` is the extent of the stream as a float.
bool Chain::isCount(Value value) {
  Operation *cast = value.getDefiningOp();
  if (!isa_and_nonnull<arith::SIToFPOp, arith::UIToFPOp>(cast))
    return false;
  auto integer = cast->getOperand(0).getDefiningOp();
  if (!isa_and_nonnull<arith::IndexCastOp, arith::IndexCastUIOp>(integer))
    return false;
  auto dim = integer->getOperand(0).getDefiningOp<tensor::DimOp>();
  return dim && dim.getConstantIndex() &&
         extents->of(dim.getSource(), *dim.getConstantIndex()) == extent;
}

Expr Chain::capturedExpr(Value value) {
  FloatAttr number;
  if (value.getType() == element && matchPattern(value, m_Constant(&number)))
    return algebra::constant(number.getValueAsDouble());
  if (value.getType() == element && isCount(value))
    return algebra::make(Node::count, {});
  return leafExpr({Leaf::scalar, value, {}, {}}, "c");
}

Expr Chain::applyExpr(Body &body, Operation *op) {
  std::vector<Expr> args;
  for (Value operand : op->getOperands())
    if (!isa<ShapedType>(operand.getType()))
      args.push_back(scalarExpr(body, operand));
  auto shaped = [](Operation *op) {
    return llvm::to_vector(
        llvm::make_filter_range(op->getOperands(), [](Value v) {
          return isa<ShapedType>(v.getType());
        }));
  };
  unsigned i = 0;
  while (i < functions.size() &&
         (functions[i]->getName() != op->getName() ||
          functions[i]->getAttrDictionary() != op->getAttrDictionary() ||
          functions[i]->getResultTypes() != op->getResultTypes() ||
          shaped(functions[i]) != shaped(op)))
    ++i;
  if (i == functions.size())
    functions.push_back(op);
  return algebra::make({.op = Node::apply,
                        .args = args,
                        .source = static_cast<int>(i),
                        .name = op->getName().stripDialect().str()});
}

/// Ops on the type of the chain that the algebra knows.
Expr Chain::floatExpr(Body &body, Operation *op) {
  auto arg = [&](unsigned i) { return scalarExpr(body, op->getOperand(i)); };
  auto unary = [&](Node::Op f) { return algebra::make(f, {arg(0)}); };
  auto number = algebra::constant;
  // clang-format off
  return TypeSwitch<Operation *, Expr>(op)
      .Case([&](arith::AddFOp) { return algebra::add(arg(0), arg(1)); })
      .Case([&](arith::SubFOp) { return algebra::sub(arg(0), arg(1)); })
      .Case([&](arith::MulFOp) { return algebra::mul(arg(0), arg(1)); })
      .Case([&](arith::DivFOp) { return algebra::div(arg(0), arg(1)); })
      .Case([&](arith::NegFOp) { return algebra::mul(number(-1), arg(0)); })
      .Case([&](math::ExpOp) { return unary(Node::exp); })
      .Case([&](math::Exp2Op) { return algebra::make(Node::exp, {algebra::mul(number(std::numbers::ln2), arg(0))}); })
      .Case([&](math::LogOp) { return unary(Node::log); })
      .Case([&](math::SqrtOp) { return unary(Node::sqrt); })
      .Case([&](math::RsqrtOp) { return algebra::div(number(1), unary(Node::sqrt)); })
      .Case([&](math::AbsFOp) { return unary(Node::abs); })
      .Case([&](arith::SelectOp) { return algebra::make(Node::select, {arg(0), arg(1), arg(2)}); })
      .Default([&](Operation *op) { return applyExpr(body, op); });
  // clang-format on
}

/// Whether the op asks for NaN: x != x.
static bool isSelfComparison(Operation *op) {
  auto compare = dyn_cast<arith::CmpFOp>(op);
  return compare && compare.getLhs() == compare.getRhs() &&
         (compare.getPredicate() == arith::CmpFPredicate::UNE ||
          compare.getPredicate() == arith::CmpFPredicate::UNO);
}

Expr Chain::scalarExpr(Body &body, Value value) {
  if (Expr known = body.known.lookup(value))
    return known;
  Expr expr;
  auto argument = dyn_cast<BlockArgument>(value);
  Operation *op = value.getDefiningOp();
  if (argument && argument.getOwner() == body.op.getBlock()) {
    OpOperand &operand = body.op->getOpOperand(argument.getArgNumber());
    expr = tensorExpr(operand.get(),
                      body.dimsOf(body.op.getMatchingIndexingMap(&operand)));
  } else if (!op || op->getBlock() != body.op.getBlock()) {
    expr = capturedExpr(value);
  } else if (auto index = dyn_cast<linalg::IndexOp>(op)) {
    expr = leafExpr({Leaf::index, {}, {body.loops[index.getDim()]}, {}}, "i");
  } else if (matchPattern(value, m_Constant()) && value.getType() == element) {
    expr = capturedExpr(value);
  } else if (isSelfComparison(op)) {
    expr = algebra::make(Node::isNaN, {scalarExpr(body, op->getOperand(0))});
  } else {
    expr =
        value.getType() == element ? floatExpr(body, op) : applyExpr(body, op);
  }
  body.known[value] = expr;
  return expr;
}

//===----------------------------------------------------------------------===//
// Roots
//===----------------------------------------------------------------------===//

/// The nearest reduction that `op` is or depends on through element-wise ops.
static linalg::GenericOp findReduction(linalg::GenericOp op,
                                       DenseSet<Operation *> &seen) {
  if (!op || !seen.insert(op).second || !hasProjections(op))
    return nullptr;
  if (matchReduction(op))
    return op;
  if (!isElementwise(op))
    return nullptr;
  for (Value operand : op.getDpsInputs())
    if (auto found =
            findReduction(operand.getDefiningOp<linalg::GenericOp>(), seen))
      return found;
  return nullptr;
}

bool Chain::knowsExtents() const {
  uint64_t known = 0;
  for (const Leaf &leaf : leaves)
    known |= leaf.kind == Leaf::tensor    ? maskOf(leaf.dims)
             : leaf.kind == Leaf::product ? maskOf(leaf.loops)
                                          : 0;
  return llvm::popcount(known) == static_cast<int>(numDims);
}

std::optional<Chain> Chain::match(linalg::GenericOp root,
                                  const Extents &extents) {
  DenseSet<Operation *> seen;
  linalg::GenericOp first = findReduction(root, seen);
  if (!first || first->getBlock() != root->getBlock())
    return std::nullopt;
  Chain chain(extents);
  auto type = cast<RankedTensorType>(root.getResult(0).getType());
  chain.root = root;
  chain.element = getElementTypeOrSelf(first.getResult(0).getType());
  chain.stream = type.getRank();
  chain.numDims = chain.stream + 1;
  chain.extent = extents.of(first, matchReduction(first)->loop);
  Dims dims(chain.stream);
  std::iota(dims.begin(), dims.end(), 0);
  Expr expr = chain.tensorExpr(root.getResult(0), dims);
  // What the root varies along beyond its reductions would repeat them.
  uint64_t rows = 0;
  for (Operation *op : chain.reductions)
    rows |= chain.absorbed.lookup(op).expr->dims;
  if (chain.reductions.size() < 2 || !chain.absorbed.contains(root) ||
      chain.streams(expr) || rows + 1 != chain.streamBit())
    return std::nullopt;
  return chain;
}
