// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// Writes artifacts; used by the compiler, not part of the runtime library.
#ifndef TENFOLD_RUNTIME_ARTIFACTWRITER_H
#define TENFOLD_RUNTIME_ARTIFACTWRITER_H

#include "lib/Runtime/Metadata.h"

#include <functional>
#include <string>

namespace tenfold::runtime {

/// Gives the bytes of weight `index` of the metadata when they are written,
/// `WeightSpec::bytes` of them. They must stay valid until the next call only:
/// no more than one weight needs to be in memory.
using WeightSource = std::function<std::span<const std::byte>(size_t index)>;

struct ArtifactContents {
  std::span<const std::byte>
      code;          ///< a shared library, see tenfold-c/Artifact.h
  Metadata metadata; ///< with offsets of weights as by `assignWeightOffsets`;
                     ///< `externalWeights` is set here
  WeightSource weights;
};

struct WriteOptions {
  /// Weights of more bytes than this go to the file `<path>.weights`.
  uint64_t externalAbove = uint64_t(1) << 30;
  bool sync = false; ///< wait until the disk has it
};

/// Sets the offsets of weights, in their order, from their bytes; returns the
/// length of the weight section.
uint64_t assignWeightOffsets(std::vector<WeightSpec> &weights);

/// Checks the metadata, writes under a temporary name beside `path` and
/// renames, so that `path` is never half an artifact. On failure nothing is
/// left behind.
Error writeArtifact(const std::string &path, ArtifactContents contents,
                    const WriteOptions &options = {});

} // namespace tenfold::runtime

#endif // TENFOLD_RUNTIME_ARTIFACTWRITER_H
