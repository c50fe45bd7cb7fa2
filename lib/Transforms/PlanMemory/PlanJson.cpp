//===- PlanJson.cpp - plan.json, the plan in the open ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Everything that the checker compares with the program. `holds` numbers
// values: calls of one kernel on equal values make equal values, so a cloned
// call shows the same number in another buffer.

#include "lib/Analysis/Polynomial.h"
#include "lib/Transforms/PlanMemory/MemoryPlan.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"

using namespace mlir;
using namespace tenfold;
namespace json = llvm::json;

static StringRef spelling(ProgramArgument::Role role) {
  switch (role) {
  case ProgramArgument::Role::Input:
    return "input";
  case ProgramArgument::Role::Weight:
    return "weight";
  default:
    return "result";
  }
}

std::string tenfold::accessName(const ProgramForm &program,
                                const ProgramAccess &access) {
  if (access.isBuffer)
    return "buffer " + std::to_string(access.index);
  const ProgramArgument &arg = program.arguments[access.index];
  return spelling(arg.role).str() + " " + arg.name;
}

namespace {

class Writer {
public:
  Writer(const MemoryPlan &plan, int64_t budget, int64_t threads)
      : plan(plan), program(plan.program), budget(budget), threads(threads) {
    for (auto [index, name] : llvm::enumerate(program.dims))
      symbols.push_back(symbolOf(name, index));
  }

  json::Object write() {
    func::FuncOp entry = program.entry;
    json::Object object{
        {"name", entry.getName()}, {"alignment", runtime::kBufferAlignment},
        {"dims", dims()},          {"arguments", arguments()},
        {"steps", steps()},        {"buffers", buffers()},
        {"scratch", scratch()},    {"threads", threads}};
    if (plan.bounded)
      object["memory"] = memory();
    if (budget >= 0)
      object["budget"] = budget;
    return object;
  }

private:
  /// How the text of sizes spells a dim: its name where affine maps can.
  static std::string symbolOf(StringRef name, unsigned index) {
    bool identifier =
        !name.empty() && llvm::isAlpha(name.front()) &&
        llvm::all_of(name, [](char c) { return llvm::isAlnum(c) || c == '_'; });
    bool keyword = name == "mod" || name == "floordiv" || name == "ceildiv";
    return identifier && !keyword ? name.str() : "_" + std::to_string(index);
  }

  json::Array dims() {
    json::Array array;
    for (auto [name, symbol, bound] :
         llvm::zip_equal(program.dims, symbols, plan.bounds)) {
      json::Object dim{{"name", name}, {"symbol", symbol}, {"lo", bound.least}};
      if (bound.bounded())
        dim["hi"] = bound.greatest;
      array.push_back(std::move(dim));
    }
    return array;
  }

  void addBytes(json::Object &object, AffineExpr bytes) {
    object["bytes"] = printSize(bytes, symbols);
    if (plan.bounded)
      object["at_bounds"] = *evaluateSize(bytes, plan.sizes);
  }

  json::Array arguments() {
    json::Array array;
    for (const ProgramArgument &arg : program.arguments) {
      json::Object object{{"name", spelling(arg.role).str() + " " + arg.name}};
      addBytes(object, arg.bytes);
      array.push_back(std::move(object));
    }
    return array;
  }

  json::Array steps() {
    json::Array array;
    llvm::StringMap<std::string> contents; // of what was written so far
    for (const ProgramStep &step : program.steps) {
      json::Array reads, writes;
      func::FuncOp kernel = step.kernel;
      std::string value = kernel.getSymName().str();
      for (const ProgramAccess &access : step.accesses) {
        if (!access.isRead)
          continue;
        std::string name = accessName(program, access);
        auto content = contents.find(name);
        value += "," + (content == contents.end() ? name : content->second);
        reads.push_back(name + " as " + typeName(step, access));
      }
      for (const ProgramAccess &access : step.accesses) {
        if (!access.isWritten)
          continue;
        std::string name = accessName(program, access);
        contents[name] = numberOf(value + "#" + std::to_string(writes.size()));
        if (access.isBuffer)
          holds[access.index] = contents[name];
        writes.push_back(name + " as " + typeName(step, access));
      }
      array.push_back(json::Object{{"kernel", kernel.getSymName()},
                                   {"reads", std::move(reads)},
                                   {"writes", std::move(writes)}});
    }
    return array;
  }

  json::Array buffers() {
    json::Array array;
    for (auto [index, buffer] : llvm::enumerate(program.buffers)) {
      json::Object object{{"id", int64_t(index)},
                          {"first", buffer.first},
                          {"last", buffer.last},
                          {"holds", holds[index]}};
      addBytes(object, buffer.bytes);
      if (plan.bounded)
        object["offset"] = plan.placement.offsets[index];
      array.push_back(std::move(object));
    }
    return array;
  }

  /// One worker needs the largest of these.
  std::string scratch() {
    auto texts = llvm::map_range(program.scratch, [&](AffineExpr bytes) {
      return printSize(bytes, symbols);
    });
    return program.scratch.empty() ? "0" : llvm::join(texts, ", ");
  }

  json::Object memory() {
    const MemoryTotals &totals = plan.totals;
    return json::Object{
        {"weights", totals.weights}, {"inputs", totals.inputs},
        {"results", totals.results}, {"arena", totals.arena},
        {"scratch", totals.scratch}, {"peak", totals.peak(threads)},
        {"live_set", plan.liveSet}};
  }

  static std::string typeName(ProgramStep step, const ProgramAccess &access) {
    std::string text;
    llvm::raw_string_ostream(text)
        << step.call.getOperand(access.operand).getType();
    return text;
  }

  std::string numberOf(StringRef value) {
    size_t next = numbers.size();
    return "v" + std::to_string(numbers.try_emplace(value, next).first->second);
  }

  const MemoryPlan &plan;
  const ProgramForm &program;
  int64_t budget, threads;
  SmallVector<std::string> symbols;
  llvm::StringMap<size_t> numbers;
  llvm::DenseMap<unsigned, std::string> holds;
};

} // namespace

json::Object tenfold::planJson(const MemoryPlan &plan, int64_t budget,
                               int64_t threads) {
  return Writer(plan, budget, threads).write();
}
