// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "lib/Runtime/Arguments.h"

#include <functional>

using namespace tenfold::runtime;

namespace {

/// A tensor of a call, and how messages name it.
struct Argument {
  const char *kind; ///< "input" or "output"
  const TensorSpec &spec;
  const DLTensor &tensor;

  template <typename... Parts> Error expected(const Parts &...parts) const {
    return makeError(TENFOLD_INVALID_ARGUMENT, "expected ", kind, " `",
                     spec.name, "` ", parts...);
  }
};

std::string describe(DLDataType type) {
  for (uint8_t i = 0; i < kDataTypeCount; ++i) {
    DLDataType known = dlDataType(static_cast<DataType>(i));
    if (known.code == type.code && known.bits == type.bits &&
        known.lanes == type.lanes)
      return dataTypeName(static_cast<DataType>(i));
  }
  return concat("DLPack type (", type.code, ", ", type.bits, ", ", type.lanes,
                ")");
}

Error checkType(const Argument &arg) {
  DLDataType want = dlDataType(arg.spec.dtype), got = arg.tensor.dtype;
  if (arg.tensor.device.device_type != kDLCPU)
    return arg.expected("on the CPU, got DLPack device ",
                        static_cast<int>(arg.tensor.device.device_type));
  if (want.code != got.code || want.bits != got.bits || want.lanes != got.lanes)
    return arg.expected("of type ", dataTypeName(arg.spec.dtype), ", got ",
                        describe(got));
  auto rank = static_cast<int32_t>(arg.spec.shape.size());
  if (arg.tensor.ndim != rank)
    return arg.expected("of rank ", rank, ", got rank ", arg.tensor.ndim);
  for (int32_t axis = 0; axis < rank; ++axis)
    if (arg.tensor.shape[axis] < 0)
      return arg.expected("of sizes, got ", arg.tensor.shape[axis], " at axis ",
                          axis);
  return success();
}

/// Row-major strides; those of axes of size 1 and of empty tensors do not
/// matter.
bool isContiguous(const DLTensor &tensor) {
  if (!tensor.strides)
    return true;
  int64_t stride = 1;
  bool matches = true;
  for (int32_t axis = tensor.ndim - 1; axis >= 0; --axis) {
    int64_t size = tensor.shape[axis];
    if (size == 0)
      return true;
    matches &= size == 1 || tensor.strides[axis] == stride;
    if (__builtin_mul_overflow(stride, size, &stride))
      return false;
  }
  return matches;
}

Error checkLayout(const Argument &arg) {
  const DLTensor &tensor = arg.tensor;
  if (!isContiguous(tensor))
    return arg.expected("row-major and contiguous, got other strides");
  int64_t bytes = dataTypeBytes(arg.spec.dtype), alignment = bytes;
  for (int32_t axis = 0; axis < tensor.ndim; ++axis)
    if (__builtin_mul_overflow(bytes, tensor.shape[axis], &bytes) ||
        bytes > kMaxBytes)
      return arg.expected("of at most ", kMaxBytes, " bytes, got more");
  if (!tensor.data && bytes > 0)
    return arg.expected("of ", bytes, " bytes, got null");
  if (uint64_t past = reinterpret_cast<uintptr_t>(dataOf(tensor)) % alignment)
    return arg.expected("aligned to ", alignment, " bytes, got an address ",
                        past, " past that");
  return success();
}

Error checkCount(const FunctionSpec &function, const char *kind, size_t want,
                 Tensors got) {
  if (want != got.size())
    return makeError(TENFOLD_INVALID_ARGUMENT, "expected ", want, " ", kind,
                     "s of `", function.name, "`, got ", got.size());
  for (size_t i = 0; i < want; ++i)
    if (!got[i] || (got[i]->ndim > 0 && !got[i]->shape))
      return makeError(TENFOLD_INVALID_ARGUMENT, "expected a tensor as ", kind,
                       " ", i, " of `", function.name, "`, got null");
  return success();
}

/// The input in which a dim occurs first.
const TensorSpec &firstWithDim(const FunctionSpec &function, int64_t dim) {
  for (const TensorSpec &input : function.inputs)
    for (const SizeExpr &extent : input.shape)
      if (extent.asDim() == dim)
        return input;
  return function.inputs.front();
}

constexpr int64_t kUnbound = -1;

/// Binds or compares each extent of an input.
Error bindShape(const FunctionSpec &function, const Argument &arg,
                std::span<int64_t> dims) {
  for (size_t axis = 0; axis < arg.spec.shape.size(); ++axis) {
    const SizeExpr &extent = arg.spec.shape[axis];
    int64_t got = arg.tensor.shape[axis];
    auto dim = extent.asDim();
    if (!dim && got != *extent.asConstant())
      return arg.expected("of size ", *extent.asConstant(), " at axis ", axis,
                          ", got ", got);
    if (!dim)
      continue;
    int64_t &bound = dims[*dim];
    if (bound == kUnbound)
      bound = got;
    if (bound != got)
      return arg.expected("with dim `", function.dims[*dim].name, "` of ",
                          bound, " as in input `",
                          firstWithDim(function, *dim).name, "`, got ", got,
                          " at axis ", axis);
  }
  return success();
}

Error checkShape(const Argument &arg, Dims dims) {
  for (size_t axis = 0; axis < arg.spec.shape.size(); ++axis) {
    auto want = evaluateExtent(arg.spec.shape[axis], dims);
    if (!want)
      return want.takeError();
    if (int64_t got = arg.tensor.shape[axis]; got != *want)
      return arg.expected("of size ", *want, " at axis ", axis, ", got ", got);
  }
  return success();
}

bool overlaps(const TensorSpec &aSpec, const DLTensor &a,
              const TensorSpec &bSpec, const DLTensor &b) {
  auto bytes = [](const TensorSpec &spec, const DLTensor &tensor) {
    int64_t total = dataTypeBytes(spec.dtype);
    for (int32_t axis = 0; axis < tensor.ndim; ++axis)
      total *= tensor.shape[axis];
    return total;
  };
  auto *aBegin = static_cast<const char *>(dataOf(a)),
       *bBegin = static_cast<const char *>(dataOf(b));
  int64_t aBytes = bytes(aSpec, a), bBytes = bytes(bSpec, b);
  std::less<const char *> before;
  return aBytes > 0 && bBytes > 0 && before(aBegin, bBegin + bBytes) &&
         before(bBegin, aBegin + aBytes);
}

} // namespace

/// Whether the input is donated to output `index` and in its memory already.
static bool isDonated(const TensorSpec &spec, const DLTensor &input,
                      size_t index, const DLTensor &output) {
  return spec.donatedTo == static_cast<int64_t>(index) &&
         dataOf(input) == dataOf(output);
}

void *tenfold::runtime::dataOf(const DLTensor &tensor) {
  return tensor.data ? static_cast<char *>(tensor.data) + tensor.byte_offset
                     : nullptr;
}

Error tenfold::runtime::bindDims(const FunctionSpec &function, Tensors inputs,
                                 std::span<int64_t> dims) {
  if (Error error =
          checkCount(function, "input", function.inputs.size(), inputs))
    return error;
  std::fill(dims.begin(), dims.end(), kUnbound);
  for (size_t i = 0; i < inputs.size(); ++i) {
    Argument arg{"input", function.inputs[i], *inputs[i]};
    if (Error error = checkType(arg))
      return error;
    if (Error error = bindShape(function, arg, dims))
      return error;
    if (Error error = checkLayout(arg))
      return error;
  }
  return checkDims(function, dims);
}

Error tenfold::runtime::checkOutputs(const FunctionSpec &function,
                                     Tensors outputs, Dims dims) {
  if (Error error =
          checkCount(function, "output", function.outputs.size(), outputs))
    return error;
  for (size_t i = 0; i < outputs.size(); ++i) {
    Argument arg{"output", function.outputs[i], *outputs[i]};
    if (Error error = checkType(arg))
      return error;
    if (Error error = checkShape(arg, dims))
      return error;
    if (Error error = checkLayout(arg))
      return error;
  }
  return success();
}

Error tenfold::runtime::checkOverlap(const FunctionSpec &function,
                                     Tensors inputs, Tensors outputs) {
  for (size_t o = 0; o < outputs.size(); ++o) {
    const TensorSpec &output = function.outputs[o];
    for (size_t i = 0; i < inputs.size(); ++i)
      if (!isDonated(function.inputs[i], *inputs[i], o, *outputs[o]) &&
          overlaps(output, *outputs[o], function.inputs[i], *inputs[i]))
        return makeError(TENFOLD_INVALID_ARGUMENT, "expected output `",
                         output.name, "` apart from input `",
                         function.inputs[i].name, "`, got overlapping memory");
    for (size_t i = 0; i < o; ++i)
      if (overlaps(output, *outputs[o], function.outputs[i], *outputs[i]))
        return makeError(TENFOLD_INVALID_ARGUMENT, "expected output `",
                         output.name, "` apart from output `",
                         function.outputs[i].name, "`, got overlapping memory");
  }
  return success();
}
