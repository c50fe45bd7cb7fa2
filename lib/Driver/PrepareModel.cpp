//===- PrepareModel.cpp - options become attributes of the module ---------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Driver/PrepareModel.h"

#include "dialects/NN/NN.h"
#include "dialects/Program/Program.h"
#include "lib/Driver/CommandLine.h"
#include "lib/Runtime/Placement.h"
#include "lib/Target/CPU/CPUTarget.h"

#include "mlir/Interfaces/FunctionInterfaces.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace tenfold;

namespace {

SmallVector<FunctionOpInterface> publicFunctions(ModuleOp module) {
  SmallVector<FunctionOpInterface> found;
  for (auto function : module.getOps<FunctionOpInterface>())
    if (function.isPublic() && !function.isExternal())
      found.push_back(function);
  return found;
}

LogicalResult setTarget(ModuleOp module, llvm::StringRef target) {
  std::string cpu = target.split(':').second.str();
  if (cpu.empty() && module->hasAttr(program::kCPU))
    return success();
  if (cpu.empty())
    cpu = CPUTarget::host();
  std::string error;
  if (failed(CPUTarget::parse(cpu, error)))
    return emitError(UnknownLoc::get(module.getContext()))
           << "--target=" << target << ": " << error;
  module->setAttr(program::kCPU, StringAttr::get(module.getContext(), cpu));
  return success();
}

LogicalResult narrow(ModuleOp module, const DimRange &dim,
                     NamedAttrList &bounds, ArrayRef<llvm::StringRef> known) {
  auto report = [&] { return emitError(UnknownLoc::get(module.getContext())); };
  if (!llvm::is_contained(known, dim.name))
    return report() << "expected --dim to name one of "
                    << llvm::join(known, ", ") << ", got '" << dim.name << "'";
  Builder b(module.getContext());
  if (auto declared = dyn_cast_or_null<ArrayAttr>(bounds.get(dim.name));
      declared && declared.size() == 2) {
    int64_t lo = cast<IntegerAttr>(declared[0]).getInt();
    int64_t hi = cast<IntegerAttr>(declared[1]).getInt();
    if (dim.lo < lo || dim.hi > hi)
      return report() << "expected --dim " << dim.name
                      << " within the model's bounds " << lo << ".." << hi
                      << ", got " << dim.lo << ".." << dim.hi;
  }
  bounds.set(dim.name, b.getI64ArrayAttr({dim.lo, dim.hi}));
  return success();
}

LogicalResult setBounds(ModuleOp module, ArrayRef<DimRange> dims) {
  if (dims.empty())
    return success();
  NamedAttrList bounds(module->getAttrOfType<DictionaryAttr>(nn::kBounds));
  SmallVector<llvm::StringRef> known = dimNames(module);
  for (const DimRange &dim : dims)
    if (failed(narrow(module, dim, bounds, known)))
      return failure();
  module->setAttr(nn::kBounds, bounds.getDictionary(module.getContext()));
  return success();
}

LogicalResult selectFunction(ModuleOp module, llvm::StringRef name) {
  SmallVector<FunctionOpInterface> functions = publicFunctions(module);
  if (functions.empty())
    return emitError(module.getLoc())
           << "expected a model with a public function, got none";
  if (name.empty())
    return success();
  SmallVector<llvm::StringRef> names;
  for (FunctionOpInterface function : functions)
    names.push_back(function.getName());
  if (!llvm::is_contained(names, name))
    return emitError(UnknownLoc::get(module.getContext()))
           << "expected --function to be one of " << llvm::join(names, ", ")
           << ", got '" << name << "'";
  for (FunctionOpInterface function : functions)
    if (function.getName() != name)
      SymbolTable::setSymbolVisibility(function,
                                       SymbolTable::Visibility::Private);
  return success();
}

} // namespace

SmallVector<llvm::StringRef> tenfold::dimNames(ModuleOp module) {
  llvm::SmallSetVector<llvm::StringRef, 8> names;
  for (FunctionOpInterface function : publicFunctions(module))
    for (unsigned i = 0; i < function.getNumArguments(); ++i)
      if (auto dims = function.getArgAttrOfType<ArrayAttr>(i, nn::kDims))
        for (Attribute dim : dims)
          if (auto name = dyn_cast<StringAttr>(dim))
            names.insert(name.getValue());
  return names.takeVector();
}

/// Bytes of the static extents of a tensor; negative where they overflow.
static int64_t staticBytes(RankedTensorType type) {
  int64_t bytes = (getElementTypeOrSelf(type).getIntOrFloatBitWidth() + 7) / 8;
  for (int64_t extent : type.getShape())
    if (!ShapedType::isDynamic(extent) &&
        __builtin_mul_overflow(bytes, extent, &bytes))
      return -1;
  return bytes;
}

LogicalResult tenfold::checkSizes(ModuleOp module) {
  auto check = [](Value value) -> LogicalResult {
    auto type = dyn_cast<RankedTensorType>(value.getType());
    if (!type || !type.getElementType().isIntOrFloat())
      return success();
    int64_t bytes = staticBytes(type);
    if (bytes >= 0 && bytes <= runtime::kMaxBytes)
      return success();
    return emitError(value.getLoc())
           << "expected tensors of at most " << runtime::kMaxBytes
           << " bytes, got " << type;
  };
  WalkResult result = module.walk([&](Block *block) {
    bool ok = llvm::all_of(block->getArguments(),
                           [&](Value v) { return succeeded(check(v)); });
    for (Operation &op : *block)
      ok = ok && llvm::all_of(op.getResults(),
                              [&](Value v) { return succeeded(check(v)); });
    return ok ? WalkResult::advance() : WalkResult::interrupt();
  });
  return failure(result.wasInterrupted());
}

LogicalResult tenfold::prepareModel(ModuleOp module,
                                    const CompileOptions &options) {
  if (options.from <= Stage::Plan && options.precision != "f32")
    module->setAttr(program::kPrecision,
                    StringAttr::get(module.getContext(), options.precision));
  // Entries are chosen and bounds are read before the program is formed.
  if (options.from <= Stage::Plan &&
      (failed(selectFunction(module, options.function)) ||
       failed(setBounds(module, options.dims))))
    return failure();
  return setTarget(module, options.target);
}
