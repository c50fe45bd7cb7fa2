//===- Graph.cpp - names and the ops that they become ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Import/ONNX/Graph.h"

#include "dialects/NN/NN.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Verifier.h"

using namespace mlir;

namespace tenfold::onnx {

/// Tensors of integers up to here may be shapes, and are looked into.
static constexpr int64_t kMaxKnown = 64;
/// Others up to here stand in the text of the model.
static constexpr int64_t kMaxInline = 16;

std::optional<SmallVector<int64_t>> integersOf(ArrayRef<AffineExpr> elements) {
  SmallVector<int64_t> result;
  for (AffineExpr element : elements) {
    auto constant = dyn_cast<AffineConstantExpr>(element);
    if (!constant)
      return std::nullopt;
    result.push_back(constant.getValue());
  }
  return result;
}

Term Graph::fail(const Twine &what) {
  if (!failed())
    message = what.str();
  return {};
}

void Graph::blame(const Twine &where, StringRef diagnostic) {
  message =
      (where + (diagnostic.empty() ? StringRef(message) : diagnostic)).str();
}

//===----------------------------------------------------------------------===//
// Names
//===----------------------------------------------------------------------===//

void Graph::define(StringRef name, Term term) {
  if (!failed() &&
      (file.find(name) || !terms.try_emplace(name, std::move(term)).second))
    fail("expected one value called " + quoted(name) + ", got two");
}

static std::optional<Dims> knownElements(DenseElementsAttr values,
                                         MLIRContext *context) {
  auto type = cast<RankedTensorType>(values.getType());
  if (!type.getElementType().isInteger() || type.getRank() > 1 ||
      type.getNumElements() > kMaxKnown)
    return std::nullopt;
  Dims known;
  bool isBoolean = type.getElementType().isInteger(1);
  for (const APInt &value : values.getValues<APInt>())
    known.push_back(getAffineConstantExpr(
        isBoolean ? value.getZExtValue() : value.getSExtValue(), context));
  return known;
}

DenseElementsAttr valuesOf(const Tensor &tensor, MLIRContext *context) {
  auto type =
      RankedTensorType::get(tensor.shape, tensor.element->type(context));
  if (type.getNumElements() == 0)
    return DenseElementsAttr::get(type, ArrayRef<Attribute>());
  if (!type.getElementType().isInteger(1))
    return DenseElementsAttr::getFromRawBuffer(
        type, ArrayRef(tensor.bytes.data(), tensor.bytes.size()));
  SmallVector<bool> bits =
      llvm::map_to_vector(tensor.bytes, [](char byte) { return byte != 0; });
  return DenseElementsAttr::get(type, ArrayRef<bool>(bits));
}

Term Graph::lookup(StringRef name) {
  if (failed())
    return {};
  if (auto found = terms.find(name); found != terms.end())
    return found->second;
  const Tensor *tensor = file.find(name);
  if (!tensor)
    return fail("expected " + quoted(name) + " to be defined before its use");
  int64_t most = tensor->element->type(builder.getContext()).isInteger() &&
                         tensor->shape.size() <= 1
                     ? kMaxKnown
                     : kMaxInline;
  Term term = tensor->elements() <= most
                  ? constant(valuesOf(*tensor, builder.getContext()))
                  : parameter(*tensor);
  terms[name] = term;
  return term;
}

AffineExpr Graph::named(StringRef name, mlir::Value value, int64_t dim) {
  AffineExpr &symbol = names[name];
  if (!symbol) {
    symbol = sizes.fresh();
    auto type = cast<RankedTensorType>(value.getType());
    sources[symbol] = {Term{value, type.getElementType(), {}, {}}, dim};
  }
  return symbol;
}

StringRef Graph::nameOf(AffineExpr extent) const {
  for (const auto &entry : names)
    if (sizes.resolve(entry.second) == extent)
      return entry.first();
  return "";
}

//===----------------------------------------------------------------------===//
// Building
//===----------------------------------------------------------------------===//

NamedAttribute Graph::attribute(StringRef name, int64_t value) {
  return builder.getNamedAttr(name, builder.getI64IntegerAttr(value));
}
NamedAttribute Graph::attribute(StringRef name, double value) {
  return builder.getNamedAttr(name, builder.getF64FloatAttr(value));
}
NamedAttribute Graph::attribute(StringRef name, Attribute value) {
  return builder.getNamedAttr(name, value);
}

/// Types and extents of the result, or an error that was emitted.
bool Graph::infer(Operation *op, ArrayRef<Term> operands, Term &result) {
  SmallVector<Type> types;
  SmallVector<Dims> in, out;
  for (const Term &operand : operands)
    in.push_back(operand.dims);
  auto inferable = dyn_cast<InferTypeOpInterface>(op);
  auto sized = dyn_cast<DimsOpInterface>(op);
  if (!inferable || !sized ||
      mlir::failed(inferable.inferReturnTypes(
          op->getContext(), op->getLoc(), op->getOperands(),
          op->getAttrDictionary(), op->getPropertiesStorage(), op->getRegions(),
          types)))
    return false;
  op->getResult(0).setType(types[0]);
  if (mlir::failed(mlir::verify(op)) ||
      mlir::failed(sized.inferDims(sizes, in, out)))
    return false;
  result = {op->getResult(0),
            getElementTypeOrSelf(types[0]),
            sizes.resolve(out[0]),
            {}};
  noteSource(result);
  return true;
}

Term Graph::emit(StringRef name, ArrayRef<Term> operands,
                 ArrayRef<NamedAttribute> attributes) {
  SmallVector<Term> terms;
  SmallVector<mlir::Value> values;
  for (const Term &operand : operands) {
    terms.push_back(asTensor(operand));
    values.push_back(terms.back().value);
  }
  if (failed())
    return {};
  sizes.setLocation(location);
  OperationState state(location, name, values,
                       UnrankedTensorType::get(terms[0].element), attributes);
  Operation *op = builder.create(state);
  Term result;
  if (infer(op, terms, result))
    return result;
  op->erase();
  return fail("`" + name + "` cannot be built");
}

/// A new extent, of which nothing but this tensor knows.
void Graph::noteSource(const Term &term) {
  for (auto [dim, extent] : llvm::enumerate(term.dims))
    if (isa<AffineSymbolExpr>(extent))
      sources.try_emplace(extent, term, dim);
}

Term Graph::constant(DenseElementsAttr values) {
  if (failed())
    return {};
  auto type = cast<RankedTensorType>(values.getType());
  auto op = arith::ConstantOp::create(builder, location, values);
  return {op, type.getElementType(), sizes.of(type),
          knownElements(values, builder.getContext())};
}

Term Graph::parameter(const Tensor &tensor) {
  if (StringRef(tensor.name).contains_insensitive("@") ||
      StringRef(tensor.name).contains('#'))
    return fail("expected the names of large tensors to be without `@` and "
                "`#`, got " +
                quoted(tensor.name));
  auto type = RankedTensorType::get(tensor.shape,
                                    tensor.element->type(builder.getContext()));
  SmallVector<Attribute> dims;
  for (int64_t extent : tensor.shape)
    dims.push_back(builder.getI64IntegerAttr(extent));
  auto op = nn::ParamOp::create(builder, location, type,
                                builder.getStringAttr(tensor.name),
                                builder.getArrayAttr(dims), {});
  return {op, type.getElementType(), sizes.of(type), {}};
}

Term Graph::asTensor(Term term) {
  if (failed() || term.value)
    return term;
  if (!term.known)
    return fail("expected a value, got none");
  if (auto numbers = integersOf(*term.known)) {
    SmallVector<APInt> values;
    for (int64_t number : *numbers)
      values.emplace_back(term.element.getIntOrFloatBitWidth(), number, true,
                          true);
    auto type = RankedTensorType::get(sizes.shapeOf(term.dims), term.element);
    return constant(DenseElementsAttr::get(type, values));
  }
  SmallVector<Term> parts;
  for (AffineExpr element : *term.known) {
    Term part = cast(size(element), term.element);
    parts.push_back(term.dims.empty() ? part : rearrange(part, "-> ()"));
  }
  Term tensor = parts.size() == 1
                    ? parts[0]
                    : emit("nn.concat", parts, attribute("dim", int64_t(0)));
  tensor.known = term.known;
  return tensor;
}

} // namespace tenfold::onnx
