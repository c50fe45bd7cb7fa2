// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the machine gives right now: f32 FMA peak and read bandwidth, of
// `threads` threads together. Built with -O2 -march=native; a compiler vector
// as wide as the CPU's.
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#if defined(__AVX512F__)
enum { kBytes = 64 };
#elif defined(__AVX__)
enum { kBytes = 32 };
#else
enum { kBytes = 16 };
#endif
typedef float Vector __attribute__((vector_size(kBytes)));
typedef int Lanes __attribute__((vector_size(kBytes)));
enum { kLanes = kBytes / 4, kChains = 12, kMaxThreads = 64 };

typedef struct {
  pthread_t thread;
  pthread_barrier_t *start;
  const char *memory;
  long count;
  double begin, end;
} Worker;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

// Twelve independent chains hide an FMA's latency on all x86 cores since
// Haswell.
static void *fmaChains(void *argument) {
  Worker *worker = argument;
  Vector sums[kChains], x = (Vector){0} + 0.999f, y = (Vector){0} + 1e-6f;
  for (int chain = 0; chain < kChains; ++chain)
    sums[chain] = (Vector){0} + (float)chain; // equal chains would become one
  pthread_barrier_wait(worker->start);
  worker->begin = now();
  for (long i = 0; i < worker->count; ++i) {
    for (int chain = 0; chain < kChains; ++chain)
      sums[chain] = sums[chain] * x + y;
    __asm__ volatile("" : "+r"(i)); // keeps the loop
  }
  worker->end = now();
  Vector sum = sums[0];
  for (int chain = 1; chain < kChains; ++chain)
    sum += sums[chain];
  __asm__ volatile("" ::"m"(sum));
  return 0;
}

static void *readAll(void *argument) {
  Worker *worker = argument;
  Lanes sums[8] = {0};
  pthread_barrier_wait(worker->start);
  worker->begin = now();
  const Lanes *memory = (const Lanes *)worker->memory;
  for (long i = 0; i + 8 <= worker->count; i += 8)
    for (int lane = 0; lane < 8; ++lane)
      sums[lane] ^= memory[i + lane];
  worker->end = now();
  for (int lane = 1; lane < 8; ++lane)
    sums[0] ^= sums[lane];
  __asm__ volatile("" ::"m"(sums[0]));
  return 0;
}

// Seconds from the first worker's begin to the last one's end.
static double together(Worker *workers, int threads, void *(*body)(void *)) {
  pthread_barrier_t start;
  pthread_barrier_init(&start, 0, threads);
  for (int i = 0; i < threads; ++i) {
    workers[i].start = &start;
    pthread_create(&workers[i].thread, 0, body, &workers[i]);
  }
  double begin = 1e300, end = 0;
  for (int i = 0; i < threads; ++i) {
    pthread_join(workers[i].thread, 0);
    begin = workers[i].begin < begin ? workers[i].begin : begin;
    end = workers[i].end > end ? workers[i].end : end;
  }
  pthread_barrier_destroy(&start);
  return end - begin;
}

double calibrate_fma_gflops(int threads, long iterations) {
  if (threads < 1 || threads > kMaxThreads)
    return 0;
  Worker workers[kMaxThreads];
  for (int i = 0; i < threads; ++i)
    workers[i].count = iterations;
  double seconds = together(workers, threads, fmaChains);
  return 2.0 * kLanes * kChains * iterations * threads / seconds * 1e-9;
}

double calibrate_read_gbytes(int threads, long bytes) {
  if (threads < 1 || threads > kMaxThreads)
    return 0;
  Worker workers[kMaxThreads];
  char *memory = aligned_alloc(4096, bytes);
  if (!memory)
    return 0;
  memset(memory, 1, bytes);
  long slice = bytes / threads / 4096 * 4096;
  for (int i = 0; i < threads; ++i) {
    workers[i].memory = memory + i * slice;
    workers[i].count = slice / kBytes;
  }
  double seconds = together(workers, threads, readAll);
  free(memory);
  return slice * threads / seconds * 1e-9;
}
