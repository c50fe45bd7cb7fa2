//===- Arguments.cpp - what a function asks of its arguments --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialects/NN/NN.h"
#include "lib/Reference/Interpreter.h"

using namespace mlir;
using namespace tenfold;

std::string tenfold::argumentName(func::FuncOp function, unsigned index) {
  for (StringRef key : {StringRef(nn::kName), StringRef(nn::kParam)})
    if (auto name = function.getArgAttrOfType<StringAttr>(index, key))
      return name.str();
  return std::to_string(index);
}

namespace {
/// Checks the arguments of one function in order, remembering the size of each
/// name and where it was first seen.
class Checker {
public:
  explicit Checker(func::FuncOp function)
      : function(function),
        bounds(function->getParentOp()
                   ? function->getParentOp()->getAttrOfType<DictionaryAttr>(
                         nn::kBounds)
                   : DictionaryAttr()) {}

  LogicalResult check(unsigned index, const HostTensor &tensor) {
    auto type = dyn_cast<RankedTensorType>(function.getArgumentTypes()[index]);
    if (!type)
      return success(); // a scalar
    if (type.getElementType() != tensor.elementType())
      return error(index) << "expected elements of " << type.getElementType()
                          << ", got " << tensor.elementType();
    if (type.getRank() != tensor.rank())
      return error(index) << "expected rank " << type.getRank() << ", got "
                          << tensor.rank();
    auto dims = function.getArgAttrOfType<ArrayAttr>(index, nn::kDims);
    for (int64_t d = 0; d < type.getRank(); ++d) {
      int64_t size = tensor.shape()[d];
      if (!type.isDynamicDim(d) && type.getDimSize(d) != size)
        return error(index) << "expected dimension " << d << " to be "
                            << type.getDimSize(d) << ", got " << size;
      auto name = dims ? dyn_cast<StringAttr>(dims[d]) : StringAttr();
      if (name && failed(checkName(index, d, name, size)))
        return failure();
    }
    return success();
  }

private:
  LogicalResult checkName(unsigned index, int64_t d, StringAttr name,
                          int64_t size) {
    auto [at, isNew] = seen.try_emplace(name, size, index);
    auto [first, where] = at->second;
    if (size != first)
      return error(index) << "expected dimension " << d << " (`"
                          << name.getValue() << "`) to be " << first
                          << ", as in `" << argumentName(function, where)
                          << "`, got " << size;
    auto range = bounds ? bounds.getAs<ArrayAttr>(name) : ArrayAttr();
    if (!range)
      return success();
    int64_t least = cast<IntegerAttr>(range[0]).getInt(),
            greatest = cast<IntegerAttr>(range[1]).getInt();
    if (size >= least && size <= greatest)
      return success();
    return error(index) << "expected dimension " << d << " (`"
                        << name.getValue() << "`) to be in [" << least << ", "
                        << greatest << "], got " << size;
  }

  InFlightDiagnostic error(unsigned index) {
    return function.emitError("argument `")
           << argumentName(function, index) << "`: ";
  }

  func::FuncOp function;
  DictionaryAttr bounds;
  DenseMap<StringAttr, std::pair<int64_t, unsigned>> seen;
};
} // namespace

LogicalResult tenfold::checkArguments(func::FuncOp function,
                                      ArrayRef<HostTensor> arguments) {
  if (arguments.size() != function.getNumArguments())
    return function.emitError("expected ")
           << function.getNumArguments() << " arguments, got "
           << arguments.size();
  Checker checker(function);
  for (auto [i, argument] : llvm::enumerate(arguments))
    if (failed(checker.check(i, argument)))
      return failure();
  return success();
}
