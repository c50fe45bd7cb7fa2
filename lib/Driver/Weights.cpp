//===- Weights.cpp - parameters and where their values come from ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Driver/Weights.h"

#include "dialects/NN/NN.h"
#include "dialects/Program/Program.h"

#include "mlir/Interfaces/FunctionInterfaces.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace tenfold;

namespace {

/// As many names as a person reads.
constexpr size_t kListed = 10;

std::string list(ArrayRef<std::string> names) {
  std::string text = llvm::join(names.take_front(kListed), ", ");
  if (names.size() > kListed)
    text += " and " + std::to_string(names.size() - kListed) + " more";
  return text;
}

std::string typeText(Type elementType, ArrayRef<int64_t> shape) {
  std::string text;
  llvm::raw_string_ostream os(text);
  for (int64_t size : shape)
    os << size << "x";
  os << elementType;
  return text;
}

ShapedType typeOf(FunctionOpInterface function, unsigned index) {
  if (auto original = function.getArgAttrOfType<TypeAttr>(index, program::kOriginal))
    return dyn_cast<ShapedType>(original.getValue());
  return dyn_cast<ShapedType>(function.getArgumentTypes()[index]);
}

/// Type and shape in the file are those of the parameter.
LogicalResult check(const Parameter &parameter, const safetensors::Tensor &tensor,
                    llvm::StringRef path) {
  Type type = safetensors::elementType(tensor.dtype, parameter.elementType.getContext());
  if (type == parameter.elementType && llvm::equal(tensor.shape, parameter.shape))
    return success();
  return emitError(UnknownLoc::get(type.getContext()))
         << path << ": expected `" << parameter.path << "` to be "
         << typeText(parameter.elementType, parameter.shape) << ", got "
         << typeText(type, tensor.shape);
}

} // namespace

int64_t Parameter::elements() const {
  int64_t count = 1;
  for (int64_t size : shape)
    count *= size;
  return count;
}

FailureOr<std::vector<Parameter>> tenfold::parametersOf(ModuleOp module) {
  std::vector<Parameter> parameters;
  llvm::StringMap<size_t> seen;
  for (auto function : module.getOps<FunctionOpInterface>()) {
    if (!function.isPublic())
      continue;
    for (unsigned i = 0; i < function.getNumArguments(); ++i) {
      auto path = function.getArgAttrOfType<StringAttr>(i, nn::kParam);
      if (!path)
        continue;
      ShapedType type = typeOf(function, i);
      if (!type || !type.hasStaticShape())
        return function.emitError()
               << "expected parameter `" << path.getValue()
               << "` to have a static shape, got " << function.getArgumentTypes()[i];
      auto init = function.getArgAttrOfType<FlatSymbolRefAttr>(i, nn::kInit);
      Parameter parameter{path.str(), type.getElementType(),
                          llvm::to_vector(type.getShape()),
                          init ? init.getValue().str() : "", function.getLoc()};
      auto [at, isNew] = seen.try_emplace(parameter.path, parameters.size());
      if (isNew) {
        parameters.push_back(std::move(parameter));
        continue;
      }
      const Parameter &other = parameters[at->second];
      if (other.elementType != parameter.elementType || other.shape != parameter.shape)
        return function.emitError()
               << "expected one type of parameter `" << parameter.path << "`, got "
               << typeText(other.elementType, other.shape) << " and "
               << typeText(parameter.elementType, parameter.shape);
    }
  }
  return parameters;
}

LogicalResult ParameterValues::openFile(llvm::StringRef path, ModuleOp module) {
  Location nowhere = UnknownLoc::get(module.getContext());
  llvm::Expected<safetensors::File> opened = safetensors::File::open(path);
  if (!opened)
    return emitError(nowhere) << llvm::toString(opened.takeError());
  FailureOr<std::vector<Parameter>> parameters = parametersOf(module);
  if (failed(parameters))
    return failure();
  std::vector<std::string> missing, unused;
  llvm::StringSet<> used;
  for (const Parameter &parameter : *parameters) {
    used.insert(parameter.path);
    const safetensors::Tensor *tensor = opened->find(parameter.path);
    if (!tensor)
      missing.push_back(parameter.path);
    else if (failed(check(parameter, *tensor, path)))
      return failure();
  }
  if (!missing.empty())
    return emitError(nowhere) << path << ": expected all parameters of the model, got none of "
                              << list(missing);
  for (const safetensors::Tensor &tensor : opened->tensors())
    if (!used.contains(tensor.name))
      unused.push_back(tensor.name);
  if (!unused.empty())
    emitWarning(nowhere) << path << ": not used by the model: " << list(unused);
  file = std::move(*opened);
  return success();
}

FailureOr<llvm::StringRef> ParameterValues::get(const Parameter &parameter) {
  if (file)
    return file->find(parameter.path)->bytes;
  FailureOr<std::vector<char>> value = initialValue(parameter, /*seed=*/0);
  if (failed(value))
    return failure();
  initial = std::move(*value);
  return llvm::StringRef(initial.data(), initial.size());
}
