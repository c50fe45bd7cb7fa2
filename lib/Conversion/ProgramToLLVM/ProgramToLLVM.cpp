//===- ProgramToLLVM.cpp - the C interface of a program's entries ---------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialects/Program/Program.h"
#include "lib/Conversion/ProgramToLLVM/CallLayout.h"
#include "lib/Conversion/ProgramToLLVM/CheckLowered.h"
#include "lib/Transforms/ThreadArgument.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Pass/Pass.h"

namespace tenfold {
#define GEN_PASS_DEF_PROGRAMTOLLVM
#include "lib/Conversion/ProgramToLLVM/ProgramToLLVM.h.inc"
} // namespace tenfold

using namespace mlir;
using namespace tenfold;

namespace {

constexpr llvm::StringLiteral kTable = "tenfold_artifact_v1";
constexpr int32_t kTableVersion = 1;

/// Builds the function that unpacks a TenfoldCall for one entry.
class EntryBuilder {
public:
  EntryBuilder(func::FuncOp entry, OpBuilder &b) : entry(entry), b(b), loc(entry.getLoc()) {}
  FailureOr<LLVM::LLVMFuncOp> build(const Twine &name);

private:
  LogicalResult checkTail();
  FailureOr<Value> unpack(BlockArgument arg);
  Value sizeOf(AffineExpr expr);
  FailureOr<Value> unpackBuffer(BlockArgument arg, MemRefType type);
  Value unpackTail(BlockArgument arg, CallField field);
  Type pointer() { return LLVM::LLVMPointerType::get(b.getContext()); }
  Value load(CallField field, Type type) { return loadField(b, loc, call, field, type); }

  func::FuncOp entry;
  OpBuilder &b;
  Location loc;
  Value call;
  unsigned tail = 0; // index of the arena; offsets and scratch follow
  int32_t dims = 0, buffers = 0;
  llvm::StringMap<Value> sizes; // by `nn.name`, i64
  SmallVector<Value> symbols;   // the same in the order of the arguments
};

LogicalResult EntryBuilder::checkTail() {
  Type bytes = MemRefType::get({ShapedType::kDynamic}, b.getI8Type());
  Type offsets = MemRefType::get({ShapedType::kDynamic}, b.getI64Type());
  ArrayRef<Type> types = entry.getArgumentTypes();
  if (markedArgument(entry, program::kScratch))
    types = types.drop_back();
  bool known = types.size() >= 2 && types[types.size() - 2] == bytes && types.back() == offsets;
  if (!known || entry.getNumResults() != 0)
    return entry.emitOpError("expected an entry without results whose last arguments are its arena ")
           << bytes << " and offsets " << offsets << ", got " << entry.getFunctionType();
  tail = types.size() - 2;
  return success();
}

Value EntryBuilder::unpackTail(BlockArgument arg, CallField field) {
  // Nothing asks for the size of the arena or of the offsets.
  Value size = field == CallField::Scratch
                   ? load(CallField::ScratchStride, b.getI64Type())
                   : LLVM::ConstantOp::create(b, loc, b.getI64Type(), b.getI64IntegerAttr(0)).getResult();
  return memrefAt(b, loc, load(field, pointer()), cast<MemRefType>(arg.getType()), size);
}

/// An extent over the entry's dims.
Value EntryBuilder::sizeOf(AffineExpr expr) {
  if (auto constant = dyn_cast<AffineConstantExpr>(expr))
    return LLVM::ConstantOp::create(b, loc, b.getI64Type(), b.getI64IntegerAttr(constant.getValue()));
  if (auto symbol = dyn_cast<AffineSymbolExpr>(expr))
    return symbols[symbol.getPosition()];
  auto binary = cast<AffineBinaryOpExpr>(expr);
  Value lhs = sizeOf(binary.getLHS()), rhs = sizeOf(binary.getRHS());
  switch (expr.getKind()) {
  case AffineExprKind::Add:
    return LLVM::AddOp::create(b, loc, lhs, rhs);
  case AffineExprKind::Mul:
    return LLVM::MulOp::create(b, loc, lhs, rhs);
  case AffineExprKind::Mod:
    return LLVM::URemOp::create(b, loc, lhs, rhs);
  case AffineExprKind::CeilDiv:
    lhs = LLVM::AddOp::create(b, loc, lhs, sizeOf(binary.getRHS() - 1));
    [[fallthrough]];
  default:
    return LLVM::UDivOp::create(b, loc, lhs, rhs);
  }
}

FailureOr<Value> EntryBuilder::unpackBuffer(BlockArgument arg, MemRefType type) {
  unsigned index = arg.getArgNumber();
  auto names = entry.getArgAttrOfType<ArrayAttr>(index, "nn.dims");
  auto computed = entry.getArgAttrOfType<AffineMapAttr>(index, program::kExtents);
  SmallVector<Value> dynamic;
  for (auto [dim, size] : llvm::enumerate(type.getShape())) {
    if (!ShapedType::isDynamic(size))
      continue;
    if (computed) {
      dynamic.push_back(sizeOf(computed.getValue().getResult(dim)));
      continue;
    }
    auto name = names && dim < names.size() ? dyn_cast<StringAttr>(names[dim]) : StringAttr();
    Value value = name ? sizes.lookup(name.getValue()) : Value();
    if (!value)
      return entry.emitOpError("expected `nn.dims` of argument ")
             << index << " to name an index argument for dimension " << dim << ", got "
             << (name ? Attribute(name) : Attribute(names));
    dynamic.push_back(value);
  }
  if (auto offset = entry.getArgAttrOfType<IntegerAttr>(index, program::kOffset)) {
    Value bytes = LLVM::ConstantOp::create(b, loc, b.getI64Type(), b.getI64IntegerAttr(offset.getInt()));
    return memrefAt(b, loc, addressAt(b, loc, load(CallField::Weights, pointer()), bytes), type, dynamic);
  }
  constexpr int32_t kPointerBytes = 8;
  Value slot = addressAt(b, loc, load(CallField::Buffers, pointer()), LLVM::GEPArg(kPointerBytes * buffers++));
  return memrefAt(b, loc, LLVM::LoadOp::create(b, loc, pointer(), slot), type, dynamic);
}

FailureOr<Value> EntryBuilder::unpack(BlockArgument arg) {
  unsigned index = arg.getArgNumber();
  if (index >= tail)
    return unpackTail(arg, index == tail       ? CallField::Arena
                           : index == tail + 1 ? CallField::Offsets
                                               : CallField::Scratch);
  if (entry.getArgAttr(index, kCallArgument))
    return call;
  if (auto type = dyn_cast<MemRefType>(arg.getType()); type && type.getLayout().isIdentity())
    return unpackBuffer(arg, type);
  if (!arg.getType().isIndex())
    return entry.emitOpError("expected argument ")
           << index << " to be an index or a memref in identity layout, got " << arg.getType();
  Value slot = addressAt(b, loc, load(CallField::Dims, pointer()), LLVM::GEPArg(int32_t(sizeof(int64_t)) * dims++));
  Value size = LLVM::LoadOp::create(b, loc, b.getI64Type(), slot);
  if (auto name = entry.getArgAttrOfType<StringAttr>(index, "nn.name"))
    sizes[name.getValue()] = size;
  symbols.push_back(size);
  return UnrealizedConversionCastOp::create(b, loc, arg.getType(), size).getResult(0);
}

FailureOr<LLVM::LLVMFuncOp> EntryBuilder::build(const Twine &name) {
  if (failed(checkTail()))
    return failure();
  OpBuilder::InsertionGuard guard(b);
  auto type = LLVM::LLVMFunctionType::get(b.getI32Type(), {pointer()});
  auto wrapper = LLVM::LLVMFuncOp::create(b, loc, name.str(), type, LLVM::Linkage::Internal);
  b.setInsertionPointToStart(wrapper.addEntryBlock(b));
  call = wrapper.getArgument(0);
  SmallVector<Value> operands;
  for (BlockArgument arg : entry.getArguments()) {
    FailureOr<Value> operand = unpack(arg);
    if (failed(operand))
      return failure();
    operands.push_back(*operand);
  }
  func::CallOp::create(b, loc, entry, operands);
  Value zero = LLVM::ConstantOp::create(b, loc, b.getI32Type(), b.getI32IntegerAttr(0));
  LLVM::ReturnOp::create(b, loc, zero);
  return wrapper;
}

/// {version, count, entries...}: the one symbol that the artifact exports.
void buildTable(OpBuilder &b, Location loc, ArrayRef<LLVM::LLVMFuncOp> entries) {
  Type pointer = LLVM::LLVMPointerType::get(b.getContext());
  auto list = LLVM::LLVMArrayType::get(pointer, entries.size());
  auto type = LLVM::LLVMStructType::getLiteral(b.getContext(), {b.getI32Type(), b.getI32Type(), list});
  auto table = LLVM::GlobalOp::create(b, loc, type, /*isConstant=*/true, LLVM::Linkage::External, kTable, Attribute());
  b.createBlock(&table.getInitializerRegion());
  Value value = LLVM::UndefOp::create(b, loc, type);
  auto insert = [&](Value field, ArrayRef<int64_t> at) {
    value = LLVM::InsertValueOp::create(b, loc, value, field, at);
  };
  insert(LLVM::ConstantOp::create(b, loc, b.getI32Type(), b.getI32IntegerAttr(kTableVersion)), 0);
  insert(LLVM::ConstantOp::create(b, loc, b.getI32Type(), b.getI32IntegerAttr(entries.size())), 1);
  for (auto [index, entry] : llvm::enumerate(entries))
    insert(LLVM::AddressOfOp::create(b, loc, entry), {2, int64_t(index)});
  LLVM::ReturnOp::create(b, loc, value);
}

struct ProgramToLLVMPass final : tenfold::impl::ProgramToLLVMBase<ProgramToLLVMPass> {
  /// LLVM attributes of kernels: there is one copy of each kernel's code, whether called directly or through the pool.
  /// Entries are straight lines of calls, as long as the model is deep, and are not worth optimising either.
  ArrayAttr passthroughOf(bool isEntry) {
    Builder b(&getContext());
    return isEntry ? b.getStrArrayAttr({"noinline", "optnone"}) : b.getStrArrayAttr({"noinline"});
  }

  /// What LLVM is told of a function: it is internal. What the program said of it has been read.
  void hide(func::FuncOp function) {
    MLIRContext *context = &getContext();
    ArrayAttr passthrough = passthroughOf(function->hasAttr(program::kEntry));
    function.removeArgAttrsAttr();
    for (NamedAttribute attr : llvm::to_vector(function->getDiscardableAttrs()))
      if (isa_and_nonnull<program::ProgramDialect>(attr.getNameDialect()))
        function->removeDiscardableAttr(attr.getName());
    function->setAttr("llvm.linkage", LLVM::LinkageAttr::get(context, LLVM::Linkage::Internal));
    if (!function->hasAttr("passthrough"))
      function->setAttr("passthrough", passthrough);
  }

  LogicalResult convert(ModuleOp module) {
    if (failed(checkSelfContained(module)))
      return failure();
    OpBuilder b = OpBuilder::atBlockEnd(module.getBody());
    SmallVector<LLVM::LLVMFuncOp> entries;
    for (auto function : llvm::to_vector(module.getOps<func::FuncOp>())) {
      if (!function->hasAttr(program::kEntry))
        continue;
      auto wrapper = EntryBuilder(function, b).build("tenfold_entry_" + Twine(entries.size()));
      if (failed(wrapper))
        return failure();
      wrapper->setPassthroughAttr(passthroughOf(/*isEntry=*/true));
      entries.push_back(*wrapper);
    }
    for (auto function : module.getOps<func::FuncOp>())
      hide(function);
    buildTable(b, module.getLoc(), entries);
    return success();
  }

  void runOnOperation() override {
    if (failed(convert(getOperation())))
      signalPassFailure();
  }
};

} // namespace
