// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "lib/Runtime/ThreadPool.h"
#include "lib/Runtime/ThreadCount.h"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <gtest/gtest.h>

using namespace tenfold::runtime;

namespace {

using Body = std::function<void(int64_t task, int64_t worker)>;

void run(ThreadPool &pool, int64_t tasks, Body body) {
  pool.parallelFor(
      [](void *ctx, int64_t task, int64_t worker) {
        (*static_cast<Body *>(ctx))(task, worker);
      },
      &body, tasks);
}

class PoolOf : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(ThreadPool, PoolOf, testing::Range(1, 9));

TEST_P(PoolOf, RunsEachTaskOnce) {
  ThreadPool pool(GetParam());
  EXPECT_EQ(pool.threads(), GetParam());
  for (int64_t tasks : {0, 1, 2, 3, 7, 100, 1000})
    for (int round = 0; round < 50; ++round) {
      std::vector<int> counts(tasks);
      run(pool, tasks, [&](int64_t task, int64_t) { ++counts[task]; });
      EXPECT_EQ(counts, std::vector<int>(tasks, 1));
    }
}

// Plain memory per worker: ThreadSanitizer sees two tasks on one worker, and
// reads that come too early.
TEST_P(PoolOf, WorkersOwnTheirScratch) {
  ThreadPool pool(GetParam());
  std::vector<int64_t> scratch(GetParam());
  for (int round = 0; round < 200; ++round)
    run(pool, 50, [&](int64_t task, int64_t worker) {
      ASSERT_LT(worker, GetParam());
      scratch[worker] += task;
    });
  int64_t sum = 0;
  for (int64_t part : scratch)
    sum += part;
  EXPECT_EQ(sum, 200 * 49 * 50 / 2);
}

// A worker finds the rows of an earlier job in its own cache.
TEST_P(PoolOf, WorkersBeginWithTheirOwnTasks) {
  int threads = GetParam();
  ThreadPool pool(threads);
  std::vector<int64_t> workers(threads);
  std::atomic<int> arrived{0};
  run(pool, threads, [&](int64_t task, int64_t worker) {
    workers[task] = worker;
    for (++arrived; arrived < threads;)
      std::this_thread::yield();
  });
  for (int64_t task = 0; task < threads; ++task)
    EXPECT_EQ(workers[task], task);
}

TEST_P(PoolOf, NestedCallsRunInlineOnTheirWorker) {
  ThreadPool pool(GetParam());
  std::atomic<int> count{0};
  run(pool, 20, [&](int64_t, int64_t outer) {
    auto thread = std::this_thread::get_id();
    run(pool, 20, [&](int64_t, int64_t inner) {
      EXPECT_EQ(inner, outer);
      EXPECT_EQ(std::this_thread::get_id(), thread);
      ++count;
    });
  });
  EXPECT_EQ(count, 400);
}

TEST_P(PoolOf, ManyCallersAtOnce) {
  ThreadPool pool(GetParam());
  std::atomic<int64_t> total{0};
  std::vector<std::thread> callers;
  for (int caller = 0; caller < 6; ++caller)
    callers.emplace_back([&] {
      std::vector<int64_t> scratch(GetParam()); // of this caller's session
      for (int round = 0; round < 300; ++round)
        run(pool, 17,
            [&](int64_t task, int64_t worker) { scratch[worker] += task; });
      for (int64_t part : scratch)
        total += part;
    });
  for (std::thread &caller : callers)
    caller.join();
  EXPECT_EQ(total, 6 * 300 * (16 * 17 / 2));
}

TEST_P(PoolOf, WakesSleepersAndTheOwner) {
  ThreadPool pool(GetParam());
  std::atomic<int> count{0};
  for (int round = 0; round < 20; ++round) {
    std::this_thread::sleep_for(
        std::chrono::milliseconds(1)); // the workers fall asleep
    run(pool, GetParam(), [&](int64_t task, int64_t) {
      if (task == 1) // and so does the owner, while this one lasts
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
      ++count;
    });
  }
  EXPECT_EQ(count, 20 * GetParam());
}

TEST(ThreadPool, BusyPoolLeavesTheCallerAlone) {
  ThreadPool pool(3);
  std::atomic<bool> started{false}, release{false};
  std::thread holder([&] {
    run(pool, 2, [&](int64_t, int64_t) {
      started = true;
      while (!release)
        std::this_thread::yield();
    });
  });
  while (!started)
    std::this_thread::yield();
  auto thread = std::this_thread::get_id();
  run(pool, 10, [&](int64_t, int64_t worker) {
    EXPECT_EQ(worker, 0);
    EXPECT_EQ(std::this_thread::get_id(), thread);
  });
  release = true;
  holder.join();
}

TEST(ThreadPool, IsSharedByThoseWhoAskForAsManyThreads) {
  auto first = ThreadPool::shared(3), second = ThreadPool::shared(3),
       other = ThreadPool::shared(2);
  ASSERT_TRUE(first && second && other);
  EXPECT_EQ(*first, *second);
  EXPECT_NE(*first, *other);
}

TEST(ThreadPool, StartsAndStopsOften) {
  for (int round = 0; round < 200; ++round) {
    ThreadPool pool(1 + round % 5);
    if (round % 2)
      run(pool, 3, [](int64_t, int64_t) {});
  }
}

/// A tree of control groups in files.
class CpuQuota : public testing::Test {
protected:
  void SetUp() override {
    root = testing::TempDir() + "tenfold-cgroup-" + std::to_string(::getpid());
    std::filesystem::create_directories(root + "/a/b");
    std::filesystem::create_directories(root + "/cpu/v1");
  }
  void TearDown() override { std::filesystem::remove_all(root); }
  void write(const std::string &name, const std::string &text) {
    std::ofstream(root + name) << text;
  }
  std::optional<double> quota(const std::string &membership) {
    write("/membership", membership);
    return cpuQuota(root + "/membership", root);
  }
  std::string root;
};

TEST_F(CpuQuota, TightestOfAllGroupsAround) {
  EXPECT_EQ(quota("0::/a/b\n"), std::nullopt);
  write("/a/b/cpu.max", "max 100000\n");
  EXPECT_EQ(quota("0::/a/b\n"), std::nullopt);
  write("/a/cpu.max", "150000 100000\n");
  EXPECT_EQ(quota("0::/a/b\n"), 1.5);
  write("/cpu.max", "50000 100000\n");
  EXPECT_EQ(quota("0::/a/b\n"), 0.5);
}

TEST_F(CpuQuota, Version1) {
  write("/cpu/v1/cpu.cfs_quota_us", "-1\n");
  write("/cpu/v1/cpu.cfs_period_us", "100000\n");
  EXPECT_EQ(quota("3:cpuacct,cpu:/v1\n"), std::nullopt);
  write("/cpu/v1/cpu.cfs_quota_us", "300000\n");
  EXPECT_EQ(quota("garbage\n3:cpuacct,cpu:/v1\n"), 3.0);
  EXPECT_EQ(quota("3:cpuset:/v1\n"), std::nullopt);
}

TEST(ThreadCount, AtLeastOne) { EXPECT_GE(availableCpus(), 1); }

} // namespace
