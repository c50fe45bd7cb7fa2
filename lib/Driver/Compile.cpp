//===- Compile.cpp - the public interface of the compiler -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Driver/CommandLine.h"
#include "lib/Driver/Compilation.h"
#include "lib/Driver/ModelFile.h"
#include "lib/Driver/TemporaryFile.h"

#include "llvm/Config/llvm-config.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace llvm;
using namespace tenfold;

namespace {

/// Runs everything but the writing of the artifact, which `write` does.
CompileResult compileWith(const ModelSource &model,
                          const CompileOptions &options,
                          function_ref<LogicalResult(Compilation &)> write) {
  CompileResult result;
  if (options.from > options.to) {
    result.error = "error: expected --from before --to, got --from=" +
                   std::string(stageName(options.from)) +
                   " --to=" + std::string(stageName(options.to)) + "\n";
    return result;
  }
  Compilation compilation(options);
  bool ok =
      succeeded(compilation.parse(model)) && succeeded(compilation.runStages());
  if (ok && options.to == Stage::Binary)
    ok = succeeded(write(compilation));
  else if (ok)
    result.text = compilation.print();
  if (!ok)
    result.error = compilation.error();
  result.warnings = compilation.warnings();
  result.remarks = compilation.takeRemarks();
  result.plan = compilation.getMetadata().plan;
  return result;
}

std::string message(Error error) {
  return "error: " + toString(std::move(error)) + "\n";
}

} // namespace

CompileResult tenfold::compile(const ModelSource &model,
                               const CompileOptions &options,
                               const std::string &output) {
  CompileResult result;
  // Without an artifact the path may be empty.
  auto run = [&](const std::string &path) {
    result = compileWith(model, options, [&](Compilation &compilation) {
      return compilation.writeArtifact(path);
    });
    return Error::success();
  };
  Error error = options.to == Stage::Binary ? writeFile(output, run) : run("");
  if (error)
    result.error = message(std::move(error));
  return result;
}

CompileResult tenfold::compileToBytes(const ModelSource &model,
                                      const CompileOptions &options,
                                      std::vector<char> &artifact) {
  Expected<TemporaryFile> file = TemporaryFile::create("so");
  if (!file)
    return {message(file.takeError())};
  CompileResult result = compile(model, options, file->path());
  if (!result || options.to != Stage::Binary)
    return result;
  auto buffer = MemoryBuffer::getFile(file->path());
  if (!buffer)
    result.error = message(errorCodeToError(buffer.getError()));
  else
    artifact.assign((*buffer)->getBufferStart(), (*buffer)->getBufferEnd());
  return result;
}

std::optional<ModelSource> tenfold::readModel(const std::string &path,
                                              std::string &error) {
  Expected<ModelSource> model = readModelFile(path);
  if (model)
    return std::move(*model);
  error = message(model.takeError());
  return std::nullopt;
}

std::string tenfold::compilerVersion() {
  return "tenfold " TENFOLD_VERSION " (LLVM " LLVM_VERSION_STRING ")";
}
