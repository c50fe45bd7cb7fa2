// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// Metadata to FlatBuffers and back; names and order of fields follow
/// Artifact.fbs.
#include "lib/Runtime/Metadata.h"

#include <Artifact_generated.h>

#include <algorithm>

using namespace tenfold;
using namespace tenfold::runtime;
using flatbuffers::FlatBufferBuilder;
using flatbuffers::Offset;

namespace {

// Limits of the verifier: the schema nests six tables deep; the count bounds
// the work on a hostile file.
constexpr flatbuffers::uoffset_t kMaxTableDepth = 16;
constexpr flatbuffers::uoffset_t kMaxTables = 4'000'000;

//===-- Encoding ----------------------------------------------------------===//

Offset<fb::SizeExpr> encodeSize(FlatBufferBuilder &b, const SizeExpr &expr) {
  std::vector<fb::SizeInstr> code;
  for (auto [op, value] : expr.instrs())
    code.emplace_back(static_cast<uint8_t>(op), value);
  return fb::CreateSizeExprDirect(b, &code);
}

template <typename T, typename Table>
std::vector<Offset<Table>>
encodeAll(FlatBufferBuilder &b, const std::vector<T> &specs,
          Offset<Table> (*encode)(FlatBufferBuilder &, const T &)) {
  std::vector<Offset<Table>> encoded;
  encoded.reserve(specs.size());
  for (const T &spec : specs)
    encoded.push_back(encode(b, spec));
  return encoded;
}

Offset<fb::Dim> encodeDim(FlatBufferBuilder &b, const DimSpec &dim) {
  return fb::CreateDimDirect(b, dim.name.c_str(), dim.lo, dim.hi);
}

Offset<fb::Tensor> encodeTensor(FlatBufferBuilder &b,
                                const TensorSpec &tensor) {
  auto shape = encodeAll(b, tensor.shape, encodeSize);
  return fb::CreateTensorDirect(
      b, tensor.name.c_str(), static_cast<uint8_t>(tensor.dtype), &shape,
      tensor.rangeLo, tensor.rangeHi, tensor.donatedTo);
}

Offset<fb::Buffer> encodeBuffer(FlatBufferBuilder &b,
                                const BufferSpec &buffer) {
  return fb::CreateBuffer(b, encodeSize(b, buffer.bytes), buffer.first,
                          buffer.last, buffer.boundOffset);
}

Offset<fb::Function> encodeFunction(FlatBufferBuilder &b,
                                    const FunctionSpec &function) {
  auto dims = encodeAll(b, function.dims, encodeDim);
  auto inputs = encodeAll(b, function.inputs, encodeTensor);
  auto outputs = encodeAll(b, function.outputs, encodeTensor);
  auto buffers = encodeAll(b, function.buffers, encodeBuffer);
  return fb::CreateFunctionDirect(b, function.name.c_str(), &dims, &inputs,
                                  &outputs, &buffers, function.boundArenaBytes,
                                  encodeSize(b, function.scratchBytes));
}

Offset<fb::Weight> encodeWeight(FlatBufferBuilder &b,
                                const WeightSpec &weight) {
  return fb::CreateWeightDirect(b, weight.path.c_str(), weight.dtype.c_str(),
                                &weight.shape, &weight.packedShape,
                                weight.layout.c_str(), weight.offset,
                                weight.bytes, weight.isMutable);
}

//===-- Decoding ----------------------------------------------------------===//

std::string decodeText(const flatbuffers::String *text) { return text->str(); }

/// The elements of a vector of numbers or structs. The verifier does not look
/// at their alignment, so they are copied byte by byte.
template <typename T, typename Encoded>
std::vector<T> copyElements(const flatbuffers::Vector<Encoded> *encoded) {
  std::vector<T> elements(encoded->size());
  std::copy_n(encoded->Data(), elements.size() * sizeof(T),
              reinterpret_cast<uint8_t *>(elements.data()));
  return elements;
}

SizeExpr decodeSize(const fb::SizeExpr *expr) {
  std::vector<SizeInstr> code;
  for (const auto &instr : copyElements<fb::SizeInstr>(expr->code()))
    code.push_back({static_cast<SizeOp>(instr.op()), instr.value()});
  return SizeExpr(std::move(code));
}

template <typename Table, typename T>
std::vector<T> decodeAll(const flatbuffers::Vector<Offset<Table>> *encoded,
                         T (*decode)(const Table *)) {
  std::vector<T> decoded;
  decoded.reserve(encoded->size());
  for (const Table *element : *encoded)
    decoded.push_back(decode(element));
  return decoded;
}

DimSpec decodeDim(const fb::Dim *dim) {
  return {decodeText(dim->name()), dim->lo(), dim->hi()};
}

TensorSpec decodeTensor(const fb::Tensor *tensor) {
  return {decodeText(tensor->name()),
          static_cast<DataType>(tensor->dtype()),
          decodeAll(tensor->shape(), decodeSize),
          tensor->range_lo(),
          tensor->range_hi(),
          tensor->donated_to()};
}

BufferSpec decodeBuffer(const fb::Buffer *buffer) {
  return {decodeSize(buffer->bytes()), buffer->first(), buffer->last(),
          buffer->bound_offset()};
}

FunctionSpec decodeFunction(const fb::Function *function) {
  return {decodeText(function->name()),
          decodeAll(function->dims(), decodeDim),
          decodeAll(function->inputs(), decodeTensor),
          decodeAll(function->outputs(), decodeTensor),
          decodeAll(function->buffers(), decodeBuffer),
          function->bound_arena_bytes(),
          decodeSize(function->scratch_bytes())};
}

WeightSpec decodeWeight(const fb::Weight *weight) {
  return {decodeText(weight->path()),
          decodeText(weight->dtype()),
          copyElements<int64_t>(weight->shape()),
          copyElements<int64_t>(weight->packed_shape()),
          decodeText(weight->layout()),
          weight->offset(),
          weight->bytes(),
          weight->is_mutable()};
}

} // namespace

std::vector<std::byte> runtime::encodeMetadata(const Metadata &metadata) {
  FlatBufferBuilder b;
  auto features = b.CreateVectorOfStrings(metadata.cpuFeatures);
  auto functions =
      b.CreateVector(encodeAll(b, metadata.functions, encodeFunction));
  auto weights = b.CreateVector(encodeAll(b, metadata.weights, encodeWeight));
  Offset<fb::ExternalWeights> external;
  if (metadata.externalWeights)
    external = fb::CreateExternalWeightsDirect(
        b, metadata.externalWeights->file.c_str(),
        metadata.externalWeights->bytes, metadata.externalWeights->hash);
  auto compiler = b.CreateString(metadata.compiler);
  auto target = b.CreateString(metadata.target);
  auto precision = b.CreateString(metadata.precision);
  auto plan = b.CreateString(metadata.plan);
  auto remarks = b.CreateString(metadata.remarks);
  fb::FinishMetadataBuffer(b, fb::CreateMetadata(b, compiler, target, precision,
                                                 features, plan, remarks,
                                                 functions, weights, external));
  auto *bytes = reinterpret_cast<const std::byte *>(b.GetBufferPointer());
  return {bytes, bytes + b.GetSize()};
}

Expected<Metadata> runtime::decodeMetadata(std::span<const std::byte> bytes) {
  flatbuffers::Verifier verifier(
      reinterpret_cast<const uint8_t *>(bytes.data()), bytes.size(),
      kMaxTableDepth, kMaxTables);
  if (bytes.size() >= FLATBUFFERS_MAX_BUFFER_SIZE ||
      !fb::VerifyMetadataBuffer(verifier))
    return makeError(TENFOLD_CORRUPT_ARTIFACT, "malformed metadata");
  const fb::Metadata *root = fb::GetMetadata(bytes.data());
  Metadata metadata{decodeText(root->compiler()),
                    decodeText(root->target()),
                    decodeText(root->precision()),
                    decodeAll(root->cpu_features(), decodeText),
                    decodeText(root->plan()),
                    decodeText(root->remarks()),
                    decodeAll(root->functions(), decodeFunction),
                    decodeAll(root->weights(), decodeWeight),
                    std::nullopt};
  if (const fb::ExternalWeights *external = root->external_weights())
    metadata.externalWeights = ExternalWeights{
        decodeText(external->file()), external->bytes(), external->hash()};
  return metadata;
}
