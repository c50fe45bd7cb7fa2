// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "lib/Data/Npy.h"

#include "lib/Data/NpyHeader.h"
#include "lib/Runtime/OutputFile.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <optional>
#include <sys/stat.h>
#include <unistd.h>

using namespace tenfold::runtime;

namespace tenfold::data {
namespace {

constexpr std::string_view kMagic = "\x93NUMPY";
constexpr size_t kVersionBytes = 2;
constexpr size_t kChunk =
    1 << 20; // bytes of one read; the file may be a pipe, of unknown length
constexpr size_t kAlignment =
    64; // of the first element in the file, as NumPy writes it

template <typename... Parts> Error invalid(const Parts &...parts) {
  return makeError(TENFOLD_INVALID_ARGUMENT, parts...);
}

/// Bytes of an array, or nothing when they overflow.
std::optional<uint64_t> bytesOf(ElementType type,
                                std::span<const int64_t> shape) {
  if (std::ranges::find(shape, 0) != shape.end())
    return 0;
  uint64_t bytes = type.bytes;
  for (int64_t extent : shape)
    if (__builtin_mul_overflow(bytes, static_cast<uint64_t>(extent), &bytes))
      return std::nullopt;
  return bytes;
}

/// The text of the header; afterwards `bytes` is what follows it.
Expected<std::string_view> takeHeader(std::span<const std::byte> &bytes) {
  std::string_view text(reinterpret_cast<const char *>(bytes.data()),
                        bytes.size());
  if (!text.starts_with(kMagic) || text.size() < kMagic.size() + kVersionBytes)
    return invalid("expected a file in NumPy's npy format");
  int major = static_cast<unsigned char>(text[kMagic.size()]);
  int minor = static_cast<unsigned char>(text[kMagic.size() + 1]);
  if (major < 1 || major > 3 || minor != 0)
    return invalid("expected npy version 1.0, 2.0 or 3.0, got ", major, ".",
                   minor);
  text.remove_prefix(kMagic.size() + kVersionBytes);
  size_t lengthBytes = major == 1 ? 2 : 4;
  if (text.size() < lengthBytes)
    return invalid("expected a header, got the end of the file");
  size_t length = 0;
  for (size_t i = 0; i < lengthBytes; ++i)
    length |= static_cast<size_t>(static_cast<unsigned char>(text[i]))
              << (8 * i);
  text.remove_prefix(lengthBytes);
  if (length > text.size())
    return invalid("expected a header of ", length, " bytes, got ",
                   text.size());
  bytes = bytes.last(text.size() - length);
  return text.substr(0, length);
}

/// Copies elements that stand in column-major order.
void copyTransposed(std::span<const std::byte> from, Array &to) {
  if (to.bytes.empty())
    return; // and the strides may overflow
  size_t rank = to.shape.size(), width = to.type.bytes;
  std::vector<int64_t> index(rank, 0), strides(rank, 1);
  for (size_t i = 1; i < rank; ++i)
    strides[i] = strides[i - 1] * to.shape[i - 1];
  int64_t source = 0;
  for (size_t offset = 0; offset < to.bytes.size(); offset += width) {
    std::memcpy(to.bytes.data() + offset, from.data() + source * width, width);
    for (size_t axis = rank; axis-- > 0;) {
      source += strides[axis];
      if (++index[axis] < to.shape[axis])
        break;
      source -= strides[axis] * to.shape[axis];
      index[axis] = 0;
    }
  }
}

} // namespace

Expected<Array> parseNpy(std::span<const std::byte> bytes) {
  Expected<std::string_view> text = takeHeader(bytes);
  if (!text)
    return text.takeError();
  Expected<NpyHeader> header = parseNpyHeader(*text);
  if (!header)
    return header.takeError();
  std::optional<uint64_t> expected = bytesOf(header->type, header->shape);
  if (!expected)
    return invalid("expected a shape of less than 2^64 bytes");
  if (*expected != bytes.size())
    return invalid("expected ", *expected, " bytes of elements, got ",
                   bytes.size());
  Array array{header->type, std::move(header->shape), {}};
  if (header->fortranOrder) {
    array.bytes.resize(bytes.size());
    copyTransposed(bytes, array);
  } else {
    array.bytes.assign(bytes.begin(), bytes.end());
  }
  // Any byte but 0 is true to NumPy; compiled code reads 0 and 1 only.
  if (array.type.kind == 'b')
    for (std::byte &value : array.bytes)
      value = value == std::byte(0) ? value : std::byte(1);
  return array;
}

Expected<std::vector<std::byte>> readFile(const std::string &path) {
  auto failed = [&] {
    return makeError(TENFOLD_IO_ERROR, "cannot read `", path,
                     "`: ", std::strerror(errno));
  };
  int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return failed();
  struct stat status = {};
  std::vector<std::byte> bytes;
  if (::fstat(fd, &status) == 0 && S_ISREG(status.st_mode))
    bytes.reserve(status.st_size + kChunk);
  size_t size = 0;
  ssize_t count = 1;
  for (; count != 0 && (count > 0 || errno == EINTR);
       size += std::max<ssize_t>(count, 0)) {
    bytes.resize(size + kChunk);
    count = ::read(fd, bytes.data() + size, kChunk);
  }
  Error error = count < 0 ? failed() : success();
  ::close(fd);
  if (error)
    return error;
  bytes.resize(size);
  return bytes;
}

Expected<Array> readNpy(const std::string &path) {
  Expected<std::vector<std::byte>> bytes = readFile(path);
  if (!bytes)
    return bytes.takeError();
  Expected<Array> array = parseNpy(*bytes);
  if (array)
    return array;
  Error error = array.takeError();
  return makeError(error.code, "`", path, "`: ", error.message);
}

std::string npyHeader(ElementType type, std::span<const int64_t> shape) {
  std::string text = std::string("{'descr': '") +
                     (type.bytes == 1 ? '|' : '<') + spell(type) +
                     "', 'fortran_order': False, 'shape': (";
  for (size_t i = 0; i < shape.size(); ++i)
    text += (i == 0 ? "" : " ") + std::to_string(shape[i]) +
            (i + 1 < shape.size() || i == 0 ? "," : "");
  text += "), }";
  size_t before = kMagic.size() + kVersionBytes + 2;
  size_t padding =
      (kAlignment - (before + text.size() + 1) % kAlignment) % kAlignment;
  text += std::string(padding, ' ') + "\n";
  std::string header(kMagic);
  header += {'\1', '\0', static_cast<char>(text.size() & 0xff),
             static_cast<char>(text.size() >> 8)};
  return header + text;
}

Error writeNpy(const std::string &path, const ArrayView &array) {
  OutputFile file(path);
  if (Error error = file.open())
    return error;
  std::string header = npyHeader(array.type, array.shape);
  if (Error error = file.write(std::as_bytes(std::span(header))))
    return error;
  if (Error error = file.write(array.bytes))
    return error;
  return file.commit(/*sync=*/false);
}

} // namespace tenfold::data
