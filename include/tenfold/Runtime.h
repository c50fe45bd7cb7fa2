// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// The runtime for C++: owners and spans around the C interface, nothing more;
/// see tenfold-c/Runtime.h.
#ifndef TENFOLD_RUNTIME_H
#define TENFOLD_RUNTIME_H

#include "tenfold-c/Runtime.h"

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace tenfold {

/// True when something went wrong.
class [[nodiscard]] Status {
public:
  Status(TenfoldStatus *status = nullptr) : status(status) {}

  explicit operator bool() const { return status != nullptr; }
  TenfoldStatusCode code() const { return tenfold_status_code(status.get()); }
  std::string message() const { return tenfold_status_message(status.get()); }

private:
  struct Free {
    void operator()(TenfoldStatus *status) const {
      tenfold_status_free(status);
    }
  };
  std::unique_ptr<TenfoldStatus, Free> status;
};

/// A function of an artifact; lives as long as that.
class Function {
public:
  Function(const TenfoldFunction *function = nullptr) : function(function) {}

  const char *name() const { return tenfold_function_name(function); }
  size_t dimCount() const { return tenfold_function_dim_count(function); }
  size_t inputCount() const { return tenfold_function_input_count(function); }
  size_t outputCount() const { return tenfold_function_output_count(function); }
  const TenfoldDimInfo &dim(size_t index) const {
    return *tenfold_function_dim(function, index);
  }
  const TenfoldTensorInfo &input(size_t index) const {
    return *tenfold_function_input(function, index);
  }
  const TenfoldTensorInfo &output(size_t index) const {
    return *tenfold_function_output(function, index);
  }

  /// Reads the dims off the inputs.
  Status bindDims(std::span<const DLTensor *const> inputs,
                  std::vector<int64_t> &dims) const {
    dims.resize(dimCount());
    return tenfold_function_bind_dims(function, inputs.data(), inputs.size(),
                                      dims.data());
  }
  Status outputShape(size_t index, const std::vector<int64_t> &dims,
                     std::vector<int64_t> &shape) const {
    shape.resize(output(index).rank);
    return tenfold_function_output_shape(function, index, dims.data(),
                                         shape.data());
  }
  Status memory(const std::vector<int64_t> &dims, int threads,
                TenfoldMemory &memory) const {
    static constexpr int64_t kNoDims =
        0; // data() of an empty vector may be null, which means the bounds
    return tenfold_function_memory(
        function, dims.empty() ? &kNoDims : dims.data(), threads, &memory);
  }
  Status memoryAtBounds(int threads, TenfoldMemory &memory) const {
    return tenfold_function_memory(function, nullptr, threads, &memory);
  }

private:
  const TenfoldFunction *function;
};

class Artifact {
public:
  static Status load(const std::string &path, Artifact &artifact) {
    TenfoldArtifact *loaded = nullptr;
    Status status = tenfold_artifact_load(path.c_str(), &loaded);
    artifact.handle.reset(loaded);
    return status;
  }

  const char *target() const { return tenfold_artifact_target(handle.get()); }
  const char *precision() const {
    return tenfold_artifact_precision(handle.get());
  }
  const char *compiler() const {
    return tenfold_artifact_compiler(handle.get());
  }
  const char *plan() const { return tenfold_artifact_plan(handle.get()); }
  const char *remarks() const { return tenfold_artifact_remarks(handle.get()); }
  size_t weightCount() const {
    return tenfold_artifact_weight_count(handle.get());
  }
  const TenfoldWeightInfo &weight(size_t index) const {
    return *tenfold_artifact_weight(handle.get(), index);
  }
  size_t functionCount() const {
    return tenfold_artifact_function_count(handle.get());
  }
  Function function(size_t index) const {
    return tenfold_artifact_function(handle.get(), index);
  }
  /// A null name means `main`, else the only function.
  Status findFunction(const char *name, Function &function) const {
    const TenfoldFunction *found = nullptr;
    Status status = tenfold_artifact_find_function(handle.get(), name, &found);
    function = found;
    return status;
  }
  const TenfoldArtifact *get() const { return handle.get(); }

private:
  struct Free {
    void operator()(TenfoldArtifact *artifact) const {
      tenfold_artifact_free(artifact);
    }
  };
  std::unique_ptr<TenfoldArtifact, Free> handle;
};

class Session {
public:
  /// 0 threads: as many as affinity and CPU quota allow.
  static Status create(const Artifact &artifact, Session &session,
                       int threads = 0) {
    TenfoldSessionOptions options{sizeof(TenfoldSessionOptions), threads};
    TenfoldSession *created = nullptr;
    Status status = tenfold_session_create(artifact.get(), &options, &created);
    session.handle.reset(created);
    return status;
  }

  int threads() const { return tenfold_session_threads(handle.get()); }
  Status call(const char *function, std::span<const DLTensor *const> inputs,
              std::span<const DLTensor *const> outputs) {
    return tenfold_session_call(handle.get(), function, inputs.data(),
                                inputs.size(), outputs.data(), outputs.size());
  }
  void setTrace(TenfoldTraceFn trace, void *user) {
    tenfold_session_set_trace(handle.get(), trace, user);
  }

private:
  struct Free {
    void operator()(TenfoldSession *session) const {
      tenfold_session_free(session);
    }
  };
  std::unique_ptr<TenfoldSession, Free> handle;
};

} // namespace tenfold

#endif // TENFOLD_RUNTIME_H
