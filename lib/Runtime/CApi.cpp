// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// The C interface: opaque handles around the classes, exceptions of the
/// standard library into statuses.
#include "lib/Runtime/Session.h"

#include <new>

using namespace tenfold::runtime;

struct TenfoldStatus {
  Error error;
};
struct TenfoldArtifact {
  std::shared_ptr<const Artifact> artifact;
};
struct TenfoldSession {
  std::unique_ptr<Session> session;
};

namespace {

/// Serves when there is no memory for any other status; never freed.
TenfoldStatus *outOfMemory() {
  static TenfoldStatus status{{TENFOLD_OUT_OF_MEMORY, "out of memory"}};
  return &status;
}

TenfoldStatus *toStatus(Error error) {
  return error ? new TenfoldStatus{std::move(error)} : nullptr;
}

/// Runs what may fail by an error or for want of memory.
template <typename Fn> TenfoldStatus *guarded(Fn fn) {
  try {
    return toStatus(fn());
  } catch (const std::bad_alloc &) {
    return outOfMemory();
  }
}

template <typename T>
const T *elementOrNull(const std::vector<T> &elements, size_t index) {
  return index < elements.size() ? &elements[index] : nullptr;
}

const TenfoldTensorInfo *infoOrNull(const std::vector<TenfoldTensor> &tensors,
                                    size_t index) {
  return index < tensors.size() ? &tensors[index].info : nullptr;
}

Error checkNotNull(const void *pointer, const char *what) {
  return pointer ? success()
                 : makeError(TENFOLD_INVALID_ARGUMENT, "expected ", what,
                             ", got null");
}

} // namespace

uint32_t tenfold_api_version(void) { return TENFOLD_API_VERSION; }

TenfoldStatusCode tenfold_status_code(const TenfoldStatus *status) {
  return status ? status->error.code : TENFOLD_OK;
}

const char *tenfold_status_message(const TenfoldStatus *status) {
  return status ? status->error.message.c_str() : "";
}

void tenfold_status_free(TenfoldStatus *status) {
  if (status != outOfMemory())
    delete status;
}

TenfoldStatus *tenfold_artifact_load(const char *path,
                                     TenfoldArtifact **artifact) {
  return guarded([&]() -> Error {
    if (Error error = checkNotNull(path, "the path of an artifact"))
      return error;
    auto loaded = Artifact::load(path);
    if (!loaded)
      return loaded.takeError();
    *artifact = new TenfoldArtifact{std::move(*loaded)};
    return success();
  });
}

void tenfold_artifact_free(TenfoldArtifact *artifact) { delete artifact; }

const char *tenfold_artifact_target(const TenfoldArtifact *a) {
  return a->artifact->metadata().target.c_str();
}
const char *tenfold_artifact_precision(const TenfoldArtifact *a) {
  return a->artifact->metadata().precision.c_str();
}
const char *tenfold_artifact_compiler(const TenfoldArtifact *a) {
  return a->artifact->metadata().compiler.c_str();
}
const char *tenfold_artifact_plan(const TenfoldArtifact *a) {
  return a->artifact->metadata().plan.c_str();
}
const char *tenfold_artifact_remarks(const TenfoldArtifact *a) {
  return a->artifact->metadata().remarks.c_str();
}

size_t tenfold_artifact_weight_count(const TenfoldArtifact *a) {
  return a->artifact->weightInfos().size();
}
const TenfoldWeightInfo *tenfold_artifact_weight(const TenfoldArtifact *a,
                                                 size_t index) {
  return elementOrNull(a->artifact->weightInfos(), index);
}

size_t tenfold_artifact_function_count(const TenfoldArtifact *a) {
  return a->artifact->functions().size();
}
const TenfoldFunction *tenfold_artifact_function(const TenfoldArtifact *a,
                                                 size_t index) {
  return elementOrNull(a->artifact->functions(), index);
}

TenfoldStatus *
tenfold_artifact_find_function(const TenfoldArtifact *a, const char *name,
                               const TenfoldFunction **function) {
  return guarded([&]() -> Error {
    auto index = a->artifact->findFunction(name);
    if (!index)
      return index.takeError();
    *function = &a->artifact->functions()[*index];
    return success();
  });
}

const char *tenfold_function_name(const TenfoldFunction *f) {
  return f->spec.name.c_str();
}
size_t tenfold_function_dim_count(const TenfoldFunction *f) {
  return f->dims.size();
}
size_t tenfold_function_input_count(const TenfoldFunction *f) {
  return f->inputs.size();
}
size_t tenfold_function_output_count(const TenfoldFunction *f) {
  return f->outputs.size();
}
const TenfoldDimInfo *tenfold_function_dim(const TenfoldFunction *f, size_t i) {
  return elementOrNull(f->dims, i);
}
const TenfoldTensorInfo *tenfold_function_input(const TenfoldFunction *f,
                                                size_t i) {
  return infoOrNull(f->inputs, i);
}
const TenfoldTensorInfo *tenfold_function_output(const TenfoldFunction *f,
                                                 size_t i) {
  return infoOrNull(f->outputs, i);
}

TenfoldStatus *tenfold_function_bind_dims(const TenfoldFunction *f,
                                          const DLTensor *const *inputs,
                                          size_t count, int64_t *dims) {
  return guarded([&] {
    return bindDims(f->spec, {inputs, count}, {dims, f->dims.size()});
  });
}

TenfoldStatus *tenfold_function_output_shape(const TenfoldFunction *f,
                                             size_t index, const int64_t *dims,
                                             int64_t *shape) {
  return guarded([&]() -> Error {
    if (index >= f->outputs.size())
      return makeError(TENFOLD_INVALID_ARGUMENT, "expected an output below ",
                       f->outputs.size(), ", got ", index);
    if (Error error = checkDims(f->spec, {dims, f->dims.size()}))
      return error;
    for (const SizeExpr &extent : f->spec.outputs[index].shape) {
      auto size = evaluateExtent(extent, {dims, f->dims.size()});
      if (!size)
        return size.takeError();
      *shape++ = *size;
    }
    return success();
  });
}

TenfoldStatus *tenfold_function_memory(const TenfoldFunction *f,
                                       const int64_t *dims, int32_t threads,
                                       TenfoldMemory *memory) {
  return guarded([&]() -> Error {
    if (!dims && !f->spec.bounded())
      return makeError(TENFOLD_INVALID_ARGUMENT, "expected dims: those of `",
                       f->spec.name, "` have no upper bounds");
    if (threads < 1 || threads > ThreadPool::kMaxThreads)
      return makeError(TENFOLD_INVALID_ARGUMENT, "expected 1 to ",
                       ThreadPool::kMaxThreads, " threads, got ", threads);
    std::vector<int64_t> at =
        dims ? std::vector(dims, dims + f->dims.size()) : f->spec.upperBounds();
    if (Error error = checkDims(f->spec, at))
      return error;
    auto result = memoryAt(*f, at, threads);
    if (!result)
      return result.takeError();
    *memory = *result;
    return success();
  });
}

TenfoldStatus *tenfold_session_create(const TenfoldArtifact *artifact,
                                      const TenfoldSessionOptions *options,
                                      TenfoldSession **session) {
  return guarded([&]() -> Error {
    if (options && options->size < sizeof(TenfoldSessionOptions))
      return makeError(TENFOLD_INVALID_ARGUMENT, "expected options of ",
                       sizeof(TenfoldSessionOptions), " bytes, got ",
                       options->size);
    auto created =
        Session::create(artifact->artifact, options ? options->threads : 0);
    if (!created)
      return created.takeError();
    *session = new TenfoldSession{std::move(*created)};
    return success();
  });
}

void tenfold_session_free(TenfoldSession *session) { delete session; }

int32_t tenfold_session_threads(const TenfoldSession *session) {
  return session->session->threads();
}

TenfoldStatus *
tenfold_session_call(TenfoldSession *session, const char *function,
                     const DLTensor *const *inputs, size_t inputCount,
                     const DLTensor *const *outputs, size_t outputCount) {
  return guarded([&] {
    return session->session->call(function, {inputs, inputCount},
                                  {outputs, outputCount});
  });
}

void tenfold_session_set_trace(TenfoldSession *session, TenfoldTraceFn trace,
                               void *user) {
  session->session->setTrace(trace, user);
}
