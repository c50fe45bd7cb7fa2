//===- CompileCache.cpp - artifacts of models seen before -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One file for each key. Files are written under another name and renamed, so
// two processes may fill the cache at once; the least recently used go when it
// is over its capacity. A file in use may be removed: whoever has mapped it
// keeps it.

#include "lib/Driver/CompileCache.h"

#include "lib/Target/CPU/CPUTarget.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/SHA256.h"

#include <chrono>
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>

using namespace llvm;
using namespace tenfold;

namespace {

constexpr StringLiteral kDefaultCapacity = "8GiB";

/// Size, time of change and identity of a file, as text.
std::string identify(StringRef path) {
  struct stat info;
  if (::stat(path.str().c_str(), &info) != 0)
    return "absent";
  std::string text;
  raw_string_ostream(text) << info.st_dev << " " << info.st_ino << " "
                           << info.st_size << " " << info.st_mtim.tv_sec << "."
                           << info.st_mtim.tv_nsec;
  return text;
}

/// The file that holds this code.
std::string compilerBuild() {
  Dl_info info;
  bool known = dladdr(reinterpret_cast<void *>(&compilerBuild), &info);
  return compilerVersion() + " " + (known ? identify(info.dli_fname) : "");
}

struct Entry {
  std::string path;
  uint64_t bytes;
  sys::TimePoint<> used;
};

/// Artifacts and their weights; the folder may hold other things.
std::vector<Entry> entries(StringRef folder) {
  std::vector<Entry> found;
  std::error_code error;
  for (sys::fs::directory_iterator at(folder, error), end; at != end && !error;
       at.increment(error))
    if (auto status = at->status(); status &&
                                    sys::fs::is_regular_file(*status) &&
                                    StringRef(at->path()).contains(".so"))
      found.push_back(
          {at->path(), status->getSize(), status->getLastModificationTime()});
  return found;
}

/// Removes the least recently used files until the rest fits; `keep` stays.
void shrink(StringRef folder, uint64_t capacity, StringRef keep) {
  std::vector<Entry> files = entries(folder);
  uint64_t total = 0;
  for (const Entry &file : files)
    total += file.bytes;
  sort(files, [](const Entry &a, const Entry &b) { return a.used < b.used; });
  for (const Entry &file : files) {
    if (total <= capacity)
      return;
    if (StringRef(file.path).starts_with(keep))
      continue;
    if (!sys::fs::remove(file.path))
      total -= file.bytes;
  }
}

/// Marks a file as used now.
bool touch(const std::string &path) {
  return ::utimensat(AT_FDCWD, path.c_str(), nullptr, 0) == 0;
}

Error compileTo(CachedArtifact &artifact, const ModelSource &model,
                const CompileOptions &options) {
  auto begin = std::chrono::steady_clock::now();
  artifact.result = compile(model, options, artifact.path);
  std::chrono::duration<double, std::milli> spent =
      std::chrono::steady_clock::now() - begin;
  artifact.milliseconds = spent.count();
  if (artifact.result)
    return Error::success();
  StringRef text = artifact.result.error;
  text.consume_front("error: ");
  return userError(text.rtrim());
}

} // namespace

std::string tenfold::cacheFolder() {
  SmallString<128> path;
  if (auto base = sys::Process::GetEnv("XDG_CACHE_HOME");
      base && !base->empty())
    path = *base;
  else if (auto home = sys::Process::GetEnv("HOME"); home && !home->empty())
    sys::path::append(path, *home, ".cache");
  else
    return "";
  sys::path::append(path, "tenfold");
  return path.str().str();
}

Expected<uint64_t> tenfold::cacheCapacity() {
  auto text = sys::Process::GetEnv("TENFOLD_CACHE_SIZE");
  auto bytes =
      parseBytes(text ? StringRef(*text) : StringRef(kDefaultCapacity));
  if (!bytes)
    return userError("TENFOLD_CACHE_SIZE: " + toString(bytes.takeError()));
  return *bytes;
}

std::string tenfold::cacheKey(const ModelSource &model,
                              const CompileOptions &options) {
  SHA256 hash;
  // Each part with its length, so that no two lists of parts are one text.
  auto add = [&](StringRef part) {
    hash.update(std::to_string(part.size()) + ":");
    hash.update(part);
  };
  add(compilerBuild());
  add(options.target == "cpu" ? CPUTarget::host() : options.target);
  add(options.precision);
  add(options.function);
  add(std::to_string(options.memoryBudget.value_or(0)));
  add(std::to_string(options.memoryBudget ? options.threads : 0));
  add(stageName(options.from));
  for (const DimRange &dim : options.dims)
    add(dim.name + "=" + std::to_string(dim.lo) + ".." +
        std::to_string(dim.hi));
  add(std::to_string(options.seed));
  const std::string &weights =
      options.weights.empty() ? model.weights : options.weights;
  add(weights);
  add(weights.empty() ? "" : identify(weights));
  add(model.text);
  return toHex(hash.final(), /*LowerCase=*/true).substr(0, 40);
}

Expected<CachedArtifact>
tenfold::compileCached(const ModelSource &model, const CompileOptions &options,
                       bool useCache, const std::string &scratchPath) {
  CachedArtifact artifact{scratchPath};
  std::string folder = cacheFolder();
  // Without a place for it there is no cache, which is no error.
  if (!useCache || folder.empty() || sys::fs::create_directories(folder)) {
    if (Error error = compileTo(artifact, model, options))
      return std::move(error);
    return artifact;
  }
  Expected<uint64_t> capacity = cacheCapacity();
  if (!capacity)
    return capacity.takeError();
  artifact.path = folder + "/" + cacheKey(model, options) + ".so";
  artifact.hit = touch(artifact.path);
  if (artifact.hit)
    return artifact;
  if (Error error = compileTo(artifact, model, options))
    return std::move(error);
  shrink(folder, *capacity, artifact.path);
  return artifact;
}
