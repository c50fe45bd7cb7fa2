// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// Threads that run the tasks of one parallel loop at a time. The caller takes
/// part as worker 0; tasks are claimed one by one, so results must not depend
/// on who runs what. No thread is made after construction.
#ifndef TENFOLD_RUNTIME_THREADPOOL_H
#define TENFOLD_RUNTIME_THREADPOOL_H

#include "lib/Runtime/Error.h"
#include "tenfold-c/Artifact.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

namespace tenfold::runtime {

class ThreadPool {
public:
  static constexpr int kMaxThreads = 1024;

  /// The pool of so many threads, shared by all in this process who use one.
  static Expected<std::shared_ptr<ThreadPool>> shared(int threads);

  /// Throws what `std::thread` throws.
  explicit ThreadPool(int threads);
  ~ThreadPool();
  ThreadPool(const ThreadPool &) = delete;
  ThreadPool &operator=(const ThreadPool &) = delete;

  int threads() const { return static_cast<int>(workers->size()) + 1; }

  /// Runs `fn(ctx, task, worker)` for all tasks in [0, tasks). A call from
  /// within a task runs inline, on the worker of that task; a call that finds
  /// the pool busy runs on the caller's thread alone, as worker 0.
  void parallelFor(TenfoldTask fn, void *ctx, int64_t tasks);

private:
  struct Job {
    TenfoldTask fn;
    void *ctx;
    int64_t tasks;
    uint32_t number;
  };

  /// The tasks of one worker: an equal part of them all, in order, so that
  /// jobs over the same rows find them in the cache that wrote them. On a
  /// cache line of its own; others come only when their part is done.
  struct alignas(64) Part {
    std::atomic<uint64_t> claims{0}; ///< number of the job, tasks claimed
  };

  void stop();
  void work(int worker);
  uint32_t awaitJob(uint32_t seen);
  bool join(uint32_t &seen);
  void leave();
  void publish(const Job &next);
  void retract();
  void runTasks(int worker);
  bool claimTask(const Job &mine, int part, int64_t &task);
  void runAlone(const Job &job, int worker);

  // One cache line: what a worker fetches to see a job and join it. The job is
  // written while the gate is closed and nobody in.
  alignas(64) std::atomic<uint32_t> gate{0}; ///< see ThreadPool.cpp
  Job job{};

  alignas(64) std::atomic<uint32_t> sleepers{0}; ///< workers asleep on `gate`
  std::atomic<uint32_t> ownerSleeps{0}; ///< 1: until the last worker leaves
  std::atomic<bool> busy{false};
  std::atomic<bool> stopping{false};

  /// Held apart, to be left behind in the child of a fork.
  std::unique_ptr<std::vector<std::thread>> workers;
  std::vector<Part> parts;
  int creator; ///< process id: threads do not survive a fork
};

} // namespace tenfold::runtime

#endif // TENFOLD_RUNTIME_THREADPOOL_H
