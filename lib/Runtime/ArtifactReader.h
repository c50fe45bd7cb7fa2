// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// Opens and checks the file of an artifact. Nothing of it has run when this is
/// done.
#ifndef TENFOLD_RUNTIME_ARTIFACTREADER_H
#define TENFOLD_RUNTIME_ARTIFACTREADER_H

#include "lib/Runtime/Memory.h"
#include "lib/Runtime/Metadata.h"

namespace tenfold::runtime {

struct ArtifactContent {
  std::span<const std::byte> weights;
  Metadata metadata;
};

/// Checks all bytes of a file. Weights of a file beside are not looked for.
Expected<ArtifactContent> parseArtifact(std::span<const std::byte> file);

struct ArtifactFile {
  FileDescriptor descriptor; ///< to load the very file that was checked
  Pages file;
  Pages external; ///< the file with the weights, when they are not in `file`
  ArtifactContent content;
};

Expected<ArtifactFile> readArtifact(const std::string &path);

} // namespace tenfold::runtime

#endif // TENFOLD_RUNTIME_ARTIFACTREADER_H
