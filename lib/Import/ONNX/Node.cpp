//===- Node.cpp - a node as its rule reads it -----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Import/ONNX/Node.h"

#include "dialects/NN/NN.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/STLExtras.h"

#include "onnx.pb.h"

using namespace llvm;
using ::onnx::AttributeProto;

namespace tenfold::onnx {

//===----------------------------------------------------------------------===//
// Inputs
//===----------------------------------------------------------------------===//

size_t Node::numInputs() const { return proto.input_size(); }

bool Node::has(size_t index) const {
  return index < numInputs() && !proto.input(index).empty();
}

std::string Node::spellInput(size_t index) const {
  return "input " + std::to_string(index) + " (" +
         quoted(has(index) ? proto.input(index) : "") + ")";
}

Term Node::in(size_t index) {
  if (!has(index)) {
    fail("expected input " + Twine(index) + ", got none");
    return {};
  }
  askedInputs.resize(std::max(askedInputs.size(), index + 1));
  askedInputs[index] = true;
  return graph.lookup(proto.input(index));
}

void Node::failUnknown(size_t index) {
  fail("expected " + spellInput(index) +
       " to be known when the model is compiled, got values of a call");
}

Dims Node::extentsIn(size_t index) {
  Term term = in(index);
  if (failed())
    return {};
  if (!term.known)
    failUnknown(index);
  return term.known.value_or(Dims());
}

/// The constant that a value is, through casts of it.
static mlir::DenseElementsAttr constantOf(mlir::Value value) {
  while (value && value.getDefiningOp<nn::CastOp>())
    value = value.getDefiningOp<nn::CastOp>().getX();
  mlir::DenseElementsAttr elements;
  if (value)
    mlir::matchPattern(value, mlir::m_Constant(&elements));
  return elements;
}

mlir::DenseElementsAttr Node::constantIn(size_t index) {
  Term term = in(index);
  const Tensor *tensor =
      has(index) ? graph.tensor(proto.input(index)) : nullptr;
  if (failed())
    return {};
  return tensor ? valuesOf(*tensor, graph.builder.getContext())
                : constantOf(term.value);
}

/// What an element of a constant means in `type`.
static double numberOf(mlir::Attribute value, mlir::Type type) {
  if (auto number = dyn_cast<mlir::FloatAttr>(value))
    return number.getValueAsDouble();
  APInt bits = cast<mlir::IntegerAttr>(value).getValue();
  return isUnsigned(type) ? bits.roundToDouble() : bits.signedRoundToDouble();
}

std::optional<double> Node::knownNumber(size_t index) {
  mlir::DenseElementsAttr elements = constantIn(index);
  if (!elements || elements.getNumElements() != 1)
    return std::nullopt;
  return numberOf(elements.getSplatValue<mlir::Attribute>(), in(index).element);
}

SmallVector<double> Node::numbersIn(size_t index) {
  mlir::DenseElementsAttr elements = constantIn(index);
  if (!elements)
    failUnknown(index);
  if (failed())
    return {};
  mlir::Type type = in(index).element;
  return llvm::map_to_vector(
      elements.getValues<mlir::Attribute>(),
      [&](mlir::Attribute value) { return numberOf(value, type); });
}

double Node::numberIn(size_t index) {
  SmallVector<double> numbers = numbersIn(index);
  if (numbers.size() != 1)
    fail("expected " + spellInput(index) + " to have one element, got " +
         Twine(numbers.size()));
  return failed() ? 0 : numbers[0];
}

std::optional<SmallVector<int64_t>> Node::integersIn(size_t index) {
  Dims extents = extentsIn(index);
  auto integers = integersOf(extents);
  if (!integers && !failed())
    fail("expected " + spellInput(index) +
         " to be known when the model is compiled, got sizes of a call");
  return failed() ? std::nullopt : integers;
}

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

const AttributeProto *Node::attribute(StringRef name) {
  askedAttributes.insert(name);
  for (const AttributeProto &attribute : proto.attribute())
    if (name == attribute.name())
      return &attribute;
  return nullptr;
}

bool Node::hasAttribute(StringRef name) { return attribute(name); }

int64_t Node::integer(StringRef name, std::optional<int64_t> otherwise) {
  const AttributeProto *found = attribute(name);
  if (found && found->has_i())
    return found->i();
  if (found || !otherwise)
    fail("expected attribute `" + name + "` to be an integer, got " +
         (found ? "another type" : "none"));
  return otherwise.value_or(0);
}

double Node::real(StringRef name, std::optional<double> otherwise) {
  const AttributeProto *found = attribute(name);
  if (found && found->has_f())
    return found->f();
  if (found || !otherwise)
    fail("expected attribute `" + name + "` to be a number, got " +
         (found ? "another type" : "none"));
  return otherwise.value_or(0);
}

std::string Node::string(StringRef name, StringRef otherwise) {
  const AttributeProto *found = attribute(name);
  if (found && !found->has_s())
    fail("expected attribute `" + name + "` to be a string, got another type");
  return found ? found->s() : otherwise.str();
}

std::optional<SmallVector<int64_t>> Node::integers(StringRef name) {
  const AttributeProto *found = attribute(name);
  if (!found)
    return std::nullopt;
  return SmallVector<int64_t>(found->ints().begin(), found->ints().end());
}

SmallVector<std::string> Node::strings(StringRef name) {
  const AttributeProto *found = attribute(name);
  if (!found)
    return {};
  return SmallVector<std::string>(found->strings().begin(),
                                  found->strings().end());
}

int64_t Node::axis(int64_t axis, int64_t rank) {
  if (failed())
    return 0;
  if (axis < -rank || axis >= rank)
    fail("expected an axis of a tensor of rank " + Twine(rank) + ", got " +
         Twine(axis));
  return axis < 0 ? axis + rank : axis;
}

int64_t Node::axisAttribute(int64_t otherwise, int64_t rank) {
  return axis(integer("axis", otherwise), rank);
}

std::optional<SmallVector<int64_t>> Node::moved(StringRef name, size_t index,
                                                int64_t since) {
  if (version < since)
    return integers(name);
  return has(index) ? integersIn(index) : std::nullopt;
}

//===----------------------------------------------------------------------===//
// Results
//===----------------------------------------------------------------------===//

size_t Node::numOutputs() const { return proto.output_size(); }

bool Node::wants(size_t index) const {
  return index < numOutputs() && !proto.output(index).empty();
}

void Node::set(size_t index, Term term) {
  if (failed())
    return;
  results.resize(std::max(results.size(), index + 1));
  results[index] = true;
  if (wants(index))
    graph.define(proto.output(index), std::move(term));
}

void Node::finish() {
  for (size_t index = 0; index < numInputs(); ++index)
    if (has(index) && (index >= askedInputs.size() || !askedInputs[index]))
      fail(spellInput(index) + " is not supported");
  for (const AttributeProto &attribute : proto.attribute())
    if (!askedAttributes.contains(attribute.name()))
      fail("attribute " + quoted(attribute.name()) + " is not supported");
  for (size_t index = 0; index < numOutputs(); ++index)
    if (wants(index) && (index >= results.size() || !results[index]))
      fail("result " + Twine(index) + " is not supported");
}

} // namespace tenfold::onnx
