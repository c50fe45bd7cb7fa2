//===- Safetensors.cpp - weights out of a stranger's file -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The header's text is Header.cpp's; here its entries become tensors, each
// inside the data, of its shape's size, and all together covering it.
//
//===----------------------------------------------------------------------===//
#include "lib/Import/Safetensors/Safetensors.h"

#include "lib/Import/Safetensors/Header.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MathExtras.h"

#include <optional>
#include <tuple>

using namespace llvm;

namespace tenfold::safetensors {
namespace {

constexpr uint64_t kLengthBytes = 8;
constexpr uint64_t kMaxHeaderBytes = 100'000'000; // the format's own limit

Expected<SmallVector<uint64_t>> naturals(const json::Object &entry,
                                         StringRef key, StringRef name) {
  const json::Array *array = entry.getArray(key);
  if (!array)
    return error("expected `{0}` of tensor `{1}` to be an array of numbers",
                 key, name);
  SmallVector<uint64_t> numbers;
  for (const json::Value &value : *array) {
    std::optional<int64_t> number = value.getAsInteger();
    if (!number)
      return error("expected `{0}` of tensor `{1}` to hold numbers below 2^63",
                   key, name);
    numbers.push_back(*number);
  }
  return numbers;
}

/// Bytes of `shape`, or nothing when they overflow or end inside a byte.
std::optional<uint64_t> bytesOf(ArrayRef<int64_t> shape, DType dtype) {
  uint64_t bits = dtypeBits(dtype);
  if (is_contained(shape, 0))
    return 0;
  for (int64_t extent : shape) {
    bool overflow = false;
    bits = SaturatingMultiply<uint64_t>(bits, extent, &overflow);
    if (overflow)
      return std::nullopt;
  }
  if (bits % 8 != 0)
    return std::nullopt;
  return bits / 8;
}

} // namespace

/// Fills a `File` from its buffer.
class Parser {
public:
  explicit Parser(File &file) : file(file) {}

  Error run() {
    StringRef text = file.buffer->getBuffer();
    if (text.size() < kLengthBytes)
      return error("expected at least {0} bytes, got {1}", kLengthBytes,
                   text.size());
    uint64_t length = support::endian::read64le(text.data());
    if (length > kMaxHeaderBytes)
      return error("expected a header of {0} bytes at most, got {1}",
                   kMaxHeaderBytes, length);
    if (length > text.size() - kLengthBytes)
      return error(
          "expected a header of {0} bytes, got a file that ends after {1}",
          length, text.size() - kLengthBytes);
    data = text.substr(kLengthBytes + length);
    Expected<json::Object> header =
        parseHeader(text.substr(kLengthBytes, length));
    if (!header)
      return header.takeError();
    for (const auto &[key, value] : *header)
      if (Error failure = key == "__metadata__" ? addMetadata(value)
                                                : addTensor(key, value))
        return failure;
    return checkCover();
  }

private:
  Error addMetadata(const json::Value &value) {
    const json::Object *object = value.getAsObject();
    if (!object)
      return error("expected `__metadata__` to be an object");
    for (const auto &[key, text] : *object) {
      std::optional<StringRef> string = text.getAsString();
      if (!string)
        return error("expected `__metadata__` to hold strings, got something "
                     "else at `{0}`",
                     StringRef(key));
      file.strings[key] = string->str();
    }
    return Error::success();
  }

  Error addTensor(StringRef name, const json::Value &value) {
    const json::Object *entry = value.getAsObject();
    if (!entry || entry->size() != 3)
      return error("expected tensor `{0}` to have `dtype`, `shape` and "
                   "`data_offsets` and no more",
                   name);
    std::optional<StringRef> spelling = entry->getString("dtype");
    std::optional<DType> dtype = dtypeNamed(spelling.value_or(""));
    if (!dtype)
      return error("expected a known dtype for tensor `{0}`, got `{1}`", name,
                   spelling.value_or("nothing"));
    Expected<SmallVector<uint64_t>> shape = naturals(*entry, "shape", name);
    if (!shape)
      return shape.takeError();
    Expected<SmallVector<uint64_t>> range =
        naturals(*entry, "data_offsets", name);
    if (!range)
      return range.takeError();
    Tensor tensor{name.str(), *dtype, {}, {}};
    tensor.shape.assign(shape->begin(), shape->end());
    if (Error failure = place(tensor, *range))
      return failure;
    file.entries.push_back(std::move(tensor));
    return Error::success();
  }

  Error place(Tensor &tensor, ArrayRef<uint64_t> range) {
    if (range.size() != 2 || range[0] > range[1])
      return error(
          "expected `data_offsets` of tensor `{0}` to be a begin and an end",
          tensor.name);
    if (range[1] > data.size())
      return error(
          "expected tensor `{0}` to end within {1} bytes of data, got end {2}",
          tensor.name, data.size(), range[1]);
    std::optional<uint64_t> bytes = bytesOf(tensor.shape, tensor.dtype);
    if (!bytes)
      return error(
          "expected tensor `{0}` to have a shape of whole bytes below 2^64",
          tensor.name);
    if (*bytes != range[1] - range[0])
      return error(
          "expected tensor `{0}` to have {1} bytes by its shape, got {2}",
          tensor.name, *bytes, range[1] - range[0]);
    tensor.bytes = data.slice(range[0], range[1]);
    return Error::success();
  }

  /// The format wants every byte of data to belong to exactly one tensor.
  Error checkCover() {
    auto place = [](const Tensor &tensor) {
      return std::tuple(tensor.bytes.begin(), tensor.bytes.end(), tensor.name);
    };
    sort(file.entries,
         [&](const Tensor &a, const Tensor &b) { return place(a) < place(b); });
    const char *covered = data.begin();
    for (const auto &[index, tensor] : enumerate(file.entries)) {
      if (tensor.bytes.begin() != covered)
        return error(
            "expected tensor `{0}` to begin at byte {1} of the data, got {2}",
            tensor.name, covered - data.begin(),
            tensor.bytes.begin() - data.begin());
      covered = tensor.bytes.end();
      file.indices[tensor.name] = index;
    }
    if (covered != data.end())
      return error("expected {0} bytes of data, got {1}",
                   covered - data.begin(), data.size());
    return Error::success();
  }

  File &file;
  StringRef data;
};

Expected<File> File::parse(std::unique_ptr<MemoryBuffer> buffer) {
  File file;
  file.buffer = std::move(buffer);
  if (Error failure = Parser(file).run())
    return failure;
  return file;
}

Expected<File> File::open(StringRef path) { return importer::open<File>(path); }

const Tensor *File::find(StringRef name) const {
  auto found = indices.find(name);
  return found == indices.end() ? nullptr : &entries[found->second];
}

} // namespace tenfold::safetensors
