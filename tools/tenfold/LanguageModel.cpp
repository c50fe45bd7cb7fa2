//===- LanguageModel.cpp - a sequence and its cache -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tools/tenfold/LanguageModel.h"

#include "lib/Driver/CommandLine.h"
#include "tools/tenfold/OpenModel.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"

#include <array>
#include <cstring>

using namespace llvm;
using namespace tenfold;

namespace {

constexpr size_t kFirstCache = 2; // after tokens and position

constexpr DLDataType kToken{kDLInt, 64, 1}, kLogit{kDLFloat, 32, 1};

bool is(const TenfoldTensorInfo &tensor, StringRef name, DLDataType type,
        int32_t rank) {
  return tensor.name == name && tensor.dtype.code == type.code &&
         tensor.dtype.bits == type.bits && tensor.rank == rank;
}

ArrayRef<TenfoldExtent> extentsOf(const TenfoldTensorInfo &tensor) {
  return {tensor.extents, size_t(tensor.rank)};
}

size_t bytesOf(DLDataType type) { return (type.bits + 7) / 8; }

/// Zeros, from pages that cost nothing until they are touched; null when there
/// are not as many.
void *zeros(ArrayRef<int64_t> shape, size_t elementBytes) {
  uint64_t bytes = elementBytes;
  for (int64_t size : shape)
    bytes = SaturatingMultiply<uint64_t>(bytes, size);
  return std::calloc(std::max<uint64_t>(bytes, 1), 1);
}

} // namespace

Expected<LanguageModel> LanguageModel::create(const Artifact &artifact,
                                              const std::string &function,
                                              int threads) {
  LanguageModel model;
  if (Error error =
          toError(artifact.findFunction(function.c_str(), model.step)))
    return std::move(error);
  if (Error error = model.readSignature())
    return std::move(error);
  if (Error error = toError(Session::create(artifact, model.session, threads)))
    return std::move(error);
  return std::move(model);
}

Error LanguageModel::readSignature() {
  bool fits = step.inputCount() > kFirstCache &&
              step.outputCount() == step.inputCount() - 1 &&
              is(step.input(0), "tokens", kToken, 2) &&
              is(step.input(1), "position", kToken, 1) &&
              is(step.output(0), "logits", kLogit, 3) &&
              step.output(0).extents[1].size == 1 &&
              step.output(0).extents[2].size > 0 &&
              step.input(0).extents[1].dim >= 0;
  if (!fits)
    return userError("expected @" + Twine(step.name()) +
                     " to be step(tokens i64[batch, n], position i64[batch], "
                     "cache...) -> (logits f32[batch, 1, V], cache...), got "
                     "other arguments or results");
  logits.type = kLogit;
  logits.shape = {1, 1, step.output(0).extents[2].size};
  logits.memory.reset(zeros(logits.shape, sizeof(float)));
  if (!logits.memory)
    return userError("expected memory for " + Twine(vocabulary()) +
                     " logits, got none");
  // Bounds how much memory the activations of a prompt take.
  constexpr int64_t kMostAtOnce = 512;
  int64_t hi = step.dim(step.input(0).extents[1].dim).hi;
  mostAtOnce = hi < 1 ? kMostAtOnce : std::min(hi, kMostAtOnce);
  for (size_t i = kFirstCache; i < step.inputCount(); ++i)
    if (Error error = readCache(step.input(i)))
      return error;
  mostTokens = step.dim(capacityDim).hi;
  if (mostTokens < 1)
    return userError("expected dim `" + Twine(step.dim(capacityDim).name) +
                     "` to have an upper bound of at least 1, got " +
                     (mostTokens < 0 ? "none" : "0"));
  return Error::success();
}

/// One extent of a cache is its capacity, others are constant or the batch,
/// which is one here.
Error LanguageModel::readCache(const TenfoldTensorInfo &input) {
  int32_t batch = step.input(0).extents[0].dim;
  SmallVector<int32_t> dims;
  for (const TenfoldExtent &extent : extentsOf(input))
    if (extent.dim >= 0 && extent.dim != batch)
      dims.push_back(extent.dim);
  if (dims.size() == 1 && capacityDim < 0)
    capacityDim = dims[0];
  if (input.donated >= 1 && dims.size() == 1 && dims[0] == capacityDim)
    return Error::success();
  return userError("expected input `" + Twine(input.name) +
                   "` to be donated to a result, and to have the dim of all "
                   "caches once, got another");
}

DLTensor LanguageModel::Buffer::tensor() {
  return {memory.get(),
          {kDLCPU, 0},
          int32_t(shape.size()),
          type,
          shape.data(),
          nullptr,
          0};
}

/// The first `count` entries along `axis`, in an array that is longer there.
void LanguageModel::copyEntries(const Buffer &from, Buffer &to, size_t axis,
                                size_t count) {
  size_t rows = 1, entry = bytesOf(from.type);
  for (auto [i, size] : enumerate(from.shape))
    if (i != axis)
      (i < axis ? rows : entry) *= size;
  for (size_t row = 0; row < rows; ++row)
    std::memcpy(to.bytes() + row * to.shape[axis] * entry,
                from.bytes() + row * from.shape[axis] * entry, count * entry);
}

Error LanguageModel::growCache(size_t index, int64_t tokens) {
  const TenfoldTensorInfo &input = step.input(kFirstCache + index);
  Buffer grown{.type = input.dtype};
  size_t axis = 0;
  for (auto [i, extent] : enumerate(extentsOf(input))) {
    bool isCapacity = extent.dim >= 0 && extent.dim == capacityDim;
    // The one other dim is the batch.
    grown.shape.push_back(isCapacity        ? tokens
                          : extent.dim >= 0 ? 1
                                            : extent.size);
    if (isCapacity)
      axis = i;
  }
  grown.memory.reset(zeros(grown.shape, bytesOf(input.dtype)));
  if (!grown.memory)
    return userError("expected memory for a cache of " + Twine(tokens) +
                     " tokens, got none");
  if (!sequence.empty())
    copyEntries(cache[index], grown, axis, sequence.size());
  cache[index] = std::move(grown);
  return Error::success();
}

Error LanguageModel::reserve(int64_t tokens) {
  if (tokens <= capacity)
    return Error::success();
  cache.resize(step.inputCount() - kFirstCache);
  for (size_t i = 0; i < cache.size(); ++i)
    if (Error error = growCache(i, tokens))
      return error;
  capacity = tokens;
  return Error::success();
}

Error LanguageModel::call(ArrayRef<int32_t> tokens) {
  std::vector<int64_t> ids(tokens.begin(), tokens.end());
  int64_t position = sequence.size(), size = ids.size(), one = 1;
  std::array<int64_t, 2> tokenShape{1, size};
  DLTensor tokenTensor{ids.data(),        {kDLCPU, 0}, 2, kToken,
                       tokenShape.data(), nullptr,     0};
  DLTensor positionTensor{&position, {kDLCPU, 0}, 1, kToken, &one, nullptr, 0};
  std::vector<DLTensor> tensors{logits.tensor()};
  for (Buffer &buffer : cache)
    tensors.push_back(buffer.tensor());
  std::vector<const DLTensor *> inputs{&tokenTensor, &positionTensor};
  std::vector<const DLTensor *> outputs(tensors.size(), &tensors[0]);
  for (size_t i = 1; i < tensors.size(); ++i) {
    outputs[step.input(inputs.size()).donated] = &tensors[i];
    inputs.push_back(&tensors[i]);
  }
  return toError(session.call(step.name(), inputs, outputs));
}

Expected<ArrayRef<float>> LanguageModel::advance(ArrayRef<int32_t> &tokens) {
  ArrayRef<int32_t> now = tokens.take_front(mostAtOnce);
  if (Error error = call(now))
    return std::move(error);
  tokens = tokens.drop_front(now.size());
  sequence.insert(sequence.end(), now.begin(), now.end());
  return ArrayRef(static_cast<const float *>(logits.memory.get()),
                  vocabulary());
}
