//===- Graph.cpp - names and the ops that they become ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Import/ONNX/Graph.h"

#include "dialects/NN/NN.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Verifier.h"

#include "onnx.pb.h"

using namespace mlir;

namespace tenfold::onnx {

/// Tensors of integers up to here may be shapes, and are looked into.
static constexpr int64_t kMaxKnown = 64;
/// Others up to here stand in the text of the model.
static constexpr int64_t kMaxInline = 16;
static constexpr size_t kMaxScopes = 32;

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
  Scope &scope = scopes.back();
  if (!failed() && (file.find(scope.graph, name) ||
                    !scope.terms.try_emplace(name, std::move(term)).second))
    fail("expected one value called " + quoted(name) + ", got two");
}

/// Of types that sizes have: they fit, and their sums do too.
static std::optional<Dims> knownElements(DenseElementsAttr values, Type element,
                                         MLIRContext *context) {
  auto type = cast<RankedTensorType>(values.getType());
  bool isBoolean = element.isInteger(1);
  bool isSize = isBoolean || element.isSignlessInteger(32) ||
                element.isSignlessInteger(64);
  if (!isSize || type.getRank() > 1 || type.getNumElements() > kMaxKnown)
    return std::nullopt;
  Dims known;
  for (const APInt &value : values.getValues<APInt>())
    known.push_back(getAffineConstantExpr(
        isBoolean ? value.getZExtValue() : value.getSExtValue(), context));
  return known;
}

DenseElementsAttr valuesOf(const Tensor &tensor, MLIRContext *context) {
  auto type = RankedTensorType::get(tensor.shape,
                                    carrierOf(tensor.element->type(context)));
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
  for (Scope &scope : llvm::reverse(scopes)) {
    if (auto found = scope.terms.find(name); found != scope.terms.end())
      return found->second;
    if (const Tensor *tensor = file.find(scope.graph, name))
      return scope.terms[name] = termOf(*tensor);
    if (scope.function)
      break;
  }
  return fail("expected " + quoted(name) + " to be defined before its use");
}

const Tensor *Graph::tensor(StringRef name) const {
  for (const Scope &scope : llvm::reverse(scopes)) {
    const Tensor *found = file.find(scope.graph, name);
    if (found || scope.function)
      return found;
  }
  return nullptr;
}

void Graph::inside(Scope scope, function_ref<void()> body) {
  if (scopes.size() == kMaxScopes)
    fail("expected graphs at most " + Twine(kMaxScopes) +
         " deep in one another");
  if (failed())
    return;
  scopes.push_back(std::move(scope));
  body();
  scopes.pop_back();
}

int64_t Graph::version(StringRef domain) const {
  for (const Scope &scope : llvm::reverse(scopes))
    if (scope.function)
      return file.opset(domain, scope.function);
  return file.opset(domain);
}

/// Before everything in the regions that are being built.
Term Graph::termOf(const Tensor &tensor) {
  OpBuilder::InsertionGuard guard(builder);
  if (builder.getInsertionBlock() != main)
    builder.setInsertionPointToEnd(main);
  Type element = tensor.element->type(builder.getContext());
  int64_t most =
      element.isInteger() && tensor.shape.size() <= 1 ? kMaxKnown : kMaxInline;
  return tensor.elements() <= most
             ? constant(valuesOf(tensor, builder.getContext()), element)
             : parameter(tensor);
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
NamedAttribute Graph::attribute(StringRef name, ArrayRef<int64_t> values) {
  return builder.getNamedAttr(name, builder.getI64ArrayAttr(values));
}

/// Types and extents of the results, or an error that was emitted.
bool Graph::infer(Operation *op, ArrayRef<Term> operands,
                  MutableArrayRef<Term> results) {
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
  for (auto [result, type] : llvm::zip_equal(op->getResults(), types))
    result.setType(type);
  if (mlir::failed(mlir::verify(op)) ||
      mlir::failed(sized.inferDims(sizes, in, out)))
    return false;
  for (auto [i, result] : llvm::enumerate(results)) {
    result = {op->getResult(i),
              getElementTypeOrSelf(types[i]),
              sizes.resolve(out[i]),
              {}};
    noteSource(result);
  }
  return true;
}

SmallVector<Term> Graph::emit(StringRef name, size_t count,
                              ArrayRef<Term> operands,
                              ArrayRef<NamedAttribute> attributes) {
  if (failed())
    return SmallVector<Term>(count);
  if (llvm::any_of(operands,
                   [](const Term &x) { return x && isCarried(x.element); }))
    return emitCarried(name, count, operands, attributes);
  SmallVector<Term> terms, results(count);
  SmallVector<mlir::Value> values;
  for (const Term &operand : operands) {
    terms.push_back(asTensor(operand));
    values.push_back(terms.back().value);
  }
  if (failed())
    return results;
  sizes.setLocation(location);
  SmallVector<Type> types(count, UnrankedTensorType::get(terms[0].element));
  Operation *op =
      builder.create(OperationState(location, name, values, types, attributes));
  if (infer(op, terms, results)) {
    fold(op, results);
    return results;
  }
  op->erase();
  fail("`" + name + "` cannot be built");
  return SmallVector<Term>(count);
}

Term Graph::emit(StringRef name, ArrayRef<Term> operands,
                 ArrayRef<NamedAttribute> attributes) {
  return emit(name, 1, operands, attributes).front();
}

/// A new extent, of which nothing but this tensor knows.
void Graph::noteSource(const Term &term) {
  for (auto [dim, extent] : llvm::enumerate(term.dims))
    if (isa<AffineSymbolExpr>(extent))
      sources.try_emplace(extent, term, dim);
}

Term Graph::constant(DenseElementsAttr values, Type element) {
  if (failed())
    return {};
  auto type = cast<RankedTensorType>(values.getType());
  element = element ? element : type.getElementType();
  auto op = arith::ConstantOp::create(builder, location, values);
  return {op, element, sizes.of(type),
          knownElements(values, element, builder.getContext())};
}

Term Graph::constant(const ::onnx::TensorProto &proto) {
  Backing backing;
  llvm::Expected<Tensor> tensor = readTensor(proto, proto.name(), backing);
  if (!tensor)
    return fail(llvm::toString(tensor.takeError()));
  return constant(valuesOf(*tensor, builder.getContext()),
                  tensor->element->type(builder.getContext()));
}

Term Graph::parameter(const Tensor &tensor) {
  if (StringRef(tensor.name).contains_insensitive("@") ||
      StringRef(tensor.name).contains('#'))
    return fail("expected the names of large tensors to be without `@` and "
                "`#`, got " +
                quoted(tensor.name));
  Type element = tensor.element->type(builder.getContext());
  auto type = RankedTensorType::get(tensor.shape, carrierOf(element));
  SmallVector<Attribute> dims;
  for (int64_t extent : tensor.shape)
    dims.push_back(builder.getI64IntegerAttr(extent));
  auto op = nn::ParamOp::create(builder, location, type,
                                builder.getStringAttr(tensor.name),
                                builder.getArrayAttr(dims), {});
  return {op, element, sizes.of(type), {}};
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
    auto type = RankedTensorType::get(sizes.shapeOf(term.dims),
                                      carrierOf(term.element));
    return constant(DenseElementsAttr::get(type, values), term.element);
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
