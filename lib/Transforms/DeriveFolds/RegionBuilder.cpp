//===- RegionBuilder.cpp - expressions to linalg on tiles -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Transforms/DeriveFolds/RegionBuilder.h"
#include "dialects/Fold/Fold.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;
using namespace tenfold;
using algebra::Expr;
using algebra::Node;

/// A `linalg.generic` that is being written.
struct RegionBuilder::Generic {
  Chain::Dims loops;
  SmallVector<std::pair<const Node *, Tile>> inputs;
  DenseMap<const Node *, Value> scalars; // in the body

  explicit Generic(Chain::Dims loops) : loops(std::move(loops)) {}

  bool has(const Node *node) const {
    return llvm::any_of(inputs,
                        [&](auto &input) { return input.first == node; });
  }
};

Chain::Dims tenfold::dimsOf(uint64_t mask) {
  Chain::Dims dims;
  for (unsigned d = 0; d < 64; ++d)
    if (mask >> d & 1)
      dims.push_back(d);
  return dims;
}

static uint64_t maskOf(ArrayRef<unsigned> dims) {
  uint64_t mask = 0;
  for (unsigned dim : dims)
    mask |= uint64_t(1) << dim;
  return mask;
}

AffineMap tenfold::mapTo(MLIRContext *context, ArrayRef<unsigned> loops,
                         ArrayRef<unsigned> dims) {
  SmallVector<AffineExpr> results;
  for (unsigned dim : dims)
    results.push_back(
        getAffineDimExpr(llvm::find(loops, dim) - loops.begin(), context));
  return AffineMap::get(loops.size(), 0, results, context);
}

/// a + -1 b
static bool isDifference(const Node &node) {
  return node.op == Node::add && node.args[1]->op == Node::mul &&
         node.args[1]->args[0]->op == Node::constant &&
         node.args[1]->args[0]->value == -1;
}

static std::vector<Expr> operandsOf(const Node &node) {
  return isDifference(node) ? std::vector{node.args[0], node.args[1]->args[1]}
                            : node.args;
}

//===----------------------------------------------------------------------===//
// What becomes a tensor
//===----------------------------------------------------------------------===//

bool RegionBuilder::isTensor(const Node &node) const {
  if (node.op == Node::state || node.op == Node::other)
    return true;
  if (node.op != Node::leaf)
    return false;
  Leaf::Kind kind = chain.leaves[node.source].kind;
  return kind == Leaf::tensor || kind == Leaf::product;
}

Type RegionBuilder::typeOf(const Node &node) const {
  if (node.op == Node::apply)
    return chain.functions[node.source]->getResult(0).getType();
  if (node.op == Node::isNaN || node.op == Node::vanishes)
    return b.getI1Type();
  if (node.op != Node::leaf)
    return chain.element;
  const Leaf &leaf = chain.leaves[node.source];
  return leaf.kind == Leaf::index ? IndexType::get(b.getContext())
                                  : getElementTypeOrSelf(leaf.value.getType());
}

bool RegionBuilder::standsAlone(const Expr &expr, uint64_t dims) const {
  const Node &node = *expr;
  if (isTensor(node) || done.contains(&node) || node.op == Node::sumOver ||
      node.op == Node::maxOver)
    return true;
  if (node.op == Node::constant || node.op == Node::leaf || !node.dims ||
      typeOf(node) != chain.element)
    return false;
  return node.op == Node::exp || node.dims != dims;
}

//===----------------------------------------------------------------------===//
// Tensors
//===----------------------------------------------------------------------===//

Value RegionBuilder::number(double value) {
  return arith::ConstantOp::create(b, loc,
                                   b.getFloatAttr(chain.element, value));
}

Value RegionBuilder::empty(const Chain::Dims &dims, Type element) {
  SmallVector<OpFoldResult> sizes;
  for (unsigned dim : dims)
    for (const Tile &tile : arguments) {
      auto at = llvm::find(tile.dims, dim);
      if (at == tile.dims.end())
        continue;
      sizes.push_back(
          tensor::getMixedSize(b, loc, tile.value, at - tile.dims.begin()));
      break;
    }
  return tensor::EmptyOp::create(b, loc, sizes, element);
}

Value RegionBuilder::filled(const Chain::Dims &dims, double value) {
  Value out = empty(dims, chain.element);
  return linalg::FillOp::create(b, loc, number(value), out).getResult(0);
}

/// A contraction of the source on tiles.
Tile RegionBuilder::product(const Node &node) {
  const Leaf &leaf = chain.leaves[node.source];
  auto source = leaf.value.getDefiningOp<linalg::GenericOp>();
  SmallVector<Value> inputs;
  for (OpOperand *operand : source.getDpsInputOperands()) {
    Chain::Dims dims;
    AffineMap map = source.getMatchingIndexingMap(operand);
    for (unsigned d = 0; d < map.getNumResults(); ++d)
      dims.push_back(leaf.loops[map.getDimPosition(d)]);
    for (const Tile &tile : arguments)
      if (tile.dims == dims && operandOf.lookup(tile.value) == operand->get())
        inputs.push_back(tile.value);
  }
  auto fill = source.getDpsInits()[0].getDefiningOp<linalg::FillOp>();
  Value out = empty(leaf.dims, getElementTypeOrSelf(leaf.value.getType()));
  out = linalg::FillOp::create(b, loc, fill.getInputs()[0], out).getResult(0);
  auto op = linalg::GenericOp::create(b, loc, out.getType(), inputs, out,
                                      source.getIndexingMapsArray(),
                                      source.getIteratorTypesArray());
  IRMapping mapping;
  source.getRegion().cloneInto(&op.getRegion(), mapping);
  return {op.getResult(0), leaf.dims};
}

/// The value as a tensor of its own dimensions.
Tile RegionBuilder::tileOf(const Expr &expr) {
  if (auto known = done.find(expr.get()); known != done.end())
    return known->second;
  const Node &node = *expr;
  Tile tile;
  if (node.op == Node::state || node.op == Node::other)
    return (node.op == Node::state ? states : others).lookup(node.index);
  if (node.op == Node::leaf && leaves.count(node.source))
    return leaves.lookup(node.source);
  if (node.op == Node::leaf && isTensor(node)) {
    tile = leaves[node.source] = product(node);
  } else if (node.op == Node::sumOver || node.op == Node::maxOver) {
    tile = reduce(expr);
  } else {
    Chain::Dims dims = dimsOf(node.dims);
    tile = {elementwise(expr, dims), dims};
  }
  kept.push_back(expr);
  done[expr.get()] = tile;
  return tile;
}

Value RegionBuilder::build(const Expr &expr, const Chain::Dims &dims) {
  if (maskOf(dims) == expr->dims && standsAlone(expr, expr->dims)) {
    Tile tile = tileOf(expr);
    if (tile.dims == dims)
      return tile.value;
  }
  return elementwise(expr, dims);
}

static SmallVector<AffineMap> mapsOf(MLIRContext *context,
                                     ArrayRef<unsigned> loops, auto &inputs,
                                     ArrayRef<unsigned> out) {
  SmallVector<AffineMap> maps;
  for (auto &[node, tile] : inputs)
    maps.push_back(mapTo(context, loops, tile.dims));
  maps.push_back(mapTo(context, loops, out));
  return maps;
}

Value RegionBuilder::elementwise(const Expr &expr, const Chain::Dims &dims) {
  Generic generic(dims);
  // The root is written here, unless it is a tensor that is to be spread.
  bool isRoot = !isTensor(*expr) && !done.contains(expr.get()) &&
                expr->op != Node::sumOver && expr->op != Node::maxOver;
  collect(expr, generic, isRoot);
  Value out = empty(dims, typeOf(*expr));
  SmallVector<Value> inputs;
  for (auto &[node, tile] : generic.inputs)
    inputs.push_back(tile.value);
  SmallVector<utils::IteratorType> iterators(dims.size(),
                                             utils::IteratorType::parallel);
  auto op = linalg::GenericOp::create(
      b, loc, out.getType(), inputs, out,
      mapsOf(b.getContext(), dims, generic.inputs, dims), iterators,
      [&](OpBuilder &, Location, ValueRange args) {
        for (auto [input, arg] : llvm::zip(generic.inputs, args))
          generic.scalars[input.first] = arg;
      });
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToEnd(op.getBlock());
  linalg::YieldOp::create(b, loc, scalar(expr, generic, isRoot));
  return op.getResult(0);
}

/// init + sum of the body over the stream, or their maximum
Tile RegionBuilder::reduce(const Expr &expr) {
  Chain::Dims dims = dimsOf(expr->dims), loops(dims);
  loops.push_back(chain.stream);
  const Expr &init = expr->args[0], &body = expr->args[1];
  Value out = init->op == Node::constant ? filled(dims, init->value)
                                         : build(init, dims);
  Generic generic(loops);
  collect(body, generic, false);
  SmallVector<Value> inputs;
  for (auto &[node, tile] : generic.inputs)
    inputs.push_back(tile.value);
  SmallVector<utils::IteratorType> iterators(dims.size(),
                                             utils::IteratorType::parallel);
  iterators.push_back(utils::IteratorType::reduction);
  Value accumulator;
  auto op = linalg::GenericOp::create(
      b, loc, out.getType(), inputs, out,
      mapsOf(b.getContext(), loops, generic.inputs, dims), iterators,
      [&](OpBuilder &, Location, ValueRange args) {
        for (auto [input, arg] : llvm::zip(generic.inputs, args))
          generic.scalars[input.first] = arg;
        accumulator = args.back();
      });
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToEnd(op.getBlock());
  Value term = scalar(body, generic, false);
  Value next;
  if (expr->op == Node::sumOver)
    next = arith::AddFOp::create(b, loc, accumulator, term);
  else if (sumsTellNaN)
    next = arith::MaxNumFOp::create(b, loc, accumulator, term);
  else
    next = arith::MaximumFOp::create(b, loc, accumulator, term);
  linalg::YieldOp::create(b, loc, next);
  return {op.getResult(0), dims};
}

//===----------------------------------------------------------------------===//
// Scalars
//===----------------------------------------------------------------------===//

/// Writes the tensors that `expr` reads, before the generic that it is part of.
void RegionBuilder::collect(const Expr &expr, Generic &generic, bool isRoot) {
  if (generic.has(expr.get()))
    return;
  if (!isRoot && standsAlone(expr, maskOf(generic.loops))) {
    Tile tile = tileOf(expr);
    generic.inputs.emplace_back(expr.get(), tile);
    return;
  }
  if (expr->op == Node::count && !count)
    count = extentOfStream();
  if (expr->op == Node::leaf &&
      chain.leaves[expr->source].kind == Leaf::index) {
    Value &offset = offsets[chain.leaves[expr->source].dims[0]];
    if (!offset)
      offset = fold::OffsetOp::create(b, loc, b.getIndexType(),
                                      chain.leaves[expr->source].dims[0]);
  }
  for (const Expr &arg : operandsOf(*expr))
    collect(arg, generic, false);
}

Value RegionBuilder::extentOfStream() {
  const Tile *streaming = llvm::find_if(arguments, [&](const Tile &tile) {
    return llvm::is_contained(tile.dims, chain.stream);
  });
  const Tile &tile = streaming == arguments.end() ? whole : *streaming;
  int64_t at = llvm::find(tile.dims, chain.stream) - tile.dims.begin();
  Value size = tensor::DimOp::create(b, loc, tile.value, at);
  size = arith::IndexCastOp::create(b, loc, b.getI64Type(), size);
  return arith::SIToFPOp::create(b, loc, chain.element, size);
}

Value RegionBuilder::index(unsigned dim, Generic &generic) {
  unsigned loop = llvm::find(generic.loops, dim) - generic.loops.begin();
  Value own = linalg::IndexOp::create(b, loc, loop);
  return arith::AddIOp::create(b, loc, offsets.lookup(dim), own);
}

Value RegionBuilder::apply(const Node &node, ValueRange args) {
  Operation *copy = b.clone(*chain.functions[node.source]);
  unsigned next = 0;
  for (OpOperand &operand : copy->getOpOperands())
    if (!isa<ShapedType>(operand.get().getType()))
      operand.set(args[next++]);
  return copy->getResult(0);
}

Value RegionBuilder::scalar(const Expr &expr, Generic &generic, bool isRoot) {
  const Node &node = *expr;
  if (Value known = generic.scalars.lookup(&node))
    return known;
  Value result;
  if (node.op == Node::constant) {
    result = number(node.value);
  } else if (node.op == Node::count) {
    result = count;
  } else if (node.op == Node::leaf) {
    const Leaf &leaf = chain.leaves[node.source];
    result =
        leaf.kind == Leaf::index ? index(leaf.dims[0], generic) : leaf.value;
  } else {
    SmallVector<Value> args;
    for (const Expr &arg : operandsOf(node))
      args.push_back(scalar(arg, generic, false));
    result = node.op == Node::apply ? apply(node, args) : combine(node, args);
  }
  return generic.scalars[&node] = result;
}

Value RegionBuilder::combine(const Node &node, ValueRange args) {
  auto is = [&](double value) -> Value {
    return arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OEQ, args[0],
                                 number(value));
  };
  auto choose = [&](Value c, Value x, Value y) -> Value {
    return arith::SelectOp::create(b, loc, c, x, y);
  };
  switch (node.op) {
  case Node::add:
    if (isDifference(node))
      return arith::SubFOp::create(b, loc, args[0], args[1]);
    return arith::AddFOp::create(b, loc, args[0], args[1]);
  case Node::mul:
    return arith::MulFOp::create(b, loc, args[0], args[1]);
  case Node::div:
    return arith::DivFOp::create(b, loc, args[0], args[1]);
  case Node::max:
    return arith::MaximumFOp::create(b, loc, args[0], args[1]);
  case Node::exp:
    return math::ExpOp::create(b, loc, args[0]);
  case Node::log:
    return math::LogOp::create(b, loc, args[0]);
  case Node::sqrt:
    return math::SqrtOp::create(b, loc, args[0]);
  case Node::power:
    return math::PowFOp::create(b, loc, args[0], number(node.value));
  case Node::abs:
    return math::AbsFOp::create(b, loc, args[0]);
  case Node::select:
    return choose(args[0], args[1], args[2]);
  case Node::finite:
    return choose(is(-INFINITY), number(0), args[0]);
  case Node::unlessLeast:
    return choose(is(-INFINITY), number(0), args[1]);
  case Node::unlessZero:
    return choose(is(0), args[2], args[1]);
  case Node::isNaN:
    return arith::CmpFOp::create(b, loc, arith::CmpFPredicate::UNO, args[0],
                                 args[0]);
  case Node::vanishes:
    return arith::CmpFOp::create(b, loc, arith::CmpFPredicate::UEQ, args[0],
                                 number(0));
  default: // reductions and states are tensors
    return {};
  }
}
