// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "lib/Runtime/Artifact.h"
#include "lib/Runtime/CpuFeatures.h"
#include "lib/Runtime/DynamicLibrary.h"

#include <dlfcn.h>

using namespace tenfold::runtime;

namespace {

std::string listNames(const std::vector<TenfoldFunction> &functions) {
  std::string names;
  for (const TenfoldFunction &function : functions)
    names += concat(names.empty() ? "`" : ", `", function.spec.name, "`");
  return names;
}

} // namespace

Artifact::Artifact(ArtifactFile file) : file(std::move(file)) {}

Artifact::~Artifact() {
  if (code)
    ::dlclose(code);
}

Expected<std::shared_ptr<const Artifact>>
Artifact::load(const std::string &path) {
  auto file = readArtifact(path);
  if (!file)
    return file.takeError();
  if (Error error = checkCpuFeatures(file->content.metadata.cpuFeatures))
    return error;
  std::shared_ptr<Artifact> artifact(new Artifact(std::move(*file)));
  if (Error error = artifact->loadCode(path))
    return error;
  artifact->describe();
  return std::shared_ptr<const Artifact>(std::move(artifact));
}

Error Artifact::loadCode(const std::string &path) {
  auto library = openLibrary(file.descriptor, path);
  if (!library)
    return library.takeError();
  code = *library;
  table = static_cast<const TenfoldArtifactTable *>(
      ::dlsym(code, TENFOLD_ARTIFACT_SYMBOL));
  if (!table)
    return makeError(TENFOLD_CORRUPT_ARTIFACT, "expected `", path,
                     "` to export `", TENFOLD_ARTIFACT_SYMBOL, "`");
  if (table->version != TENFOLD_ARTIFACT_VERSION)
    return makeError(TENFOLD_UNSUPPORTED, "expected code of version ",
                     TENFOLD_ARTIFACT_VERSION, " in `", path, "`, got ",
                     table->version);
  if (table->count != metadata().functions.size())
    return makeError(TENFOLD_CORRUPT_ARTIFACT, "expected ",
                     metadata().functions.size(), " functions in the code of `",
                     path, "`, got ", table->count);
  return success();
}

void Artifact::describe() {
  for (const FunctionSpec &spec : metadata().functions)
    functionTable.emplace_back(
        spec, static_cast<int64_t>(file.content.weights.size()));
  for (const WeightSpec &spec : metadata().weights)
    weightTable.push_back(
        {spec.path.c_str(), spec.dtype.c_str(), spec.layout.c_str(),
         static_cast<int32_t>(spec.shape.size()), spec.shape.data(),
         static_cast<int64_t>(spec.bytes)});
}

Expected<size_t> Artifact::findFunction(const char *name) const {
  if (!name && functionTable.size() == 1)
    return size_t(0);
  // Without a name `main`, or what language models have in its place.
  const std::string_view wanted[] = {name ? name : "main",
                                     name ? name : "forward"};
  for (std::string_view each : wanted)
    for (size_t i = 0; i < functionTable.size(); ++i)
      if (functionTable[i].spec.name == each)
        return i;
  return makeError(TENFOLD_INVALID_ARGUMENT, "expected one of the functions ",
                   listNames(functionTable), ", got `", wanted[0], "`");
}
