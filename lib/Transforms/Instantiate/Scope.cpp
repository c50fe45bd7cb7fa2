//===- Scope.cpp - what one application of a block fixes ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Transforms/Instantiate/Scope.h"

using namespace mlir;
using namespace tenfold;

std::string tenfold::join(StringRef scope, StringRef name) {
  return scope.empty() || name.empty() ? (scope + name).str()
                                       : (scope + "." + name).str();
}

LogicalResult Scope::bindAttributes(Operation *application,
                                    DictionaryAttr given, const Scope &outer) {
  for (NamedAttribute binding : given) {
    auto name = dyn_cast<StringAttr>(binding.getValue());
    auto number = dyn_cast<IntegerAttr>(binding.getValue());
    if (!number && !(name && outer.bindings.count(name.getValue())))
      return application->emitOpError("expected '")
             << binding.getName().getValue()
             << "' to be a size or a name that is bound, got "
             << binding.getValue();
    bindings[binding.getName()] =
        number ? number.getInt() : outer.bindings.lookup(name.getValue());
  }
  return success();
}

LogicalResult Scope::bindDims(Operation *application, FunctionOpInterface block,
                              unsigned index, RankedTensorType type) {
  auto dims = block.getArgAttrOfType<ArrayAttr>(index, nn::kDims);
  if (!dims)
    return success();
  ArrayRef<Attribute> names = dims.getValue();
  ArrayRef<int64_t> sizes = type.getShape();
  auto isRest = [](Attribute name) {
    auto text = dyn_cast<StringAttr>(name);
    return text && text.getValue() == "...";
  };
  // Any further dimensions stand before or behind those with names.
  if (size_t named = names.size() - 1;
      !names.empty() && named <= sizes.size()) {
    if (isRest(names.front()))
      names = names.drop_front(), sizes = sizes.take_back(named);
    else if (isRest(names.back()))
      names = names.drop_back(), sizes = sizes.take_front(named);
  }
  if (names.size() != sizes.size())
    return application->emitOpError("expected operand ")
           << index << " of @" << block.getName() << " to have extents " << dims
           << ", got " << type;
  for (auto [name, size] : llvm::zip_equal(names, sizes)) {
    auto string = dyn_cast<StringAttr>(name);
    if (!string || ShapedType::isDynamic(size))
      continue;
    auto [at, isNew] = bindings.try_emplace(string.getValue(), size);
    if (!isNew && at->second != size)
      return application->emitOpError("expected ")
             << string.getValue() << " to be " << at->second << ", got " << size
             << " in operand " << index;
  }
  return success();
}

LogicalResult Scope::bindOperands(Operation *application,
                                  FunctionOpInterface block,
                                  ValueRange operands) {
  if (operands.size() != block.getNumArguments())
    return application->emitOpError("expected ")
           << block.getNumArguments() << " operands for @" << block.getName()
           << ", got " << operands.size();
  for (auto [i, operand] : llvm::enumerate(operands)) {
    auto type = cast<RankedTensorType>(operand.getType());
    Type expected = block.getArgumentTypes()[i];
    if (getElementTypeOrSelf(expected) != type.getElementType() ||
        failed(verifyCompatibleShape(expected, type)))
      return application->emitOpError("expected operand ")
             << i << " of @" << block.getName() << " to be " << expected
             << ", got " << type;
    values.map(block.getArgument(i), operand);
    if (failed(bindDims(application, block, i, type)))
      return failure();
  }
  return success();
}

FailureOr<Attribute> Scope::resolve(Operation *op, Attribute value) const {
  Builder builder(op->getContext());
  if (auto list = dyn_cast<ArrayAttr>(value)) {
    SmallVector<Attribute> resolved;
    for (Attribute entry : list) {
      auto number = resolve(op, entry);
      if (failed(number))
        return failure();
      resolved.push_back(*number);
    }
    return Attribute(builder.getArrayAttr(resolved));
  }
  auto name = dyn_cast<StringAttr>(value);
  if (!name)
    return value;
  auto bound = bindings.find(name.getValue());
  if (bound == bindings.end())
    return op->emitOpError("expected '")
           << name.getValue()
           << "' to be bound by an operand or the application";
  return Attribute(builder.getI64IntegerAttr(bound->second));
}

FailureOr<RankedTensorType> Scope::typeOf(Operation *op, ArrayAttr dims,
                                          Type given) const {
  auto extents = resolve(op, dims);
  if (failed(extents))
    return failure();
  auto shape =
      llvm::map_to_vector(cast<ArrayAttr>(*extents), [](Attribute extent) {
        return cast<IntegerAttr>(extent).getInt();
      });
  return RankedTensorType::get(shape, getElementTypeOrSelf(given));
}
