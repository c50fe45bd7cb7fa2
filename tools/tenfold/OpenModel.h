// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// From what the user names, a model or an artifact, to a loaded artifact.
#ifndef TENFOLD_TOOLS_TENFOLD_OPENMODEL_H
#define TENFOLD_TOOLS_TENFOLD_OPENMODEL_H

#include "lib/Driver/Options.h"
#include "lib/Driver/TemporaryFile.h"
#include "tenfold/Runtime.h"

#include <optional>

namespace tenfold {

/// The stage at work, on one line of a terminal; nothing in a pipe.
class Progress {
public:
  Progress();
  ~Progress() { clear(); }
  std::function<void(Stage)> callback();
  void clear();

private:
  bool active, shown = false;
};

/// Shows warnings and what --explain asks for on stderr, writes
/// --explain-file; the error of the compilation, if it has one.
llvm::Error report(const CompileResult &result, const ModelOptions &options);

struct OpenedModel {
  Artifact artifact;
  std::string path; ///< of the artifact
  bool compiled = false;
  bool cacheHit = false;
  double compileMilliseconds = 0;
  std::optional<TemporaryFile> scratch; ///< where the artifact is without cache
};

/// Loads an artifact, or compiles a model through the cache and loads that.
llvm::Expected<OpenedModel> openModel(const std::string &path,
                                      ModelOptions &options);

/// The function that --function names, or the default one.
llvm::Expected<Function> findFunction(const OpenedModel &model,
                                      const ModelOptions &options);

llvm::Error toError(const Status &status);

} // namespace tenfold

#endif // TENFOLD_TOOLS_TENFOLD_OPENMODEL_H
