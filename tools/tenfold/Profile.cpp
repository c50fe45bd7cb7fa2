//===- Profile.cpp - when kernels ran -------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tools/tenfold/Profile.h"

#include "lib/Analysis/Polynomial.h"
#include "lib/Driver/CommandLine.h"
#include "lib/Driver/TemporaryFile.h"
#include "tools/tenfold/Inspect.h"

#include "mlir/AsmParser/AsmParser.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"

#include <tuple>

using namespace llvm;
using namespace tenfold;

double Profile::Span::microseconds() const {
  return std::chrono::duration<double, std::micro>(end - begin).count();
}

void Profile::record(void *profile, int32_t kernel, int32_t beginOrEnd) {
  auto &spans = static_cast<Profile *>(profile)->spans;
  if (beginOrEnd == 0)
    spans.push_back({kernel, Clock::now(), {}});
  else
    spans.back().end = Clock::now();
}

Status Profile::call(const Function &function,
                     std::span<const DLTensor *const> inputs,
                     std::span<const DLTensor *const> outputs) {
  session.setTrace(record, this);
  size_t whole = spans.size();
  spans.push_back({-1, Clock::now(), {}});
  Status status = session.call(function.name(), inputs, outputs);
  spans[whole].end = Clock::now();
  session.setTrace(nullptr, nullptr);
  return status;
}

/// Names of all kernels of the artifact, by number.
static std::vector<std::string> kernelNames(const json::Object &plan) {
  std::vector<std::string> names;
  if (const json::Array *kernels = plan.getArray("kernels"))
    for (const json::Value &kernel : *kernels)
      names.push_back(
          kernel.getAsObject()->getString("name").value_or("").str());
  return names;
}

namespace {

/// Bytes of the tensors that each step of a function reads and writes, by the
/// plan's own expressions.
class StepBytes {
public:
  StepBytes(const json::Object &planned, const Function &function,
            ArrayRef<int64_t> dims)
      : context(mlir::MLIRContext::Threading::DISABLED), dims(dims) {
    for (size_t i = 0; i < function.dimCount(); ++i)
      symbols += (i ? ", " : "") + std::string(function.dim(i).name);
    addAll(planned.getArray("arguments"), "name", "");
    addAll(planned.getArray("buffers"), "id", "buffer ");
  }

  double of(const json::Object &step) const {
    double sum = 0;
    for (StringRef kind : {"reads", "writes"})
      if (const json::Array *tensors = step.getArray(kind))
        for (const json::Value &tensor : *tensors)
          sum += bytes.lookup(
              tensor.getAsString().value_or("").split(" as ").first);
    return sum;
  }

private:
  void addAll(const json::Array *tensors, StringRef key, StringRef prefix) {
    if (!tensors)
      return;
    for (const json::Value &value : *tensors) {
      const json::Object &tensor = *value.getAsObject();
      std::string name = prefix.str();
      raw_string_ostream os(name);
      if (auto number = tensor.getInteger(key))
        os << *number;
      else
        os << tensor.getString(key).value_or("");
      bytes[name] = evaluate(tensor.getString("bytes").value_or("0"));
    }
  }

  double evaluate(StringRef size) {
    std::string text =
        ("affine_map<()[" + symbols + "] -> (" + size + ")>").str();
    auto map = dyn_cast_or_null<mlir::AffineMapAttr>(
        mlir::parseAttribute(text, &context));
    auto value =
        map ? evaluateSize(map.getValue().getResult(0), dims) : std::nullopt;
    return value.value_or(0);
  }

  mlir::MLIRContext context;
  ArrayRef<int64_t> dims;
  std::string symbols;
  StringMap<double> bytes;
};

} // namespace

json::Value Profile::trace(ArrayRef<std::string> names) const {
  json::Array events;
  auto since = [&](const Span &span) {
    return Span{0, spans.front().begin, span.begin}.microseconds();
  };
  for (const Span &span : spans)
    events.push_back(
        json::Object{{"name", span.kernel < 0 ? "call" : names[span.kernel]},
                     {"cat", span.kernel < 0 ? "call" : "kernel"},
                     {"ph", "X"},
                     {"ts", since(span)},
                     {"dur", span.microseconds()},
                     {"pid", 1},
                     {"tid", 1}});
  return json::Object{{"displayTimeUnit", "ms"},
                      {"traceEvents", std::move(events)}};
}

struct Profile::Total {
  StringRef name;
  double microseconds = 0, bytes = 0;
  int64_t times = 0;
};

std::string Profile::table(StringRef function, ArrayRef<std::string> names,
                           ArrayRef<Step> steps) const {
  std::vector<Total> totals(names.size() + 1);
  double whole = 0;
  int64_t calls = 0;
  size_t step = 0;
  for (const Span &span : spans) {
    if (span.kernel < 0) {
      whole += span.microseconds();
      ++calls;
      step = 0;
      continue;
    }
    Total &total = totals[span.kernel];
    total.name = names[span.kernel];
    total.microseconds += span.microseconds();
    // In a loop steps come again, and their number says nothing.
    if (step < steps.size() && steps[step].kernel == total.name)
      total.bytes += steps[step].bytes;
    ++total.times;
    ++step;
  }
  double inside = 0;
  for (const Total &total : totals)
    inside += total.microseconds;
  totals.back() = {"(outside kernels)", whole - inside, 0, calls};
  erase_if(totals, [](const Total &total) { return total.times == 0; });
  sort(totals, [](const Total &a, const Total &b) {
    return std::tie(b.microseconds, a.name) < std::tie(a.microseconds, b.name);
  });
  std::string text =
      formatv("{0}: {1:F3} ms a call, {2} calls\n   share         ms  times    "
              "   GB/s  kernel\n",
              function, whole / calls / 1000, calls);
  for (const Total &total : totals)
    text += formatv(
        "{0,7:F1}% {1,10:F4} {2,6} {3,10} {4,0}\n",
        100 * total.microseconds / whole, total.microseconds / calls / 1000,
        total.times / calls,
        total.bytes == 0
            ? ""
            : formatv("{0:F1}", total.bytes / total.microseconds / 1000).str(),
        " " + total.name.str());
  return text;
}

Error Profile::report(const std::string &path, const Artifact &artifact,
                      const Function &function, ArrayRef<int64_t> dims) const {
  Expected<json::Value> plan = json::parse(artifact.plan());
  if (!plan)
    return plan.takeError();
  const json::Object &object = *plan->getAsObject();
  std::vector<std::string> names = kernelNames(object);
  // Artifacts without a plan have numbers for names.
  for (const Span &span : spans)
    while (int64_t(names.size()) <= span.kernel)
      names.push_back("kernel " + std::to_string(names.size()));
  std::vector<Step> planSteps;
  const json::Object *planned = plannedFunction(object, function.name());
  if (const json::Array *steps =
          planned ? planned->getArray("steps") : nullptr) {
    StepBytes sizes(*planned, function, dims);
    for (const json::Value &step : *steps)
      planSteps.push_back({step.getAsObject()->getString("kernel").value_or(""),
                           sizes.of(*step.getAsObject())});
  }
  errs() << table(function.name(), names, planSteps);
  return writeResult(path, formatv("{0}\n", trace(names)).str());
}
