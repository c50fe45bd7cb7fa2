//===- Reader.cpp - models out of a stranger's file -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Magic, version, numbers of tensors and of values; the values; the tensors'
// descriptions; padding; the tensors' bytes. Nothing is allocated for a number
// that the rest of the file could not hold.
//
//===----------------------------------------------------------------------===//
#include "lib/Import/GGUF/Reader.h"

#include "lib/Import/GGUF/TensorTypes.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;

namespace tenfold::gguf {
namespace {

constexpr StringLiteral kMagic = "GGUF";
constexpr uint32_t kVersions[] = {2, 3}; // 1 had lengths of 32 bits
constexpr uint64_t kDefaultAlignment = 32;
constexpr uint32_t kMaxRank = 4;
constexpr uint64_t kLeastValueBytes = 8 + 1 + 4 + 1; // key, type, value
constexpr uint64_t kLeastTensorBytes = 8 + 1 + 4 + 4 + 8;
// Far above any model, and not much memory.
constexpr uint64_t kMaxTensors = 1 << 18, kMaxValues = 1 << 16;
constexpr StringLiteral kAlignment = "general.alignment";

} // namespace

/// Fills a `File` from its buffer.
class Parser {
public:
  explicit Parser(File &file)
      : file(file), text(file.buffer->getBuffer()), cursor(text) {}

  Error run() {
    if (Error failure = readHead())
      return failure;
    for (uint64_t i = 0; i < valueCount; ++i)
      if (Error failure = readValue())
        return failure;
    if (Error failure = readAlignment())
      return failure;
    file.entries.reserve(tensorCount);
    for (uint64_t i = 0; i < tensorCount; ++i)
      if (Error failure = readTensor())
        return failure;
    return placeTensors();
  }

private:
  Error readHead() {
    Expected<StringRef> magic = cursor.bytes(kMagic.size(), "magic");
    if (!magic)
      return magic.takeError();
    if (*magic != kMagic)
      return error("expected a file that begins with GGUF");
    Expected<uint32_t> version = cursor.number<uint32_t>("version");
    if (!version)
      return version.takeError();
    if (is_contained(kVersions, llvm::byteswap(*version)))
      return error("expected a little-endian file, got a big-endian one");
    if (!is_contained(kVersions, *version))
      return error("expected version 2 or 3, got {0}", *version);
    Expected<uint64_t> tensors =
        cursor.count(kLeastTensorBytes, kMaxTensors, "number of tensors");
    if (!tensors)
      return tensors.takeError();
    tensorCount = *tensors;
    Expected<uint64_t> values =
        cursor.count(kLeastValueBytes, kMaxValues, "number of values");
    if (!values)
      return values.takeError();
    valueCount = *values;
    return Error::success();
  }

  Error readValue() {
    uint64_t begin = cursor.offset();
    Expected<StringRef> key = cursor.name("a key");
    if (!key)
      return key.takeError();
    Expected<Value> value = Value::read(cursor);
    if (!value)
      return error("metadata `{0}`: {1}", *key, toString(value.takeError()));
    if (!file.values.try_emplace(*key, *value).second)
      return error("expected keys to be unique, got `{0}` again at byte {1}",
                   *key, begin);
    return Error::success();
  }

  Error readAlignment() {
    if (!file.value(kAlignment))
      return Error::success();
    Expected<int64_t> value = file.integer(kAlignment);
    if (!value)
      return value.takeError();
    if (*value <= 0 || *value > UINT32_MAX || !isPowerOf2_64(*value))
      return error("expected `{0}` to be a power of two below 2^32, got {1}",
                   kAlignment, *value);
    alignment = *value;
    return Error::success();
  }

  Expected<SmallVector<int64_t, 4>> readShape(StringRef name) {
    uint64_t begin = cursor.offset();
    Expected<uint32_t> rank = cursor.number<uint32_t>("a tensor's rank");
    if (!rank)
      return rank.takeError();
    if (*rank > kMaxRank)
      return error("expected tensor `{0}` to have at most {1} dimensions at "
                   "byte {2}, got {3}",
                   name, kMaxRank, begin, *rank);
    SmallVector<int64_t, 4> shape;
    for (uint32_t i = 0; i < *rank; ++i) {
      Expected<uint64_t> extent = cursor.number<uint64_t>("a tensor's extent");
      if (!extent)
        return extent.takeError();
      if (*extent > INT64_MAX)
        return error("expected tensor `{0}` to have extents below 2^63 at byte "
                     "{1}, got {2}",
                     name, cursor.offset() - 8, *extent);
      shape.push_back(*extent);
    }
    std::reverse(shape.begin(), shape.end());
    return shape;
  }

  Error readTensor() {
    uint64_t begin = cursor.offset();
    Expected<StringRef> name = cursor.name("a tensor's name");
    if (!name)
      return name.takeError();
    Expected<SmallVector<int64_t, 4>> shape = readShape(*name);
    if (!shape)
      return shape.takeError();
    Expected<uint32_t> type = cursor.number<uint32_t>("a tensor's type");
    if (!type)
      return type.takeError();
    Expected<uint64_t> offset = cursor.number<uint64_t>("a tensor's offset");
    if (!offset)
      return offset.takeError();
    if (*offset % alignment != 0)
      return error("expected tensor `{0}` to begin at a multiple of {1} bytes, "
                   "got {2} at byte {3}",
                   *name, alignment, *offset, cursor.offset() - 8);
    if (!file.indices.try_emplace(*name, file.entries.size()).second)
      return error("expected names of tensors to be unique, got `{0}` again at "
                   "byte {1}",
                   *name, begin);
    file.entries.push_back(
        {*name, tensorTypeName(*type), *shape, storageOf(*type), {}});
    offsets.push_back(*offset);
    return Error::success();
  }

  /// Gives tensors their bytes, of which each belongs to one at most.
  Error placeTensors() {
    uint64_t dataBegin = alignTo(cursor.offset(), alignment);
    StringRef data = text.substr(dataBegin);
    std::vector<size_t> placed;
    for (auto [i, tensor, offset] : enumerate(file.entries, offsets)) {
      if (!tensor.format)
        continue;
      if (Error failure = place(tensor, offset, data))
        return failure;
      if (!tensor.bytes.empty())
        placed.push_back(i);
    }
    sort(placed, [&](size_t a, size_t b) { return offsets[a] < offsets[b]; });
    for (size_t i = 1; i < placed.size(); ++i) {
      const Tensor &before = file.entries[placed[i - 1]];
      const Tensor &after = file.entries[placed[i]];
      if (before.bytes.end() > after.bytes.begin())
        return error("expected tensor `{0}` to begin after the {1} bytes of "
                     "`{2}`, got byte {3}",
                     after.name, before.bytes.size(), before.name,
                     after.bytes.begin() - text.begin());
    }
    return Error::success();
  }

  Error place(Tensor &tensor, uint64_t offset, StringRef data) {
    std::optional<int64_t> bytes = tensor.format->bytes(tensor.shape);
    if (!bytes)
      return error("expected tensor `{0}` to have rows of whole blocks of {1} "
                   "and a size below 2^63, got {2:$[x]} of {3}",
                   tensor.name, tensor.format->blockElements,
                   make_range(tensor.shape.begin(), tensor.shape.end()),
                   tensor.type);
    if (offset > data.size() || uint64_t(*bytes) > data.size() - offset)
      return error(
          "expected {0} bytes of tensor `{1}` at byte {2} of the data, "
          "got data of {3} bytes",
          *bytes, tensor.name, offset, data.size());
    tensor.bytes = data.substr(offset, *bytes);
    return Error::success();
  }

  File &file;
  StringRef text;
  Cursor cursor;
  uint64_t tensorCount = 0, valueCount = 0, alignment = kDefaultAlignment;
  std::vector<uint64_t> offsets; // of the tensors, in the data
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

const Value *File::value(StringRef key) const {
  auto found = values.find(key);
  return found == values.end() ? nullptr : &found->second;
}

template <typename T>
static Expected<T> require(const File &file, StringRef key,
                           std::optional<T> (Value::*read)() const,
                           StringRef what) {
  const Value *value = file.value(key);
  std::optional<T> result = value ? (value->*read)() : std::nullopt;
  if (!result)
    return error("expected metadata `{0}` to be {1}, got {2}", key, what,
                 value ? value->type() : "none");
  return *result;
}

Expected<int64_t> File::integer(StringRef key) const {
  return require(*this, key, &Value::integer, "an integer below 2^63");
}

Expected<double> File::number(StringRef key) const {
  return require(*this, key, &Value::number, "a number");
}

Expected<StringRef> File::string(StringRef key) const {
  return require(*this, key, &Value::string, "a string");
}

Expected<std::vector<StringRef>> File::strings(StringRef key) const {
  return require(*this, key, &Value::strings, "an array of strings");
}

} // namespace tenfold::gguf
