//===- Bisect.cpp - tenfold bisect ----------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tools/tenfold/Commands.h"
#include "tools/tenfold/OpenModel.h"
#include "tools/tenfold/Reference.h"

using namespace llvm;
using namespace tenfold;

/// The results of the compiled model.
static Expected<std::vector<data::Array>>
callNative(const std::string &path, ModelOptions &options, NamedArrays given) {
  Expected<OpenedModel> opened = openModel(path, options);
  if (!opened)
    return opened.takeError();
  Expected<Function> function = findFunction(*opened, options);
  if (!function)
    return function.takeError();
  auto arrays = matchInputs(inputsOf(*function), std::move(given));
  if (!arrays)
    return arrays.takeError();
  Tensors inputs(std::move(*arrays));
  std::vector<int64_t> dims;
  Expected<Tensors> outputs = makeOutputs(*function, inputs, dims);
  if (!outputs)
    return outputs.takeError();
  Session session;
  if (Error error = toError(
          Session::create(opened->artifact, session, options.compile.threads)))
    return std::move(error);
  if (Error error = toError(session.call(function->name(), inputs.pointers(),
                                         outputs->pointers())))
    return std::move(error);
  return std::move(outputs->arrays());
}

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
  line.text("--inputs", "F.npz", inputs, "arrays of all inputs");
  line.option("--input", "NAME=F.npy", "one input; may be repeated",
              [&](StringRef value) -> Error {
                pairs.push_back(value.str());
                return Error::success();
              });
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
  Expected<std::string> report =
      bisectStages(path, options.compile, std::move(*given), *native);
  if (!report)
    return report.takeError();
  if (report->empty())
    return writeResult("-", "all stages and native code agree\n");
  if (Error error = writeResult("-", *report))
    return error;
  return userError("numbers part from the reference");
}
