//===- Native.cpp - one call of native code -------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tools/tenfold/Native.h"
#include "tools/tenfold/Profile.h"
#include "tools/tenfold/State.h"

using namespace llvm;
using namespace tenfold;

Expected<NamedArrays> tenfold::callNative(const std::string &path,
                                          ModelOptions &options,
                                          NamedArrays given,
                                          const std::string &profile,
                                          std::vector<std::string> *states) {
  Expected<OpenedModel> opened = openModel(path, options);
  if (!opened)
    return opened.takeError();
  Expected<Function> function = findFunction(*opened, options);
  if (!function)
    return function.takeError();
  for (size_t i = 0; states && i < function->inputCount(); ++i)
    if (isState(*function, i))
      states->push_back(function->input(i).name);
  addStates(newStates(*function), given);
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
  Profile times(session);
  Status status =
      profile.empty()
          ? session.call(function->name(), inputs.pointers(),
                         outputs->pointers())
          : times.call(*function, inputs.pointers(), outputs->pointers());
  if (Error error = toError(status))
    return std::move(error);
  if (!profile.empty())
    if (Error error = times.report(profile, opened->artifact, *function, dims))
      return std::move(error);
  NamedArrays results;
  results.reserve(function->outputCount());
  for (size_t i = 0; i < function->outputCount(); ++i)
    results.push_back(
        {function->output(i).name, std::move(outputs->arrays()[i])});
  return std::move(results);
}
