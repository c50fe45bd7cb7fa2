// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// The gate is one word: how many workers have joined the job, whether it is
/// open to more, and its number.
///
///   publish    owner: fill in the job, open the gate under a new number, wake
///   sleepers join       worker: count itself in by compare-and-swap, only
///   while the gate is open leave      worker: count itself out when no task is
///   left to claim retract    owner: close the gate when no task is left, wait
///   until the count is 0
///
/// The owner waits for workers that joined, never for those that sleep or are
/// late: a job too small to be worth a wake-up is done by the owner alone. For
/// the same reason a pool works in the child of a fork, where its threads are
/// gone. Who waits spins for a while, then sleeps.
#include "lib/Runtime/ThreadPool.h"
#include "lib/Runtime/Futex.h"

#include <algorithm>
#include <cfenv>
#include <map>
#include <mutex>
#include <system_error>
#include <unistd.h>

using namespace tenfold::runtime;

namespace {

constexpr uint32_t kJoined =
    ThreadPool::kMaxThreads * 2 - 1; // mask of the count
constexpr uint32_t kOpen = kJoined + 1;
constexpr uint32_t kNumber = kOpen
                             << 1; // unit of the number, which may wrap around
constexpr int64_t kMostTasks = INT32_MAX; // their claims have 32 bits

bool isNewJob(uint32_t gate, uint32_t seen) {
  return (gate & kOpen) && gate / kNumber != seen / kNumber;
}

/// The task that this thread is in, for nested calls.
struct Position {
  const ThreadPool *pool = nullptr;
  int worker = 0;
};
thread_local Position current;

class Inside {
public:
  Inside(const ThreadPool *pool, int worker) : outer(current) {
    current = {pool, worker};
  }
  ~Inside() { current = outer; }
  Inside(const Inside &) = delete;
  Inside &operator=(const Inside &) = delete;

private:
  Position outer;
};

} // namespace

Expected<std::shared_ptr<ThreadPool>> ThreadPool::shared(int threads) {
  // Never destroyed: sessions may end after static objects do.
  static auto &pools = *new std::map<int, std::weak_ptr<ThreadPool>>;
  static auto &mutex = *new std::mutex;
  std::lock_guard lock(mutex);
  std::shared_ptr<ThreadPool> pool = pools[threads].lock();
  if (pool)
    return pool;
  try {
    pool = std::make_shared<ThreadPool>(threads);
  } catch (const std::system_error &error) {
    return makeError(TENFOLD_IO_ERROR, "cannot start ", threads,
                     " threads: ", error.what());
  }
  pools[threads] = pool;
  return pool;
}

ThreadPool::ThreadPool(int threads)
    : workers(std::make_unique<std::vector<std::thread>>()), parts(threads),
      creator(::getpid()) {
  workers->reserve(threads - 1);
  try {
    for (int worker = 1; worker < threads; ++worker)
      workers->emplace_back([this, worker] { work(worker); });
  } catch (...) {
    stop();
    throw;
  }
}

ThreadPool::~ThreadPool() {
  if (creator == ::getpid()) {
    stop();
    return;
  }
  // After a fork the threads are gone, and their handles mean nothing.
  [[maybe_unused]] auto *leftBehind = workers.release();
}

void ThreadPool::stop() {
  stopping = true;
  gate += kNumber;
  wakeAll(gate);
  for (std::thread &worker : *workers)
    worker.join();
}

void ThreadPool::parallelFor(TenfoldTask fn, void *ctx, int64_t tasks) {
  Job next{fn, ctx, tasks, 0};
  if (current.pool == this)
    return runAlone(next, current.worker);
  if (tasks <= 1 || tasks > kMostTasks || workers->empty() ||
      busy.exchange(true))
    return runAlone(next, 0);
  publish(next);
  runTasks(0);
  retract();
  busy = false;
}

void ThreadPool::runAlone(const Job &job, int worker) {
  Inside inside(this, worker);
  for (int64_t task = 0; task < job.tasks; ++task)
    job.fn(job.ctx, task, worker);
}

/// Claims the next task of a part. Its count is of an older job until the
/// first claim, which saves the owner from resetting all parts.
bool ThreadPool::claimTask(const Job &mine, int part, int64_t &task) {
  int64_t count = threads(), begin = mine.tasks * part / count;
  uint64_t size = mine.tasks * (part + 1) / count - begin;
  uint64_t number = uint64_t(mine.number) << 32;
  uint64_t seen = parts[part].claims.load(std::memory_order_relaxed);
  while (true) {
    uint64_t claimed = (seen ^ number) >> 32 ? 0 : seen - number;
    if (claimed == size)
      return false;
    if (parts[part].claims.compare_exchange_weak(seen, number + claimed + 1,
                                                 std::memory_order_relaxed)) {
      task = begin + static_cast<int64_t>(claimed);
      return true;
    }
  }
}

/// Runs the worker's own tasks, then those that others have not come to.
void ThreadPool::runTasks(int worker) {
  Inside inside(this, worker);
  const Job mine = job;
  int64_t task = 0;
  for (int step = 0; step < threads(); ++step)
    while (claimTask(mine, (worker + step) % threads(), task))
      mine.fn(mine.ctx, task, worker);
}

void ThreadPool::publish(const Job &next) {
  uint32_t number = job.number + 1;
  job = next;
  job.number = number;
  gate = (gate & ~kJoined) + kNumber + kOpen;
  if (uint32_t asleep = sleepers)
    wake(gate, static_cast<int>(std::min<int64_t>(asleep, next.tasks - 1)));
}

void ThreadPool::retract() {
  Spin spin;
  for (uint32_t now = gate &= ~kOpen; now & kJoined; now = gate) {
    if (spin.again())
      continue;
    ownerSleeps = 1;
    if (gate & kJoined)
      sleepWhile(ownerSleeps, 1);
    ownerSleeps = 0;
  }
}

void ThreadPool::work(int worker) {
  std::fesetenv(FE_DFL_ENV); // same bits whatever thread made the pool
  uint32_t seen = 0;
  while (!stopping) {
    seen = awaitJob(seen);
    if (!join(seen))
      continue;
    runTasks(worker);
    leave();
  }
}

/// Returns a state of the gate with a job that `seen` does not know.
uint32_t ThreadPool::awaitJob(uint32_t seen) {
  Spin spin;
  while (true) {
    uint32_t now = gate;
    if (isNewJob(now, seen) || stopping)
      return now;
    if (spin.again())
      continue;
    ++sleepers;
    sleepWhile(gate, now);
    --sleepers;
    spin = Spin(); // where one job was, the next may be about to come
  }
}

bool ThreadPool::join(uint32_t &seen) {
  uint32_t expected = seen;
  while (expected & kOpen)
    if (gate.compare_exchange_weak(expected, expected + 1)) {
      seen = expected;
      return true;
    }
  return false;
}

void ThreadPool::leave() {
  uint32_t before = gate.fetch_sub(1);
  bool last = (before & (kJoined | kOpen)) == 1;
  if (last && ownerSleeps && ownerSleeps.exchange(0))
    wake(ownerSleeps, 1);
}
