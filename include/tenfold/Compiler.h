// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// Compiling in process: a model, as a file or as text, becomes an artifact
/// that `tenfold-c/Runtime.h` loads. Nothing of LLVM or MLIR appears here.
#ifndef TENFOLD_COMPILER_H
#define TENFOLD_COMPILER_H

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tenfold {

/// The stages of a compilation, in order; each is the pipeline
/// `--tenfold-<name>-pipeline` of tenfold-opt.
enum class Stage {
  Import,
  Model,
  Grad,
  Fold,
  Plan,
  Tile,
  Vector,
  Target,
  Binary
};

std::string_view stageName(Stage stage);
std::optional<Stage> parseStage(std::string_view name);

/// A named dim of the model, held between `lo` and `hi`, both included.
struct DimRange {
  std::string name;
  int64_t lo = 0;
  int64_t hi = 0;
};

struct CompileOptions {
  std::string target =
      "cpu"; ///< "cpu" is this machine, "cpu:NAME" a CPU by LLVM's name
  std::string precision = "f32";
  std::optional<uint64_t> memoryBudget; ///< bytes
  std::string
      function; ///< the only entry to compile; empty: all that are public
  std::vector<DimRange> dims;
  std::string weights; ///< a safetensors or GGUF file; empty: each parameter
                       ///< starts from its `init`
  uint64_t seed = 0;   ///< of parameters that no file gives
  int32_t threads = 0; ///< that the memory budget is meant for; 0: as many as
                       ///< this process may use
  Stage from = Stage::Import;
  Stage to = Stage::Binary;
  /// Called at the beginning of each stage.
  std::function<void(Stage)> progress;
};

/// What a compilation was given.
struct ModelSource {
  std::string name; ///< what diagnostics call it: a path, mostly
  std::string text;
  std::string weights = {}; ///< the file that has the model's own, where no
                            ///< others are given; may be empty
};

/// One message of a pass.
struct CompileRemark {
  std::string kind; ///< "passed", "missed", "failed" or "analysis"
  std::string category;
  std::string location;
  std::string function;
  std::string message;
};

struct CompileResult {
  /// Empty on success, else what to show: begins with `error: `, may have notes
  /// on further lines.
  std::string error;
  std::string warnings;
  std::vector<CompileRemark> remarks;
  /// The IR after stage `to`, when that is not the last.
  std::string text;
  std::string plan; ///< JSON, from stage `plan` on

  explicit operator bool() const { return error.empty(); }
};

/// Compiles to the file `output`, which is replaced only when all went well.
/// With `options.to` before the last stage nothing is written and the result
/// carries text.
CompileResult compile(const ModelSource &model, const CompileOptions &options,
                      const std::string &output);

/// As `compile`, with the artifact in memory.
CompileResult compileToBytes(const ModelSource &model,
                             const CompileOptions &options,
                             std::vector<char> &artifact);

/// Reads a model; `error` says why not.
std::optional<ModelSource> readModel(const std::string &path,
                                     std::string &error);

/// Name and version of the compiler, as artifacts record it.
std::string compilerVersion();

} // namespace tenfold

#endif // TENFOLD_COMPILER_H
