//===- OpHelpers.cpp - what the op families of nn share -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialects/NN/OpHelpers.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace tenfold;
using namespace tenfold::nn;

LogicalResult nn::inferTypes(MLIRContext *context,
                             std::optional<Location> location,
                             TypeRange operands, ArrayRef<Type> elementTypes,
                             ShapeRule rule, SmallVectorImpl<Type> &types) {
  for (Type element : elementTypes)
    if (!TensorType::isValidElementType(element))
      return emitOptionalError(
          location, "expected an element type of tensors, got ", element);
  if (llvm::any_of(operands, llvm::IsaPred<UnrankedTensorType>)) {
    for (Type element : elementTypes)
      types.push_back(UnrankedTensorType::get(element));
    return success();
  }
  DimContext dims(context, location);
  SmallVector<Dims> in, out;
  for (Type operand : operands)
    in.push_back(dims.of(cast<ShapedType>(operand)));
  if (failed(rule(dims, in, out)))
    return failure();
  for (auto [shape, element] : llvm::zip_equal(out, elementTypes))
    types.push_back(RankedTensorType::get(dims.shapeOf(shape), element));
  return success();
}

bool nn::compatible(TypeRange inferred, TypeRange actual) {
  return inferred.size() == actual.size() &&
         llvm::all_of(llvm::zip(inferred, actual), [](auto pair) {
           auto [a, b] = pair;
           return getElementTypeOrSelf(a) == getElementTypeOrSelf(b) &&
                  succeeded(verifyCompatibleShape(a, b));
         });
}

LogicalResult nn::broadcastDims(DimContext &context, ArrayRef<Dims> operands,
                                SmallVectorImpl<Dims> &results) {
  size_t rank = 0;
  for (const Dims &operand : operands)
    rank = std::max(rank, operand.size());
  Dims result(rank, context.constant(1));
  for (const Dims &operand : operands)
    for (size_t i = 0, offset = rank - operand.size(); i < operand.size();
         ++i) {
      auto size = context.broadcast(result[offset + i], operand[i],
                                    "dimension " + Twine(offset + i));
      if (failed(size))
        return failure();
      result[offset + i] = *size;
    }
  results.push_back(result);
  return success();
}

/// Arithmetic on sizes, which are not negative; analyses read it back.
static Value buildSize(OpBuilder &b, Location loc, AffineExpr expr,
                       ArrayRef<Value> symbols) {
  if (auto constant = dyn_cast<AffineConstantExpr>(expr))
    return arith::ConstantIndexOp::create(b, loc, constant.getValue());
  if (auto symbol = dyn_cast<AffineSymbolExpr>(expr))
    return symbols[symbol.getPosition()];
  auto binary = cast<AffineBinaryOpExpr>(expr);
  Value lhs = buildSize(b, loc, binary.getLHS(), symbols);
  Value rhs = buildSize(b, loc, binary.getRHS(), symbols);
  switch (expr.getKind()) {
  case AffineExprKind::Add:
    return arith::AddIOp::create(b, loc, lhs, rhs);
  case AffineExprKind::Mul:
    return arith::MulIOp::create(b, loc, lhs, rhs);
  case AffineExprKind::FloorDiv:
    return arith::DivUIOp::create(b, loc, lhs, rhs);
  case AffineExprKind::CeilDiv:
    return arith::CeilDivUIOp::create(b, loc, lhs, rhs);
  default:
    return arith::RemUIOp::create(b, loc, lhs, rhs);
  }
}

/// Symbols of `expr` as values: the dynamic extents of `operands`, in order.
Value nn::materialize(OpBuilder &builder, Location loc, AffineExpr expr,
                      ValueRange operands) {
  SmallVector<Value> symbols;
  for (Value operand : operands) {
    auto type = dyn_cast<RankedTensorType>(operand.getType());
    for (int64_t d = 0; type && d < type.getRank(); ++d)
      if (type.isDynamicDim(d))
        symbols.push_back(
            expr.isFunctionOfSymbol(symbols.size())
                ? tensor::DimOp::create(builder, loc, operand, d).getResult()
                : Value());
  }
  return buildSize(builder, loc, expr, symbols);
}

FailureOr<SmallVector<Value>> nn::emptyResults(DimsOpInterface op,
                                               OpBuilder &builder) {
  DimContext context(op.getContext(), op.getLoc());
  SmallVector<Dims> in, out;
  for (Type type : op->getOperandTypes())
    in.push_back(context.of(cast<ShapedType>(type)));
  if (failed(op.inferDims(context, in, out)))
    return failure();
  SmallVector<Value> results;
  for (auto [dims, type] : llvm::zip_equal(out, op->getResultTypes())) {
    auto tensor = cast<RankedTensorType>(type);
    SmallVector<Value> sizes;
    for (auto [d, dim] : llvm::enumerate(dims))
      if (tensor.isDynamicDim(d))
        sizes.push_back(materialize(builder, op.getLoc(), context.resolve(dim),
                                    op->getOperands()));
    results.push_back(
        tensor::EmptyOp::create(builder, op.getLoc(), tensor, sizes));
  }
  return results;
}

FailureOr<SmallVector<int64_t>>
nn::normalizeDims(DimContext &context, ArrayRef<int64_t> dims, int64_t rank) {
  SmallVector<int64_t> result;
  for (int64_t dim : dims) {
    if (dim < -rank || dim >= rank)
      return context.error("expected a dimension of a tensor of rank " +
                           Twine(rank) + ", got " + Twine(dim));
    result.push_back(dim < 0 ? dim + rank : dim);
  }
  llvm::sort(result);
  if (const auto *twice = std::adjacent_find(result.begin(), result.end());
      twice != result.end())
    return context.error("expected each dimension once, got " + Twine(*twice) +
                         " twice");
  return result;
}

AffineMap nn::leadingDims(MLIRContext *context, int64_t rank, int64_t count) {
  AffineMap identity = AffineMap::getMultiDimIdentityMap(rank, context);
  return AffineMap::get(rank, 0, identity.getResults().take_front(count),
                        context);
}

Value nn::buildGeneric(OpBuilder &builder, Location loc, ValueRange inputs,
                       Value init, ArrayRef<AffineMap> maps,
                       ArrayRef<bool> isReduction,
                       function_ref<Value(OpBuilder &, ValueRange)> body) {
  SmallVector<utils::IteratorType> iterators =
      llvm::map_to_vector(isReduction, [](bool reduction) {
        return reduction ? utils::IteratorType::reduction
                         : utils::IteratorType::parallel;
      });
  auto generic = linalg::GenericOp::create(
      builder, loc, init.getType(), inputs, init, maps, iterators,
      [&](OpBuilder &b, Location loc, ValueRange args) {
        linalg::YieldOp::create(b, loc, body(b, args));
      });
  return generic.getResult(0);
}

Value MaxInteger::create(OpBuilder &b, Location loc, Value x, Value y) {
  if (x.getType().isInteger(1))
    return arith::OrIOp::create(b, loc, x, y);
  return arith::MaxSIOp::create(b, loc, x, y);
}

Value MinInteger::create(OpBuilder &b, Location loc, Value x, Value y) {
  if (x.getType().isInteger(1))
    return arith::AndIOp::create(b, loc, x, y);
  return arith::MinSIOp::create(b, loc, x, y);
}

static Type inF32(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  Type element = getElementTypeOrSelf(type);
  bool isShort = element.isF16() || element.isBF16();
  return tensor && isShort ? tensor.clone(Float32Type::get(type.getContext()))
                           : type;
}

static Value castTo(OpBuilder &b, Location loc, Value x, Type type) {
  if (x.getType() == type)
    return x;
  return CastOp::create(b, loc, type, x,
                        TypeAttr::get(getElementTypeOrSelf(type)));
}

std::optional<SmallVector<Value>> nn::decomposedInF32(Operation *op,
                                                      OpBuilder &b) {
  SmallVector<Type> types = llvm::map_to_vector(op->getResultTypes(), inF32);
  SmallVector<Value> operands;
  for (Value operand : op->getOperands())
    operands.push_back(
        castTo(b, op->getLoc(), operand, inF32(operand.getType())));
  if (ValueRange(operands) == ValueRange(op->getOperands()))
    return std::nullopt;
  Operation *wide = b.create(op->getLoc(), op->getName().getIdentifier(),
                             operands, types, op->getAttrs());
  SmallVector<Value> results;
  for (auto [result, type] :
       llvm::zip_equal(wide->getResults(), op->getResultTypes()))
    results.push_back(castTo(b, op->getLoc(), result, type));
  return results;
}

Value nn::scalarTensor(OpBuilder &builder, Location loc, Type element,
                       double value) {
  auto type = RankedTensorType::get({}, element);
  return arith::ConstantOp::create(
      builder, loc,
      DenseElementsAttr::get(type, builder.getFloatAttr(element, value)));
}

Value nn::buildConstant(OpBuilder &builder, Location loc, Type type,
                        double value) {
  TypedAttr attr = isa<FloatType>(type)
                       ? TypedAttr(builder.getFloatAttr(type, value))
                       : TypedAttr(builder.getIntegerAttr(
                             type, static_cast<int64_t>(value)));
  return arith::ConstantOp::create(builder, loc, attr);
}
