//===- StepTable.cpp - an entry's kernel calls as data --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Code of a call would unpack a descriptor for each operand, which made the
// compilation of a deep model grow with its depth. As words, a call costs some
// ten numbers, and all calls of an artifact share one piece of code.

#include "lib/Conversion/ProgramToLLVM/StepTable.h"
#include "dialects/Program/Program.h"

using namespace mlir;
using namespace tenfold;

namespace {

class TableBuilder {
public:
  explicit TableBuilder(const ProgramForm &program) : program(program) {
    for (const ProgramArgument &arg : program.arguments)
      arguments.push_back(wordOf(arg));
  }

  void add(const ProgramStep &step, int64_t kernel) {
    size_t begin = table.words.size();
    for (const ProgramAccess &access : step.accesses)
      add(step, access);
    table.recordWords =
        std::max<int64_t>(table.recordWords, table.words.size() - begin);
    push(StepWord::Call, kernel);
  }

  void add(const ProgramFlow &flow) {
    switch (flow.kind) {
    case ProgramFlow::Kind::Loop:
      push(StepWord::Start, flow.loop);
      open.push_back({here(), {}});
      push(StepWord::Until, flow.loop);
      table.words.push_back(indexOf(flow.trips));
      jumpOut();
      break;
    case ProgramFlow::Kind::EndLoop:
      push(StepWord::Again, flow.loop);
      table.words.push_back(open.back().begin);
      close();
      break;
    case ProgramFlow::Kind::While:
      open.push_back({here(), {}});
      break;
    case ProgramFlow::Kind::If:
      open.push_back({});
      [[fallthrough]];
    case ProgramFlow::Kind::Test:
      addAddress(flow.condition);
      push(StepWord::Unless, 0);
      jumpOut();
      break;
    case ProgramFlow::Kind::EndWhile:
      push(StepWord::Jump, 0);
      table.words.push_back(open.back().begin);
      close();
      break;
    case ProgramFlow::Kind::Else: {
      push(StepWord::Jump, 0);
      Open branch{0, {here()}};
      table.words.push_back(0);
      close();
      open.push_back(branch);
      break;
    }
    case ProgramFlow::Kind::EndIf:
      close();
      break;
    }
  }

  StepTable finish() {
    push(StepWord::Return, 0);
    table.counters = program.loops;
    return std::move(table);
  }

private:
  /// A loop or branch that has not ended: where it begins, and the words that
  /// wait for where it ends.
  struct Open {
    int64_t begin = 0;
    SmallVector<int64_t> exits;
  };

  int64_t here() { return table.words.size(); }

  /// A target that is known at the end of what is open.
  void jumpOut() {
    open.back().exits.push_back(here());
    table.words.push_back(0);
  }

  void close() {
    for (int64_t exit : open.pop_back_val().exits)
      table.words[exit] = here();
  }

  static int64_t encode(StepWord kind, int64_t value) {
    return value << kStepKindBits | int64_t(kind);
  }

  void push(StepWord kind, int64_t value) {
    table.words.push_back(encode(kind, value));
  }

  int64_t wordOf(const ProgramArgument &arg) {
    func::FuncOp entry = program.entry;
    auto offset = entry.getArgAttrOfType<IntegerAttr>(
        arg.argument.getArgNumber(), program::kOffset);
    return offset ? encode(StepWord::Weight, offset.getInt())
                  : encode(StepWord::Buffer, buffers++);
  }

  void addAddress(const ProgramAccess &access) {
    if (access.isBuffer)
      push(StepWord::Arena, access.index);
    else
      table.words.push_back(arguments[access.index]);
    for (const ProgramSlice &slice : access.slices) {
      push(StepWord::Slice, slice.loop);
      table.words.push_back(indexOf(slice.first));
      table.words.push_back(indexOf(slice.step));
    }
  }

  void add(ProgramStep step, const ProgramAccess &access) {
    addAddress(access);
    auto type =
        cast<MemRefType>(step.kernel.getArgument(access.operand).getType());
    for (auto [size, extent] : llvm::zip_equal(type.getShape(), access.extents))
      if (ShapedType::isDynamic(size))
        push(StepWord::Size, indexOf(extent));
  }

  int64_t indexOf(AffineExpr size) {
    table.sizes.insert(size);
    return llvm::find(table.sizes, size) - table.sizes.begin();
  }

  const ProgramForm &program;
  StepTable table;
  SmallVector<int64_t> arguments;
  SmallVector<Open> open;
  int64_t buffers = 0;
};

} // namespace

StepTable
tenfold::makeStepTable(const ProgramForm &program,
                       const DenseMap<Operation *, int64_t> &kernels) {
  TableBuilder builder(program);
  const ProgramFlow *flow = program.flow.begin();
  for (auto [number, step] : llvm::enumerate(program.steps)) {
    for (; flow != program.flow.end() && flow->step == number; ++flow)
      builder.add(*flow);
    builder.add(step, kernels.lookup(step.kernel));
  }
  for (; flow != program.flow.end(); ++flow)
    builder.add(*flow);
  return builder.finish();
}
