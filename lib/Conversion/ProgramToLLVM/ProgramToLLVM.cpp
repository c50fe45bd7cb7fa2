//===- ProgramToLLVM.cpp - the C interface of a program's entries ---------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialects/Program/Program.h"
#include "lib/Conversion/ProgramToLLVM/CallLayout.h"
#include "lib/Conversion/ProgramToLLVM/CheckLowered.h"
#include "lib/Conversion/ProgramToLLVM/RunSteps.h"
#include "lib/Conversion/ProgramToLLVM/StepTable.h"

#include "mlir/Dialect/Affine/Utils.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
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

/// What all entries of a module share.
struct SharedCode {
  LLVM::LLVMFuncOp runner;
  LLVM::GlobalOp kernels;
};

/// Builds the function that a call of one entry runs.
class EntryBuilder {
public:
  EntryBuilder(func::FuncOp entry, const StepTable &table, OpBuilder &b)
      : entry(entry), table(table), b(b), loc(entry.getLoc()) {}
  LLVM::LLVMFuncOp build(const std::string &name, SharedCode &shared);

private:
  LLVM::GlobalOp createWords(const std::string &name);
  Value readDim(int32_t index);
  void storeSizes(Value sizes);
  Value allocate(int64_t words);
  Value constant(int64_t value) {
    return LLVM::ConstantOp::create(b, loc, b.getI64Type(),
                                    b.getI64IntegerAttr(value));
  }
  Type pointer() { return LLVM::LLVMPointerType::get(b.getContext()); }

  func::FuncOp entry;
  const StepTable &table;
  OpBuilder &b;
  Location loc;
  Value call;
};

LLVM::GlobalOp EntryBuilder::createWords(const std::string &name) {
  auto count = int64_t(table.words.size());
  auto values = DenseElementsAttr::get(
      RankedTensorType::get(count, b.getI64Type()), ArrayRef(table.words));
  return LLVM::GlobalOp::create(
      b, loc, LLVM::LLVMArrayType::get(b.getI64Type(), count),
      /*isConstant=*/true, LLVM::Linkage::Internal, name, values);
}

Value EntryBuilder::allocate(int64_t words) {
  return LLVM::AllocaOp::create(b, loc, pointer(), b.getI64Type(),
                                constant(words));
}

Value EntryBuilder::readDim(int32_t index) {
  Value dims = loadField(b, loc, call, CallField::Dims, pointer());
  constexpr int32_t kDimBytes = 8;
  Value at = addressAt(b, loc, dims, LLVM::GEPArg(kDimBytes * index));
  Value dim = LLVM::LoadOp::create(b, loc, b.getI64Type(), at);
  return UnrealizedConversionCastOp::create(b, loc, b.getIndexType(), dim)
      .getResult(0);
}

void EntryBuilder::storeSizes(Value sizes) {
  SmallVector<Value> dims;
  auto names = entry->getAttrOfType<ArrayAttr>(program::kDims);
  for (unsigned i = 0; i < names.size(); ++i)
    dims.push_back(readDim(i));
  for (auto [index, size] : llvm::enumerate(table.sizes)) {
    Value value = affine::expandAffineExpr(b, loc, size, {}, dims);
    value = UnrealizedConversionCastOp::create(b, loc, b.getI64Type(), value)
                .getResult(0);
    constexpr int32_t kSizeBytes = 8;
    LLVM::StoreOp::create(
        b, loc, value,
        addressAt(b, loc, sizes, LLVM::GEPArg(kSizeBytes * int32_t(index))));
  }
}

LLVM::LLVMFuncOp EntryBuilder::build(const std::string &name,
                                     SharedCode &shared) {
  OpBuilder::InsertionGuard guard(b);
  LLVM::GlobalOp words = createWords(name + "_steps");
  auto type = LLVM::LLVMFunctionType::get(b.getI32Type(), {pointer()});
  auto function =
      LLVM::LLVMFuncOp::create(b, loc, name, type, LLVM::Linkage::Internal);
  b.setInsertionPointToStart(function.addEntryBlock(b));
  call = function.getArgument(0);
  Value sizes = allocate(table.sizes.size());
  Value counters = allocate(table.counters);
  Value record = allocate(table.recordWords);
  storeSizes(sizes);
  Value kernels = LLVM::AddressOfOp::create(b, loc, shared.kernels);
  Value steps = LLVM::AddressOfOp::create(b, loc, words);
  LLVM::CallOp::create(
      b, loc, shared.runner,
      ValueRange{call, kernels, steps, sizes, counters, record});
  Value zero =
      LLVM::ConstantOp::create(b, loc, b.getI32Type(), b.getI32IntegerAttr(0));
  LLVM::ReturnOp::create(b, loc, zero);
  return function;
}

/// {version, count, entries...}: the one symbol that the artifact exports.
void buildTable(OpBuilder &b, Location loc,
                ArrayRef<LLVM::LLVMFuncOp> entries) {
  Type pointer = LLVM::LLVMPointerType::get(b.getContext());
  auto list = LLVM::LLVMArrayType::get(pointer, entries.size());
  auto type = LLVM::LLVMStructType::getLiteral(
      b.getContext(), {b.getI32Type(), b.getI32Type(), list});
  auto table =
      LLVM::GlobalOp::create(b, loc, type, /*isConstant=*/true,
                             LLVM::Linkage::External, kTable, Attribute());
  b.createBlock(&table.getInitializerRegion());
  Value value = LLVM::UndefOp::create(b, loc, type);
  auto insert = [&](Value field, ArrayRef<int64_t> at) {
    value = LLVM::InsertValueOp::create(b, loc, value, field, at);
  };
  insert(LLVM::ConstantOp::create(b, loc, b.getI32Type(),
                                  b.getI32IntegerAttr(kTableVersion)),
         0);
  insert(LLVM::ConstantOp::create(b, loc, b.getI32Type(),
                                  b.getI32IntegerAttr(entries.size())),
         1);
  for (auto [index, entry] : llvm::enumerate(entries))
    insert(LLVM::AddressOfOp::create(b, loc, entry), {2, int64_t(index)});
  LLVM::ReturnOp::create(b, loc, value);
}

struct ProgramToLLVMPass final
    : tenfold::impl::ProgramToLLVMBase<ProgramToLLVMPass> {
  /// What LLVM is told of a function: it is internal, and there is one copy of
  /// each kernel's code. What the program said of it has been read.
  void hide(func::FuncOp function) {
    Builder b(&getContext());
    for (NamedAttribute attr : llvm::to_vector(function->getDiscardableAttrs()))
      if (isa_and_nonnull<program::ProgramDialect>(attr.getNameDialect()))
        function->removeDiscardableAttr(attr.getName());
    function->setAttr(
        "llvm.linkage",
        LLVM::LinkageAttr::get(&getContext(), LLVM::Linkage::Internal));
    if (!function->hasAttr("passthrough"))
      function->setAttr("passthrough", b.getStrArrayAttr({"noinline"}));
  }

  /// Kernels have one signature from here on, which no call in the IR has.
  LogicalResult convert(ModuleOp module) {
    if (failed(checkSelfContained(module)))
      return failure();
    SmallVector<func::FuncOp> kernels, entries;
    DenseMap<Operation *, int64_t> numbers;
    for (auto function : module.getOps<func::FuncOp>()) {
      if (function->hasAttr(program::kEntry))
        entries.push_back(function);
      if (!function->hasAttr(program::kKernel))
        continue;
      numbers[function] = kernels.size();
      kernels.push_back(function);
    }
    SmallVector<StepTable> tables;
    for (func::FuncOp entry : entries) {
      FailureOr<ProgramForm> program = readProgram(entry);
      if (failed(program))
        return failure();
      tables.push_back(makeStepTable(*program, numbers));
    }
    for (func::FuncOp kernel : kernels)
      takeRecord(kernel);
    OpBuilder b = OpBuilder::atBlockEnd(module.getBody());
    SharedCode shared{createStepRunner(module),
                      createKernelList(b, module.getLoc(), kernels)};
    SmallVector<LLVM::LLVMFuncOp> functions;
    for (auto [index, entry] : llvm::enumerate(entries)) {
      functions.push_back(
          EntryBuilder(entry, tables[index], b)
              .build("tenfold_entry_" + std::to_string(index), shared));
      entry.erase();
    }
    for (auto function : module.getOps<func::FuncOp>())
      hide(function);
    buildTable(b, module.getLoc(), functions);
    return success();
  }

  void runOnOperation() override {
    if (failed(convert(getOperation())))
      signalPassFailure();
  }
};

} // namespace
