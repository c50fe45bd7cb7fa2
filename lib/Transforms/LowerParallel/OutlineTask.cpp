//===- OutlineTask.cpp - the body of a forall as a function ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Transforms/LowerParallel/OutlineTask.h"
#include "dialects/Program/Program.h"
#include "lib/Conversion/ProgramToLLVM/CallLayout.h"

#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Transforms/RegionUtils.h"

using namespace mlir;
using namespace tenfold;

/// The call, then the number of tasks, then the grid.
constexpr unsigned kFirstExtent = 2;

TaskContext tenfold::captureContext(scf::ForallOp forall, Value call, Value scratch, Value tasks, ValueRange grid) {
  TaskContext context{{call, tasks}, {}};
  llvm::append_range(context.values, grid);
  SetVector<Value> captured;
  getUsedValuesDefinedAbove(forall.getRegion(), captured);
  for (Value value : captured)
    if (!matchPattern(value, m_Constant()) && value != call && value != scratch)
      context.values.push_back(value);
  LLVMTypeConverter converter(forall.getContext());
  SmallVector<Type> fields;
  for (Value value : context.values)
    fields.push_back(converter.convertType(value.getType()));
  context.type = LLVM::LLVMStructType::getLiteral(forall.getContext(), fields);
  return context;
}

static Value fieldAddress(OpBuilder &b, Location loc, Value base, LLVM::LLVMStructType type, unsigned index) {
  return LLVM::GEPOp::create(b, loc, base.getType(), type, base, ArrayRef<LLVM::GEPArg>{0, int32_t(index)});
}

static Value castTo(OpBuilder &b, Location loc, Type type, Value value) {
  if (value.getType() == type)
    return value;
  return UnrealizedConversionCastOp::create(b, loc, type, value).getResult(0);
}

Value tenfold::storeContext(OpBuilder &b, func::FuncOp kernel, const TaskContext &context) {
  Location loc = kernel.getLoc();
  Value address;
  {
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(&kernel.front());
    Value one = LLVM::ConstantOp::create(b, loc, b.getI64Type(), b.getI64IntegerAttr(1));
    address = LLVM::AllocaOp::create(b, loc, LLVM::LLVMPointerType::get(b.getContext()), context.type, one);
  }
  for (auto [index, value] : llvm::enumerate(context.values)) {
    Value stored = castTo(b, loc, context.type.getBody()[index], value);
    LLVM::StoreOp::create(b, loc, stored, fieldAddress(b, loc, address, context.type, index));
  }
  return address;
}

namespace {

class Outliner {
public:
  Outliner(scf::ForallOp forall, const TaskContext &context, BlockArgument scratch)
      : forall(forall), context(context), scratch(scratch), b(forall.getContext()), loc(forall.getLoc()) {}
  func::FuncOp run();

private:
  void declare();
  void loadContext();
  Value scratchOfWorker();
  void runTiles();
  void delinearize(Value tile);
  Value toIndex(Value integer) { return arith::IndexCastOp::create(b, loc, b.getIndexType(), integer); }

  scf::ForallOp forall;
  const TaskContext &context;
  BlockArgument scratch;
  OpBuilder b;
  Location loc;
  func::FuncOp task;
  SmallVector<Value> fields;
  IRMapping values;
};

void Outliner::declare() {
  auto kernel = forall->getParentOfType<func::FuncOp>();
  Type pointer = LLVM::LLVMPointerType::get(b.getContext()), i64 = b.getI64Type();
  b.setInsertionPointAfter(kernel);
  task = func::FuncOp::create(b, kernel.getLoc(), (kernel.getSymName() + "_task").str(),
                              b.getFunctionType({pointer, i64, i64}, {}));
  task.setPrivate();
  b.setInsertionPointToStart(task.addEntryBlock());
}

Value Outliner::scratchOfWorker() {
  Type pointer = LLVM::LLVMPointerType::get(b.getContext());
  Value base = loadField(b, loc, fields[0], CallField::Scratch, pointer);
  Value stride = loadField(b, loc, fields[0], CallField::ScratchStride, b.getI64Type());
  Value offset = LLVM::MulOp::create(b, loc, task.getArgument(2), stride);
  return memrefAt(b, loc, addressAt(b, loc, base, offset), cast<MemRefType>(scratch.getType()), stride);
}

void Outliner::loadContext() {
  for (auto [index, value] : llvm::enumerate(context.values)) {
    Value address = fieldAddress(b, loc, task.getArgument(0), context.type, index);
    Value field = LLVM::LoadOp::create(b, loc, context.type.getBody()[index], address);
    fields.push_back(castTo(b, loc, value.getType(), field));
    if (index == 0 || index >= kFirstExtent + size_t(forall.getRank()))
      values.map(value, fields.back());
  }
  SetVector<Value> captured;
  getUsedValuesDefinedAbove(forall.getRegion(), captured);
  for (Value value : captured)
    if (matchPattern(value, m_Constant()))
      values.map(value, b.clone(*value.getDefiningOp())->getResult(0));
  if (scratch && captured.contains(scratch))
    values.map(scratch, scratchOfWorker());
}

/// The grid in row-major order: the last dimension runs fastest.
void Outliner::delinearize(Value tile) {
  for (unsigned dim = forall.getRank(); dim-- > 0;) {
    Value extent = fields[kFirstExtent + dim];
    values.map(forall.getInductionVar(dim), dim ? arith::RemUIOp::create(b, loc, tile, extent).getResult() : tile);
    if (dim)
      tile = arith::DivUIOp::create(b, loc, tile, extent);
  }
}

void Outliner::runTiles() {
  Value one = arith::ConstantIndexOp::create(b, loc, 1), tiles = one, tasks = fields[1];
  for (unsigned dim = 0; dim < forall.getRank(); ++dim)
    tiles = arith::MulIOp::create(b, loc, tiles, fields[kFirstExtent + dim]);
  Value first = toIndex(task.getArgument(1));
  Value last = arith::AddIOp::create(b, loc, first, one);
  auto bound = [&](Value at) -> Value {
    return arith::DivUIOp::create(b, loc, arith::MulIOp::create(b, loc, at, tiles), tasks);
  };
  Value from = bound(first), to = bound(last);
  auto loop = scf::ForOp::create(b, loc, from, to, one);
  b.setInsertionPointToStart(loop.getBody());
  delinearize(loop.getInductionVar());
  for (Operation &op : forall.getBody()->without_terminator())
    b.clone(op, values);
  b.setInsertionPointAfter(loop);
  func::ReturnOp::create(b, loc);
}

func::FuncOp Outliner::run() {
  declare();
  loadContext();
  runTiles();
  return task;
}

} // namespace

func::FuncOp tenfold::outlineTask(scf::ForallOp forall, const TaskContext &context, BlockArgument scratch) {
  return Outliner(forall, context, scratch).run();
}
