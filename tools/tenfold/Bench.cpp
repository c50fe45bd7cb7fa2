//===- Bench.cpp - tenfold bench ------------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tools/tenfold/Commands.h"
#include "tools/tenfold/OpenModel.h"
#include "tools/tenfold/Profile.h"
#include "tools/tenfold/Tensors.h"

#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"

#include <chrono>
#include <fstream>
#include <malloc.h>

using namespace llvm;
using namespace tenfold;

namespace {

using Milliseconds = std::chrono::duration<double, std::milli>;

constexpr size_t kLeastRuns = 10;
constexpr Milliseconds kLeastTime{1000};

struct Measurement {
  std::vector<double> times; ///< milliseconds, sorted
  TenfoldMemory memory{};
  int64_t rssPeakBytes = 0;
  int32_t threads = 0;
  std::vector<int64_t> dims;
};

/// Makes the kernel forget the peak so far: compiling in this process is not
/// part of what a call needs.
void resetPeak() {
  malloc_trim(0);
  std::ofstream("/proc/self/clear_refs") << "5";
}

int64_t peakBytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    StringRef text = line;
    int64_t kilobytes;
    if (text.consume_front("VmHWM:") &&
        !text.trim().consumeInteger(10, kilobytes))
      return kilobytes * 1024;
  }
  return 0;
}

/// `profile` gets calls of its own, after those that are measured.
Error measure(Session &session, const Function &function, Tensors &inputs,
              Measurement &m, Profile *profile) {
  Expected<Tensors> outputs = makeOutputs(function, inputs, m.dims);
  if (!outputs)
    return outputs.takeError();
  for (size_t i = 0; i < inputs.pointers().size(); ++i)
    if (int32_t result = function.input(i).donated; result >= 0)
      outputs->share(result, *inputs.pointers()[i]);
  m.threads = session.threads();
  if (Error error = toError(function.memory(m.dims, m.threads, m.memory)))
    return error;
  auto call = [&] {
    return session.call(function.name(), inputs.pointers(),
                        outputs->pointers());
  };
  // The first calls touch memory and wake the workers.
  for (int warm = 0; warm < 3; ++warm)
    if (Error error = toError(call()))
      return error;
  using Clock = std::chrono::steady_clock;
  Clock::time_point begin = Clock::now(), last = begin;
  while (m.times.size() < kLeastRuns || last - begin < kLeastTime) {
    Clock::time_point at = Clock::now();
    if (Error error = toError(call()))
      return error;
    last = Clock::now();
    m.times.push_back(Milliseconds(last - at).count());
  }
  sort(m.times);
  m.rssPeakBytes = peakBytes();
  for (size_t run = 0; profile && run < kLeastRuns; ++run)
    if (Error error = toError(
            profile->call(function, inputs.pointers(), outputs->pointers())))
      return error;
  return Error::success();
}

Expected<Tensors> makeInputs(const Function &function,
                             const ModelOptions &options,
                             const std::string &path) {
  if (path.empty())
    return randomInputs(function, options.compile.dims);
  Expected<NamedArrays> given = readInputs(path, {});
  if (!given)
    return given.takeError();
  auto arrays = matchInputs(inputsOf(function), std::move(*given));
  if (!arrays)
    return arrays.takeError();
  return Tensors(std::move(*arrays));
}

double median(ArrayRef<double> sorted) {
  size_t n = sorted.size();
  return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
}

std::string asJSON(const OpenedModel &model, const Measurement &m) {
  json::Object object{{"min_ms", m.times.front()},
                      {"median_ms", median(m.times)},
                      {"runs", int64_t(m.times.size())},
                      {"peak_bytes", m.memory.peak},
                      {"rss_peak_bytes", m.rssPeakBytes},
                      {"compile_ms", model.compileMilliseconds},
                      {"cache_hit", model.cacheHit},
                      {"threads", m.threads},
                      {"target", model.artifact.target()},
                      {"precision", model.artifact.precision()}};
  return formatv("{0:2}\n", json::Value(std::move(object))).str();
}

std::string asText(const OpenedModel &model, const Measurement &m) {
  std::string text =
      formatv("median {0:F3} ms, min {1:F3} ms of {2} runs, {3} threads, {4}, "
              "{5}\npeak {6} guaranteed, {7} resident\n",
              median(m.times), m.times.front(), m.times.size(), m.threads,
              model.artifact.target(), model.artifact.precision(),
              formatBytes(m.memory.peak), formatBytes(m.rssPeakBytes))
          .str();
  if (model.compiled)
    text += model.cacheHit
                ? "compiled before\n"
                : formatv("compiled in {0:F0} ms\n", model.compileMilliseconds)
                      .str();
  return text;
}

} // namespace

Error tenfold::runBench(Arguments arguments) {
  CommandLine line("bench", "MODEL",
                   "Measures warm calls, at least 10 and at least a second.");
  std::string path, inputsPath, profilePath;
  ModelOptions options;
  bool json = false;
  line.example("tenfold bench minilm.so --dim batch=8 --dim seq=128",
               "random inputs of the given dims");
  line.example("tenfold bench model.mlir --inputs in.npz --threads 1 --json",
               "given inputs, one thread, for a program to read");
  line.text("--inputs", "F.npz", inputsPath,
            "arrays of all inputs; random ones without");
  line.flag("--json", json, "one JSON object on stdout");
  line.text("--profile", "F.json", profilePath,
            "when each kernel ran in ten more calls, for Perfetto or "
            "chrome://tracing; a table of them to stderr");
  addModelOptions(line, options);
  Expected<bool> done = parseCommand(line, arguments, path);
  if (!done || *done)
    return done.takeError();
  Expected<OpenedModel> opened = openModel(path, options);
  if (!opened)
    return opened.takeError();
  Expected<Function> function = findFunction(*opened, options);
  if (!function)
    return function.takeError();
  Expected<Tensors> inputs = makeInputs(*function, options, inputsPath);
  if (!inputs)
    return inputs.takeError();
  Session session;
  if (Error error = toError(
          Session::create(opened->artifact, session, options.compile.threads)))
    return error;
  resetPeak();
  Measurement measurement;
  Profile profile(session);
  if (Error error = measure(session, *function, *inputs, measurement,
                            profilePath.empty() ? nullptr : &profile))
    return error;
  if (!profilePath.empty())
    if (Error error = profile.report(profilePath, opened->artifact, *function,
                                     measurement.dims))
      return error;
  return writeResult("-", json ? asJSON(*opened, measurement)
                               : asText(*opened, measurement));
}
