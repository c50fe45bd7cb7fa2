//===- RunSteps.cpp - the code that all kernel calls share ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Conversion/ProgramToLLVM/RunSteps.h"
#include "dialects/Program/Program.h"
#include "lib/Conversion/ProgramToLLVM/CallLayout.h"

#include "mlir/Parser/Parser.h"

using namespace mlir;
using namespace tenfold;

namespace {

constexpr llvm::StringLiteral kKernels = "tenfold_kernels";
constexpr int32_t kWordBytes = 8;

/// Kinds and their bits as in StepTable.h, fields of the call as in
/// CallLayout.h.
constexpr llvm::StringLiteral kRunner = R"mlir(
llvm.func internal @tenfold_run_steps(%call: !llvm.ptr, %kernels: !llvm.ptr, %words: !llvm.ptr, %sizes: !llvm.ptr,
                                       %counters: !llvm.ptr, %record: !llvm.ptr) {
  %kindBits = llvm.mlir.constant(4 : i64) : i64
  %kindMask = llvm.mlir.constant(15 : i64) : i64
  %zero = llvm.mlir.constant(0 : i64) : i64
  %one = llvm.mlir.constant(1 : i64) : i64
  %false = llvm.mlir.constant(0 : i8) : i8
  %begin = llvm.mlir.constant(0 : i32) : i32
  %end = llvm.mlir.constant(1 : i32) : i32
  %callbacks = llvm.load %call : !llvm.ptr -> !llvm.ptr
  %9 = llvm.getelementptr %callbacks[16] : (!llvm.ptr) -> !llvm.ptr, i8
  %trace = llvm.load %9 : !llvm.ptr -> !llvm.ptr
  %0 = llvm.getelementptr %call[8] : (!llvm.ptr) -> !llvm.ptr, i8
  %pool = llvm.load %0 : !llvm.ptr -> !llvm.ptr
  %1 = llvm.getelementptr %call[24] : (!llvm.ptr) -> !llvm.ptr, i8
  %buffers = llvm.load %1 : !llvm.ptr -> !llvm.ptr
  %2 = llvm.getelementptr %call[32] : (!llvm.ptr) -> !llvm.ptr, i8
  %weights = llvm.load %2 : !llvm.ptr -> !llvm.ptr
  %3 = llvm.getelementptr %call[40] : (!llvm.ptr) -> !llvm.ptr, i8
  %arena = llvm.load %3 : !llvm.ptr -> !llvm.ptr
  %4 = llvm.getelementptr %call[48] : (!llvm.ptr) -> !llvm.ptr, i8
  %offsets = llvm.load %4 : !llvm.ptr -> !llvm.ptr
  llvm.br ^next(%words, %record : !llvm.ptr, !llvm.ptr)
^next(%at: !llvm.ptr, %top: !llvm.ptr):
  %word = llvm.load %at : !llvm.ptr -> i64
  %following = llvm.getelementptr %at[1] : (!llvm.ptr) -> !llvm.ptr, i64
  %kind = llvm.and %word, %kindMask : i64
  %value = llvm.lshr %word, %kindBits : i64
  llvm.switch %kind : i64, ^return [0: ^size, 1: ^buffer, 2: ^weight, 3: ^arena, 4: ^call, 6: ^slice,
                                         7: ^start, 8: ^until, 9: ^again, 10: ^unless, 11: ^jump]
^size:
  %5 = llvm.getelementptr %sizes[%value] : (!llvm.ptr, i64) -> !llvm.ptr, i64
  %size = llvm.load %5 : !llvm.ptr -> i64
  llvm.store %size, %top : i64, !llvm.ptr
  llvm.br ^pushed
^buffer:
  %6 = llvm.getelementptr %buffers[%value] : (!llvm.ptr, i64) -> !llvm.ptr, !llvm.ptr
  %buffer = llvm.load %6 : !llvm.ptr -> !llvm.ptr
  llvm.br ^push(%buffer : !llvm.ptr)
^weight:
  %weight = llvm.getelementptr %weights[%value] : (!llvm.ptr, i64) -> !llvm.ptr, i8
  llvm.br ^push(%weight : !llvm.ptr)
^arena:
  %7 = llvm.getelementptr %offsets[%value] : (!llvm.ptr, i64) -> !llvm.ptr, i64
  %offset = llvm.load %7 : !llvm.ptr -> i64
  %planned = llvm.getelementptr %arena[%offset] : (!llvm.ptr, i64) -> !llvm.ptr, i8
  llvm.br ^push(%planned : !llvm.ptr)
^push(%address: !llvm.ptr):
  llvm.store %address, %top : !llvm.ptr, !llvm.ptr
  llvm.br ^pushed
^pushed:
  %above = llvm.getelementptr %top[1] : (!llvm.ptr) -> !llvm.ptr, i64
  llvm.br ^next(%following, %above : !llvm.ptr, !llvm.ptr)
^call:
  %8 = llvm.getelementptr %kernels[%value] : (!llvm.ptr, i64) -> !llvm.ptr, !llvm.ptr
  %kernel = llvm.load %8 : !llvm.ptr -> !llvm.ptr
  %number = llvm.trunc %value : i64 to i32
  llvm.call %trace(%pool, %number, %begin) : !llvm.ptr, (!llvm.ptr, i32, i32) -> ()
  llvm.call %kernel(%call, %record) : !llvm.ptr, (!llvm.ptr, !llvm.ptr) -> ()
  llvm.call %trace(%pool, %number, %end) : !llvm.ptr, (!llvm.ptr, i32, i32) -> ()
  llvm.br ^next(%following, %record : !llvm.ptr, !llvm.ptr)
^slice:
  %10 = llvm.load %following : !llvm.ptr -> i64
  %11 = llvm.getelementptr %following[1] : (!llvm.ptr) -> !llvm.ptr, i64
  %12 = llvm.load %11 : !llvm.ptr -> i64
  %13 = llvm.getelementptr %sizes[%10] : (!llvm.ptr, i64) -> !llvm.ptr, i64
  %first = llvm.load %13 : !llvm.ptr -> i64
  %14 = llvm.getelementptr %sizes[%12] : (!llvm.ptr, i64) -> !llvm.ptr, i64
  %step = llvm.load %14 : !llvm.ptr -> i64
  %15 = llvm.getelementptr %counters[%value] : (!llvm.ptr, i64) -> !llvm.ptr, i64
  %16 = llvm.load %15 : !llvm.ptr -> i64
  %17 = llvm.mul %16, %step : i64
  %18 = llvm.add %first, %17 : i64
  %19 = llvm.getelementptr %top[-1] : (!llvm.ptr) -> !llvm.ptr, i64
  %whole = llvm.load %19 : !llvm.ptr -> !llvm.ptr
  %part = llvm.getelementptr %whole[%18] : (!llvm.ptr, i64) -> !llvm.ptr, i8
  llvm.store %part, %19 : !llvm.ptr, !llvm.ptr
  %20 = llvm.getelementptr %following[2] : (!llvm.ptr) -> !llvm.ptr, i64
  llvm.br ^next(%20, %top : !llvm.ptr, !llvm.ptr)
^start:
  %21 = llvm.getelementptr %counters[%value] : (!llvm.ptr, i64) -> !llvm.ptr, i64
  llvm.store %zero, %21 : i64, !llvm.ptr
  llvm.br ^next(%following, %top : !llvm.ptr, !llvm.ptr)
^until:
  %22 = llvm.getelementptr %counters[%value] : (!llvm.ptr, i64) -> !llvm.ptr, i64
  %23 = llvm.load %22 : !llvm.ptr -> i64
  %24 = llvm.load %following : !llvm.ptr -> i64
  %25 = llvm.getelementptr %sizes[%24] : (!llvm.ptr, i64) -> !llvm.ptr, i64
  %trips = llvm.load %25 : !llvm.ptr -> i64
  %26 = llvm.getelementptr %following[1] : (!llvm.ptr) -> !llvm.ptr, i64
  %27 = llvm.getelementptr %following[2] : (!llvm.ptr) -> !llvm.ptr, i64
  %more = llvm.icmp "slt" %23, %trips : i64
  llvm.cond_br %more, ^next(%27, %top : !llvm.ptr, !llvm.ptr), ^follow(%26 : !llvm.ptr)
^again:
  %28 = llvm.getelementptr %counters[%value] : (!llvm.ptr, i64) -> !llvm.ptr, i64
  %29 = llvm.load %28 : !llvm.ptr -> i64
  %30 = llvm.add %29, %one : i64
  llvm.store %30, %28 : i64, !llvm.ptr
  llvm.br ^follow(%following : !llvm.ptr)
^unless:
  %31 = llvm.load %record : !llvm.ptr -> !llvm.ptr
  %32 = llvm.load %31 : !llvm.ptr -> i8
  %33 = llvm.getelementptr %following[1] : (!llvm.ptr) -> !llvm.ptr, i64
  %holds = llvm.icmp "ne" %32, %false : i8
  llvm.cond_br %holds, ^next(%33, %record : !llvm.ptr, !llvm.ptr), ^follow(%following : !llvm.ptr)
^jump:
  llvm.br ^follow(%following : !llvm.ptr)
^follow(%place: !llvm.ptr):
  %34 = llvm.load %place : !llvm.ptr -> i64
  %target = llvm.getelementptr %words[%34] : (!llvm.ptr, i64) -> !llvm.ptr, i64
  llvm.br ^next(%target, %record : !llvm.ptr, !llvm.ptr)
^return:
  llvm.return
}
)mlir";

} // namespace

LLVM::GlobalOp tenfold::createKernelList(OpBuilder &b, Location loc,
                                         ArrayRef<func::FuncOp> kernels) {
  Type pointer = LLVM::LLVMPointerType::get(b.getContext());
  auto type = LLVM::LLVMArrayType::get(pointer, kernels.size());
  auto list =
      LLVM::GlobalOp::create(b, loc, type, /*isConstant=*/true,
                             LLVM::Linkage::Internal, kKernels, Attribute());
  OpBuilder::InsertionGuard guard(b);
  b.createBlock(&list.getInitializerRegion());
  Value value = LLVM::UndefOp::create(b, loc, type);
  for (int64_t index = 0; func::FuncOp kernel : kernels) {
    Value function = func::ConstantOp::create(b, loc, kernel.getFunctionType(),
                                              kernel.getSymName());
    function = UnrealizedConversionCastOp::create(b, loc, pointer, function)
                   .getResult(0);
    value = LLVM::InsertValueOp::create(b, loc, value, function,
                                        ArrayRef<int64_t>{index++});
  }
  LLVM::ReturnOp::create(b, loc, value);
  return list;
}

namespace {

/// Reads the words of a record one after another.
class RecordReader {
public:
  RecordReader(OpBuilder &b, Location loc, Value record)
      : b(b), loc(loc), record(record) {}

  Value readMemref(MemRefType type) {
    Value address = read(LLVM::LLVMPointerType::get(b.getContext()));
    SmallVector<Value> sizes;
    for (unsigned i = type.getNumDynamicDims(); i-- > 0;)
      sizes.push_back(read(b.getI64Type()));
    return memrefAt(b, loc, address, type, sizes);
  }

private:
  Value read(Type type) {
    Value at = addressAt(b, loc, record, LLVM::GEPArg(kWordBytes * next++));
    return LLVM::LoadOp::create(b, loc, type, at);
  }

  OpBuilder &b;
  Location loc;
  Value record;
  int32_t next = 0;
};

/// The scratch of worker 0, whose size nothing asks for.
Value readScratch(OpBuilder &b, Location loc, Value call, Type type) {
  Value base = loadField(b, loc, call, CallField::Scratch, call.getType());
  Value size =
      loadField(b, loc, call, CallField::ScratchStride, b.getI64Type());
  return memrefAt(b, loc, base, cast<MemRefType>(type), size);
}

} // namespace

LLVM::LLVMFuncOp tenfold::createStepRunner(ModuleOp module) {
  (void)parseSourceString(kRunner, module.getBody(), module.getContext());
  return cast<LLVM::LLVMFuncOp>(module.getBody()->back());
}

void tenfold::takeRecord(func::FuncOp kernel) {
  Block &body = kernel.front();
  Location loc = kernel.getLoc();
  OpBuilder b = OpBuilder::atBlockBegin(&body);
  Type pointer = LLVM::LLVMPointerType::get(b.getContext());
  unsigned count = kernel.getNumArguments();
  SmallVector<Value> given(body.getArguments());
  Value call = body.addArgument(pointer, loc);
  RecordReader record(b, loc, body.addArgument(pointer, loc));
  for (auto [index, arg] : llvm::enumerate(given)) {
    Value value = call;
    if (kernel.getArgAttr(index, program::kScratch))
      value = readScratch(b, loc, call, arg.getType());
    else if (!kernel.getArgAttr(index, program::kCall))
      value = record.readMemref(cast<MemRefType>(arg.getType()));
    arg.replaceAllUsesWith(value);
  }
  body.eraseArguments(0, count);
  kernel.removeArgAttrsAttr();
  kernel.setFunctionType(b.getFunctionType({pointer, pointer}, {}));
}
