// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "lib/Runtime/Session.h"
#include "lib/Runtime/ThreadCount.h"

#include <cfenv>
#include <cstring>

using namespace tenfold::runtime;

namespace {

/// Rounding and flushing of subnormals as compiled code expects them, whatever
/// the caller has set.
class DefaultFloatEnvironment {
public:
  DefaultFloatEnvironment() {
    std::fegetenv(&saved);
    std::fesetenv(FE_DFL_ENV);
  }
  ~DefaultFloatEnvironment() { std::fesetenv(&saved); }
  DefaultFloatEnvironment(const DefaultFloatEnvironment &) = delete;
  DefaultFloatEnvironment &operator=(const DefaultFloatEnvironment &) = delete;

private:
  std::fenv_t saved;
};

/// Makes `pages` hold at least `bytes`. The old ones go first: both at once
/// might exceed the promised peak.
Error grow(Pages &pages, int64_t bytes) {
  if (pages.bytes().size() >= static_cast<size_t>(bytes))
    return success();
  pages.reset();
  auto larger = Pages::zeros(bytes);
  if (!larger)
    return larger.takeError();
  pages = std::move(*larger);
  return success();
}

/// Compiled code finds a donated input in the memory of its output.
void takeDonations(const FunctionSpec &function, Tensors inputs,
                   Tensors outputs, Dims dims) {
  for (size_t i = 0; i < inputs.size(); ++i) {
    const TensorSpec &spec = function.inputs[i];
    if (spec.donatedTo == kNotDonated)
      continue;
    void *from = dataOf(*inputs[i]), *to = dataOf(*outputs[spec.donatedTo]);
    if (from != to)
      std::memcpy(to, from, *tensorBytes(spec, dims));
  }
}

uint8_t *base(const Pages &pages) {
  return reinterpret_cast<uint8_t *>(pages.bytes().data());
}

} // namespace

const TenfoldCallbacks Session::callbacks{TENFOLD_ARTIFACT_VERSION, parallelFor,
                                          traceKernel};

void Session::parallelFor(void *context, TenfoldTask fn, void *ctx,
                          int64_t tasks) {
  static_cast<Context *>(context)->pool->parallelFor(fn, ctx, tasks);
}

void Session::traceKernel(void *context, int32_t kernel, int32_t beginOrEnd) {
  auto &[pool, trace, user] = *static_cast<Context *>(context);
  if (trace)
    trace(user, kernel, beginOrEnd);
}

Session::Session(std::shared_ptr<const Artifact> artifact,
                 std::shared_ptr<ThreadPool> pool)
    : artifact(std::move(artifact)), context{std::move(pool)},
      functions(this->artifact->functions().size()) {
  for (size_t i = 0; i < functions.size(); ++i) {
    const FunctionSpec &spec = this->artifact->functions()[i].spec;
    functions[i].dims.resize(spec.dims.size());
    functions[i].buffers.resize(spec.inputs.size() + spec.outputs.size());
  }
}

Expected<std::unique_ptr<Session>>
Session::create(std::shared_ptr<const Artifact> artifact, int threads) {
  if (threads < 0 || threads > ThreadPool::kMaxThreads)
    return makeError(TENFOLD_INVALID_ARGUMENT, "expected 0 to ",
                     ThreadPool::kMaxThreads, " threads, got ", threads);
  int count =
      threads ? threads : std::min(availableCpus(), ThreadPool::kMaxThreads);
  auto pool = ThreadPool::shared(count);
  if (!pool)
    return pool.takeError();
  return std::unique_ptr<Session>(new Session(std::move(artifact), *pool));
}

void Session::setTrace(TenfoldTraceFn trace, void *user) {
  std::lock_guard lock(running);
  context.trace = trace;
  context.user = user;
}

Error Session::call(const char *name, Tensors inputs, Tensors outputs) {
  auto index = artifact->findFunction(name);
  if (!index)
    return index.takeError();
  std::lock_guard lock(running);
  TenfoldCall call{};
  if (Error error = prepare(*index, inputs, outputs, call))
    return error;
  DefaultFloatEnvironment environment;
  if (int32_t code = artifact->entry(*index)(&call))
    return makeError(TENFOLD_EXECUTION_FAILED, "function `",
                     artifact->functions()[*index].spec.name,
                     "` failed with code ", code);
  return success();
}

Error Session::prepare(size_t index, Tensors inputs, Tensors outputs,
                       TenfoldCall &call) {
  const TenfoldFunction &function = artifact->functions()[index];
  Function &state = functions[index];
  if (Error error = bindDims(function.spec, inputs, state.dims))
    return error;
  if (Error error = checkOutputs(function.spec, outputs, state.dims))
    return error;
  if (Error error = checkOverlap(function.spec, inputs, outputs))
    return error;
  auto plan = state.shapes.find(function, state.dims);
  if (!plan)
    return plan.takeError();
  if (Error error = reserve(**plan))
    return error;
  takeDonations(function.spec, inputs, outputs, state.dims);
  auto next = state.buffers.begin();
  for (Tensors tensors : {inputs, outputs})
    for (const DLTensor *tensor : tensors)
      *next++ = dataOf(*tensor);
  auto *weights = reinterpret_cast<const uint8_t *>(artifact->weights());
  call = {&callbacks,
          &context,
          state.dims.data(),
          state.buffers.data(),
          weights,
          base(arena),
          (*plan)->offsets.data(),
          base(scratch),
          (*plan)->scratchBytes};
  return success();
}

Error Session::reserve(const ArenaPlan &plan) {
  if (Error error = grow(arena, plan.arenaBytes))
    return error;
  return grow(scratch, plan.scratchBytes * threads());
}
