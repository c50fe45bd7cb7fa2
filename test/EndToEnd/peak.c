// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// Calls an artifact and compares the memory it took with the peak it promises,
/// byte for byte: `peak ARTIFACT THREADS SIZE...`, a size for each dim.
///
/// What the process gets from the system comes through `mmap` and `malloc`, and
/// both are this program's. Counted are the anonymous mappings and every block
/// of the heap as large as a page, so that no tensor escapes; the tables of a
/// session are smaller, and neither they nor the stacks of threads are part of
/// the promise. The plan in the artifact is a text, and is not counted either:
/// counting starts when the artifact is loaded.
#define _GNU_SOURCE
#include "tenfold-c/Runtime.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { kPage = 4096, kHeader = 16, kMost = 64 };

static atomic_llong live, peak, heapPeak, heapLive;

static void add(atomic_llong *now, atomic_llong *most, long long bytes) {
  long long sum = atomic_fetch_add(now, bytes) + bytes, old = *most;
  while (sum > old && !atomic_compare_exchange_weak(most, &old, sum))
    ;
}

void *mmap(void *address, size_t bytes, int protection, int flags, int file,
           off_t offset) {
  if (flags & MAP_ANONYMOUS)
    add(&live, &peak, bytes);
  return (void *)syscall(SYS_mmap, address, bytes, protection, flags, file,
                         offset);
}

int munmap(void *address, size_t bytes) {
  // Files are mapped before counting starts and unmapped after it ends.
  add(&live, &peak, -(long long)bytes);
  return syscall(SYS_munmap, address, bytes);
}

extern void *__libc_memalign(size_t alignment, size_t bytes);
extern void __libc_free(void *memory);

/// Blocks begin with their size, `alignment` bytes before the address given.
static void *allocate(size_t alignment, size_t bytes) {
  alignment = alignment < kHeader ? kHeader : alignment;
  char *block = __libc_memalign(alignment, bytes + alignment);
  if (!block)
    return NULL;
  size_t *header = (size_t *)(block + alignment - kHeader);
  header[0] = bytes;
  header[1] = alignment;
  add(&heapLive, &heapPeak, bytes);
  if (bytes >= kPage)
    add(&live, &peak, bytes);
  return block + alignment;
}

static size_t sizeOf(void *memory) { return ((size_t *)memory)[-2]; }

void *malloc(size_t bytes) { return allocate(kHeader, bytes); }
void *memalign(size_t alignment, size_t bytes) {
  return allocate(alignment, bytes);
}
void *aligned_alloc(size_t alignment, size_t bytes) {
  return allocate(alignment, bytes);
}
int posix_memalign(void **memory, size_t alignment, size_t bytes) {
  *memory = allocate(alignment, bytes);
  return *memory ? 0 : ENOMEM;
}
void *calloc(size_t count, size_t bytes) {
  void *memory = allocate(kHeader, count * bytes);
  return memory ? memset(memory, 0, count * bytes) : NULL;
}
void free(void *memory) {
  if (!memory)
    return;
  size_t bytes = sizeOf(memory), alignment = ((size_t *)memory)[-1];
  add(&heapLive, &heapPeak, -(long long)bytes);
  if (bytes >= kPage)
    add(&live, &peak, -(long long)bytes);
  __libc_free((char *)memory - alignment);
}
void *realloc(void *memory, size_t bytes) {
  void *larger = allocate(kHeader, bytes);
  if (larger && memory) {
    size_t old = sizeOf(memory);
    memcpy(larger, memory, old < bytes ? old : bytes);
    free(memory);
  }
  return larger;
}

static void check(TenfoldStatus *status) {
  if (!status)
    return;
  fprintf(stderr, "error: %s\n", tenfold_status_message(status));
  exit(1);
}

/// A tensor of zeros, of a shape that the caller owns.
static void makeTensor(const TenfoldTensorInfo *info, int64_t *shape,
                       DLTensor *tensor) {
  size_t bytes = info->dtype.bits / 8;
  for (int32_t axis = 0; axis < info->rank; ++axis)
    bytes *= shape[axis];
  memset(tensor, 0, sizeof *tensor);
  tensor->data = aligned_alloc(64, bytes);
  memset(tensor->data, 0, bytes);
  // The counter takes small blocks of the heap for tables.
  if (bytes < kPage)
    add(&live, &peak, bytes);
  tensor->device.device_type = kDLCPU;
  tensor->ndim = info->rank;
  tensor->dtype = info->dtype;
  tensor->shape = shape;
}

static DLTensor tensors[2][kMost];
static const DLTensor *lists[2][kMost];
static int64_t shapes[2][kMost][8];

/// The input whose memory an output takes, or null.
static const DLTensor *donor(const TenfoldFunction *function, int32_t output) {
  for (size_t i = 0; i < tenfold_function_input_count(function); ++i)
    if (tenfold_function_input(function, i)->donated == output)
      return &tensors[0][i];
  return NULL;
}

static void makeTensors(const TenfoldFunction *function, const int64_t *dims) {
  for (size_t i = 0; i < tenfold_function_input_count(function); ++i) {
    const TenfoldTensorInfo *info = tenfold_function_input(function, i);
    for (int32_t axis = 0; axis < info->rank; ++axis) {
      TenfoldExtent extent = info->extents[axis];
      shapes[0][i][axis] = extent.dim < 0 ? extent.size : dims[extent.dim];
    }
    makeTensor(info, shapes[0][i], &tensors[0][i]);
    lists[0][i] = &tensors[0][i];
  }
  for (size_t i = 0; i < tenfold_function_output_count(function); ++i) {
    check(tenfold_function_output_shape(function, i, dims, shapes[1][i]));
    const DLTensor *given = donor(function, i);
    if (given)
      tensors[1][i] = *given;
    else
      makeTensor(tenfold_function_output(function, i), shapes[1][i],
                 &tensors[1][i]);
    lists[1][i] = &tensors[1][i];
  }
}

static int64_t weightBytes(const TenfoldArtifact *artifact) {
  int64_t bytes = 0;
  for (size_t i = 0; i < tenfold_artifact_weight_count(artifact); ++i)
    bytes += tenfold_artifact_weight(artifact, i)->bytes;
  return bytes;
}

int main(int argc, char **argv) {
  if (argc < 3)
    return 2;
  int32_t threads = atoi(argv[2]);
  int64_t dims[kMost] = {0};
  for (int i = 3; i < argc; ++i)
    dims[i - 3] = atoll(argv[i]);
  TenfoldArtifact *artifact;
  const TenfoldFunction *function;
  check(tenfold_artifact_load(argv[1], &artifact));
  check(tenfold_artifact_find_function(artifact, NULL, &function));
  TenfoldMemory promise;
  check(tenfold_function_memory(function, dims, threads, &promise));

  live = peak = heapLive = heapPeak = 0;
  makeTensors(function, dims);
  long long given = heapLive;
  TenfoldSession *session;
  TenfoldSessionOptions options = {sizeof options, threads};
  check(tenfold_session_create(artifact, &options, &session));
  for (int i = 0; i < 3; ++i)
    check(tenfold_session_call(session, NULL, lists[0],
                               tenfold_function_input_count(function), lists[1],
                               tenfold_function_output_count(function)));
  long long measured = weightBytes(artifact) + peak;
  printf("%s: promised %lld bytes, measured %lld; tables of the session %lld\n",
         measured <= promise.peak ? "kept" : "broken", (long long)promise.peak,
         measured, heapPeak - given);
  return measured > promise.peak;
}
