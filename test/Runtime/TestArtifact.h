// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// An artifact of kernels.c, and tensors to call it with.
#ifndef TENFOLD_TEST_RUNTIME_TESTARTIFACT_H
#define TENFOLD_TEST_RUNTIME_TESTARTIFACT_H

#include "lib/Runtime/ArtifactWriter.h"
#include "lib/Runtime/Metadata.h"

#include <filesystem>
#include <string>
#include <vector>

namespace tenfold::test {

/// A folder that goes with the test.
class TemporaryFolder {
public:
  TemporaryFolder();
  ~TemporaryFolder();
  std::string file(const std::string &name) const {
    return (path / name).string();
  }

private:
  std::filesystem::path path;
};

std::vector<std::byte> readFile(const std::string &path);
void writeFile(const std::string &path, std::span<const std::byte> bytes);

/// `main(x f32[n, 3], keep bool[n]) -> y f32[n, 3]` with n in 0..101 and weight
/// "w" f32[3]; `fail` without arguments.
runtime::Metadata testMetadata();

/// Shared libraries: kernels.c, the same with 3 x, and one that is no
/// artifact's code.
inline constexpr const char *kTestCode = TENFOLD_TEST_CODE;
inline constexpr const char *kTestCodeTripling = TENFOLD_TEST_CODE_TRIPLING;
inline constexpr const char *kTestNoCode = TENFOLD_TEST_NO_CODE;

runtime::Error writeTestArtifact(const std::string &path,
                                 runtime::Metadata metadata = testMetadata(),
                                 const std::string &code = kTestCode,
                                 const runtime::WriteOptions &options = {});

inline constexpr float kTestWeight[] = {10, 20, 30};

/// Owns the elements that its DLTensor shows.
template <typename T> class Tensor {
public:
  explicit Tensor(std::vector<int64_t> sizes, T value = T())
      : shape(std::move(sizes)) {
    int64_t count = 1;
    for (int64_t size : shape)
      count *= size;
    elements.assign(count + 1,
                    value); // one more, for a pointer where there are none
  }
  const DLTensor *dl() {
    view = {elements.data(), {kDLCPU, 0},  static_cast<int32_t>(shape.size()),
            type(),          shape.data(), strides,
            byteOffset};
    return &view;
  }

  std::vector<int64_t> shape;
  std::vector<T> elements;
  int64_t *strides = nullptr;
  uint64_t byteOffset = 0;
  uint8_t bits = 8 * sizeof(T);

private:
  DLDataType type() const {
    if constexpr (std::is_floating_point_v<T>)
      return {kDLFloat, bits, 1};
    return sizeof(T) == 1 ? DLDataType{TENFOLD_DL_BOOL, bits, 1}
                          : DLDataType{kDLInt, bits, 1};
  }
  DLTensor view;
};

/// The arguments of `main` for one n.
struct MainCall {
  explicit MainCall(int64_t n) : x({n, 3}), keep({n}), y({n, 3}) {
    for (size_t i = 0; i < x.elements.size(); ++i)
      x.elements[i] = static_cast<float>(i);
  }
  void bind() {
    inputs[0] = x.dl();
    inputs[1] = keep.dl();
    outputs[0] = y.dl();
  }
  bool correct() const {
    for (int64_t i = 0; i < y.shape[0] * 3; ++i)
      if (y.elements[i] != 2 * x.elements[i] + kTestWeight[i % 3])
        return false;
    return true;
  }

  Tensor<float> x;
  Tensor<uint8_t> keep;
  Tensor<float> y;
  const DLTensor *inputs[2];
  const DLTensor *outputs[1];
};

} // namespace tenfold::test

#endif // TENFOLD_TEST_RUNTIME_TESTARTIFACT_H
