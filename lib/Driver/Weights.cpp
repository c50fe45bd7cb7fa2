//===- Weights.cpp - parameters and where their values come from ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Driver/Weights.h"

#include "dialects/NN/NN.h"
#include "dialects/Program/Program.h"
#include "lib/Driver/CommandLine.h"

#include "mlir/Interfaces/FunctionInterfaces.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
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

std::string spell(Type type) {
  std::string text;
  llvm::raw_string_ostream(text) << type;
  return text;
}

std::string spell(ArrayRef<int64_t> shape, StringRef dtype) {
  std::string text;
  for (int64_t size : shape)
    text += std::to_string(size) + "x";
  return text + dtype.str();
}

ShapedType typeOf(FunctionOpInterface function, unsigned index) {
  if (auto original =
          function.getArgAttrOfType<TypeAttr>(index, program::kOriginal))
    return dyn_cast<ShapedType>(original.getValue());
  return dyn_cast<ShapedType>(function.getArgumentTypes()[index]);
}

FailureOr<Parameter> parameterAt(FunctionOpInterface function, unsigned index,
                                 StringAttr path) {
  ShapedType type = typeOf(function, index);
  if (!type || !type.hasStaticShape())
    return function.emitError() << "expected parameter `" << path.getValue()
                                << "` to have a static shape, got "
                                << function.getArgumentTypes()[index];
  auto init = function.getArgAttrOfType<FlatSymbolRefAttr>(index, nn::kInit);
  return Parameter{path.str(), spell(type.getElementType()),
                   llvm::to_vector(type.getShape()),
                   init ? init.getValue().str() : ""};
}

} // namespace

std::string Parameter::type() const { return spell(shape, dtype); }

int64_t Parameter::elements() const {
  return std::accumulate(shape.begin(), shape.end(), int64_t(1),
                         std::multiplies<>());
}

FailureOr<std::vector<Parameter>> tenfold::parametersOf(ModuleOp module) {
  std::vector<Parameter> parameters;
  llvm::StringMap<size_t> seen;
  for (auto function : module.getOps<FunctionOpInterface>()) {
    for (unsigned i = 0; i < function.getNumArguments(); ++i) {
      auto path = function.getArgAttrOfType<StringAttr>(i, nn::kParam);
      if (!path || !function.isPublic())
        continue;
      FailureOr<Parameter> found = parameterAt(function, i, path);
      if (failed(found))
        return failure();
      auto [at, isNew] = seen.try_emplace(found->path, parameters.size());
      if (isNew)
        parameters.push_back(std::move(*found));
      else if (parameters[at->second].type() != found->type())
        return function.emitError()
               << "expected one type of parameter `" << found->path << "`, got "
               << parameters[at->second].type() << " and " << found->type();
    }
  }
  return parameters;
}

std::vector<Parameter>
tenfold::parametersOf(ArrayRef<runtime::WeightSpec> weights) {
  std::vector<Parameter> parameters;
  for (const runtime::WeightSpec &weight : weights)
    if (parameterPath(weight.path) == weight.path &&
        !StringRef(weight.path).contains('@'))
      parameters.push_back(
          {weight.path, weight.dtype, llvm::to_vector(weight.shape), ""});
  return parameters;
}

StringRef tenfold::parameterPath(StringRef weightPath) {
  return weightPath.split('#').first;
}

void ParameterValues::setParameters(std::vector<Parameter> known) {
  parameters = std::move(known);
}

llvm::Error ParameterValues::openFile(StringRef path, std::string &unused) {
  llvm::Expected<WeightFile> opened = WeightFile::open(path);
  if (!opened)
    return opened.takeError();
  std::vector<std::string> missing, others;
  llvm::StringSet<> used;
  for (const Parameter &parameter : parameters) {
    used.insert(parameter.path);
    const WeightTensor *tensor = opened->find(parameter.path);
    if (!tensor) {
      missing.push_back(parameter.path);
      continue;
    }
    bool decodes = tensor->format && parameter.dtype == "f32";
    if (ArrayRef(tensor->shape) != ArrayRef(parameter.shape) ||
        (tensor->type != parameter.dtype && !decodes))
      return userError(path + ": expected `" + parameter.path + "` to be " +
                       parameter.type() + ", got " +
                       spell(tensor->shape, tensor->type));
  }
  if (!missing.empty())
    return userError(path + ": expected every parameter of the model, got no " +
                     list(missing));
  for (const WeightTensor &tensor : opened->tensors())
    if (!used.contains(tensor.name) && !tensor.isOptional)
      others.push_back(tensor.name);
  unused = list(others);
  file = std::move(*opened);
  return llvm::Error::success();
}

std::optional<StringRef> ParameterValues::storage(StringRef path) const {
  const auto *tensor = file ? file->find(path) : nullptr;
  auto parameter = llvm::find_if(
      parameters, [&](const Parameter &p) { return p.path == path; });
  if (!tensor || !tensor->format || parameter == parameters.end() ||
      tensor->type == parameter->dtype)
    return std::nullopt;
  return StringRef(tensor->format->name);
}

llvm::Expected<StringRef> ParameterValues::getPart(StringRef path,
                                                   StringRef name) {
  const WeightTensor *tensor = file ? file->find(path) : nullptr;
  const storage::Format *format = tensor ? tensor->format : nullptr;
  const storage::Part *part =
      format ? llvm::find_if(format->parts,
                             [&](const storage::Part &p) {
                               return p.name == name;
                             })
             : nullptr;
  if (!format || part == format->parts.end())
    return userError("expected --weights with `" + path +
                     "` in the blocks that it was compiled for");
  initial.resize(tensor->bytes.size() / format->blockBytes * part->bytes());
  format->takePart(tensor->bytes, *part, initial);
  return StringRef(initial.data(), initial.size());
}

llvm::Expected<StringRef> ParameterValues::get(StringRef path) {
  if (auto [name, part] = path.split('@'); !part.empty())
    return getPart(name, part);
  const Parameter &parameter = *llvm::find_if(
      parameters, [&](const Parameter &p) { return p.path == path; });
  if (file) {
    const WeightTensor &tensor = *file->find(path);
    if (tensor.type == parameter.dtype)
      return tensor.bytes;
    decoded.resize(parameter.elements());
    tensor.format->decodeAll(tensor.bytes, decoded);
    return StringRef(reinterpret_cast<const char *>(decoded.data()),
                     decoded.size() * sizeof(float));
  }
  llvm::Expected<std::vector<char>> value = initialValue(parameter, seed);
  if (!value)
    return value.takeError();
  initial = std::move(*value);
  return StringRef(initial.data(), initial.size());
}
