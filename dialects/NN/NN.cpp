//===- NN.cpp - the dialect and its attributes ----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialects/NN/OpHelpers.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/DialectImplementation.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace tenfold;
using namespace tenfold::nn;

#include "dialects/NN/NNDialect.cpp.inc"
#include "dialects/NN/NNEnums.cpp.inc"
#include "dialects/NN/NNInterfaces.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "dialects/NN/NNAttrs.cpp.inc"

void NNDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "dialects/NN/NNAttrs.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "dialects/NN/NNOps.cpp.inc"
      >();
}

LogicalResult NNDialect::verifyOperationAttribute(Operation *op,
                                                  NamedAttribute attr) {
  if (attr.getName() != kBounds)
    return success();
  auto bounds = dyn_cast<DictionaryAttr>(attr.getValue());
  if (!bounds || !isa<ModuleOp>(op))
    return op->emitOpError(
        "expected `nn.bounds` to be a dictionary on a module");
  for (NamedAttribute bound : bounds) {
    auto range = dyn_cast<ArrayAttr>(bound.getValue());
    auto number = [&](unsigned i) {
      return cast<IntegerAttr>(range[i]).getInt();
    };
    if (!range || range.size() != 2 ||
        !llvm::all_of(range, llvm::IsaPred<IntegerAttr>) || number(0) < 0 ||
        number(0) > number(1))
      return op->emitOpError("expected the bounds of `")
             << bound.getName().getValue() << "` to be [least, greatest], got "
             << bound.getValue();
  }
  return success();
}

/// `nn.dims` has an entry for each dimension, a name or the static size.
static LogicalResult verifyDims(Operation *op, Type type, Attribute attr,
                                const Twine &what) {
  auto dims = dyn_cast<ArrayAttr>(attr);
  if (!dims || !llvm::all_of(dims, llvm::IsaPred<StringAttr, IntegerAttr>))
    return op->emitOpError("expected `nn.dims` of ")
           << what << " to be an array of names and integers, got " << attr;
  auto shaped = dyn_cast<ShapedType>(type);
  if (!shaped || !shaped.hasRank())
    return success();
  if (static_cast<int64_t>(dims.size()) != shaped.getRank())
    return op->emitOpError("expected `nn.dims` of ")
           << what << " to have " << shaped.getRank() << " entries, got "
           << dims.size();
  for (auto [size, dim] : llvm::zip_equal(shaped.getShape(), dims))
    if (auto number = dyn_cast<IntegerAttr>(dim);
        number && number.getInt() != size)
      return op->emitOpError("expected `nn.dims` of ")
             << what << " to agree with " << type << ", got "
             << number.getInt();
  return success();
}

/// The result has the type of the argument and is given no other.
static LogicalResult verifyDonation(FunctionOpInterface function,
                                    unsigned index, Attribute attr) {
  auto number = dyn_cast<IntegerAttr>(attr);
  // A program has its results as arguments.
  ArrayRef<Type> results = function.getResultTypes();
  if (results.empty() && number)
    return success();
  if (!number || number.getInt() < 0 ||
      number.getInt() >= int64_t(results.size()))
    return function->emitOpError("expected `nn.donate` of argument ")
           << index << " to be the number of one of the " << results.size()
           << " results, got " << attr;
  Type type = function.getArgumentTypes()[index],
       result = results[number.getInt()];
  if (type != result)
    return function->emitOpError("expected argument ")
           << index << " to have the type of result " << number.getInt()
           << ", to which it is donated, got " << type << " and " << result;
  for (unsigned other = 0; other < index; ++other)
    if (function.getArgAttr(other, kDonate) == attr)
      return function->emitOpError("expected one argument donated to result ")
             << number.getInt() << ", got " << other << " and " << index;
  return success();
}

/// Half-open, and not empty.
static LogicalResult verifyRange(FunctionOpInterface function, unsigned index,
                                 Attribute attr) {
  auto range = dyn_cast<ArrayAttr>(attr);
  auto number = [&](unsigned i) {
    return cast<IntegerAttr>(range[i]).getInt();
  };
  if (range && range.size() == 2 &&
      llvm::all_of(range, llvm::IsaPred<IntegerAttr>) && number(0) < number(1))
    return success();
  return function->emitOpError("expected `nn.range` of argument ")
         << index << " to be [least, end], got " << attr;
}

static LogicalResult verifyUnsigned(Operation *op, Type type,
                                    const Twine &where) {
  auto integer = dyn_cast<IntegerType>(getElementTypeOrSelf(type));
  if (integer && integer.getWidth() > 1)
    return success();
  return op->emitOpError("expected `nn.unsigned` on integers of 8 to 64 bits, "
                         "got ")
         << where << " of " << type;
}

LogicalResult NNDialect::verifyRegionArgAttribute(Operation *op, unsigned,
                                                  unsigned index,
                                                  NamedAttribute attr) {
  auto function = dyn_cast<FunctionOpInterface>(op);
  if (function && attr.getName() == kDonate)
    return verifyDonation(function, index, attr.getValue());
  if (function && attr.getName() == kRange)
    return verifyRange(function, index, attr.getValue());
  if (function && attr.getName() == kUnsigned)
    return verifyUnsigned(op, function.getArgumentTypes()[index],
                          "argument " + Twine(index));
  if (!function || attr.getName() != kDims)
    return success();
  return verifyDims(op, function.getArgumentTypes()[index], attr.getValue(),
                    "argument " + Twine(index));
}

LogicalResult NNDialect::verifyRegionResultAttribute(Operation *op, unsigned,
                                                     unsigned index,
                                                     NamedAttribute attr) {
  auto function = dyn_cast<FunctionOpInterface>(op);
  if (function && attr.getName() == kUnsigned)
    return verifyUnsigned(op, function.getResultTypes()[index],
                          "result " + Twine(index));
  if (!function || attr.getName() != kDims)
    return success();
  return verifyDims(op, function.getResultTypes()[index], attr.getValue(),
                    "result " + Twine(index));
}
