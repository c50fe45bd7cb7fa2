//===- OpenModel.cpp - a model or an artifact, loaded ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tools/tenfold/OpenModel.h"

#include "lib/Driver/CompileCache.h"
#include "lib/Driver/ModelFile.h"
#include "lib/Driver/Remarks.h"
#include "tools/tenfold/ReleaseCode.h"

#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"

#include <unistd.h>

using namespace llvm;
using namespace tenfold;

Progress::Progress() : active(::isatty(STDERR_FILENO)) {}

std::function<void(Stage)> Progress::callback() {
  return [this](Stage stage) {
    if (!active)
      return;
    shown = true;
    // Back to the first column and clear what was there.
    errs() << formatv("\r\033[Kcompiling: {0} ({1} of {2})",
                      StringRef(stageName(stage)), int(stage) + 1,
                      int(Stage::Binary) + 1);
  };
}

void Progress::clear() {
  if (shown)
    errs() << "\r\033[K";
  shown = false;
}

Error tenfold::report(const CompileResult &result,
                      const ModelOptions &options) {
  errs() << result.warnings;
  for (const std::string &topic : options.explain)
    errs() << remarksAsText(result.remarks, topic);
  if (!result) {
    StringRef text = result.error;
    text.consume_front("error: ");
    return userError(text.rtrim());
  }
  if (options.explainFile.empty())
    return Error::success();
  return writeResult(options.explainFile, remarksAsJSON(result.remarks));
}

Error tenfold::toError(const Status &status) {
  return status ? userError(status.message()) : Error::success();
}

static Error compileInto(OpenedModel &opened, const std::string &path,
                         ModelOptions &options) {
  Expected<ModelSource> model = readModelFile(path);
  if (!model)
    return model.takeError();
  // What a cached artifact no longer knows has to be asked of the compiler.
  bool useCache = !options.noCache && options.explainFile.empty() &&
                  options.explain.empty();
  Expected<TemporaryFile> scratch = TemporaryFile::create("so");
  if (!scratch)
    return scratch.takeError();
  opened.scratch.emplace(std::move(*scratch));
  Progress progress;
  options.compile.progress = progress.callback();
  Expected<CachedArtifact> cached =
      compileCached(*model, options.compile, useCache, opened.scratch->path());
  progress.clear();
  if (!cached)
    return cached.takeError();
  opened.path = cached->path;
  opened.compiled = true;
  opened.cacheHit = cached->hit;
  opened.compileMilliseconds = cached->milliseconds;
  return report(cached->result, options);
}

Expected<OpenedModel> tenfold::openModel(const std::string &path,
                                         ModelOptions &options) {
  OpenedModel opened{.path = path};
  Expected<FileKind> kind = fileKind(path);
  if (!kind)
    return kind.takeError();
  if (*kind == FileKind::Artifact && !options.compileOnly.empty())
    return userError(options.compileOnly.front() +
                     " is for compiling a model, and " + path +
                     " is an artifact");
  if (*kind != FileKind::Artifact)
    if (Error error = compileInto(opened, path, options))
      return std::move(error);
  releaseCode(); // a call needs next to none of it
  if (Error error = toError(Artifact::load(opened.path, opened.artifact)))
    return std::move(error);
  return opened;
}

Expected<Function> tenfold::findFunction(const OpenedModel &model,
                                         const ModelOptions &options) {
  const std::string &name = options.compile.function;
  Function function;
  if (Error error = toError(model.artifact.findFunction(
          name.empty() ? nullptr : name.c_str(), function)))
    return std::move(error);
  return function;
}
