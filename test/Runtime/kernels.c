// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the compiler would make, written by hand: y = FACTOR x + w, over rows of
// 3, through the arena and the scratch.
#include "tenfold-c/Artifact.h"

enum { kColumns = 3 };
#ifndef FACTOR
#define FACTOR 2
#endif

struct Rows {
  const TenfoldCall *call;
  const float *from;
  float *to;
  float factor;
  const float *addend;
};

static void scaleRow(void *ctx, int64_t row, int64_t worker) {
  const struct Rows *rows = ctx;
  float *staged =
      (float *)(rows->call->scratch + worker * rows->call->scratch_stride);
  for (int64_t i = 0; i < kColumns; ++i)
    staged[i] = rows->factor * rows->from[row * kColumns + i];
  for (int64_t i = 0; i < kColumns; ++i)
    rows->to[row * kColumns + i] =
        staged[i] + (rows->addend ? rows->addend[i] : 0);
}

static int32_t affine(const TenfoldCall *call) {
  float *scaled = (float *)(call->arena + call->offsets[0]);
  const float *weight = (const float *)call->weights;
  struct Rows first = {call, call->buffers[0], scaled, FACTOR, 0};
  struct Rows second = {call, scaled, call->buffers[2], 1, weight};
  call->rt->trace(call->pool, 0, 0);
  call->rt->parallel_for(call->pool, scaleRow, &first, call->dims[0]);
  call->rt->trace(call->pool, 0, 1);
  call->rt->parallel_for(call->pool, scaleRow, &second, call->dims[0]);
  return 0;
}

static int32_t fail(const TenfoldCall *call) { return 7; }

__attribute__((visibility("default")))
const TenfoldArtifactTable tenfold_artifact_v1 = {
    TENFOLD_ARTIFACT_VERSION, 2, {affine, fail}};
