//===- Native.cpp - one call of native code -------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tools/tenfold/Native.h"

using namespace llvm;
using namespace tenfold;

Expected<NamedArrays> tenfold::callNative(const std::string &path,
                                          ModelOptions &options,
                                          NamedArrays given) {
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
  NamedArrays results;
  results.reserve(function->outputCount());
  for (size_t i = 0; i < function->outputCount(); ++i)
    results.push_back(
        {function->output(i).name, std::move(outputs->arrays()[i])});
  return std::move(results);
}
