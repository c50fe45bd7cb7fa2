//===- Run.cpp - tenfold run ----------------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tools/tenfold/Commands.h"
#include "tools/tenfold/Elements.h"
#include "tools/tenfold/Native.h"
#include "tools/tenfold/Reference.h"

#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace tenfold;

namespace {

struct RunOptions {
  ModelOptions model;
  std::string inputs, outputs, profile, backend = "native";
  std::vector<std::string> pairs;
};

void describe(CommandLine &line, RunOptions &options) {
  line.example("tenfold run minilm.so --inputs ids.npz --outputs hidden.npz",
               "arrays are matched by name");
  line.example("tenfold run model.mlir --weights w.safetensors --input x=x.npy",
               "a model is compiled first, or found in the cache; without "
               "--outputs each result is summed up");
  line.example("tenfold run model.mlir --inputs in.npz --backend=reference",
               "what the model means, by the interpreter");
  line.example("tenfold run minilm.so --inputs ids.npz --profile trace.json",
               "which kernels take the time; the trace is for ui.perfetto.dev");
  addInputOptions(line, options.inputs, options.pairs);
  line.text(
      "--outputs", "F.npz", options.outputs,
      "where the results go; without it name, shape, type, min, mean, max");
  line.option("--backend", "native|reference", "who computes",
              [&](StringRef value) -> Error {
                if (value != "native" && value != "reference")
                  return userError("expected --backend to be native or "
                                   "reference, got '" +
                                   value + "'");
                options.backend = value.str();
                return Error::success();
              });
  line.option("--seed", "S", "of parameters that no --weights gives",
              [&](StringRef value) -> Error {
                if (value.getAsInteger(10, options.model.compile.seed))
                  return userError("expected --seed to be a number from 0 to "
                                   "2^64 - 1, got '" +
                                   value + "'");
                options.model.compileOnly.push_back("--seed");
                return Error::success();
              });
  line.text("--profile", "F.json", options.profile,
            "when each kernel ran, for Perfetto or chrome://tracing; a table "
            "of them to stderr");
  line.later("--state", "F.safetensors");
  line.later("--save-state", "F.safetensors");
}

Error writeOutputs(const RunOptions &options,
                   ArrayRef<data::Named<data::ArrayView>> results) {
  if (options.outputs.empty())
    return writeResult("-", summarize(results));
  return writeFile(options.outputs, [&](const std::string &path) -> Error {
    runtime::Error error =
        data::writeNpz(path, std::span(results.data(), results.size()));
    return error ? userError(error.message) : Error::success();
  });
}

Error call(const std::string &path, RunOptions &options) {
  if (options.backend == "reference" && !options.profile.empty())
    return userError("--profile is for native code, and --backend=reference "
                     "has none");
  Expected<NamedArrays> given = readInputs(options.inputs, options.pairs);
  if (!given)
    return given.takeError();
  Expected<NamedArrays> results =
      options.backend == "reference"
          ? evaluateReference(path, options.model.compile, std::move(*given))
          : callNative(path, options.model, std::move(*given), options.profile);
  if (!results)
    return results.takeError();
  if (!options.outputs.empty())
    for (auto &[name, array] : *results)
      array = widened(std::move(array));
  std::vector<data::Named<data::ArrayView>> views;
  views.reserve(results->size());
  for (const auto &[name, array] : *results)
    views.push_back({name, array});
  return writeOutputs(options, views);
}

} // namespace

Error tenfold::runRun(Arguments arguments) {
  CommandLine line("run", "MODEL",
                   "Calls a function of a model or an artifact.");
  RunOptions options;
  std::string path;
  describe(line, options);
  addModelOptions(line, options.model);
  Expected<bool> done = parseCommand(line, arguments, path);
  if (!done || *done)
    return done.takeError();
  return call(path, options);
}
