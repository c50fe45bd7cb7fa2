// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// Running state of an artifact: arena, scratch, plans per shape. Calls on one
/// session wait for each other.
#ifndef TENFOLD_RUNTIME_SESSION_H
#define TENFOLD_RUNTIME_SESSION_H

#include "lib/Runtime/Arguments.h"
#include "lib/Runtime/Artifact.h"
#include "lib/Runtime/ShapeCache.h"
#include "lib/Runtime/ThreadPool.h"

#include <mutex>

namespace tenfold::runtime {

class Session {
public:
  /// 0 threads: as many as the process may use.
  static Expected<std::unique_ptr<Session>>
  create(std::shared_ptr<const Artifact> artifact, int threads);

  Error call(const char *function, Tensors inputs, Tensors outputs);
  int threads() const { return context.pool->threads(); }
  void setTrace(TenfoldTraceFn trace, void *user);

private:
  /// What compiled code gets as `pool`.
  struct Context {
    std::shared_ptr<ThreadPool> pool;
    TenfoldTraceFn trace = nullptr;
    void *user = nullptr;
  };
  /// Memory of the calls of one function, so that they need no more.
  struct Function {
    std::vector<int64_t> dims;
    std::vector<void *> buffers;
    ShapeCache shapes;
  };

  Session(std::shared_ptr<const Artifact> artifact,
          std::shared_ptr<ThreadPool> pool);
  Error prepare(size_t index, Tensors inputs, Tensors outputs,
                TenfoldCall &call);
  Error reserve(const ArenaPlan &plan);

  static void parallelFor(void *context, TenfoldTask fn, void *ctx,
                          int64_t tasks);
  static void traceKernel(void *context, int32_t kernel, int32_t beginOrEnd);
  static const TenfoldCallbacks callbacks;

  std::shared_ptr<const Artifact> artifact;
  std::mutex running;
  Context context;
  std::vector<Function> functions;
  Pages arena;
  Pages scratch;
};

} // namespace tenfold::runtime

#endif // TENFOLD_RUNTIME_SESSION_H
