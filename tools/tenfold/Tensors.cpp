//===- Tensors.cpp - arrays of files as arguments of calls ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tools/tenfold/Tensors.h"

#include "lib/Data/Npy.h"
#include "lib/Driver/CommandLine.h"
#include "tools/tenfold/Elements.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FormatVariadic.h"

#include <cmath>
#include <random>

using namespace llvm;
using namespace tenfold;

namespace {

data::Array makeArray(data::ElementType type, std::vector<int64_t> shape) {
  int64_t bytes = type.bytes;
  for (int64_t size : shape)
    bytes *= size;
  return {type, std::move(shape), std::vector<std::byte>(bytes)};
}

std::string shapeText(ArrayRef<int64_t> shape) {
  std::string text = "[";
  for (auto [i, size] : enumerate(shape))
    text += (i ? ", " : "") + std::to_string(size);
  return text + "]";
}

void fillRandom(data::Array &array, const TenfoldTensorInfo &info,
                std::mt19937_64 &random) {
  // Integers of which nothing is known are small enough to be indices.
  bool hasRange = info.range_lo < info.range_hi;
  int64_t lo = hasRange ? info.range_lo : 0;
  uint64_t count = hasRange ? info.range_hi - info.range_lo : 2;
  dispatch(array.type, [&](auto zero) {
    using T = decltype(zero);
    auto *elements = reinterpret_cast<T *>(array.bytes.data());
    for (size_t i = 0; i < array.bytes.size() / sizeof(T); ++i)
      elements[i] = isFloat(array.type)
                        ? T(double(random() >> 11) * 0x1p-52 - 1)
                        : T(lo + int64_t(random() % count));
  });
}

struct Summary {
  double min, mean, max;
};

/// NaN as soon as one element is; of an empty array too.
Summary summaryOf(const data::ArrayView &array) {
  return dispatch(array.type, [&](auto zero) {
    using T = decltype(zero);
    const auto *elements = reinterpret_cast<const T *>(array.bytes.data());
    ArrayRef<T> all(elements, array.bytes.size() / sizeof(T));
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    if (all.empty())
      return Summary{nan, nan, nan};
    Summary s{double(all[0]), 0, double(all[0])};
    for (T element : all) {
      double x = double(element);
      s.min = std::isnan(x) || x < s.min ? x : s.min;
      s.max = std::isnan(x) || x > s.max ? x : s.max;
      s.mean += x / double(all.size());
    }
    return s;
  });
}

} // namespace

Tensors::Tensors(std::vector<data::Array> arrays) : owned(std::move(arrays)) {
  for (data::Array &array : owned)
    tensors.push_back({array.bytes.data(),
                       {kDLCPU, 0},
                       int32_t(array.shape.size()),
                       dlType(array.type),
                       array.shape.data(),
                       nullptr,
                       0});
  for (const DLTensor &tensor : tensors)
    handles.push_back(&tensor);
}

std::string tenfold::dtypeName(DLDataType type) {
  if (type.code == TENFOLD_DL_BOOL)
    return "bool";
  StringRef letters = type.code == kDLInt      ? "i"
                      : type.code == kDLUInt   ? "u"
                      : type.code == kDLBfloat ? "bf"
                                               : "f";
  return letters.str() + std::to_string(type.bits);
}

void tenfold::addInputOptions(CommandLine &line, std::string &npz,
                              std::vector<std::string> &pairs) {
  line.text("--inputs", "F.npz", npz, "arrays of all inputs");
  line.option("--input", "NAME=F.npy", "one input; may be repeated",
              [&pairs](StringRef value) -> Error {
                pairs.push_back(value.str());
                return Error::success();
              });
}

Expected<NamedArrays> tenfold::readInputs(const std::string &npz,
                                          ArrayRef<std::string> pairs) {
  NamedArrays arrays;
  if (!npz.empty()) {
    auto read = data::readNpz(npz);
    if (!read)
      return userError(read.takeError().message);
    arrays = std::move(*read);
  }
  for (StringRef pair : pairs) {
    auto [name, path] = pair.split('=');
    if (name.empty() || path.empty())
      return userError("expected --input NAME=FILE.npy, got '" + pair + "'");
    auto array = data::readNpy(path.str());
    if (!array)
      return userError(array.takeError().message);
    arrays.push_back({name.str(), std::move(*array)});
  }
  if (Error error = checkNames(arrays))
    return std::move(error);
  return arrays;
}

Error tenfold::checkNames(const NamedArrays &arrays) {
  StringSet<> seen;
  for (const auto &array : arrays)
    if (!seen.insert(array.name).second)
      return userError("expected one array for input `" + array.name +
                       "`, got two");
  return Error::success();
}

InputList tenfold::inputsOf(const Function &function) {
  InputList inputs;
  for (size_t i = 0; i < function.inputCount(); ++i)
    inputs.push_back(
        {function.input(i).name, dtypeName(function.input(i).dtype)});
  return inputs;
}

bool tenfold::isState(const Function &function, size_t index) {
  const TenfoldTensorInfo &info = function.input(index);
  return info.donated >= 0 &&
         StringRef(info.name) == function.output(info.donated).name;
}

NamedArrays tenfold::newStates(const Function &function) {
  NamedArrays states;
  for (size_t i = 0; i < function.inputCount(); ++i) {
    const TenfoldTensorInfo &info = function.input(i);
    ArrayRef extents(info.extents, info.rank);
    auto isOpen = [](const TenfoldExtent &extent) { return extent.dim >= 0; };
    if (!isState(function, i) || any_of(extents, isOpen))
      continue;
    std::vector<int64_t> shape;
    for (const TenfoldExtent &extent : extents)
      shape.push_back(extent.size);
    states.push_back(
        {info.name, makeArray(elementType(info.dtype), std::move(shape))});
  }
  return states;
}

Expected<std::vector<data::Array>> tenfold::matchInputs(const InputList &wanted,
                                                        NamedArrays given) {
  SmallVector<StringRef> names;
  for (const auto &[name, type] : wanted)
    names.push_back(name);
  auto refuse = [&](const Twine &got) {
    return userError("expected inputs " + join(names, ", ") + ", got " + got);
  };
  for (const auto &array : given)
    if (!is_contained(names, array.name))
      return refuse("'" + array.name + "'");
  std::vector<data::Array> arrays;
  for (const auto &[name, type] : wanted) {
    auto found = find_if(given, [&, &name = name](const auto &array) {
      return array.name == name;
    });
    if (found == given.end())
      return refuse("no '" + name + "'");
    std::string got = dtypeName(dlType(found->array.type));
    if (got == "f32" && (type == "bf16" || type == "f16")) {
      auto narrow = type == "bf16" ? kBrain16 : data::ElementType{'f', 2};
      arrays.push_back(narrowed(found->array, narrow));
      continue;
    }
    if (got != type)
      return userError(
          formatv("expected input `{0}` of type {1}, got {2}", name, type, got)
              .str());
    arrays.push_back(std::move(found->array));
  }
  return arrays;
}

Expected<Tensors> tenfold::randomInputs(const Function &function,
                                        ArrayRef<DimRange> dims) {
  std::vector<int64_t> sizes;
  SmallVector<std::string> missing;
  for (size_t i = 0; i < function.dimCount(); ++i) {
    const TenfoldDimInfo &dim = function.dim(i);
    auto given =
        find_if(dims, [&](const DimRange &d) { return d.name == dim.name; });
    bool known =
        given != dims.end() ? given->lo == given->hi : dim.lo == dim.hi;
    if (!known)
      missing.push_back("--dim " + std::string(dim.name) + "=N");
    sizes.push_back(given != dims.end() ? given->lo : dim.lo);
  }
  for (const DimRange &given : dims)
    if (none_of(seq<size_t>(0, function.dimCount()),
                [&](size_t i) { return function.dim(i).name == given.name; }))
      return userError("@" + Twine(function.name()) + " has no dim '" +
                       given.name + "'");
  if (!missing.empty())
    return userError("expected --inputs or " + join(missing, " ") +
                     " to make inputs of, got neither");
  // Equal inputs each time make runs comparable.
  std::mt19937_64 random(0); // NOLINT(bugprone-random-generator-seed)
  std::vector<data::Array> arrays;
  for (size_t i = 0; i < function.inputCount(); ++i) {
    const TenfoldTensorInfo &info = function.input(i);
    std::vector<int64_t> shape;
    for (const TenfoldExtent &extent : ArrayRef(info.extents, info.rank))
      shape.push_back(extent.dim >= 0 ? sizes[extent.dim] : extent.size);
    arrays.push_back(makeArray(elementType(info.dtype), std::move(shape)));
    fillRandom(arrays.back(), info, random);
  }
  return Tensors(std::move(arrays));
}

Expected<Tensors> tenfold::makeOutputs(const Function &function,
                                       const Tensors &inputs,
                                       std::vector<int64_t> &dims) {
  if (Status status = function.bindDims(inputs.pointers(), dims))
    return userError(status.message());
  std::vector<data::Array> arrays;
  for (size_t i = 0; i < function.outputCount(); ++i) {
    std::vector<int64_t> shape;
    if (Status status = function.outputShape(i, dims, shape))
      return userError(status.message());
    arrays.push_back(makeArray(elementType(function.output(i).dtype), shape));
  }
  return Tensors(std::move(arrays));
}

std::string tenfold::summarize(ArrayRef<data::Named<data::ArrayView>> arrays) {
  std::string text;
  for (const auto &[name, array] : arrays) {
    Summary s = summaryOf(array);
    char numbers[128]; // formatv has no %g
    std::snprintf(numbers, sizeof(numbers), "min %.6g mean %.6g max %.6g",
                  s.min, s.mean, s.max);
    text += formatv("{0} {1} {2} {3}\n", name,
                    shapeText(ArrayRef(array.shape.data(), array.shape.size())),
                    dtypeName(dlType(array.type)), numbers)
                .str();
  }
  return text;
}
