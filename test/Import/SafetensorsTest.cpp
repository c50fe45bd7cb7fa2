// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "lib/Import/Safetensors/Safetensors.h"
#include "test/Import/SafetensorsBytes.h"

#include "mlir/IR/MLIRContext.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

#include <gtest/gtest.h>

using namespace tenfold::safetensors;
using namespace tenfold::test;

namespace {

std::string failure(std::string bytes) {
  llvm::Expected<File> file = parseBytes(bytes);
  return file ? "parsed" : llvm::toString(file.takeError());
}

std::string headerFailure(llvm::StringRef header, size_t dataBytes = 0) {
  return failure(withLength(header, std::string(dataBytes, '\0')));
}

TEST(Safetensors, readsTensorsByName) {
  std::string data(3 * 5 * 4 + 7 * 2, 'x');
  llvm::Expected<File> file = parseBytes(withLength(
      R"({"__metadata__":{"format":"pt"},"b":{"dtype":"BF16","shape":[7],"data_offsets":[60,74]},)"
      R"("a":{"dtype":"F32","shape":[3,5],"data_offsets":[0,60]}}   )",
      data));
  ASSERT_TRUE(!!file) << llvm::toString(file.takeError());
  ASSERT_EQ(file->tensors().size(), 2u);
  EXPECT_EQ(file->tensors()[0].name, "a");
  EXPECT_EQ(file->metadata().lookup("format"), "pt");
  const Tensor *b = file->find("b");
  ASSERT_NE(b, nullptr);
  EXPECT_EQ(b->dtype, DType::BF16);
  EXPECT_EQ(b->shape, (llvm::SmallVector<int64_t, 4>{7}));
  EXPECT_EQ(b->bytes.size(), 14u);
  EXPECT_EQ(file->find("c"), nullptr);
}

TEST(Safetensors, readsScalarsEmptyTensorsAndHalfBytes) {
  llvm::Expected<File> file = parseBytes(withLength(
      R"({"s":{"dtype":"F64","shape":[],"data_offsets":[0,8]},"e":{"dtype":"I64","shape":[3,0],"data_offsets":[8,8]},)"
      R"("q":{"dtype":"F4","shape":[2,3],"data_offsets":[8,11]}})",
      std::string(11, '\0')));
  ASSERT_TRUE(!!file) << llvm::toString(file.takeError());
  EXPECT_EQ(file->find("s")->bytes.size(), 8u);
  EXPECT_TRUE(file->find("e")->bytes.empty());
  EXPECT_EQ(file->find("q")->bytes.size(), 3u);
}

TEST(Safetensors, opensFilesAndNamesThemInErrors) {
  llvm::SmallString<64> path;
  int fd = -1;
  ASSERT_FALSE(
      llvm::sys::fs::createTemporaryFile("weights", "safetensors", fd, path));
  llvm::raw_fd_ostream(fd, /*shouldClose=*/true) << sampleFile();
  EXPECT_TRUE(!!llvm::cantFail(File::open(path)).find("ids"));
  llvm::cantFail(llvm::errorCodeToError(llvm::sys::fs::resize_file_sparse(
      llvm::cantFail(llvm::sys::fs::openNativeFileForReadWrite(
          path, llvm::sys::fs::CD_OpenExisting, llvm::sys::fs::OF_None)),
      4)));
  llvm::Expected<File> cut = File::open(path);
  ASSERT_FALSE(!!cut);
  EXPECT_EQ(llvm::toString(cut.takeError()),
            ("`" + path + "`: expected at least 8 bytes, got 4").str());
  llvm::sys::fs::remove(path);
  llvm::Expected<File> missing = File::open(path);
  ASSERT_FALSE(!!missing);
  EXPECT_EQ(llvm::toString(missing.takeError()),
            ("cannot read `" + path + "`: No such file or directory").str());
}

TEST(Safetensors, refusesBadHeaders) {
  EXPECT_EQ(failure("1234567"), "expected at least 8 bytes, got 7");
  EXPECT_EQ(failure(std::string("\3\0\0\0\0\0\0\0{}", 10)),
            "expected a header of 3 bytes, got a file that ends after 2");
  EXPECT_EQ(
      failure(std::string(8, '\xff')),
      "expected a header of 100000000 bytes at most, got 18446744073709551615");
  EXPECT_EQ(headerFailure(" {}"),
            "expected a header that begins with an opening brace");
  EXPECT_EQ(headerFailure("{]"),
            "expected a header in JSON, got text that does not parse");
  EXPECT_EQ(headerFailure(std::string(1000, '{')),
            "expected a header of depth 3 at most, got more");
  EXPECT_EQ(headerFailure(R"({"a":-1})"),
            "expected natural numbers and strings in the header, got `-`");
  EXPECT_EQ(headerFailure(R"({"__metadata__":[]})"),
            "expected `__metadata__` to be an object");
  EXPECT_EQ(
      headerFailure(R"({"__metadata__":{"a":1}})"),
      "expected `__metadata__` to hold strings, got something else at `a`");
}

TEST(Safetensors, refusesDuplicates) {
  const char *expected =
      "expected names to be unique in the header, got a duplicate";
  std::string entry = R"({"dtype":"U8","shape":[1],"data_offsets":[0,1]})";
  EXPECT_EQ(headerFailure("{\"a\":" + entry + ",\"a\":" + entry + "}", 1),
            expected);
  EXPECT_EQ(headerFailure("{\"a\":" + entry + ",\"\\u0061\":" + entry + "}", 1),
            expected);
  EXPECT_EQ(
      headerFailure(
          R"({"a":{"dtype":"U8","dtype":"U8","shape":[1],"data_offsets":[0,1]}})",
          1),
      expected);
}

TEST(Safetensors, refusesBadEntries) {
  auto entry = [](llvm::StringRef dtype, llvm::StringRef shape,
                  llvm::StringRef range) {
    return ("{\"a\":{\"dtype\":" + dtype + ",\"shape\":" + shape +
            ",\"data_offsets\":" + range + "}}")
        .str();
  };
  EXPECT_EQ(headerFailure(R"({"a":{"dtype":"U8","shape":[1]}})", 1),
            "expected tensor `a` to have `dtype`, `shape` and `data_offsets` "
            "and no more");
  EXPECT_EQ(headerFailure(entry("\"F31\"", "[1]", "[0,1]"), 1),
            "expected a known dtype for tensor `a`, got `F31`");
  EXPECT_EQ(headerFailure(entry("7", "[1]", "[0,1]"), 1),
            "expected a known dtype for tensor `a`, got `nothing`");
  EXPECT_EQ(headerFailure(entry("\"U8\"", "1", "[0,1]"), 1),
            "expected `shape` of tensor `a` to be an array of numbers");
  EXPECT_EQ(headerFailure(entry("\"U8\"", "[9223372036854775808]", "[0,1]"), 1),
            "expected `shape` of tensor `a` to hold numbers below 2^63");
  EXPECT_EQ(headerFailure(entry("\"U8\"", "[1]", "[1,0]"), 1),
            "expected `data_offsets` of tensor `a` to be a begin and an end");
  EXPECT_EQ(headerFailure(entry("\"U8\"", "[2]", "[0,2]"), 1),
            "expected tensor `a` to end within 1 bytes of data, got end 2");
  EXPECT_EQ(
      headerFailure(entry("\"F64\"", "[4294967296,4294967296]", "[0,1]"), 1),
      "expected tensor `a` to have a shape of whole bytes below 2^64");
  EXPECT_EQ(headerFailure(entry("\"F4\"", "[3]", "[0,1]"), 1),
            "expected tensor `a` to have a shape of whole bytes below 2^64");
  EXPECT_EQ(headerFailure(entry("\"F32\"", "[3]", "[0,13]"), 13),
            "expected tensor `a` to have 12 bytes by its shape, got 13");
}

TEST(Safetensors, refusesGapsAndOverlaps) {
  EXPECT_EQ(headerFailure(
                R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}})", 3),
            "expected tensor `a` to begin at byte 0 of the data, got 1");
  EXPECT_EQ(
      headerFailure(R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},)"
                    R"("b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}})",
                    3),
      "expected tensor `b` to begin at byte 2 of the data, got 1");
  EXPECT_EQ(headerFailure(
                R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}})", 3),
            "expected 2 bytes of data, got 3");
}

TEST(Safetensors, mapsElementTypes) {
  mlir::MLIRContext context;
  for (DType dtype :
       {DType::F4E2M1, DType::F8E8M0, DType::F8E4M3, DType::F8E5M2, DType::I8,
        DType::U8, DType::I16, DType::U16, DType::F16, DType::BF16, DType::I32,
        DType::U32, DType::F32, DType::I64, DType::U64, DType::F64})
    EXPECT_EQ(elementType(dtype, &context).getIntOrFloatBitWidth(),
              dtypeBits(dtype))
        << dtypeName(dtype).str();
  EXPECT_TRUE(elementType(DType::Bool, &context).isInteger(1));
  EXPECT_TRUE(elementType(DType::BF16, &context).isBF16());
}

} // namespace
