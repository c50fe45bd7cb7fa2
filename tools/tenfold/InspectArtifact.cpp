//===- InspectArtifact.cpp - what an artifact holds and needs -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Driver/CommandLine.h"
#include "lib/Runtime/ThreadCount.h"
#include "tools/tenfold/Inspect.h"
#include "tools/tenfold/Tensors.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"

using namespace llvm;
using namespace tenfold;

namespace {

/// Names of dims, numbers, and "?" for a size that is computed.
json::Array shapeOf(const Function &function, const TenfoldTensorInfo &info) {
  json::Array shape;
  for (const TenfoldExtent &extent : ArrayRef(info.extents, info.rank)) {
    if (extent.dim >= 0)
      shape.push_back(function.dim(extent.dim).name);
    else if (extent.size >= 0)
      shape.push_back(extent.size);
    else
      shape.push_back("?");
  }
  return shape;
}

json::Object tensor(const Function &function, const TenfoldTensorInfo &info) {
  json::Object object{{"name", info.name},
                      {"dtype", dtypeName(info.dtype)},
                      {"shape", shapeOf(function, info)}};
  if (info.range_lo < info.range_hi)
    object["range"] = json::Array{info.range_lo, info.range_hi};
  return object;
}

/// Sizes of all dims by --dim; nothing when one is not given.
std::optional<std::vector<int64_t>> sizesOf(const Function &function,
                                            ArrayRef<DimRange> given) {
  std::vector<int64_t> sizes;
  for (size_t i = 0; i < function.dimCount(); ++i)
    for (const DimRange &dim : given)
      if (dim.name == function.dim(i).name && dim.lo == dim.hi)
        sizes.push_back(dim.lo);
  if (sizes.size() != function.dimCount())
    return std::nullopt;
  return sizes;
}

/// Null where a dim has no bound.
Expected<json::Value> memoryOf(const Function &function,
                               const ModelOptions &options) {
  TenfoldMemory memory;
  int threads = options.compile.threads ? options.compile.threads
                                        : runtime::availableCpus();
  auto sizes = sizesOf(function, options.compile.dims);
  for (size_t i = 0; !sizes && i < function.dimCount(); ++i)
    if (function.dim(i).hi < 0)
      return json::Value(nullptr);
  if (Status status = sizes ? function.memory(*sizes, threads, memory)
                            : function.memoryAtBounds(threads, memory))
    return userError(status.message());
  return json::Object{
      {"weights", memory.weights}, {"inputs", memory.inputs},
      {"outputs", memory.outputs}, {"arena", memory.arena},
      {"scratch", memory.scratch}, {"peak", memory.peak},
      {"threads", threads},        {"at", sizes ? "given dims" : "bounds"}};
}

/// Tiles, scratch and cost of a kernel, as far as the plan has them.
json::Object kernelNamed(const json::Object &plan, StringRef name) {
  if (const json::Array *kernels = plan.getArray("kernels"))
    for (const json::Value &kernel : *kernels)
      if (kernel.getAsObject()->getString("name") == name)
        return *kernel.getAsObject();
  return {};
}

/// How often a function calls each kernel, in order of the first call.
json::Array kernelsOf(const json::Object &plan, StringRef function) {
  const json::Object *planned = plannedFunction(plan, function);
  const json::Array *steps = planned ? planned->getArray("steps") : nullptr;
  if (!steps)
    return {};
  std::vector<std::pair<StringRef, int64_t>> calls;
  for (const json::Value &step : *steps) {
    StringRef name = step.getAsObject()->getString("kernel").value_or("");
    auto at = find_if(calls, [&](auto &call) { return call.first == name; });
    if (at == calls.end())
      calls.push_back({name, 1});
    else
      ++at->second;
  }
  json::Array kernels;
  for (auto [name, count] : calls) {
    json::Object kernel = kernelNamed(plan, name);
    kernel["name"] = name;
    kernel["calls"] = count;
    kernels.push_back(std::move(kernel));
  }
  return kernels;
}

Expected<json::Object> functionOf(const Function &function,
                                  const json::Object &plan,
                                  const ModelOptions &options) {
  json::Array dims, inputs, outputs;
  for (size_t i = 0; i < function.dimCount(); ++i) {
    const TenfoldDimInfo &dim = function.dim(i);
    json::Object object{{"name", dim.name}, {"lo", dim.lo}};
    if (dim.hi >= 0)
      object["hi"] = dim.hi;
    dims.push_back(std::move(object));
  }
  for (size_t i = 0; i < function.inputCount(); ++i)
    inputs.push_back(tensor(function, function.input(i)));
  for (size_t i = 0; i < function.outputCount(); ++i)
    outputs.push_back(tensor(function, function.output(i)));
  Expected<json::Value> memory = memoryOf(function, options);
  if (!memory)
    return memory.takeError();
  return json::Object{{"name", function.name()},
                      {"dims", std::move(dims)},
                      {"inputs", std::move(inputs)},
                      {"outputs", std::move(outputs)},
                      {"memory", std::move(*memory)},
                      {"kernels", kernelsOf(plan, function.name())}};
}

} // namespace

const json::Object *tenfold::plannedFunction(const json::Object &plan,
                                             StringRef name) {
  if (const json::Array *functions = plan.getArray("functions"))
    for (const json::Value &each : *functions)
      if (const json::Object *function = each.getAsObject();
          function && function->getString("name") == name)
        return function;
  return nullptr;
}

Expected<json::Object> tenfold::inspectArtifact(const Artifact &artifact,
                                                const ModelOptions &options) {
  json::Object plan;
  if (Expected<json::Value> parsed = json::parse(artifact.plan())) {
    if (json::Object *object = parsed->getAsObject())
      plan = std::move(*object);
  } else {
    consumeError(parsed.takeError());
  }
  json::Array functions;
  for (size_t i = 0; i < artifact.functionCount(); ++i) {
    Function function = artifact.function(i);
    const std::string &wanted = options.compile.function;
    if (!wanted.empty() && wanted != function.name())
      continue;
    Expected<json::Object> object = functionOf(function, plan, options);
    if (!object)
      return object.takeError();
    functions.push_back(std::move(*object));
  }
  int64_t weightBytes = 0;
  for (size_t i = 0; i < artifact.weightCount(); ++i)
    weightBytes += artifact.weight(i).bytes;
  return json::Object{{"compiler", artifact.compiler()},
                      {"target", artifact.target()},
                      {"precision", artifact.precision()},
                      {"weights", int64_t(artifact.weightCount())},
                      {"weight_bytes", weightBytes},
                      {"functions", std::move(functions)},
                      {"plan", std::move(plan)}};
}
