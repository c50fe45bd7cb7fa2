// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tenfold/Runtime.h"
#include "test/Runtime/TestArtifact.h"

#include <cfenv>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace tenfold;
using namespace tenfold::test;

namespace {

class SessionTest : public testing::Test {
protected:
  void SetUp() override {
    ASSERT_FALSE(writeTestArtifact(path));
    ASSERT_FALSE(Artifact::load(path, artifact));
    ASSERT_FALSE(Session::create(artifact, session, 2));
  }
  std::string messageOf(MainCall &call) {
    call.bind();
    return session.call("main", call.inputs, call.outputs).message();
  }

  TemporaryFolder folder;
  std::string path = folder.file("model.so");
  Artifact artifact;
  Session session;
};

TEST_F(SessionTest, ComputesAtEachShape) {
  for (int64_t n : {101, 1, 0, 7, 101, 2}) {
    MainCall call(n);
    EXPECT_EQ(messageOf(call), "");
    EXPECT_TRUE(call.correct()) << n;
  }
}

TEST_F(SessionTest, DescribesItself) {
  EXPECT_STREQ(artifact.target(), "any");
  EXPECT_STREQ(artifact.precision(), "f32");
  EXPECT_STREQ(artifact.compiler(), "tenfold test");
  EXPECT_STREQ(artifact.plan(), "{}");
  EXPECT_STREQ(artifact.remarks(), "no remarks");
  ASSERT_EQ(artifact.weightCount(), 1u);
  EXPECT_STREQ(artifact.weight(0).path, "w");
  EXPECT_EQ(artifact.weight(0).shape[0], 3);
  ASSERT_EQ(artifact.functionCount(), 2u);
  Function main = artifact.function(0);
  EXPECT_STREQ(main.name(), "main");
  EXPECT_STREQ(main.dim(0).name, "n");
  EXPECT_EQ(main.dim(0).hi, 101);
  EXPECT_STREQ(main.input(1).name, "keep");
  EXPECT_EQ(main.input(1).range_hi, 2);
  EXPECT_EQ(main.output(0).rank, 2);
  EXPECT_EQ(main.output(0).extents[0].dim, 0);
  EXPECT_EQ(main.output(0).extents[1].size, 3);
  EXPECT_EQ(tenfold_artifact_function(artifact.get(), 2), nullptr);
}

TEST_F(SessionTest, PredictsShapesAndMemory) {
  Function main = artifact.function(0);
  MainCall call(7);
  call.bind();
  std::vector<int64_t> dims, shape;
  ASSERT_FALSE(main.bindDims(call.inputs, dims));
  EXPECT_EQ(dims, std::vector<int64_t>{7});
  ASSERT_FALSE(main.outputShape(0, dims, shape));
  EXPECT_EQ(shape, (std::vector<int64_t>{7, 3}));
  TenfoldMemory at7, atBounds;
  ASSERT_FALSE(main.memory(dims, 5, at7));
  EXPECT_EQ(at7.weights, 64);
  EXPECT_EQ(at7.inputs, 7 * 12 + 7);
  EXPECT_EQ(at7.outputs, 7 * 12);
  EXPECT_EQ(at7.arena, 128);
  EXPECT_EQ(at7.scratch, 5 * 64);
  EXPECT_EQ(at7.peak, 64 + 91 + 84 + 128 + 320);
  ASSERT_FALSE(main.memoryAtBounds(5, atBounds));
  EXPECT_LE(at7.peak, atBounds.peak);
  EXPECT_EQ(main.memory({102}, 5, at7).message(),
            "expected dim `n` in 0..101, got 102");
  EXPECT_EQ(main.memory({1}, 0, at7).message(),
            "expected 1 to 1024 threads, got 0");
}

TEST_F(SessionTest, NamesTheFunctions) {
  Function found;
  EXPECT_FALSE(artifact.findFunction(nullptr, found));
  EXPECT_STREQ(found.name(), "main");
  EXPECT_EQ(artifact.findFunction("man", found).message(),
            "expected one of the functions `main`, `fail`, got `man`");
}

TEST_F(SessionTest, ReportsFailureOfCode) {
  Status status = session.call("fail", {}, {});
  EXPECT_EQ(status.code(), TENFOLD_EXECUTION_FAILED);
  EXPECT_EQ(status.message(), "function `fail` failed with code 7");
}

TEST_F(SessionTest, RefusesTensorsThatDoNotFit) {
  MainCall call(5);
  call.keep = Tensor<uint8_t>({4});
  EXPECT_EQ(messageOf(call), "expected input `keep` with dim `n` of 5 as in "
                             "input `x`, got 4 at axis 0");
  call.keep = Tensor<uint8_t>({5, 1});
  EXPECT_EQ(messageOf(call), "expected input `keep` of rank 1, got rank 2");
  call = MainCall(102);
  EXPECT_EQ(messageOf(call), "expected dim `n` in 0..101, got 102");
  call = MainCall(5);
  call.x = Tensor<float>({5, 2});
  EXPECT_EQ(messageOf(call), "expected input `x` of size 3 at axis 1, got 2");
  call = MainCall(5);
  call.x.bits = 64;
  EXPECT_EQ(messageOf(call), "expected input `x` of type f32, got f64");
  call.x.bits = 31;
  EXPECT_EQ(messageOf(call),
            "expected input `x` of type f32, got DLPack type (2, 31, 1)");
  call = MainCall(5);
  call.y = Tensor<float>({6, 3});
  EXPECT_EQ(messageOf(call), "expected output `y` of size 5 at axis 0, got 6");
  call = MainCall(-1 + 5);
  call.x.shape[0] = -4;
  EXPECT_EQ(messageOf(call), "expected input `x` of sizes, got -4 at axis 0");
}

TEST_F(SessionTest, RefusesOtherLayouts) {
  MainCall call(5);
  int64_t transposed[] = {1, 5}, rowMajor[] = {3, 1};
  call.x.strides = transposed;
  EXPECT_EQ(messageOf(call),
            "expected input `x` row-major and contiguous, got other strides");
  call.x.strides = rowMajor;
  EXPECT_EQ(messageOf(call), "");
  call = MainCall(5);
  call.x.byteOffset = 2;
  EXPECT_EQ(
      messageOf(call),
      "expected input `x` aligned to 4 bytes, got an address 2 past that");
  call = MainCall(4);
  call.x.byteOffset = 4; // one element is kept in reserve
  EXPECT_EQ(messageOf(call), "");
}

TEST_F(SessionTest, RefusesBadPointers) {
  MainCall call(5);
  call.bind();
  DLTensor device = *call.inputs[0], null = *call.inputs[0],
           alias = *call.outputs[0];
  device.device.device_type = kDLCUDA;
  null.data = nullptr;
  alias.data = static_cast<float *>(call.inputs[0]->data) + 14;
  auto messageWith = [&](const DLTensor *x, const DLTensor *y) {
    const DLTensor *inputs[] = {x, call.inputs[1]}, *outputs[] = {y};
    return session.call("main", inputs, outputs).message();
  };
  EXPECT_EQ(messageWith(&device, call.outputs[0]),
            "expected input `x` on the CPU, got DLPack device 2");
  EXPECT_EQ(messageWith(&null, call.outputs[0]),
            "expected input `x` of 60 bytes, got null");
  EXPECT_EQ(messageWith(nullptr, call.outputs[0]),
            "expected a tensor as input 0 of `main`, got null");
  EXPECT_EQ(messageWith(call.inputs[0], &alias),
            "expected output `y` apart from input `x`, got overlapping memory");
  EXPECT_EQ(session.call("main", {call.inputs, 1}, call.outputs).message(),
            "expected 2 inputs of `main`, got 1");
}

TEST_F(SessionTest, RefusesBadOptions) {
  Session other;
  EXPECT_EQ(Session::create(artifact, other, -1).message(),
            "expected 0 to 1024 threads, got -1");
  TenfoldSessionOptions small{1, 1};
  TenfoldSession *created = nullptr;
  EXPECT_EQ(Status(tenfold_session_create(artifact.get(), &small, &created))
                .message(),
            "expected options of 16 bytes, got 1");
  ASSERT_FALSE(Session::create(artifact, other));
  EXPECT_GE(other.threads(), 1);
}

TEST_F(SessionTest, OutlivesTheArtifactHandle) {
  artifact = Artifact();
  MainCall call(11);
  EXPECT_EQ(messageOf(call), "");
  EXPECT_TRUE(call.correct());
}

TEST_F(SessionTest, TracesKernels) {
  std::vector<int32_t> events;
  session.setTrace(
      [](void *user, int32_t kernel, int32_t end) {
        static_cast<std::vector<int32_t> *>(user)->push_back(10 * kernel + end);
      },
      &events);
  MainCall call(3);
  EXPECT_EQ(messageOf(call), "");
  EXPECT_EQ(events, (std::vector<int32_t>{0, 1}));
}

TEST_F(SessionTest, KeepsTheCallersFloatEnvironment) {
  std::fesetround(FE_UPWARD);
  MainCall call(3);
  EXPECT_EQ(messageOf(call), "");
  EXPECT_EQ(std::fegetround(), FE_UPWARD);
  std::fesetround(FE_TONEAREST);
}

TEST_F(SessionTest, ManySessionsAgree) {
  std::vector<std::thread> threads;
  std::atomic<int> correct{0};
  for (int i = 0; i < 200; ++i)
    threads.emplace_back([&, i] {
      Session mine;
      if (Session::create(artifact, mine, 1 + i % 3))
        return;
      bool all = true;
      for (int64_t n = 0; n < 20; ++n) {
        MainCall call(5 * n + i % 5);
        call.bind();
        all &= !mine.call("main", call.inputs, call.outputs) && call.correct();
      }
      correct += all;
    });
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(correct, 200);
}

TEST_F(SessionTest, CallsOnOneSessionWait) {
  std::vector<std::thread> threads;
  std::atomic<int> correct{0};
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&, i] {
      for (int64_t n = 0; n < 100; ++n) {
        MainCall call((n + 13 * i) % 102);
        correct += messageOf(call).empty() && call.correct();
      }
    });
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(correct, 800);
}

// ThreadSanitizer does not follow a fork of a process with threads.
#if !defined(__SANITIZE_THREAD__)
TEST_F(SessionTest, WorksInTheChildOfAFork) {
  MainCall warm(9);
  ASSERT_EQ(messageOf(warm), "");
  pid_t child = ::fork();
  if (child == 0) {
    MainCall call(17);
    bool good = messageOf(call).empty() && call.correct();
    session = Session();
    ::_exit(good ? 0 : 1);
  }
  int state = 0;
  ASSERT_EQ(::waitpid(child, &state, 0), child);
  EXPECT_TRUE(WIFEXITED(state) && WEXITSTATUS(state) == 0);
}
#endif

TEST_F(SessionTest, HelloInC) {
  std::string command = std::string(TENFOLD_TEST_HELLO) + " " + path;
  FILE *pipe = ::popen(command.c_str(), "r");
  ASSERT_NE(pipe, nullptr);
  char line[64] = "";
  EXPECT_NE(std::fgets(line, sizeof(line), pipe), nullptr);
  EXPECT_EQ(::pclose(pipe), 0);
  EXPECT_STREQ(line, "12 24 36\n");
}

} // namespace
