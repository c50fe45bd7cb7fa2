// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// clang-format off
/// The file of an artifact, little-endian:
///
///   code        a shared library, from byte 0, so that the file can be loaded as it is
///   zeros       up to a multiple of 4096
///   weights     each at a multiple of 64; none when they stand in a file of their own
///   zeros       up to a multiple of 64
///   metadata    see Artifact.fbs
///   footer      the last bytes of the file
// clang-format on
#ifndef TENFOLD_RUNTIME_ARTIFACTFORMAT_H
#define TENFOLD_RUNTIME_ARTIFACTFORMAT_H

#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

namespace tenfold::runtime {

inline constexpr char kArtifactMagic[8] = {'T', 'E', 'N', 'F',
                                           'O', 'L', 'D', 1};
inline constexpr uint32_t kFormatVersion = 1;
inline constexpr uint64_t kPageBytes = 4096;
inline constexpr uint64_t kMetadataAlignment = 64;

struct ArtifactPart {
  uint64_t offset;
  uint64_t length;
  uint64_t hash; ///< XXH64, seed 0
};

struct ArtifactFooter {
  char magic[8];
  uint32_t version;
  uint32_t reserved; ///< 0
  ArtifactPart code;
  ArtifactPart weights;
  ArtifactPart metadata;
  uint64_t hash; ///< of the footer up to here
};
static_assert(sizeof(ArtifactFooter) == 96 &&
              std::is_trivially_copyable_v<ArtifactFooter>);

uint64_t hashBytes(std::span<const std::byte> bytes);
uint64_t hashFooter(const ArtifactFooter &footer);

/// A hash over pieces, equal to `hashBytes` of all of them together.
class StreamingHash {
public:
  StreamingHash();
  ~StreamingHash();
  StreamingHash(const StreamingHash &) = delete;
  StreamingHash &operator=(const StreamingHash &) = delete;
  void add(std::span<const std::byte> bytes);
  uint64_t value() const;

private:
  void *state;
};

} // namespace tenfold::runtime

#endif // TENFOLD_RUNTIME_ARTIFACTFORMAT_H
