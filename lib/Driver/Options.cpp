//===- Options.cpp - the options of compile -------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Driver/Options.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"

#include <array>

using namespace llvm;
using namespace tenfold;

namespace {

constexpr std::array<StringLiteral, 11> kPrecisions = {
    "f64",         "f32",          "bf16",  "f16",   "fp8",  "int8-dynamic",
    "int8-static", "int4-weights", "mxfp8", "mxfp4", "nvfp4"};
constexpr std::array<StringLiteral, 3> kTopics = {"fusion", "memory",
                                                  "precision"};

Error parsePrecision(StringRef value, CompileOptions &options) {
  if (!is_contained(kPrecisions, value))
    return userError("expected --precision to be one of " +
                     join(kPrecisions, ", ") + ", got '" + value + "'");
  if (value != "f32" && value != "int8-dynamic")
    return userError("--precision=" + value +
                     " is not supported by this version, which computes in "
                     "f32 and int8-dynamic");
  options.precision = value.str();
  return Error::success();
}

Error parseTarget(StringRef value, CompileOptions &options) {
  auto [device, name] = value.split(':');
  if (device == "cuda")
    return userError("--target=" + value +
                     " is not supported by this version, which compiles for "
                     "cpu");
  if (device != "cpu" || (value.contains(':') && name.empty()))
    return userError("expected --target to be cpu, cpu:NAME or cuda:NAME, got "
                     "'" +
                     value + "'");
  options.target = value.str();
  return Error::success();
}

Error parseExplain(StringRef value, std::vector<std::string> &topics) {
  for (StringRef topic : split(value, ',')) {
    if (!is_contained(kTopics, topic))
      return userError("expected --explain to list some of " +
                       join(kTopics, ", ") + ", got '" + topic + "'");
    topics.push_back(topic.str());
  }
  return Error::success();
}

Error parseBudget(StringRef value, CompileOptions &options) {
  Expected<uint64_t> bytes = parseBytes(value);
  if (!bytes)
    return bytes.takeError();
  options.memoryBudget = *bytes;
  return Error::success();
}

Error addDim(StringRef value, CompileOptions &options) {
  Expected<DimRange> dim = parseDim(value);
  if (!dim)
    return dim.takeError();
  for (const DimRange &other : options.dims)
    if (other.name == dim->name)
      return userError("--dim " + dim->name + " is given twice");
  options.dims.push_back(*dim);
  return Error::success();
}

Error parseThreads(StringRef value, CompileOptions &options) {
  constexpr int kMost = 1024;
  if (value.getAsInteger(10, options.threads) || options.threads < 1 ||
      options.threads > kMost)
    return userError("expected --threads in [1, " + Twine(kMost) + "], got '" +
                     value + "'");
  return Error::success();
}

/// Options that an artifact has behind it.
void addCompileOptions(CommandLine &line, ModelOptions &options) {
  CompileOptions &compile = options.compile;
  auto add = [&](StringRef name, StringRef metavar, StringRef help,
                 const CommandLine::Apply &apply) {
    line.option(name, metavar, help, [=, &options](StringRef value) -> Error {
      options.compileOnly.push_back(name.str());
      return apply(value);
    });
  };
  add("--target", "cpu[:NAME]",
      "CPU by LLVM's name; this machine's without one",
      [&](StringRef value) { return parseTarget(value, compile); });
  add("--precision", "P", "type to compute in: f32, int8-dynamic",
      [&](StringRef value) { return parsePrecision(value, compile); });
  add("--memory-budget", "SIZE", "most bytes the model may take, as in 512MiB",
      [&](StringRef value) { return parseBudget(value, compile); });
  add("--weights", "FILE", "a safetensors or GGUF file with the parameters",
      [&](StringRef value) -> Error {
        if (value.empty())
          return userError("expected a value for --weights, got none");
        compile.weights = value.str();
        return Error::success();
      });
  add("--from", "STAGE", "begin at a stage, its input given as text",
      [&](StringRef value) {
        return parseStageOption("--from", value, compile.from);
      });
}

} // namespace

std::string_view tenfold::stageName(Stage stage) {
  static constexpr std::string_view kNames[] = {"import", "model",  "grad",
                                                "fold",   "plan",   "tile",
                                                "vector", "target", "binary"};
  return kNames[int(stage)];
}

std::optional<Stage> tenfold::parseStage(std::string_view name) {
  for (Stage s = Stage::Import; s <= Stage::Binary; s = Stage(int(s) + 1))
    if (stageName(s) == name)
      return s;
  return std::nullopt;
}

Error tenfold::parseStageOption(StringRef option, StringRef value,
                                Stage &target) {
  if (std::optional<Stage> stage = parseStage(value)) {
    target = *stage;
    return Error::success();
  }
  SmallVector<StringRef> names;
  for (Stage s = Stage::Import; s <= Stage::Binary; s = Stage(int(s) + 1))
    names.push_back(stageName(s));
  return userError("expected " + option + " to be one of " + join(names, ", ") +
                   ", got '" + value + "'");
}

Expected<uint64_t> tenfold::parseBytes(StringRef text) {
  static constexpr std::pair<StringLiteral, uint64_t> kUnits[] = {
      {"KiB", 1ull << 10},
      {"MiB", 1ull << 20},
      {"GiB", 1ull << 30},
      {"TiB", 1ull << 40},
      {"kB", 1000},
      {"MB", 1000000},
      {"GB", 1000000000},
      {"B", 1},
      {"", 1}};
  for (auto [unit, factor] : kUnits) {
    StringRef number = text;
    double value;
    if (!number.consume_back(unit))
      continue;
    if (!number.getAsDouble(value) && value >= 0 && value * factor < 0x1p62 &&
        (factor > 1 || !number.contains('.')))
      return static_cast<uint64_t>(value * factor);
    break;
  }
  return userError("expected bytes as in 512MiB, 1.5GiB or 1000000, got '" +
                   text + "'");
}

std::string tenfold::formatBytes(uint64_t bytes) {
  static constexpr StringLiteral kUnits[] = {"B", "KiB", "MiB", "GiB", "TiB"};
  double value = bytes;
  int unit = 0;
  for (; value >= 1024 && unit < 4; ++unit)
    value /= 1024;
  return unit == 0 ? formatv("{0} B", bytes).str()
                   : formatv("{0:F1} {1}", value, kUnits[unit]).str();
}

Expected<DimRange> tenfold::parseDim(StringRef text) {
  auto [name, range] = text.split('=');
  size_t dots = range.find("..");
  StringRef lo = range.take_front(dots);
  StringRef hi = dots == StringRef::npos ? lo : range.drop_front(dots + 2);
  DimRange dim{name.str()};
  if (name.empty() || lo.getAsInteger(10, dim.lo) ||
      hi.getAsInteger(10, dim.hi) || dim.lo < 0 || dim.hi < dim.lo)
    return userError("expected --dim NAME=N or NAME=LO..HI, got '" + text +
                     "'");
  return dim;
}

void tenfold::addModelOptions(CommandLine &line, ModelOptions &options) {
  CompileOptions &compile = options.compile;
  line.section("Compilation");
  addCompileOptions(line, options);
  line.option("--dim", "NAME=N|LO..HI", "size of a named dim, or its bounds",
              [&](StringRef value) { return addDim(value, compile); });
  line.text("--function", "NAME", compile.function,
            "function of the model; main, or the only one, without");
  line.option("--threads", "N", "threads to run on; as many as allowed without",
              [&](StringRef value) { return parseThreads(value, compile); });
  line.option(
      "--explain", "TOPICS",
      "what was done and what was not, to stderr: "
      "fusion,memory,precision",
      [&](StringRef value) { return parseExplain(value, options.explain); });
  line.text("--explain-file", "F.json", options.explainFile,
            "all remarks, as JSON");
  line.flag("--no-cache", options.noCache, "neither use nor fill the cache");
  line.later("--emit", "ptx|cubin");
  line.later("--report", "F.html");
}
