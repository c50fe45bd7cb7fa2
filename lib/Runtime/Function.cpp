// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "lib/Runtime/Function.h"

using namespace tenfold::runtime;

namespace {

std::vector<TenfoldTensor> describe(const std::vector<TensorSpec> &specs) {
  std::vector<TenfoldTensor> tensors;
  tensors.reserve(specs.size());
  for (const TensorSpec &spec : specs) {
    std::vector<TenfoldExtent> extents;
    extents.reserve(spec.shape.size());
    for (const SizeExpr &extent : spec.shape)
      extents.push_back({extent.asConstant().value_or(-1),
                         static_cast<int32_t>(extent.asDim().value_or(-1))});
    TenfoldTensorInfo info{spec.name.c_str(),
                           dlDataType(spec.dtype),
                           static_cast<int32_t>(spec.shape.size()),
                           extents.data(),
                           spec.rangeLo,
                           spec.rangeHi,
                           spec.donatedTo};
    tensors.push_back({info, std::move(extents)});
  }
  return tensors;
}

std::vector<int64_t> sizesAtBounds(const FunctionSpec &spec) {
  std::vector<int64_t> sizes;
  if (!spec.bounded())
    return sizes;
  std::vector<int64_t> bounds = spec.upperBounds();
  for (const BufferSpec &buffer : spec.buffers)
    sizes.push_back(*buffer.bytes.evaluate(
        bounds)); // proven to have a value by checkMetadata
  sizes.push_back(*spec.scratchBytes.evaluate(bounds));
  return sizes;
}

/// Bytes of buffer `index`, or of the scratch behind the last. They must not
/// exceed those at the bounds, where the plan was proven.
Expected<int64_t> plannedBytes(const TenfoldFunction &function, size_t index,
                               Dims dims) {
  const FunctionSpec &spec = function.spec;
  bool isScratch = index == spec.buffers.size();
  auto bytes = evaluateBytes(
      isScratch ? spec.scratchBytes : spec.buffers[index].bytes, dims);
  if (bytes && !function.boundBytes.empty() &&
      *bytes > function.boundBytes[index])
    return makeError(TENFOLD_CORRUPT_ARTIFACT, "expected at most ",
                     function.boundBytes[index], " bytes in buffer ", index,
                     " of `", spec.name, "`, got ", *bytes);
  return bytes;
}

Error sizeBuffers(const TenfoldFunction &function, Dims dims,
                  std::vector<Interval> &intervals) {
  intervals.clear();
  for (const BufferSpec &buffer : function.spec.buffers) {
    auto bytes = plannedBytes(function, intervals.size(), dims);
    if (!bytes)
      return bytes.takeError();
    intervals.push_back({*bytes, buffer.first, buffer.last});
  }
  return success();
}

Expected<int64_t> totalBytes(const std::vector<TensorSpec> &tensors,
                             Dims dims) {
  int64_t total = 0;
  for (const TensorSpec &tensor : tensors) {
    auto bytes = tensorBytes(tensor, dims);
    if (!bytes)
      return bytes;
    total += *bytes;
  }
  return total;
}

} // namespace

/// Outputs that take the memory of an input need none of their own.
static Expected<int64_t> outputBytes(const FunctionSpec &function, Dims dims) {
  auto bytes = totalBytes(function.outputs, dims);
  for (const TensorSpec &input : function.inputs)
    if (bytes && input.donatedTo != kNotDonated)
      *bytes -= *tensorBytes(input, dims);
  return bytes;
}

TenfoldFunction::TenfoldFunction(const FunctionSpec &spec, int64_t weightBytes)
    : spec(spec), weightBytes(weightBytes), inputs(describe(spec.inputs)),
      outputs(describe(spec.outputs)), boundBytes(sizesAtBounds(spec)) {
  for (const DimSpec &dim : spec.dims)
    dims.push_back({dim.name.c_str(), dim.lo, dim.hi});
}

DLDataType tenfold::runtime::dlDataType(DataType type) {
  auto bits = static_cast<uint8_t>(8 * dataTypeBytes(type));
  switch (type) {
  case DataType::F64:
  case DataType::F32:
  case DataType::F16:
    return {kDLFloat, bits, 1};
  case DataType::BF16:
    return {kDLBfloat, bits, 1};
  case DataType::U8:
  case DataType::U16:
  case DataType::U32:
  case DataType::U64:
    return {kDLUInt, bits, 1};
  case DataType::Bool:
    return {TENFOLD_DL_BOOL, bits, 1};
  default:
    return {kDLInt, bits, 1};
  }
}

Error tenfold::runtime::checkDims(const FunctionSpec &function, Dims dims) {
  for (size_t i = 0; i < dims.size(); ++i) {
    const DimSpec &dim = function.dims[i];
    if (dims[i] >= dim.lo && (dim.hi == kUnbounded || dims[i] <= dim.hi))
      continue;
    std::string bound = dim.hi == kUnbounded
                            ? concat("at least ", dim.lo)
                            : concat("in ", dim.lo, "..", dim.hi);
    return makeError(TENFOLD_INVALID_ARGUMENT, "expected dim `", dim.name, "` ",
                     bound, ", got ", dims[i]);
  }
  return success();
}

Expected<int64_t> tenfold::runtime::evaluateExtent(const SizeExpr &expr,
                                                   Dims dims) {
  auto size = expr.evaluate(dims);
  if (size && *size < 0)
    return makeError(TENFOLD_INVALID_ARGUMENT, "expected a size, got ", *size);
  return size;
}

Expected<int64_t> tenfold::runtime::evaluateBytes(const SizeExpr &expr,
                                                  Dims dims) {
  auto bytes = evaluateExtent(expr, dims);
  if (bytes && *bytes > kMaxBytes)
    return makeError(TENFOLD_OUT_OF_MEMORY, "expected at most ", kMaxBytes,
                     " bytes, got ", *bytes);
  return bytes;
}

Expected<int64_t> tenfold::runtime::tensorBytes(const TensorSpec &tensor,
                                                Dims dims) {
  int64_t bytes = dataTypeBytes(tensor.dtype);
  for (const SizeExpr &extent : tensor.shape) {
    auto size = evaluateExtent(extent, dims);
    if (!size)
      return size;
    if (__builtin_mul_overflow(bytes, *size, &bytes) || bytes > kMaxBytes)
      return makeError(TENFOLD_OUT_OF_MEMORY, "expected at most ", kMaxBytes,
                       " bytes in `", tensor.name, "`");
  }
  return bytes;
}

Error tenfold::runtime::planArena(const TenfoldFunction &function, Dims dims,
                                  ArenaPlan &plan, PlanWorkspace &workspace) {
  const FunctionSpec &spec = function.spec;
  if (Error error = sizeBuffers(function, dims, workspace.intervals))
    return error;
  auto scratch = plannedBytes(function, spec.buffers.size(), dims);
  if (!scratch)
    return scratch.takeError();
  plan.scratchBytes = alignToBuffer(*scratch);
  plan.offsets.resize(spec.buffers.size());
  plan.arenaBytes =
      placeIntervals(workspace.intervals, plan.offsets, workspace.placement);
  if (spec.boundArenaBytes == kUnbounded ||
      plan.arenaBytes <= spec.boundArenaBytes)
    return success();
  plan.arenaBytes = spec.boundArenaBytes;
  for (size_t i = 0; i < spec.buffers.size(); ++i)
    plan.offsets[i] = spec.buffers[i].boundOffset;
  return success();
}

Expected<TenfoldMemory>
tenfold::runtime::memoryAt(const TenfoldFunction &function, Dims dims,
                           int64_t threads) {
  ArenaPlan plan;
  PlanWorkspace workspace;
  if (Error error = planArena(function, dims, plan, workspace))
    return error;
  auto inputs = totalBytes(function.spec.inputs, dims);
  if (!inputs)
    return inputs.takeError();
  auto outputs = outputBytes(function.spec, dims);
  if (!outputs)
    return outputs.takeError();
  TenfoldMemory memory{
      function.weightBytes,        *inputs, *outputs, plan.arenaBytes,
      plan.scratchBytes * threads, 0};
  memory.peak = memory.weights + memory.inputs + memory.outputs + memory.arena +
                memory.scratch;
  return memory;
}
