//===- Program.cpp - kernels and the programs that call them --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialects/Program/Program.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Interfaces/FunctionInterfaces.h"

#include "dialects/Program/ProgramDialect.cpp.inc"

using namespace mlir;
using namespace tenfold::program;

void ProgramDialect::initialize() {}

static LogicalResult verifyScratch(Operation *op, Attribute attr) {
  auto map = dyn_cast<AffineMapAttr>(attr);
  auto dims = op->getAttrOfType<ArrayAttr>(kDims);
  if (!map || map.getValue().getNumResults() != 1)
    return op->emitOpError("expected `program.scratch` to be an affine map "
                           "with one result, got ")
           << attr;
  unsigned names = dims ? dims.size() : 0;
  if (map.getValue().getNumSymbols() != names ||
      map.getValue().getNumDims() != 0)
    return op->emitOpError(
               "expected `program.scratch` to have one symbol for each of the ")
           << names << " names in `program.dims`, got " << attr;
  return success();
}

static LogicalResult verifyCPU(Operation *op, Attribute attr) {
  if (!isa<ModuleOp>(op))
    return op->emitOpError("expected `program.cpu` on a module");
  if (!isa<StringAttr>(attr))
    return op->emitOpError("expected `program.cpu` to be a string, got ") << attr;
  return success();
}

LogicalResult ProgramDialect::verifyOperationAttribute(Operation *op, NamedAttribute attr) {
  if (attr.getName() == kGroup)
    return success();
  if (attr.getName() == kCPU)
    return verifyCPU(op, attr.getValue());
  if (!isa<FunctionOpInterface>(op))
    return op->emitOpError("expected `")
           << attr.getName().getValue() << "` on a function";
  if (attr.getName() == kScratch)
    return verifyScratch(op, attr.getValue());
  if (attr.getName() == kTiles && !isa<DenseI64ArrayAttr>(attr.getValue()))
    return op->emitOpError(
               "expected `program.tiles` to be array<i64: ...>, got ")
           << attr.getValue();
  return success();
}
