//===- Program.cpp - kernels and the programs that call them --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialects/Program/Program.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Interfaces/FunctionInterfaces.h"

#include "dialects/Program/ProgramDialect.cpp.inc"

using namespace mlir;
using namespace tenfold::program;

void ProgramDialect::initialize() {
  addOperations<
#define GET_OP_LIST
#include "dialects/Program/ProgramOps.cpp.inc"
      >();
}

/// Extents that say anything about the place of an element.
static SmallVector<int64_t> longExtents(ArrayRef<int64_t> shape) {
  return llvm::filter_to_vector(shape, [](int64_t size) { return size != 1; });
}

LogicalResult SliceOp::verify() {
  auto source = cast<MemRefType>(getSource().getType()),
       result = cast<MemRefType>(getResult().getType());
  if (source.getRank() == 0 ||
      source.getElementType() != result.getElementType() ||
      !source.getLayout().isIdentity() || !result.getLayout().isIdentity() ||
      longExtents(source.getShape().drop_front()) !=
          longExtents(result.getShape()))
    return emitOpError("expected a part of ")
           << source << " along its leading dimension, got " << result;
  return success();
}

Value SliceOp::getViewSource() { return getSource(); }

#define GET_OP_CLASSES
#include "dialects/Program/ProgramOps.cpp.inc"

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

/// A map from the entry's dims to sizes in bytes.
static bool isSizeMap(Attribute attr, unsigned dims) {
  auto map = dyn_cast_or_null<AffineMapAttr>(attr);
  return map && map.getValue().getNumDims() == 0 &&
         map.getValue().getNumSymbols() == dims;
}

static LogicalResult verifyBuffer(Operation *op, Attribute attr, unsigned dims,
                                  bool placed) {
  auto buffer = dyn_cast<DictionaryAttr>(attr);
  auto number = [&](StringRef key) { return buffer.getAs<IntegerAttr>(key); };
  if (!buffer || !isSizeMap(buffer.get("bytes"), dims) || !number("first") ||
      !number("last") || placed != bool(number("offset")))
    return op->emitOpError("expected a buffer of `program.plan` to be {bytes = "
                           "affine map over `program.dims`, first, last")
           << (placed ? ", offset}" : "}") << ", got " << attr;
  if (number("first").getInt() < 0 ||
      number("last").getInt() < number("first").getInt() ||
      (placed && number("offset").getInt() < 0))
    return op->emitOpError("expected a buffer of `program.plan` to live from "
                           "its first to a later step, got ")
           << attr;
  return success();
}

static LogicalResult verifyBounds(Operation *op, Attribute attr,
                                  unsigned dims) {
  auto bounds = dyn_cast_or_null<ArrayAttr>(attr);
  bool good = bounds && bounds.size() == dims;
  for (unsigned dim = 0; good && dim < dims; ++dim) {
    auto range = dyn_cast<ArrayAttr>(bounds[dim]);
    good = range && range.size() == 2 &&
           llvm::all_of(range, llvm::IsaPred<IntegerAttr>);
  }
  return good ? success()
              : op->emitOpError("expected `bounds` of `program.plan` to be "
                                "[least, greatest] for each of the ")
                    << dims << " names in `program.dims`, got " << attr;
}

static LogicalResult verifyPlan(Operation *op, Attribute attr) {
  auto plan = dyn_cast<DictionaryAttr>(attr);
  auto names = op->getAttrOfType<ArrayAttr>(kDims);
  auto buffers = plan ? plan.getAs<ArrayAttr>("buffers") : ArrayAttr();
  if (!op->hasAttr(kEntry) || !names || !buffers)
    return op->emitOpError("expected `program.plan` to be a dictionary with "
                           "`buffers`, on an entry with `program.dims`");
  if (failed(verifyBounds(op, plan.get("bounds"), names.size())))
    return failure();
  if (!isSizeMap(plan.get("scratch"), names.size()))
    return op->emitOpError("expected `scratch` of `program.plan` to be an "
                           "affine map over `program.dims`, got ")
           << plan.get("scratch");
  bool placed = plan.getAs<IntegerAttr>("arena") != nullptr;
  for (Attribute buffer : buffers)
    if (failed(verifyBuffer(op, buffer, names.size(), placed)))
      return failure();
  return success();
}

/// The module's `program.cpu` and `program.precision`.
static LogicalResult verifyText(Operation *op, NamedAttribute attr) {
  StringRef name = attr.getName().getValue();
  if (!isa<ModuleOp>(op))
    return op->emitOpError("expected `") << name << "` on a module";
  auto text = dyn_cast<StringAttr>(attr.getValue());
  if (!text)
    return op->emitOpError("expected `")
           << name << "` to be a string, got " << attr.getValue();
  if (name == kPrecision && text != "f32" && text != "int8-dynamic")
    return op->emitOpError("expected `")
           << name << "` to be \"f32\" or \"int8-dynamic\", got " << text;
  return success();
}

LogicalResult ProgramDialect::verifyOperationAttribute(Operation *op,
                                                       NamedAttribute attr) {
  if (attr.getName() == kGroup)
    return success();
  if (attr.getName() == kCPU || attr.getName() == kPrecision)
    return verifyText(op, attr);
  if (!isa<FunctionOpInterface>(op))
    return op->emitOpError("expected `")
           << attr.getName().getValue() << "` on a function";
  if (attr.getName() == kScratch)
    return verifyScratch(op, attr.getValue());
  if (attr.getName() == kPlan)
    return verifyPlan(op, attr.getValue());
  if (attr.getName() == kTiles && !isa<DenseI64ArrayAttr>(attr.getValue()))
    return op->emitOpError(
               "expected `program.tiles` to be array<i64: ...>, got ")
           << attr.getValue();
  return success();
}
