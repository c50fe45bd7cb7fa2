// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_TOOLS_TENFOLD_PROFILE_H
#define TENFOLD_TOOLS_TENFOLD_PROFILE_H

#include "tenfold/Runtime.h"

#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"

#include <chrono>
#include <vector>

namespace tenfold {

/// When the kernels of some calls began and ended. Lives as long as the session
/// may call.
class Profile {
public:
  explicit Profile(Session &session) : session(session) {}

  /// One call, with a record for each of its kernels.
  Status call(const Function &function, std::span<const DLTensor *const> inputs,
              std::span<const DLTensor *const> outputs);

  /// Writes the record as a trace that Perfetto and chrome://tracing show, and
  /// a table of the kernels by time to stderr. `dims` are those of the calls.
  llvm::Error report(const std::string &path, const Artifact &artifact,
                     const Function &function,
                     llvm::ArrayRef<int64_t> dims) const;

private:
  using Clock = std::chrono::steady_clock;
  struct Span {
    int32_t kernel; ///< its number in the artifact; -1 for the whole call
    Clock::time_point begin, end;
    double microseconds() const;
  };
  /// A kernel call of the plan, with the bytes of what it reads and writes.
  struct Step {
    llvm::StringRef kernel;
    double bytes;
  };
  struct Total;

  static void record(void *profile, int32_t kernel, int32_t beginOrEnd);
  llvm::json::Value trace(llvm::ArrayRef<std::string> names) const;
  std::string table(llvm::StringRef function, llvm::ArrayRef<std::string> names,
                    llvm::ArrayRef<Step> steps) const;

  Session &session;
  std::vector<Span> spans; ///< a call, then its kernels in order
};

} // namespace tenfold

#endif // TENFOLD_TOOLS_TENFOLD_PROFILE_H
