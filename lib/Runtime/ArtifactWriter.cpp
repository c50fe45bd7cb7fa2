// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "lib/Runtime/ArtifactWriter.h"
#include "lib/Runtime/ArtifactFormat.h"
#include "lib/Runtime/OutputFile.h"
#include "lib/Runtime/Placement.h"

#include <cstring>

using namespace tenfold::runtime;

namespace {

uint64_t weightSectionBytes(const std::vector<WeightSpec> &weights) {
  return weights.empty() ? 0 : weights.back().offset + weights.back().bytes;
}

/// Writes bytes that become one part of the file.
Expected<ArtifactPart> writePart(OutputFile &file,
                                 std::span<const std::byte> bytes) {
  ArtifactPart part{file.position(), bytes.size(), hashBytes(bytes)};
  if (Error error = file.write(bytes))
    return error;
  return part;
}

Error writeWeight(OutputFile &file, StreamingHash &hash,
                  std::span<const std::byte> bytes, const WeightSpec &spec) {
  static constexpr std::byte kZeros[kBufferAlignment]{};
  if (bytes.size() != spec.bytes)
    return makeError(TENFOLD_INVALID_ARGUMENT, "expected ", spec.bytes,
                     " bytes of weight `", spec.path, "`, got ", bytes.size());
  hash.add(bytes);
  if (Error error = file.write(bytes))
    return error;
  auto padding =
      std::span(kZeros).first(alignToBuffer(bytes.size()) - bytes.size());
  hash.add(padding);
  return file.write(padding);
}

/// Weights one behind the other, padded to 64 bytes, the last one too.
Expected<ArtifactPart> writeWeights(OutputFile &file,
                                    const ArtifactContents &contents) {
  StreamingHash hash;
  uint64_t begin = file.position();
  const auto &specs = contents.metadata.weights;
  for (size_t i = 0; i < specs.size(); ++i) {
    if (begin + specs[i].offset != file.position())
      return makeError(TENFOLD_INVALID_ARGUMENT, "expected weight `",
                       specs[i].path, "` at offset ", file.position() - begin,
                       ", got ", specs[i].offset);
    if (Error error = writeWeight(file, hash, contents.weights(i), specs[i]))
      return error;
  }
  return ArtifactPart{begin, file.position() - begin, hash.value()};
}

Error writeExternal(const std::string &path, ArtifactContents &contents,
                    bool sync) {
  std::string name = path + ".weights";
  OutputFile file(name);
  if (Error error = file.open())
    return error;
  auto part = writeWeights(file, contents);
  if (!part)
    return part.takeError();
  contents.metadata.externalWeights = ExternalWeights{
      name.substr(name.rfind('/') + 1), part->length, part->hash};
  return file.commit(sync);
}

/// Everything but the footer.
Error writeParts(OutputFile &file, const ArtifactContents &contents,
                 ArtifactFooter &footer) {
  auto code = writePart(file, contents.code);
  if (!code)
    return code.takeError();
  if (Error error = file.padTo(kPageBytes))
    return error;
  bool external = contents.metadata.externalWeights.has_value();
  auto weights = external ? writePart(file, {}) : writeWeights(file, contents);
  if (!weights)
    return weights.takeError();
  if (Error error = file.padTo(kMetadataAlignment))
    return error;
  auto metadata = writePart(file, encodeMetadata(contents.metadata));
  if (!metadata)
    return metadata.takeError();
  footer.code = *code;
  footer.weights = *weights;
  footer.metadata = *metadata;
  return success();
}

} // namespace

uint64_t
tenfold::runtime::assignWeightOffsets(std::vector<WeightSpec> &weights) {
  uint64_t end = 0;
  for (WeightSpec &weight : weights) {
    weight.offset = end;
    end += alignToBuffer(static_cast<int64_t>(weight.bytes));
  }
  return end;
}

Error tenfold::runtime::writeArtifact(const std::string &path,
                                      ArtifactContents contents,
                                      const WriteOptions &options) {
  contents.metadata.externalWeights.reset();
  uint64_t weightBytes = weightSectionBytes(contents.metadata.weights);
  if (Error error = checkMetadata(contents.metadata, weightBytes))
    return error;
  OutputFile file(path);
  if (Error error = file.open())
    return error;
  if (weightBytes > options.externalAbove)
    if (Error error = writeExternal(path, contents, options.sync))
      return error;
  ArtifactFooter footer{};
  std::memcpy(footer.magic, kArtifactMagic, sizeof(footer.magic));
  footer.version = kFormatVersion;
  if (Error error = writeParts(file, contents, footer))
    return error;
  footer.hash = hashFooter(footer);
  if (Error error = file.write(std::as_bytes(std::span(&footer, 1))))
    return error;
  return file.commit(options.sync);
}
