//===- LanguageModel.cpp - a sequence and its cache -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tools/tenfold/LanguageModel.h"

#include "lib/Driver/CommandLine.h"
#include "tools/tenfold/OpenModel.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"

#include <array>

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
              step.output(0).extents[2].size > 0 &&
              step.input(0).extents[1].dim >= 0;
  if (!fits)
    return userError("expected @" + Twine(step.name()) +
                     " to be step(tokens i64[batch, n], position i64[batch], "
                     "cache...) -> (logits f32[batch, n, V], cache...), got "
                     "other arguments or results");
  logitCount = step.output(0).extents[2].size;
  // Bounds how much memory the logits of a prompt take.
  constexpr int64_t kMostAtOnce = 512;
  int64_t hi = step.dim(step.input(0).extents[1].dim).hi;
  mostAtOnce = hi < 0 ? kMostAtOnce : std::min(hi, kMostAtOnce);
  for (size_t i = kFirstCache; i < step.inputCount(); ++i)
    if (Error error = readCache(step.input(i)))
      return error;
  mostTokens = step.dim(capacityDim).hi;
  if (mostTokens < 1 || mostAtOnce < 1)
    return userError("expected @" + Twine(step.name()) +
                     " to have bounds of at least 1, got dim `" +
                     step.dim(capacityDim).name + "` up to " +
                     Twine(mostTokens));
  return Error::success();
}

/// All extents of a cache are constant but the batch, which is one here, and
/// its capacity.
Error LanguageModel::readCache(const TenfoldTensorInfo &input) {
  int32_t batch = step.input(0).extents[0].dim;
  for (const TenfoldExtent &extent : extentsOf(input)) {
    if (extent.dim < 0 || extent.dim == batch)
      continue;
    if (capacityDim < 0)
      capacityDim = extent.dim;
    if (extent.dim != capacityDim)
      return userError("expected a cache of one capacity, got dims `" +
                       Twine(step.dim(capacityDim).name) + "` and `" +
                       step.dim(extent.dim).name + "`");
  }
  if (input.donated < 1 || capacityDim < 0)
    return userError("expected input `" + Twine(input.name) +
                     "` to be a donated cache, got another");
  return Error::success();
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

Error LanguageModel::allocate(int64_t tokens) {
  sequence.clear();
  if (tokens <= capacity)
    return Error::success();
  cache.clear();
  for (size_t i = kFirstCache; i < step.inputCount(); ++i) {
    const TenfoldTensorInfo &input = step.input(i);
    Buffer &buffer = cache.emplace_back();
    buffer.type = input.dtype;
    for (const TenfoldExtent &extent : extentsOf(input))
      buffer.shape.push_back(extent.dim < 0              ? extent.size
                             : extent.dim == capacityDim ? tokens
                                                         : 1);
    buffer.memory.reset(zeros(buffer.shape, (input.dtype.bits + 7) / 8));
    if (!buffer.memory)
      return userError("expected memory for a cache of " + Twine(tokens) +
                       " tokens, got none");
  }
  capacity = tokens;
  return Error::success();
}

Error LanguageModel::call(ArrayRef<int32_t> tokens) {
  std::vector<int64_t> ids(tokens.begin(), tokens.end());
  int64_t position = sequence.size(), size = ids.size(), one = 1;
  if (size > logitRows) {
    logitRows = 0;
    logits.memory.reset(zeros({size, logitCount}, sizeof(float)));
    if (!logits.memory)
      return userError("expected memory for the logits of " + Twine(size) +
                       " tokens, got none");
    logitRows = size;
  }
  logits.type = kLogit;
  logits.shape = {1, size, logitCount};
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
  const auto *rows = static_cast<const float *>(logits.memory.get());
  return ArrayRef(rows + (now.size() - 1) * logitCount, logitCount);
}
