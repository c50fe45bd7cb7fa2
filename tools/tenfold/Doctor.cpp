//===- Doctor.cpp - tenfold doctor ----------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Driver/CommandLine.h"
#include "lib/Driver/CompileCache.h"
#include "lib/Driver/TemporaryFile.h"
#include "lib/Runtime/ThreadCount.h"
#include "lib/Target/CPU/CPUTarget.h"
#include "tenfold-c/Runtime.h"
#include "tools/tenfold/Commands.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"

using namespace llvm;
using namespace tenfold;

namespace {

/// One line each: what was looked at, whether it is well, what was found.
class Findings {
public:
  void good(StringRef what, const Twine &found) { add("ok", what, found); }
  void bad(StringRef what, const Twine &found) {
    add("!!", what, found);
    ++problems;
  }
  std::string text;
  unsigned problems = 0;

private:
  void add(StringRef mark, StringRef what, const Twine &found) {
    text += formatv("{0} {1,-10} {2}\n", mark, what, found.str()).str();
  }
};

void checkCPU(Findings &findings) {
  std::string spec = CPUTarget::host(), error;
  auto target = CPUTarget::parse(spec, error);
  if (failed(target))
    return findings.bad("cpu", error);
  findings.good("cpu",
                formatv("{0}, vectors of {1} bits{2}{3}", target->name,
                        target->vectorBits, target->bf16Dot ? ", bf16 dot" : "",
                        target->int8Dot ? ", int8 dot" : "")
                    .str());
}

void checkCache(Findings &findings) {
  std::string folder = cacheFolder();
  if (folder.empty())
    return findings.bad("cache", "expected XDG_CACHE_HOME or HOME to be set");
  if (std::error_code error = sys::fs::create_directories(folder))
    return findings.bad("cache",
                        "cannot create `" + folder + "`: " + error.message());
  Expected<uint64_t> capacity = cacheCapacity();
  if (!capacity)
    return findings.bad("cache", toString(capacity.takeError()));
  if (sys::fs::access(folder, sys::fs::AccessMode::Write))
    return findings.bad("cache", "cannot write in `" + folder + "`");
  findings.good("cache", folder + ", at most " + formatBytes(*capacity));
}

void checkLinker(Findings &findings) {
#ifdef TENFOLD_HAVE_LLD
  findings.good("linker", "lld, in process");
#else
  for (StringRef name : {"ld.lld", "cc"})
    if (auto path = sys::findProgramByName(name))
      return findings.good("linker", *path);
  findings.bad("linker", "expected ld.lld or cc on PATH, got neither");
#endif
}

/// The library that programs load stands beside the tool's folder.
void checkRuntime(Findings &findings) {
  static int anchor;
  std::string tool = sys::fs::getMainExecutable("tenfold", &anchor);
  SmallString<128> path(sys::path::parent_path(sys::path::parent_path(tool)));
  sys::path::append(path, "lib", "libtenfold_runtime.so");
  if (!sys::fs::exists(path))
    return findings.bad("runtime", "expected `" + path + "`, got none");
  findings.good("runtime",
                path + ", interface version " + Twine(tenfold_api_version()));
}

} // namespace

Error tenfold::runDoctor(Arguments arguments) {
  CommandLine line("doctor", "",
                   "Checks this machine and installation; fails when something "
                   "is amiss.");
  line.example("tenfold doctor", "one line for each thing looked at");
  std::string operand;
  Expected<bool> done = parseCommand(line, arguments, operand);
  if (!done || *done)
    return done.takeError();
  Findings findings;
  findings.good("compiler", compilerVersion());
  checkCPU(findings);
  findings.good("threads",
                Twine(runtime::availableCpus()) + " by affinity and CPU quota");
  checkLinker(findings);
  checkRuntime(findings);
  checkCache(findings);
  if (Error error = writeResult("-", findings.text))
    return error;
  if (findings.problems)
    return userError("doctor found " + Twine(findings.problems) +
                     (findings.problems == 1 ? " problem" : " problems"));
  return Error::success();
}
