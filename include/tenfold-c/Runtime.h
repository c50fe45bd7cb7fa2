// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// The C interface of the runtime: load an artifact, open a session, call its
/// functions with DLPack tensors.
///
/// An artifact is immutable and may be shared by threads and sessions. A
/// session owns the arena and the scratch memory; calls on one session wait for
/// each other, sessions run in parallel.
///
/// Errors are values: a function that can fail returns null on success, else a
/// status to be freed by the caller. Strings and structures that are returned
/// by pointer live as long as their artifact.
///
/// Artifacts are native code: load only those you would `dlopen`. Damaged files
/// are refused. The file of a loaded artifact must not be written in place or
/// truncated; renaming a new one over it is fine.
///
/// After `fork`, a session that no thread was calling works in the child, on
/// the calling thread alone.
#ifndef TENFOLD_C_RUNTIME_H
#define TENFOLD_C_RUNTIME_H

#include "tenfold-c/DLPack.h"

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TENFOLD_API_VERSION 1u
#define TENFOLD_API __attribute__((visibility("default")))

/// The version of the library that is running; it can serve callers built
/// against a version up to its own.
TENFOLD_API uint32_t tenfold_api_version(void);

//===-- Status ------------------------------------------------------------===//

typedef enum TenfoldStatusCode {
  TENFOLD_OK = 0,
  TENFOLD_INVALID_ARGUMENT =
      1, ///< the caller's tensors, names or options do not fit
  TENFOLD_CORRUPT_ARTIFACT = 2, ///< the file is damaged, or not an artifact
  TENFOLD_UNSUPPORTED =
      3,                ///< the artifact needs another CPU or another runtime
  TENFOLD_IO_ERROR = 4, ///< the system refused to open, read or map
  TENFOLD_OUT_OF_MEMORY = 5,
  TENFOLD_EXECUTION_FAILED = 6 ///< compiled code returned an error
} TenfoldStatusCode;

typedef struct TenfoldStatus TenfoldStatus;

/// `TENFOLD_OK` for null.
TENFOLD_API TenfoldStatusCode tenfold_status_code(const TenfoldStatus *status);
/// One sentence, lower case, without a full stop; empty for null.
TENFOLD_API const char *tenfold_status_message(const TenfoldStatus *status);
/// Accepts null.
TENFOLD_API void tenfold_status_free(TenfoldStatus *status);

//===-- Artifact ----------------------------------------------------------===//

typedef struct TenfoldArtifact TenfoldArtifact;

/// Checks the whole file, and only then loads its code.
TENFOLD_API TenfoldStatus *tenfold_artifact_load(const char *path,
                                                 TenfoldArtifact **artifact);
/// Sessions keep what they need of the artifact; its strings and functions are
/// gone. Accepts null.
TENFOLD_API void tenfold_artifact_free(TenfoldArtifact *artifact);

TENFOLD_API const char *
tenfold_artifact_target(const TenfoldArtifact *artifact);
TENFOLD_API const char *
tenfold_artifact_precision(const TenfoldArtifact *artifact);
TENFOLD_API const char *
tenfold_artifact_compiler(const TenfoldArtifact *artifact);
/// The memory plan as JSON.
TENFOLD_API const char *tenfold_artifact_plan(const TenfoldArtifact *artifact);
/// The compiler's remarks as text.
TENFOLD_API const char *
tenfold_artifact_remarks(const TenfoldArtifact *artifact);

typedef struct TenfoldWeightInfo {
  const char *path;  ///< "encoder.layer.0.attention.self.query.weight"
  const char *dtype; ///< storage type, "f32"
  const char
      *layout; ///< how the bytes follow from the shape, empty for row-major
  int32_t rank;
  const int64_t *shape;
  int64_t bytes;
} TenfoldWeightInfo;

TENFOLD_API size_t
tenfold_artifact_weight_count(const TenfoldArtifact *artifact);
/// Null when out of range.
TENFOLD_API const TenfoldWeightInfo *
tenfold_artifact_weight(const TenfoldArtifact *artifact, size_t index);

//===-- Functions ---------------------------------------------------------===//

typedef struct TenfoldFunction TenfoldFunction;

TENFOLD_API size_t
tenfold_artifact_function_count(const TenfoldArtifact *artifact);
/// Null when out of range.
TENFOLD_API const TenfoldFunction *
tenfold_artifact_function(const TenfoldArtifact *artifact, size_t index);
/// A null name means `main`, else the only function, else an error that lists
/// them.
TENFOLD_API TenfoldStatus *
tenfold_artifact_find_function(const TenfoldArtifact *artifact,
                               const char *name,
                               const TenfoldFunction **function);

/// A named size: equal names are equal sizes, in all tensors of the function.
typedef struct TenfoldDimInfo {
  const char *name;
  int64_t lo;
  int64_t hi; ///< inclusive, or -1 when unbounded
} TenfoldDimInfo;

typedef struct TenfoldExtent {
  int64_t size; ///< when constant, else -1
  int32_t dim;  ///< index of the dim when it is one, else -1; a result's extent
                ///< may be neither (it is computed)
} TenfoldExtent;

typedef struct TenfoldTensorInfo {
  const char *name;
  DLDataType dtype;
  int32_t rank;
  const TenfoldExtent *extents;
  int64_t range_lo; ///< values lie in [range_lo, range_hi); both 0 when nothing
                    ///< is known
  int64_t range_hi;
  int32_t donated; ///< of an input: the output that takes its memory, else -1
} TenfoldTensorInfo;

TENFOLD_API const char *tenfold_function_name(const TenfoldFunction *function);
TENFOLD_API size_t tenfold_function_dim_count(const TenfoldFunction *function);
TENFOLD_API size_t
tenfold_function_input_count(const TenfoldFunction *function);
TENFOLD_API size_t
tenfold_function_output_count(const TenfoldFunction *function);
/// These three return null when out of range.
TENFOLD_API const TenfoldDimInfo *
tenfold_function_dim(const TenfoldFunction *function, size_t index);
TENFOLD_API const TenfoldTensorInfo *
tenfold_function_input(const TenfoldFunction *function, size_t index);
TENFOLD_API const TenfoldTensorInfo *
tenfold_function_output(const TenfoldFunction *function, size_t index);

/// Reads the dims off the inputs, with all the checks of a call; `dims` has
/// room for all of them.
TENFOLD_API TenfoldStatus *
tenfold_function_bind_dims(const TenfoldFunction *function,
                           const DLTensor *const *inputs, size_t input_count,
                           int64_t *dims);
/// The shape of a result at given dims; `shape` has room for its rank.
TENFOLD_API TenfoldStatus *
tenfold_function_output_shape(const TenfoldFunction *function, size_t index,
                              const int64_t *dims, int64_t *shape);

/// Bytes; `peak` is the sum of the others and is never exceeded. An output to
/// which an input is donated is the same memory and counts once.
typedef struct TenfoldMemory {
  int64_t weights;
  int64_t inputs;
  int64_t outputs;
  int64_t arena;
  int64_t scratch; ///< of all threads together
  int64_t peak;
} TenfoldMemory;

/// Memory of a session that calls this function only. Null dims mean the upper
/// bounds, an error when there are none.
TENFOLD_API TenfoldStatus *
tenfold_function_memory(const TenfoldFunction *function, const int64_t *dims,
                        int32_t threads, TenfoldMemory *memory);

//===-- Session -----------------------------------------------------------===//

typedef struct TenfoldSession TenfoldSession;

typedef struct TenfoldSessionOptions {
  size_t size;     ///< sizeof(TenfoldSessionOptions) of the caller
  int32_t threads; ///< 0: as many as affinity and CPU quota allow
} TenfoldSessionOptions;

/// Null options are the defaults.
TENFOLD_API TenfoldStatus *
tenfold_session_create(const TenfoldArtifact *artifact,
                       const TenfoldSessionOptions *options,
                       TenfoldSession **session);
/// No call may be running. Accepts null.
TENFOLD_API void tenfold_session_free(TenfoldSession *session);
TENFOLD_API int32_t tenfold_session_threads(const TenfoldSession *session);

/// Calls a function (null: as in `tenfold_artifact_find_function`). Tensors are
/// on the CPU, row-major and contiguous, aligned to their element; outputs are
/// allocated by the caller and overlap nothing, but an input that is donated to
/// an output may be the same memory; otherwise it is copied first. At a shape that the session has
/// seen lately nothing is allocated.
TENFOLD_API TenfoldStatus *
tenfold_session_call(TenfoldSession *session, const char *function,
                     const DLTensor *const *inputs, size_t input_count,
                     const DLTensor *const *outputs, size_t output_count);

/// Called at the beginning (`begin_or_end` 0) and end (1) of each kernel, on
/// the thread that made the call.
typedef void (*TenfoldTraceFn)(void *user, int32_t kernel,
                               int32_t begin_or_end);
/// A null function ends tracing. No call may be running.
TENFOLD_API void tenfold_session_set_trace(TenfoldSession *session,
                                           TenfoldTraceFn trace, void *user);

#ifdef __cplusplus
} // extern "C"
#endif

#endif // TENFOLD_C_RUNTIME_H
