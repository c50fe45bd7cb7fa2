// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// The contract between compiled code and the runtime: what an artifact exports
/// and what it is called with. Compiled code has no other way out; it links
/// nothing, not even libm.
#ifndef TENFOLD_C_ARTIFACT_H
#define TENFOLD_C_ARTIFACT_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Version of this contract, in `TenfoldCallbacks` and in
/// `TenfoldArtifactTable`.
#define TENFOLD_ARTIFACT_VERSION 1u

/// Name of the one symbol that an artifact exports, of type
/// `TenfoldArtifactTable`.
#define TENFOLD_ARTIFACT_SYMBOL "tenfold_artifact_v1"

/// One task of a parallel loop. `worker` is below the session's number of
/// threads, and no two tasks run on one worker at the same time: it selects the
/// scratch memory.
typedef void (*TenfoldTask)(void *ctx, int64_t task, int64_t worker);

/// What the runtime does for compiled code. `pool` is the field of the same
/// name in `TenfoldCall`.
typedef struct TenfoldCallbacks {
  uint32_t version;
  /// Runs `fn(ctx, task, worker)` for every task in [0, tasks), in any order;
  /// returns when all are done.
  void (*parallel_for)(void *pool, TenfoldTask fn, void *ctx, int64_t tasks);
  /// Notes that a kernel begins (`begin_or_end` 0) or ends (1). Never null.
  void (*trace)(void *pool, int32_t kernel, int32_t begin_or_end);
} TenfoldCallbacks;

/// The arguments of one call; all of it is read-only to compiled code except
/// what the pointers lead to.
typedef struct TenfoldCall {
  const TenfoldCallbacks *rt;
  void *pool;
  const int64_t *dims;    ///< in the order of the function's dim table
  void *const *buffers;   ///< inputs, then outputs
  const uint8_t *weights; ///< base of the weight section, 4096-byte aligned
  uint8_t *arena;         ///< 64-byte aligned
  const int64_t
      *offsets; ///< of each planned buffer in the arena, multiples of 64
  uint8_t
      *scratch; ///< scratch of worker w begins at scratch + w * scratch_stride
  int64_t scratch_stride; ///< a multiple of 64
} TenfoldCall;

/// A compiled function; 0 is success.
typedef int32_t (*TenfoldEntry)(const TenfoldCall *call);

/// The exported table; `fns` has `count` entries, in the order of the functions
/// in the metadata.
typedef struct TenfoldArtifactTable {
  uint32_t version;
  uint32_t count;
  TenfoldEntry fns[];
} TenfoldArtifactTable;

#ifdef __cplusplus
} // extern "C"
#endif

#endif // TENFOLD_C_ARTIFACT_H
