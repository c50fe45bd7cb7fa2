//===- Trace.cpp - when each kernel ran -----------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tools/tenfold/Trace.h"

#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"

using namespace llvm;
using namespace tenfold;

/// So that recording seldom allocates.
static constexpr size_t kReserved = 1 << 14;

Trace::Trace(StringRef plan) {
  Expected<json::Value> parsed = json::parse(plan);
  if (!parsed) {
    consumeError(parsed.takeError());
    return;
  }
  const json::Object *object = parsed->getAsObject();
  const json::Array *kernels = object ? object->getArray("kernels") : nullptr;
  if (!kernels)
    return;
  for (const json::Value &kernel : *kernels)
    if (const json::Object *fields = kernel.getAsObject())
      names.push_back(fields->getString("name").value_or("").str());
}

void Trace::attach(Session &session) {
  events.reserve(kReserved);
  session.setTrace(record, this);
}

void Trace::record(void *self, int32_t kernel, int32_t beginOrEnd) {
  static_cast<Trace *>(self)->events.push_back(
      {kernel, beginOrEnd != 0, Clock::now()});
}

std::string Trace::json() const {
  json::Array list;
  for (const Event &event : events) {
    std::chrono::duration<double, std::micro> at = event.at - events.front().at;
    bool named = event.kernel >= 0 && size_t(event.kernel) < names.size();
    list.push_back(
        json::Object{{"name", named ? names[event.kernel]
                                    : "kernel " + std::to_string(event.kernel)},
                     {"ph", event.end ? "E" : "B"},
                     {"ts", at.count()},
                     {"pid", 1},
                     {"tid", 1}});
  }
  return formatv("{0:2}\n",
                 json::Value(json::Object{{"traceEvents", std::move(list)}}))
      .str();
}
