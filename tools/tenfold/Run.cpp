//===- Run.cpp - tenfold run ----------------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tools/tenfold/Commands.h"
#include "tools/tenfold/Elements.h"
#include "tools/tenfold/Native.h"
#include "tools/tenfold/Reference.h"
#include "tools/tenfold/State.h"

#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace tenfold;

namespace {

struct RunOptions {
  ModelOptions model;
  std::string inputs, outputs, profile, state, savedState, backend = "native";
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
  line.example("tenfold run counter.mlir --inputs in.npz --state s.safetensors "
               "--save-state s.safetensors",
               "what nn.state holds comes from the call before and goes to "
               "the next");
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
  line.text("--state", "F.safetensors", options.state,
            "what states begin with; without it zeros");
  line.text("--save-state", "F.safetensors", options.savedState,
            "where the states go that the call leaves");
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
  if (!options.state.empty()) {
    Expected<NamedArrays> states = readState(options.state);
    if (!states)
      return states.takeError();
    for (auto &state : *states)
      given->push_back(std::move(state));
    if (Error error = checkNames(*given))
      return error;
  }
  std::vector<std::string> states;
  Expected<NamedArrays> results =
      options.backend == "reference"
          ? evaluateReference(path, options.model.compile, std::move(*given),
                              states)
          : callNative(path, options.model, std::move(*given), options.profile,
                       &states);
  if (!results)
    return results.takeError();
  if (!options.savedState.empty())
    if (Error error = writeState(options.savedState, *results, states))
      return error;
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
