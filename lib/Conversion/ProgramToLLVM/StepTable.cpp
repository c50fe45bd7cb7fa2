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

  StepTable finish() {
    push(StepWord::Return, 0);
    return std::move(table);
  }

private:
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

  void add(ProgramStep step, const ProgramAccess &access) {
    if (access.isBuffer)
      push(StepWord::Arena, access.index);
    else
      table.words.push_back(arguments[access.index]);
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
  int64_t buffers = 0;
};

} // namespace

StepTable
tenfold::makeStepTable(const ProgramForm &program,
                       const DenseMap<Operation *, int64_t> &kernels) {
  TableBuilder builder(program);
  for (const ProgramStep &step : program.steps)
    builder.add(step, kernels.lookup(step.kernel));
  return builder.finish();
}
