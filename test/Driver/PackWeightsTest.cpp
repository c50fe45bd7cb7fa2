// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// Packing against the definition, packed[i] = original[map(i)], element by
/// element.
#include "lib/Driver/PackWeights.h"

#include "mlir/AsmParser/AsmParser.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/MLIRContext.h"

#include <gtest/gtest.h>
#include <numeric>

using namespace tenfold;

namespace {

class PackWeightsTest : public testing::Test {
protected:
  WeightLayout layout(std::vector<int64_t> original,
                      std::vector<int64_t> packed, const char *map,
                      int64_t elementBytes) {
    auto attr = mlir::parseAttribute(map, &context);
    return {llvm::to_vector(original), llvm::to_vector(packed),
            llvm::cast<mlir::AffineMapAttr>(attr).getValue(), elementBytes};
  }

  /// Fills with 1, 2, 3... so that a zero is never an element.
  template <typename T>
  void check(std::vector<int64_t> original, std::vector<int64_t> packed,
             const char *map) {
    WeightLayout weight = layout(original, packed, map, sizeof(T));
    auto product = [](const std::vector<int64_t> &shape) {
      return std::accumulate(shape.begin(), shape.end(), int64_t(1),
                             std::multiplies<>());
    };
    std::vector<T> source(product(original)), target(product(packed), T(77));
    std::iota(source.begin(), source.end(), T(1));
    packWeight(
        weight,
        {reinterpret_cast<const char *>(source.data()),
         source.size() * sizeof(T)},
        {reinterpret_cast<char *>(target.data()), target.size() * sizeof(T)});
    std::vector<int64_t> index(packed.size(), 0);
    for (const T &got : target) {
      ASSERT_EQ(got, expected(weight, source, index));
      for (size_t d = index.size(); d-- > 0 && ++index[d] == packed[d];)
        index[d] = 0;
    }
  }

  template <typename T>
  static T expected(const WeightLayout &weight, const std::vector<T> &source,
                    const std::vector<int64_t> &index) {
    int64_t offset = 0;
    for (auto [size, at] :
         llvm::zip(weight.original, weight.map.compose(index))) {
      if (at < 0 || at >= size)
        return T(0);
      offset = offset * size + at;
    }
    return source[offset];
  }

  mlir::MLIRContext context;
};

TEST_F(PackWeightsTest, PanelsOfTransposedColumns) {
  check<float>({11, 7}, {3, 7, 4}, "affine_map<(p, k, r) -> (p * 4 + r, k)>");
  check<double>({97, 13}, {2, 13, 64},
                "affine_map<(p, k, r) -> (p * 64 + r, k)>");
}

TEST_F(PackWeightsTest, PanelsOfColumns) {
  check<float>({7, 11}, {3, 7, 4}, "affine_map<(p, k, r) -> (k, p * 4 + r)>");
  check<uint16_t>({5, 96}, {2, 5, 48},
                  "affine_map<(p, k, r) -> (k, p * 48 + r)>");
}

TEST_F(PackWeightsTest, BatchesAndBytes) {
  check<uint8_t>({3, 5, 7}, {3, 2, 7, 4},
                 "affine_map<(b, p, k, r) -> (b, p * 4 + r, k)>");
}

TEST_F(PackWeightsTest, WindowsThatBeginOutside) {
  check<float>({7}, {5, 3}, "affine_map<(i, j) -> (i * 2 + j - 4)>");
  check<float>({7}, {2, 3}, "affine_map<(i, j) -> (i - 20)>");
  check<float>({7}, {13}, "affine_map<(i) -> (9 - i)>");
}

TEST_F(PackWeightsTest, MapsThatAreNotLinear) {
  check<float>({3, 4}, {12}, "affine_map<(i) -> (i floordiv 4, i mod 4)>");
}

TEST_F(PackWeightsTest, NothingToPack) {
  check<float>({0, 7}, {0, 7, 4}, "affine_map<(p, k, r) -> (p * 4 + r, k)>");
}

} // namespace
