//===- Bisect.cpp - tenfold bisect ----------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tools/tenfold/Commands.h"
#include "tools/tenfold/Native.h"
#include "tools/tenfold/Reference.h"

using namespace llvm;
using namespace tenfold;

Error tenfold::runBisect(Arguments arguments) {
  CommandLine line("bisect", "MODEL",
                   "Finds the first stage, and in it the first op, at which "
                   "numbers part from the reference; fails when they do.");
  std::string path, inputs;
  std::vector<std::string> pairs;
  ModelOptions options;
  line.example("tenfold bisect model.mlir --weights w.safetensors --inputs "
               "in.npz",
               "the interpreter on the IR of each stage, then native code");
  addInputOptions(line, inputs, pairs);
  addModelOptions(line, options);
  Expected<bool> done = parseCommand(line, arguments, path);
  if (!done || *done)
    return done.takeError();
  Expected<NamedArrays> given = readInputs(inputs, pairs);
  if (!given)
    return given.takeError();
  auto native = callNative(path, options, *given);
  if (!native)
    return native.takeError();
  std::vector<data::Array> results;
  results.reserve(native->size());
  for (auto &[name, array] : *native)
    results.push_back(std::move(array));
  Expected<std::string> report =
      bisectStages(path, options.compile, std::move(*given), results);
  if (!report)
    return report.takeError();
  if (report->empty())
    return writeResult("-", "all stages and native code agree\n");
  if (Error error = writeResult("-", *report))
    return error;
  return userError("numbers part from the reference");
}
