//===- Bisect.cpp - where two evaluations part ----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Stages are compared by results, ops by locations: what a pass makes of an op
// keeps its location, and the last op of a location has the op's value.

#include "lib/Reference/Bisect.h"

#include "mlir/IR/BuiltinOps.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace tenfold;

namespace {
/// A value that an op had, with the op as text: the module may be gone when it
/// is reported.
struct Observation {
  std::string op;
  HostTensor value;
};

/// Every value of one evaluation by location: the nth value of the op that
/// stands last among those of its location.
using Observations = llvm::MapVector<Attribute, std::vector<Observation>>;

struct Evaluation {
  SmallVector<HostTensor> results;
  Observations observations;
};
} // namespace

/// The last op with one tensor result of each location.
static DenseMap<Attribute, Operation *> lastOps(ModuleOp module) {
  DenseMap<Attribute, Operation *> last;
  for (auto function : module.getOps<func::FuncOp>())
    for (Operation &op : function.getOps())
      if (op.getNumResults() == 1 &&
          isa<RankedTensorType>(op.getResult(0).getType()))
        last[LocationAttr(op.getLoc())] = &op;
  return last;
}

static std::string firstLine(Operation *op) {
  std::string text;
  llvm::raw_string_ostream(text) << *op;
  return StringRef(text).ltrim().split('\n').first.str();
}

static FailureOr<Evaluation> evaluate(const BisectRequest &request,
                                      StringRef stage, bool observe) {
  auto module = request.produce(stage);
  if (failed(module))
    return failure();
  auto function = (*module)->lookupSymbol<func::FuncOp>(request.function);
  if (!function)
    return (*module)->emitError("expected a function `")
           << request.function << "` after stage `" << stage << "`";
  Evaluation result;
  auto last = lastOps(**module);
  Trace trace = [&](Operation *op, ArrayRef<HostTensor> values) {
    if (last.lookup(LocationAttr(op->getLoc())) == op)
      result.observations[LocationAttr(op->getLoc())].push_back(
          {firstLine(op), values[0]});
  };
  auto values =
      interpret(function, request.arguments, observe ? &trace : nullptr);
  if (failed(values))
    return failure();
  result.results = *values;
  return result;
}

/// Sets the first result that differs; false where none does.
static bool findResult(ArrayRef<HostTensor> expected, ArrayRef<HostTensor> got,
                       Divergence &divergence) {
  for (auto [i, pair] : llvm::enumerate(llvm::zip(expected, got))) {
    auto [a, b] = pair;
    auto difference = findDifference(a, b, toleranceOf(a.elementType()));
    if (!difference)
      continue;
    divergence.result = i;
    divergence.difference = *difference;
    return true;
  }
  return false;
}

/// Sets the first op of `got`, in the order of evaluation, whose value differs.
static void findOp(const Observations &expected, const Observations &got,
                   Divergence &divergence) {
  for (const auto &[location, values] : got) {
    const auto *at = expected.find(location);
    if (at == expected.end())
      continue;
    for (auto [a, b] : llvm::zip(at->second, values)) {
      // A stage may keep a value under another shape.
      if (a.value.size() != b.value.size())
        continue;
      auto difference =
          findDifference(a.value, b.value.reshaped(a.value.shape()),
                         toleranceOf(a.value.elementType()));
      if (!difference)
        continue;
      divergence.op = b.op;
      divergence.opDifference = difference;
      divergence.location = cast<LocationAttr>(location);
      return;
    }
  }
}

FailureOr<std::optional<Divergence>>
tenfold::bisect(const BisectRequest &request) {
  std::optional<Evaluation> reference;
  Divergence divergence;
  for (const std::string &stage : request.stages) {
    auto evaluation = evaluate(request, stage, /*observe=*/false);
    if (failed(evaluation))
      return failure();
    divergence.stage = stage;
    if (!reference) {
      reference = std::move(*evaluation);
    } else if (findResult(reference->results, evaluation->results,
                          divergence)) {
      // Values are kept only for the two stages that matter.
      auto before = evaluate(request, divergence.previous, /*observe=*/true);
      auto after = evaluate(request, stage, /*observe=*/true);
      if (failed(before) || failed(after))
        return failure();
      findOp(before->observations, after->observations, divergence);
      return std::optional(divergence);
    }
    divergence.previous = stage;
  }
  divergence.stage = "native";
  if (reference && request.native &&
      findResult(reference->results, *request.native, divergence))
    return std::optional(divergence);
  return std::optional<Divergence>();
}

static void print(llvm::raw_ostream &os, const Difference &difference) {
  if (difference.index < 0)
    os << "shapes or types differ";
  else
    os << "element " << difference.index << ": expected "
       << llvm::format("%.9g", difference.expected) << ", got "
       << llvm::format("%.9g", difference.got);
}

std::string Divergence::describe() const {
  std::string text;
  llvm::raw_string_ostream os(text);
  os << "stage `" << stage << "` is the first to part from `" << previous
     << "`: result " << result << ", ";
  print(os, difference);
  if (!opDifference) {
    os << "\nno op that the two stages share parts\n";
    return text;
  }
  os << "\nits first op to part: " << op << "\n  at " << location << ", ";
  print(os, *opDifference);
  os << "\n";
  return text;
}
