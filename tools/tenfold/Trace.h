// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_TOOLS_TENFOLD_TRACE_H
#define TENFOLD_TOOLS_TENFOLD_TRACE_H

#include "tenfold/Runtime.h"

#include "llvm/ADT/StringRef.h"

#include <chrono>

namespace tenfold {

/// When each kernel of a call began and ended.
class Trace {
public:
  /// Names of kernels come from the plan of an artifact.
  explicit Trace(llvm::StringRef plan);
  void attach(Session &session);

  /// In the format of chrome://tracing, times in microseconds.
  std::string json() const;

private:
  static void record(void *self, int32_t kernel, int32_t beginOrEnd);

  using Clock = std::chrono::steady_clock;
  struct Event {
    int32_t kernel;
    bool end;
    Clock::time_point at;
  };
  std::vector<std::string> names;
  std::vector<Event> events;
};

} // namespace tenfold

#endif // TENFOLD_TOOLS_TENFOLD_TRACE_H
