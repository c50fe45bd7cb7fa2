// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_TEST_DATA_FILES_H
#define TENFOLD_TEST_DATA_FILES_H

#include "lib/Data/Array.h"

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <sys/resource.h>

namespace tenfold::test {

/// A folder of its own, gone with the object.
class TemporaryFolder {
public:
  TemporaryFolder() {
    std::string name =
        std::filesystem::temp_directory_path() / "tenfold-data-XXXXXX";
    path = ::mkdtemp(name.data());
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path); }
  TemporaryFolder(const TemporaryFolder &) = delete;
  TemporaryFolder &operator=(const TemporaryFolder &) = delete;

  std::string file(const std::string &name) const { return path / name; }
  size_t count() const {
    return std::distance(std::filesystem::directory_iterator(path),
                         std::filesystem::directory_iterator());
  }

private:
  std::filesystem::path path;
};

/// Stands for a full disk: writes beyond `bytes` of a file fail while the
/// object lives.
class FileSizeLimit {
public:
  explicit FileSizeLimit(rlim_t bytes) {
    std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before);
    rlimit limit = {bytes, before.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() { ::setrlimit(RLIMIT_FSIZE, &before); }
  FileSizeLimit(const FileSizeLimit &) = delete;
  FileSizeLimit &operator=(const FileSizeLimit &) = delete;

private:
  rlimit before = {};
};

/// Bytes 0, 1, 2, ... in the low byte of each element.
inline data::Array counting(data::ElementType type,
                            std::vector<int64_t> shape) {
  size_t count = 1;
  for (int64_t extent : shape)
    count *= extent;
  data::Array array{type, std::move(shape),
                    std::vector<std::byte>(count * type.bytes)};
  for (size_t i = 0; i < count; ++i)
    array.bytes[i * type.bytes] = static_cast<std::byte>(i);
  return array;
}

inline std::string readText(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline void writeText(const std::string &path, const std::string &text) {
  std::ofstream(path, std::ios::binary) << text;
}

} // namespace tenfold::test

#endif // TENFOLD_TEST_DATA_FILES_H
