//===- DescribeProgram.cpp - a program as metadata of its artifact --------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Driver/DescribeProgram.h"

#include "dialects/NN/NN.h"
#include "dialects/Program/Program.h"
#include "lib/Runtime/ArtifactWriter.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace tenfold;
using runtime::SizeExpr;
using runtime::SizeOp;

namespace {

template <typename T> std::string spell(T value) {
  std::string text;
  llvm::raw_string_ostream(text) << value;
  return text;
}

std::optional<runtime::DataType> dataType(Type type, bool isUnsigned) {
  std::string name = type.isInteger(1) ? "bool" : spell(type);
  if (isUnsigned)
    name.front() = 'u';
  for (uint8_t i = 0; i < runtime::kDataTypeCount; ++i)
    if (name == runtime::dataTypeName(runtime::DataType(i)))
      return runtime::DataType(i);
  return std::nullopt;
}

int64_t integer(Attribute attr) { return cast<IntegerAttr>(attr).getInt(); }

/// The maximum of the results of a map over the dims, 0 without results.
SizeExpr largest(Attribute attr) {
  SizeExpr size;
  ArrayRef<AffineExpr> results =
      cast<AffineMapAttr>(attr).getValue().getResults();
  for (auto [i, expr] : llvm::enumerate(results))
    size = i == 0 ? toSizeExpr(expr)
                  : SizeExpr::binary(SizeOp::Max, size, toSizeExpr(expr));
  return size;
}

/// Reads one entry; weights go to the metadata of the module.
class EntryReader {
public:
  EntryReader(func::FuncOp entry, runtime::Metadata &metadata)
      : entry(entry), metadata(metadata) {}
  LogicalResult read();

private:
  LogicalResult readArgument(unsigned index);
  void readDim(unsigned index);
  LogicalResult readPlan();
  LogicalResult readTensor(unsigned index, MemRefType type);
  LogicalResult readWeight(unsigned index, MemRefType type, StringAttr path);
  FailureOr<std::vector<SizeExpr>> shapeOf(unsigned index, MemRefType type);

  func::FuncOp entry;
  runtime::Metadata &metadata;
  runtime::FunctionSpec function;
};

void EntryReader::readDim(unsigned index) {
  auto name = entry.getArgAttrOfType<StringAttr>(index, nn::kName);
  function.dims.push_back({name ? name.str() : "d" + std::to_string(index)});
}

LogicalResult EntryReader::readPlan() {
  auto plan = entry->getAttrOfType<DictionaryAttr>(program::kPlan);
  if (!plan)
    return entry.emitError()
           << "expected `program.plan` on entry @" << entry.getName()
           << ", got none; stage plan sets it";
  for (auto [dim, bounds] :
       llvm::zip(function.dims, plan.getAs<ArrayAttr>("bounds"))) {
    dim.lo = integer(cast<ArrayAttr>(bounds)[0]);
    dim.hi = integer(cast<ArrayAttr>(bounds)[1]);
  }
  for (Attribute each : plan.getAs<ArrayAttr>("buffers")) {
    auto buffer = cast<DictionaryAttr>(each);
    Attribute offset = buffer.get("offset");
    function.buffers.push_back(
        {largest(buffer.get("bytes")),
         static_cast<int32_t>(integer(buffer.get("first"))),
         static_cast<int32_t>(integer(buffer.get("last"))),
         offset ? integer(offset) : 0});
  }
  if (Attribute arena = plan.get("arena"))
    function.boundArenaBytes = integer(arena);
  if (Attribute scratch = plan.get("scratch"))
    function.scratchBytes = largest(scratch);
  return success();
}

FailureOr<std::vector<SizeExpr>> EntryReader::shapeOf(unsigned index,
                                                      MemRefType type) {
  auto names = entry.getArgAttrOfType<ArrayAttr>(index, nn::kDims);
  std::vector<SizeExpr> shape;
  if (auto computed =
          entry.getArgAttrOfType<AffineMapAttr>(index, program::kExtents)) {
    for (AffineExpr extent : computed.getValue().getResults())
      shape.push_back(toSizeExpr(extent));
    return shape;
  }
  for (auto [i, size] : llvm::enumerate(type.getShape())) {
    if (!ShapedType::isDynamic(size)) {
      shape.push_back(SizeExpr::constant(size));
      continue;
    }
    auto name = names && i < names.size() ? dyn_cast<StringAttr>(names[i])
                                          : StringAttr();
    auto dim = llvm::find_if(function.dims, [&](const runtime::DimSpec &d) {
      return name && d.name == name.getValue();
    });
    if (dim == function.dims.end())
      return entry.emitError() << "expected `nn.dims` of argument " << index
                               << " to name a dim of the entry at dimension "
                               << i << ", got " << Attribute(names);
    shape.push_back(SizeExpr::dim(dim - function.dims.begin()));
  }
  return shape;
}

LogicalResult EntryReader::readTensor(unsigned index, MemRefType type) {
  bool isResult = bool(entry.getArgAttr(index, program::kResult));
  auto &side = isResult ? function.outputs : function.inputs;
  auto name = entry.getArgAttrOfType<StringAttr>(index, nn::kName);
  runtime::TensorSpec tensor;
  tensor.name =
      name ? name.str()
           : (isResult ? "result" : "arg") + std::to_string(side.size());
  std::optional<runtime::DataType> dtype = dataType(
      type.getElementType(), bool(entry.getArgAttr(index, nn::kUnsigned)));
  if (!dtype)
    return entry.emitError()
           << "expected argument `" << tensor.name
           << "` of a type that calls can carry, got " << type.getElementType();
  tensor.dtype = *dtype;
  FailureOr<std::vector<SizeExpr>> shape = shapeOf(index, type);
  if (failed(shape))
    return failure();
  tensor.shape = std::move(*shape);
  if (auto donated = entry.getArgAttrOfType<IntegerAttr>(index, nn::kDonate))
    tensor.donatedTo = static_cast<int32_t>(donated.getInt());
  if (auto range = entry.getArgAttrOfType<ArrayAttr>(index, nn::kRange);
      range && range.size() == 2) {
    tensor.rangeLo = cast<IntegerAttr>(range[0]).getInt();
    tensor.rangeHi = cast<IntegerAttr>(range[1]).getInt();
  }
  side.push_back(std::move(tensor));
  return success();
}

/// Equal weights of two functions are one; a parameter in a second layout is
/// another weight.
LogicalResult EntryReader::readWeight(unsigned index, MemRefType type,
                                      StringAttr path) {
  auto original = entry.getArgAttrOfType<TypeAttr>(index, program::kOriginal);
  auto packed = entry.getArgAttrOfType<AffineMapAttr>(index, program::kPacked);
  ShapedType known =
      original ? cast<ShapedType>(original.getValue()) : cast<ShapedType>(type);
  runtime::WeightSpec weight;
  weight.dtype = spell(known.getElementType());
  weight.shape.assign(known.getShape().begin(), known.getShape().end());
  weight.packedShape.assign(type.getShape().begin(), type.getShape().end());
  weight.layout = packed ? spell(Attribute(packed)) : "";
  unsigned bits = std::max(8u, type.getElementTypeBitWidth());
  weight.bytes = type.getNumElements() * (bits / 8);
  unsigned copies = 0;
  for (auto &other : metadata.weights) {
    if (StringRef(other.path).split('#').first != path.getValue())
      continue;
    ++copies;
    if (other.layout == weight.layout &&
        other.packedShape == weight.packedShape) {
      weight.path = other.path;
      break;
    }
  }
  if (weight.path.empty()) {
    weight.path = path.str() + (copies ? "#" + std::to_string(copies) : "");
    metadata.weights.push_back(weight);
    runtime::assignWeightOffsets(metadata.weights);
  }
  auto at = llvm::find_if(metadata.weights, [&](const runtime::WeightSpec &w) {
    return w.path == weight.path;
  });
  Builder b(entry.getContext());
  entry.setArgAttr(index, program::kOffset, b.getI64IntegerAttr(at->offset));
  return success();
}

LogicalResult EntryReader::readArgument(unsigned index) {
  Type type = entry.getArgumentTypes()[index];
  if (type.isIndex())
    return readDim(index), success();
  auto memref = dyn_cast<MemRefType>(type);
  if (!memref)
    return entry.emitError()
           << "expected argument " << index
           << " of a program to be an index or a memref, got " << type;
  if (auto path = entry.getArgAttrOfType<StringAttr>(index, nn::kParam))
    return readWeight(index, memref, path);
  return readTensor(index, memref);
}

LogicalResult EntryReader::read() {
  function.name = entry.getName().str();
  // The last two are the arena and the offsets.
  unsigned tail = entry.getNumArguments();
  for (unsigned i = 0; i + 2 < tail; ++i)
    if (failed(readArgument(i)))
      return failure();
  if (failed(readPlan()))
    return failure();
  metadata.functions.push_back(std::move(function));
  return success();
}

} // namespace

SizeExpr tenfold::toSizeExpr(AffineExpr expr) {
  if (auto constant = dyn_cast<AffineConstantExpr>(expr))
    return SizeExpr::constant(constant.getValue());
  if (auto symbol = dyn_cast<AffineSymbolExpr>(expr))
    return SizeExpr::dim(symbol.getPosition());
  auto binary = cast<AffineBinaryOpExpr>(expr);
  SizeExpr lhs = toSizeExpr(binary.getLHS()), rhs = toSizeExpr(binary.getRHS());
  switch (expr.getKind()) {
  case AffineExprKind::Add:
    return SizeExpr::binary(SizeOp::Add, lhs, rhs);
  case AffineExprKind::Mul:
    return SizeExpr::binary(SizeOp::Mul, lhs, rhs);
  case AffineExprKind::FloorDiv:
    return SizeExpr::binary(SizeOp::FloorDiv, lhs, rhs);
  case AffineExprKind::CeilDiv:
    return SizeExpr::binary(SizeOp::CeilDiv, lhs, rhs);
  default:
    return SizeExpr::binary(SizeOp::Mod, lhs, rhs);
  }
}

LogicalResult tenfold::describeProgram(ModuleOp module,
                                       runtime::Metadata &metadata) {
  metadata = {};
  for (auto function : module.getOps<func::FuncOp>())
    if (function->hasAttr(program::kEntry) &&
        failed(EntryReader(function, metadata).read()))
      return failure();
  if (metadata.functions.empty())
    return emitError(UnknownLoc::get(module.getContext()))
           << "expected a module in program form, got one without a function "
              "that has `program.entry`";
  return success();
}
