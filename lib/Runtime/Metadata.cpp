// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// The checks of metadata. It may come from a hostile file: everything that the
/// runtime uses as an index, a size or an offset is proven here, once, so that
/// calls need not look again.
#include "lib/Runtime/Metadata.h"
#include "lib/Runtime/Placement.h"

#include <algorithm>
#include <array>
#include <set>

using namespace tenfold::runtime;

namespace {

struct DataTypeInfo {
  const char *name;
  int64_t bytes;
};
constexpr std::array<DataTypeInfo, kDataTypeCount> kDataTypes{{{"f64", 8},
                                                               {"f32", 4},
                                                               {"bf16", 2},
                                                               {"f16", 2},
                                                               {"i64", 8},
                                                               {"i32", 4},
                                                               {"i16", 2},
                                                               {"i8", 1},
                                                               {"u8", 1},
                                                               {"bool", 1},
                                                               {"u16", 2},
                                                               {"u32", 4},
                                                               {"u64", 8}}};

constexpr size_t kMaxDims = 64;
constexpr size_t kMaxRank = 32;
constexpr size_t kMaxTensors = 1 << 14;

template <typename... Parts> Error invalid(const Parts &...parts) {
  return makeError(TENFOLD_CORRUPT_ARTIFACT, "malformed metadata: ", parts...);
}

Error checkUnique(std::set<std::string_view> &seen, std::string_view kind,
                  std::string_view name) {
  if (name.empty())
    return invalid("expected a name of each ", kind);
  if (!seen.insert(name).second)
    return invalid("expected one ", kind, " `", name, "`, got two");
  return success();
}

Error checkDims(const std::vector<DimSpec> &dims) {
  if (dims.size() > kMaxDims)
    return invalid("expected at most ", kMaxDims, " dims, got ", dims.size());
  std::set<std::string_view> seen;
  for (const DimSpec &dim : dims) {
    if (Error error = checkUnique(seen, "dim", dim.name))
      return error;
    if (dim.lo < 0 || (dim.hi != kUnbounded && dim.hi < dim.lo))
      return invalid("expected a range of dim `", dim.name, "`, got ", dim.lo,
                     "..", dim.hi);
  }
  return success();
}

Error checkTensor(const TensorSpec &tensor, size_t dimCount) {
  if (static_cast<uint8_t>(tensor.dtype) >= kDataTypeCount)
    return invalid("unknown dtype of tensor `", tensor.name, "`");
  if (tensor.shape.size() > kMaxRank)
    return invalid("expected rank at most ", kMaxRank, " of tensor `",
                   tensor.name, "`, got ", tensor.shape.size());
  for (const SizeExpr &extent : tensor.shape)
    if (Error error = extent.verify(dimCount))
      return error;
  return success();
}

Error checkTensors(std::string_view kind,
                   const std::vector<TensorSpec> &tensors, size_t dimCount) {
  if (tensors.size() > kMaxTensors)
    return invalid("expected at most ", kMaxTensors, " ", kind, "s, got ",
                   tensors.size());
  std::set<std::string_view> seen;
  for (const TensorSpec &tensor : tensors) {
    if (Error error = checkUnique(seen, kind, tensor.name))
      return error;
    if (Error error = checkTensor(tensor, dimCount))
      return error;
  }
  return success();
}

/// The dims are read off the inputs: each extent must be a constant or a dim,
/// and each dim must occur.
Error checkDimsFromInputs(const FunctionSpec &function) {
  std::set<int64_t> found;
  for (const TensorSpec &input : function.inputs)
    for (const SizeExpr &extent : input.shape) {
      if (auto dim = extent.asDim())
        found.insert(*dim);
      else if (extent.asConstant().value_or(-1) < 0)
        return invalid("expected constants or dims as extents of input `",
                       input.name, "`");
    }
  for (size_t i = 0; i < function.dims.size(); ++i)
    if (!found.contains(static_cast<int64_t>(i)))
      return invalid("expected an input with dim `", function.dims[i].name,
                     "`");
  return success();
}

/// Each output takes the memory of one input, of the same type.
Error checkDonations(const FunctionSpec &function) {
  std::set<int32_t> taken;
  auto same = [](const SizeExpr &a, const SizeExpr &b) {
    return a.asDim() == b.asDim() && a.asConstant() == b.asConstant();
  };
  for (const TensorSpec &input : function.inputs) {
    if (input.donatedTo == kNotDonated)
      continue;
    auto index = static_cast<size_t>(input.donatedTo);
    if (input.donatedTo < 0 || index >= function.outputs.size() ||
        !taken.insert(input.donatedTo).second)
      return invalid("expected input `", input.name,
                     "` to be donated to an output of its own, got ",
                     input.donatedTo);
    const TensorSpec &output = function.outputs[index];
    if (input.dtype != output.dtype ||
        !std::equal(input.shape.begin(), input.shape.end(),
                    output.shape.begin(), output.shape.end(), same))
      return invalid("expected input `", input.name, "` to have the type of `",
                     output.name, "`, to which it is donated");
  }
  return success();
}

Error checkBuffers(const FunctionSpec &function) {
  if (function.buffers.size() > kMaxBuffers)
    return invalid("expected at most ", kMaxBuffers, " buffers, got ",
                   function.buffers.size());
  for (const BufferSpec &buffer : function.buffers) {
    if (Error error = buffer.bytes.verify(function.dims.size()))
      return error;
    if (buffer.first < 0 || buffer.last < buffer.first)
      return invalid("expected a life of each buffer, got steps ", buffer.first,
                     "..", buffer.last);
  }
  return function.scratchBytes.verify(function.dims.size());
}

/// A size that memory can have, where it is known.
bool hasBytes(const SizeExpr &expr, const std::vector<int64_t> &dims,
              int64_t &bytes) {
  auto value = expr.evaluate(dims);
  bytes = value ? *value : -1;
  return bytes >= 0 && bytes <= kMaxBytes;
}

/// The plan at the upper bounds must be a placement, since calls fall back on
/// it.
Error checkBoundPlan(const FunctionSpec &function) {
  if (!function.bounded())
    return function.boundArenaBytes == kUnbounded
               ? success()
               : invalid("a bound plan without bounds");
  std::vector<int64_t> bounds = function.upperBounds(), offsets;
  std::vector<Interval> intervals;
  int64_t bytes;
  for (const BufferSpec &buffer : function.buffers) {
    if (!hasBytes(buffer.bytes, bounds, bytes))
      return invalid("buffer ", intervals.size(), " of `", function.name,
                     "` has no size at the upper bounds");
    intervals.push_back({bytes, buffer.first, buffer.last});
    offsets.push_back(buffer.boundOffset);
  }
  if (!hasBytes(function.scratchBytes, bounds, bytes))
    return invalid("scratch of `", function.name,
                   "` has no size at the upper bounds");
  if (function.boundArenaBytes < 0 || function.boundArenaBytes > kMaxBytes)
    return invalid("expected arena bytes of `", function.name, "`, got ",
                   function.boundArenaBytes);
  if (auto fault =
          findPlacementFault(intervals, offsets, function.boundArenaBytes))
    return invalid("buffers ", fault->first, " and ", fault->second, " of `",
                   function.name, "` do not fit the arena together");
  return success();
}

Error checkFunction(const FunctionSpec &function) {
  size_t dimCount = function.dims.size();
  if (Error error = checkDims(function.dims))
    return error;
  if (Error error = checkTensors("input", function.inputs, dimCount))
    return error;
  if (Error error = checkTensors("output", function.outputs, dimCount))
    return error;
  if (Error error = checkDimsFromInputs(function))
    return error;
  if (Error error = checkDonations(function))
    return error;
  if (Error error = checkBuffers(function))
    return error;
  return checkBoundPlan(function);
}

Error checkWeights(const std::vector<WeightSpec> &weights,
                   uint64_t sectionBytes) {
  std::set<std::string_view> seen;
  uint64_t end = 0;
  for (const WeightSpec &weight : weights) {
    if (Error error = checkUnique(seen, "weight", weight.path))
      return error;
    if (weight.isMutable)
      return makeError(TENFOLD_UNSUPPORTED, "weight `", weight.path,
                       "` is mutable, which this runtime does not support");
    if (weight.offset % kBufferAlignment != 0 || weight.offset < end)
      return invalid("expected weight `", weight.path,
                     "` at a multiple of 64 from ", end, ", got ",
                     weight.offset);
    if (weight.offset > sectionBytes ||
        weight.bytes > sectionBytes - weight.offset)
      return invalid("weight `", weight.path,
                     "` ends behind the weight section of ", sectionBytes,
                     " bytes");
    end = weight.offset + weight.bytes;
  }
  return success();
}

Error checkExternal(const std::optional<ExternalWeights> &external) {
  if (external && (external->file.empty() || external->file.starts_with('.') ||
                   external->file.find('/') != std::string::npos ||
                   external->file.find('\0') != std::string::npos))
    return invalid("expected the plain name of a weight file, got `",
                   external->file, "`");
  return success();
}

} // namespace

const char *tenfold::runtime::dataTypeName(DataType type) {
  return kDataTypes[static_cast<size_t>(type)].name;
}
int64_t tenfold::runtime::dataTypeBytes(DataType type) {
  return kDataTypes[static_cast<size_t>(type)].bytes;
}

bool FunctionSpec::bounded() const {
  return std::all_of(dims.begin(), dims.end(),
                     [](const DimSpec &dim) { return dim.hi != kUnbounded; });
}

std::vector<int64_t> FunctionSpec::upperBounds() const {
  std::vector<int64_t> bounds;
  bounds.reserve(dims.size());
  for (const DimSpec &dim : dims)
    bounds.push_back(dim.hi);
  return bounds;
}

Error tenfold::runtime::checkMetadata(const Metadata &metadata,
                                      uint64_t weightBytes) {
  if (Error error = checkExternal(metadata.externalWeights))
    return error;
  if (Error error = checkWeights(metadata.weights, weightBytes))
    return error;
  std::set<std::string_view> seen;
  for (const FunctionSpec &function : metadata.functions) {
    if (Error error = checkUnique(seen, "function", function.name))
      return error;
    if (Error error = checkFunction(function))
      return error;
  }
  return success();
}
