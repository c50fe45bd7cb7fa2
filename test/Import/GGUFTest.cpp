// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "lib/Import/GGUF/Reader.h"
#include "test/Import/GGUFBytes.h"

#include <gtest/gtest.h>

using namespace tenfold::gguf;
using namespace tenfold::test;
using enum ValueType;

namespace {

std::string failure(const std::string &bytes) {
  llvm::Expected<File> file = parseGGUF(bytes);
  return file ? "parsed" : llvm::toString(file.takeError());
}

std::string failure(const GGUFParts &parts) { return failure(parts.bytes()); }

TEST(GGUF, readsValuesOfAllTypes) {
  std::string bytes = sampleGGUF();
  File file = llvm::cantFail(parseGGUF(bytes));
  auto integer = [&](llvm::StringRef key) {
    return file.value(key)->integer();
  };
  EXPECT_EQ(integer("u8"), 200);
  EXPECT_EQ(integer("i8"), -7);
  EXPECT_EQ(integer("u16"), 60'000);
  EXPECT_EQ(integer("i16"), -30'000);
  EXPECT_EQ(integer("u32"), 4'000'000'000);
  EXPECT_EQ(integer("i32"), -5);
  EXPECT_EQ(integer("u64"), std::nullopt);
  EXPECT_EQ(integer("i64"), INT64_MIN);
  EXPECT_EQ(integer("f32"), std::nullopt);
  EXPECT_EQ(file.value("u64")->number(), 0x1p64);
  EXPECT_EQ(file.value("f32")->number(), 1.5);
  EXPECT_EQ(file.value("f64")->number(), 0.1);
  EXPECT_EQ(file.value("bool")->boolean(), true);
  EXPECT_EQ(file.value("general.architecture")->string(), "llama");
  EXPECT_EQ(file.value("names")->strings(),
            (std::vector<llvm::StringRef>{"a", "", "\xff\n"}));
  EXPECT_EQ(file.value("numbers")->numbers(), (std::vector<double>{1.5, -2}));
  EXPECT_EQ(file.value("nested")->type(), "array of array");
  EXPECT_EQ(file.value("none"), nullptr);
  EXPECT_EQ(file.metadata().size(), 15u);
}

TEST(GGUF, readsTensors) {
  std::string bytes = sampleGGUF();
  File file = llvm::cantFail(parseGGUF(bytes));
  const Tensor *blocks = file.find("blocks");
  ASSERT_NE(blocks, nullptr);
  EXPECT_EQ(blocks->shape, (llvm::SmallVector<int64_t, 4>{5, 64}));
  EXPECT_EQ(blocks->type, "Q4_0");
  EXPECT_EQ(blocks->format, tenfold::storage::find("q4_0"));
  EXPECT_EQ(blocks->bytes.size(), 5u * 2 * 18);
  EXPECT_EQ(blocks->bytes.end(), bytes.data() + bytes.size());
  EXPECT_EQ(file.find("plain")->bytes.size(), 24u);
  EXPECT_EQ(file.find("none"), nullptr);
}

TEST(GGUF, knowsOnlyTheNameOfOtherTensorTypes) {
  std::string bytes = sampleGGUF();
  File file = llvm::cantFail(parseGGUF(bytes));
  EXPECT_EQ(file.find("strange")->type, "I8");
  EXPECT_EQ(file.find("strange")->format, nullptr);
  std::string other = GGUFParts().tensor("t", {1}, 77, 0).bytes();
  EXPECT_EQ(llvm::cantFail(parseGGUF(other)).find("t")->type, "type 77");
}

TEST(GGUF, saysWhatMetadataShouldBe) {
  std::string bytes = sampleGGUF();
  File file = llvm::cantFail(parseGGUF(bytes));
  auto message = [](auto expected) {
    return expected ? "" : llvm::toString(expected.takeError());
  };
  EXPECT_EQ(llvm::cantFail(file.integer("i8")), -7);
  EXPECT_EQ(llvm::cantFail(file.number("u8")), 200);
  EXPECT_EQ(message(file.integer("f32")),
            "expected metadata `f32` to be an integer below 2^63, got f32");
  EXPECT_EQ(message(file.integer("u64")),
            "expected metadata `u64` to be an integer below 2^63, got u64");
  EXPECT_EQ(message(file.number("names")),
            "expected metadata `names` to be a number, got array of string");
  EXPECT_EQ(message(file.string("none")),
            "expected metadata `none` to be a string, got none");
  EXPECT_EQ(message(file.strings("numbers")),
            "expected metadata `numbers` to be an array of strings, got array "
            "of f32");
}

TEST(GGUF, readsAFileWithoutAnything) {
  EXPECT_EQ(failure(GGUFParts()), "parsed");
  EXPECT_EQ(failure(GGUFParts().bytes(1)), "parsed");
  EXPECT_EQ(failure(GGUFParts{.version = 2}), "parsed");
}

TEST(GGUF, refusesBadHeads) {
  EXPECT_EQ(failure("GGU"), "expected 4 bytes of magic at byte 0, got a file "
                            "that ends after 3");
  EXPECT_EQ(failure(GGUFParts{.magic = "GGML"}),
            "expected a file that begins with GGUF");
  EXPECT_EQ(failure("GGUF\3"), "expected 4 bytes of version at byte 4, got a "
                               "file that ends after 1");
  EXPECT_EQ(failure(GGUFParts{.version = 1}), "expected version 2 or 3, got 1");
  EXPECT_EQ(failure(GGUFParts{.version = 0x03000000}),
            "expected a little-endian file, got a big-endian one");
  EXPECT_EQ(failure(GGUFParts{.tensors = UINT64_MAX}),
            "expected number of tensors at byte 8 to be at most 0 in a file of "
            "32 bytes, got 18446744073709551615");
  EXPECT_EQ(failure(GGUFParts{.values = 1}),
            "expected number of values at byte 16 to be at most 0 in a file of "
            "32 bytes, got 1");
  EXPECT_EQ(
      failure(GGUFParts{.values = 70'000, .body = std::string(1'000'000, 'x')}),
      "expected number of values at byte 16 to be at most 65536 in a file "
      "of 1000032 bytes, got 70000");
}

TEST(GGUF, refusesBadKeys) {
  std::string one = typed(U8, "x");
  EXPECT_EQ(failure(GGUFParts().value("", one + "padding")),
            "expected a key of printable characters at byte 24");
  EXPECT_EQ(failure(GGUFParts().value("a\nb", one)),
            "expected a key of printable characters at byte 24");
  EXPECT_EQ(failure(GGUFParts().value("\xff", one)),
            "expected a key of printable characters at byte 24");
  EXPECT_EQ(failure(GGUFParts().value("k", one).value("k", one)),
            "expected keys to be unique, got `k` again at byte 38");
  EXPECT_EQ(failure(GGUFParts{.values = 1, .body = le(uint64_t(1) << 63)}),
            "expected number of values at byte 16 to be at most 0 in a file of "
            "32 bytes, got 1");
  EXPECT_EQ(failure(GGUFParts{.values = 1,
                              .body = le(UINT64_MAX) + std::string(8, 'x')}),
            "expected 18446744073709551615 bytes of a key at byte 32, got a "
            "file that ends after 32");
}

TEST(GGUF, refusesBadValues) {
  auto value = [](const std::string &typedValue) {
    return failure(GGUFParts().value("key", typedValue).bytes(1));
  };
  EXPECT_EQ(
      value(le<uint32_t>(13)),
      "metadata `key`: expected a value's type below 13 at byte 35, got 13");
  EXPECT_EQ(failure(GGUFParts().value(std::string(9, 'k'), "xx").bytes(1)),
            "metadata `kkkkkkkkk`: expected 4 bytes of a value's type at byte "
            "41, got a file that ends after 2");
  EXPECT_EQ(
      value(typed(F64, "1234")),
      "metadata `key`: expected 8 bytes of a value at byte 39, got a file "
      "that ends after 4");
  EXPECT_EQ(value(typed(Bool, "\2")),
            "metadata `key`: expected a boolean of 0 or 1 at byte 39, got 2");
  EXPECT_EQ(value(typed(String, le<uint64_t>(9) + "short")),
            "metadata `key`: expected 9 bytes of a string at byte 47, got a "
            "file that ends after 5");
  EXPECT_EQ(value(array(Bool, 3, std::string("\0\1\7", 3))),
            "metadata `key`: expected a boolean of 0 or 1 at byte 53, got 7");
  EXPECT_EQ(value(array(U64, uint64_t(1) << 61, "12345678")),
            "metadata `key`: expected an array's length at byte 43 to be at "
            "most 1 in "
            "a file of 59 bytes, got 2305843009213693952");
  EXPECT_EQ(value(array(String, 2, text("a") + le<uint64_t>(2))),
            "metadata `key`: expected 2 bytes of a string at byte 68, got a "
            "file that ends after 0");
  EXPECT_EQ(
      value(array(ValueType(99), 1, "x")),
      "metadata `key`: expected a value's type below 13 at byte 39, got 99");
}

TEST(GGUF, refusesDeepNesting) {
  std::string nested = typed(U8, le<uint64_t>(0));
  for (int depth = 0; depth < 3; ++depth)
    nested = typed(Array, le<uint64_t>(1) + nested);
  EXPECT_EQ(failure(GGUFParts().value("key", typed(Array, nested))), "parsed");
  std::string shell = typed(Array, le<uint64_t>(1)), shells;
  for (int depth = 0; depth < 100'000; ++depth)
    shells += shell;
  nested = shells + nested;
  EXPECT_EQ(
      failure(GGUFParts().value("key", typed(Array, nested))),
      "metadata `key`: expected arrays of depth 4 at most at byte 87, got "
      "more");
}

TEST(GGUF, refusesBadAlignment) {
  auto alignment = [](const std::string &typedValue) {
    return failure(GGUFParts().value("general.alignment", typedValue));
  };
  EXPECT_EQ(
      alignment(typed(U32, le<uint32_t>(0))),
      "expected `general.alignment` to be a power of two below 2^32, got 0");
  EXPECT_EQ(
      alignment(typed(U32, le<uint32_t>(48))),
      "expected `general.alignment` to be a power of two below 2^32, got 48");
  EXPECT_EQ(alignment(typed(U64, le(uint64_t(1) << 62))),
            "expected `general.alignment` to be a power of two below 2^32, got "
            "4611686018427387904");
  EXPECT_EQ(
      alignment(typed(String, text("32"))),
      "expected metadata `general.alignment` to be an integer below 2^63, "
      "got string");
  GGUFParts wide;
  wide.value("general.alignment", typed(U32, le<uint32_t>(128)));
  wide.tensor("a", {1}, 0, 0).tensor("b", {2}, 0, 128);
  wide.data = std::string(136, 'x');
  EXPECT_EQ(failure(wide.bytes(128)), "parsed");
}

TEST(GGUF, refusesBadTensors) {
  auto tensor = [](std::initializer_list<uint64_t> extents, uint32_t type,
                   uint64_t offset) {
    GGUFParts parts;
    parts.data = std::string(64, 'x');
    return failure(parts.tensor("t", extents, type, offset));
  };
  EXPECT_EQ(
      tensor({1, 1, 1, 1, 1}, 0, 0),
      "expected tensor `t` to have at most 4 dimensions at byte 33, got 5");
  EXPECT_EQ(tensor({uint64_t(1) << 63}, 0, 0),
            "expected tensor `t` to have extents below 2^63 at byte 37, got "
            "9223372036854775808");
  EXPECT_EQ(tensor({uint64_t(1) << 31, uint64_t(1) << 31}, 0, 0),
            "expected tensor `t` to have rows of whole blocks of 1 and a size "
            "below 2^63, got 2147483648x2147483648 of F32");
  EXPECT_EQ(tensor({33, 2}, 2, 0),
            "expected tensor `t` to have rows of whole blocks of 32 and a size "
            "below 2^63, got 2x33 of Q4_0");
  EXPECT_EQ(tensor({1}, 0, 31), "expected tensor `t` to begin at a multiple of "
                                "32 bytes, got 31 at byte 49");
  EXPECT_EQ(tensor({9}, 0, 32), "expected 36 bytes of tensor `t` at byte 32 of "
                                "the data, got data of 64 bytes");
  EXPECT_EQ(tensor({0}, 0, 96), "expected 0 bytes of tensor `t` at byte 96 of "
                                "the data, got data of 64 bytes");
  EXPECT_EQ(tensor({8}, 0, 32), "parsed");
  EXPECT_EQ(tensor({}, 0, 0), "parsed");
  EXPECT_EQ(tensor({0, 5}, 2, 0), "parsed");
}

TEST(GGUF, refusesTensorsThatMeet) {
  GGUFParts parts;
  parts.data = std::string(96, 'x');
  parts.tensor("last", {8}, 0, 64).tensor("first", {9}, 0, 0);
  GGUFParts overlap = parts, twice = parts;
  EXPECT_EQ(failure(parts), "parsed");
  EXPECT_EQ(failure(overlap.tensor("middle", {1}, 0, 32)),
            "expected tensor `middle` to begin after the 36 bytes of `first`, "
            "got byte 192");
  EXPECT_EQ(failure(twice.tensor("last", {1}, 0, 32)),
            "expected names of tensors to be unique, got `last` again at byte "
            "97");
  EXPECT_EQ(failure(GGUFParts().tensor("a\tb", {1}, 0, 0)),
            "expected a tensor's name of printable characters at byte 24");
}

TEST(GGUF, namesTheFileInErrors) {
  EXPECT_EQ(llvm::toString(File::open("no.gguf").takeError()),
            "cannot read `no.gguf`: No such file or directory");
  EXPECT_EQ(llvm::toString(File::open("/dev/null").takeError()),
            "`/dev/null`: expected 4 bytes of magic at byte 0, got a file that "
            "ends after 0");
}

} // namespace
