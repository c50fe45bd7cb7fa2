// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// Every byte of the file is covered by a check: the parts by their hashes, the
/// footer by its own, the gaps between by being short and zero.
#include "lib/Runtime/ArtifactReader.h"
#include "lib/Runtime/ArtifactFormat.h"

#include <algorithm>
#include <cstring>

using namespace tenfold::runtime;

namespace {

using Bytes = std::span<const std::byte>;

template <typename... Parts> Error corrupt(const Parts &...parts) {
  return makeError(TENFOLD_CORRUPT_ARTIFACT, parts...);
}

Expected<ArtifactFooter> readFooter(Bytes file) {
  ArtifactFooter footer;
  if (file.size() < sizeof(footer))
    return corrupt("not an artifact: expected at least ", sizeof(footer),
                   " bytes, got ", file.size());
  std::memcpy(&footer, file.last(sizeof(footer)).data(), sizeof(footer));
  if (std::memcmp(footer.magic, kArtifactMagic, sizeof(footer.magic)) != 0)
    return corrupt("not an artifact, or its end is missing");
  if (footer.version != kFormatVersion)
    return makeError(TENFOLD_UNSUPPORTED, "expected artifact format ",
                     kFormatVersion, ", got ", footer.version);
  if (hashFooter(footer) != footer.hash || footer.reserved != 0)
    return corrupt("footer is damaged");
  return footer;
}

/// Whether [begin, end) is shorter than `alignment` and zero.
bool isPadding(Bytes file, uint64_t begin, uint64_t end, uint64_t alignment) {
  if (end < begin || end - begin >= alignment || end % alignment != 0)
    return false;
  auto gap = file.subspan(begin, end - begin);
  return std::all_of(gap.begin(), gap.end(),
                     [](std::byte b) { return b == std::byte(0); });
}

/// Parts follow each other in order, without overlap, up to the footer.
Error checkRanges(Bytes file, const ArtifactFooter &footer) {
  uint64_t footerAt = file.size() - sizeof(footer), end = 0;
  for (const ArtifactPart &part :
       {footer.code, footer.weights, footer.metadata}) {
    if (part.offset < end || part.offset > footerAt ||
        part.length > footerAt - part.offset)
      return corrupt("parts overlap or end behind the file");
    end = part.offset + part.length;
  }
  uint64_t codeEnd = footer.code.length,
           weightsEnd = footer.weights.offset + footer.weights.length;
  if (footer.code.offset != 0 || end != footerAt ||
      !isPadding(file, codeEnd, footer.weights.offset, kPageBytes) ||
      !isPadding(file, weightsEnd, footer.metadata.offset, kMetadataAlignment))
    return corrupt("parts are not where they belong");
  return success();
}

Expected<Bytes> readPart(Bytes file, const ArtifactPart &part,
                         const char *name) {
  Bytes bytes = file.subspan(part.offset, part.length);
  if (hashBytes(bytes) != part.hash)
    return corrupt(name, " is damaged");
  return bytes;
}

Expected<Pages> mapExternal(const std::string &artifactPath,
                            const ExternalWeights &external) {
  std::string path =
      artifactPath.substr(0, artifactPath.rfind('/') + 1) + external.file;
  auto descriptor = openForReading(path);
  if (!descriptor)
    return descriptor.takeError();
  auto pages = Pages::ofFile(*descriptor, path);
  if (!pages)
    return pages.takeError();
  if (pages->bytes().size() != external.bytes)
    return corrupt("expected ", external.bytes, " bytes in `", path, "`, got ",
                   pages->bytes().size());
  if (hashBytes(pages->bytes()) != external.hash)
    return corrupt("`", path, "` is damaged or belongs to another artifact");
  return pages;
}

/// Replaces the weights by those of the file beside, where there is one.
Error attachExternal(const std::string &path, ArtifactFile &artifact) {
  const auto &external = artifact.content.metadata.externalWeights;
  if (!external)
    return success();
  auto pages = mapExternal(path, *external);
  if (!pages)
    return pages.takeError();
  artifact.external = std::move(*pages);
  artifact.content.weights = artifact.external.bytes();
  return success();
}

/// Reads what the mapped file says.
Error readMapped(const std::string &path, ArtifactFile &artifact) {
  auto content = parseArtifact(artifact.file.bytes());
  if (!content)
    return content.takeError();
  artifact.content = std::move(*content);
  return attachExternal(path, artifact);
}

} // namespace

Expected<ArtifactContent> tenfold::runtime::parseArtifact(Bytes file) {
  auto footer = readFooter(file);
  if (!footer)
    return footer.takeError();
  if (Error error = checkRanges(file, *footer))
    return error;
  auto code = readPart(file, footer->code, "code");
  if (!code)
    return code.takeError();
  auto weights = readPart(file, footer->weights, "weight section");
  if (!weights)
    return weights.takeError();
  auto encoded = readPart(file, footer->metadata, "metadata");
  if (!encoded)
    return encoded.takeError();
  auto metadata = decodeMetadata(*encoded);
  if (!metadata)
    return metadata.takeError();
  const auto &external = metadata->externalWeights;
  if (Error error = checkMetadata(*metadata,
                                  external ? external->bytes : weights->size()))
    return error;
  return ArtifactContent{*weights, std::move(*metadata)};
}

Expected<ArtifactFile> tenfold::runtime::readArtifact(const std::string &path) {
  ArtifactFile artifact;
  auto descriptor = openForReading(path);
  if (!descriptor)
    return descriptor.takeError();
  auto file = Pages::ofFile(*descriptor, path);
  if (!file)
    return file.takeError();
  artifact.descriptor = std::move(*descriptor);
  artifact.file = std::move(*file);
  if (Error error = readMapped(path, artifact)) {
    error.message = concat("cannot load `", path, "`: ", error.message);
    return error;
  }
  return artifact;
}
