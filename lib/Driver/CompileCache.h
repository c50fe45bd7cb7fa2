// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_DRIVER_COMPILECACHE_H
#define TENFOLD_LIB_DRIVER_COMPILECACHE_H

#include "lib/Driver/Options.h"

namespace tenfold {

/// `$XDG_CACHE_HOME/tenfold`, else `$HOME/.cache/tenfold`; empty without both.
std::string cacheFolder();

/// Most bytes that the cache may hold: `TENFOLD_CACHE_SIZE`, as in 8GiB.
llvm::Expected<uint64_t> cacheCapacity();

/// Names the artifact of a model: a hash of all that determines it. The
/// weights count by path, size, time of change and inode, not by content.
std::string cacheKey(const ModelSource &model, const CompileOptions &options);

struct CachedArtifact {
  std::string path;
  bool hit = false;
  double milliseconds = 0; ///< spent to compile, 0 on a hit
  CompileResult result;    ///< of the compilation, empty on a hit
};

/// The artifact of a model, compiled unless the cache has it. With
/// `useCache` false it is made at `scratchPath`.
llvm::Expected<CachedArtifact> compileCached(const ModelSource &model,
                                             const CompileOptions &options,
                                             bool useCache,
                                             const std::string &scratchPath);

} // namespace tenfold

#endif // TENFOLD_LIB_DRIVER_COMPILECACHE_H
