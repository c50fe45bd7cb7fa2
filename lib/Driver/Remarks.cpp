//===- Remarks.cpp - what passes did and did not --------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Driver/Remarks.h"
#include "lib/Driver/Diagnostics.h"

#include "mlir/IR/Remarks.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"

#include <mutex>

using namespace mlir;
using namespace tenfold;

namespace {

StringRef kindName(llvm::remarks::Type type) {
  switch (type) {
  case llvm::remarks::Type::Passed:
    return "passed";
  case llvm::remarks::Type::Missed:
    return "missed";
  case llvm::remarks::Type::Failure:
    return "failed";
  default:
    return "analysis";
  }
}

/// Passes run on several functions at once, so their order is not fixed.
class Collector final : public remark::detail::MLIRRemarkStreamerBase {
public:
  explicit Collector(std::vector<CompileRemark> &remarks) : remarks(remarks) {}

  void streamOptimizationRemark(const remark::detail::Remark &remark) override {
    // "Arena: Buffers=55, ArenaBytes=4096"; getMsg() repeats all the rest.
    std::string message = remark.getRemarkName().str();
    StringRef separator = ": ";
    for (const auto &argument : remark.getArgs()) {
      message += (separator + argument.key + "=" + argument.val).str();
      separator = ", ";
    }
    CompileRemark entry{kindName(remark.getRemarkType()).str(),
                        remark.getCategoryName().str(),
                        describeLocation(remark.getLocation()),
                        remark.getFunction().str(), std::move(message)};
    std::lock_guard lock(mutex);
    remarks.push_back(std::move(entry));
  }

private:
  std::mutex mutex;
  std::vector<CompileRemark> &remarks;
};

/// The topics of --explain are families of pass names.
bool isOn(StringRef category, StringRef topic) {
  auto hasAny = [&](std::initializer_list<StringRef> words) {
    return llvm::any_of(
        words, [&](StringRef word) { return category.contains(word); });
  };
  if (topic == "fusion")
    return hasAny({"fuse", "form-", "merge", "derive", "chunk"});
  if (topic == "memory")
    return hasAny({"plan", "donat", "recompute", "schedule", "scratch"});
  if (topic == "precision")
    return hasAny({"precision", "quantiz", "math"});
  return true;
}

} // namespace

LogicalResult tenfold::collectRemarks(MLIRContext &context,
                                      std::vector<CompileRemark> &remarks) {
  std::string all = ".*";
  return remark::enableOptimizationRemarks(
      context, std::make_unique<Collector>(remarks),
      std::make_unique<remark::RemarkEmittingPolicyAll>(),
      {all, all, all, all, all});
}

std::string tenfold::remarksAsText(const std::vector<CompileRemark> &remarks,
                                   std::string_view topic) {
  std::string text;
  for (const CompileRemark &remark : remarks)
    if (isOn(remark.category, topic))
      text += llvm::formatv("{0}{1}{2}: {3}: {4}\n", remark.location,
                            remark.location.empty() ? "" : ": ", remark.kind,
                            remark.category, remark.message)
                  .str();
  return text;
}

std::string tenfold::remarksAsJSON(const std::vector<CompileRemark> &remarks) {
  llvm::json::Array all;
  for (const CompileRemark &remark : remarks)
    all.push_back(llvm::json::Object{{"kind", remark.kind},
                                     {"category", remark.category},
                                     {"location", remark.location},
                                     {"function", remark.function},
                                     {"message", remark.message}});
  return llvm::formatv("{0:2}\n", llvm::json::Value(std::move(all))).str();
}
