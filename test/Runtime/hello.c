// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Loads an artifact and calls its only function of interest: hello ARTIFACT
// prints 2 x + w for x = 1, 2, 3.
#include "tenfold-c/Runtime.h"

#include <stdio.h>

static int failed(TenfoldStatus *status) {
  if (status)
    fprintf(stderr, "error: %s\n", tenfold_status_message(status));
  tenfold_status_free(status);
  return status != NULL;
}

int main(int argc, char **argv) {
  float x[3] = {1, 2, 3}, y[3];
  uint8_t keep[1] = {1};
  int64_t shape[2] = {1, 3};
  const DLDataType f32 = {kDLFloat, 32, 1}, boolean = {TENFOLD_DL_BOOL, 8, 1};
  const DLTensor input = {x, {kDLCPU, 0}, 2, f32, shape, NULL, 0};
  const DLTensor mask = {keep, {kDLCPU, 0}, 1, boolean, shape, NULL, 0};
  const DLTensor output = {y, {kDLCPU, 0}, 2, f32, shape, NULL, 0};
  const DLTensor *inputs[] = {&input, &mask}, *outputs[] = {&output};
  TenfoldArtifact *artifact = NULL;
  TenfoldSession *session = NULL;
  int bad =
      failed(tenfold_artifact_load(argc > 1 ? argv[1] : NULL, &artifact)) ||
      failed(tenfold_session_create(artifact, NULL, &session)) ||
      failed(tenfold_session_call(session, NULL, inputs, 2, outputs, 1));
  if (!bad)
    printf("%g %g %g\n", y[0], y[1], y[2]);
  tenfold_session_free(session);
  tenfold_artifact_free(artifact);
  return bad;
}
