// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "lib/Data/Npy.h"
#include "test/Data/Files.h"

#include <gtest/gtest.h>

using namespace tenfold;
using namespace tenfold::data;
using tenfold::test::TemporaryFolder;

namespace {

/// A version 1.0 file with this header and so many zeros.
std::string parseFailure(const std::string &header, size_t dataBytes,
                         char major = 1) {
  std::string bytes = "\x93NUMPY";
  bytes += {major, '\0', static_cast<char>(header.size()), '\0'};
  bytes += header + std::string(dataBytes, '\0');
  Expected<Array> array = parseNpy(std::as_bytes(std::span(bytes)));
  return array ? "parsed" : array.takeError().message;
}

std::string dictionary(const std::string &descr, const std::string &order,
                       const std::string &shape) {
  return "{'descr': " + descr + ", 'fortran_order': " + order +
         ", 'shape': " + shape + ", }\n";
}

TEST(Npy, writesAndReads) {
  TemporaryFolder folder;
  Array array = test::counting({'i', 2}, {3, 5});
  ASSERT_FALSE(writeNpy(folder.file("a.npy"), array));
  Expected<Array> read = readNpy(folder.file("a.npy"));
  ASSERT_TRUE(!!read) << read.takeError().message;
  EXPECT_EQ(*read, array);
  EXPECT_EQ(folder.count(), 1u);
}

TEST(Npy, headerIsNumPys) {
  int64_t shape[] = {3, 5};
  EXPECT_EQ(npyHeader({'f', 4}, shape),
            std::string("\x93NUMPY\1\0v\0{'descr': '<f4', 'fortran_order': "
                        "False, 'shape': (3, 5), }",
                        69) +
                std::string(58, ' ') + "\n");
  EXPECT_EQ(npyHeader({'b', 1}, {}).substr(10, 55),
            "{'descr': '|b1', 'fortran_order': False, 'shape': (), }");
}

TEST(Npy, turnsFortranOrderAround) {
  std::string bytes = npyHeader({'u', 1}, std::vector<int64_t>{2, 3});
  bytes.replace(bytes.find("False"), 5, "True ");
  bytes += std::string("\0\3\1\4\2\5", 6);
  Expected<Array> array = parseNpy(std::as_bytes(std::span(bytes)));
  ASSERT_TRUE(!!array) << array.takeError().message;
  EXPECT_EQ(*array, test::counting({'u', 1}, {2, 3}));
}

TEST(Npy, booleansBecomeZeroOrOne) {
  std::string bytes =
      npyHeader({'b', 1}, std::vector<int64_t>{3}) + std::string("\0\2\xff", 3);
  Expected<Array> array = parseNpy(std::as_bytes(std::span(bytes)));
  ASSERT_TRUE(!!array) << array.takeError().message;
  EXPECT_EQ(array->bytes,
            (std::vector<std::byte>{std::byte(0), std::byte(1), std::byte(1)}));
}

TEST(Npy, refusesBadFiles) {
  EXPECT_EQ(parseNpy({}).takeError().message,
            "expected a file in NumPy's npy format");
  EXPECT_EQ(parseFailure("", 0, 4),
            "expected npy version 1.0, 2.0 or 3.0, got 4.0");
  EXPECT_EQ(parseFailure("", 0, 2),
            "expected a header, got the end of the file");
  EXPECT_EQ(parseFailure("{}  ", 0, 3),
            "expected a header of 2105212932 bytes, got 2");
  EXPECT_EQ(parseFailure(dictionary("'<f4'", "False", "(3,)"), 13),
            "expected 12 bytes of elements, got 13");
  EXPECT_EQ(
      parseFailure(dictionary("'<f4'", "False", "(4294967296, 4294967296)"), 0),
      "expected a shape of less than 2^64 bytes");
}

TEST(Npy, refusesBadHeaders) {
  const char *form = "expected a header of the form {'descr': '<f4', "
                     "'fortran_order': False, 'shape': (3, 5)}";
  const char *shape =
      "expected `shape` to be a tuple of at most 64 natural numbers";
  EXPECT_EQ(parseFailure("[]", 0),
            "expected a header that begins with an opening brace");
  EXPECT_EQ(parseFailure("{'descr'}", 0), form);
  EXPECT_EQ(parseFailure("{'descr': '<f4' 'shape': ()}", 0), form);
  EXPECT_EQ(
      parseFailure("{'kind': 1}", 0),
      "expected the keys `descr`, `fortran_order` and `shape`, got `kind`");
  EXPECT_EQ(
      parseFailure("{'shape': ()}", 0),
      "expected the keys `descr`, `fortran_order` and `shape`, got 1 of them");
  EXPECT_EQ(parseFailure("{'shape': (), 'shape': ()}", 0),
            "expected each key once in the header, got `shape` twice");
  EXPECT_EQ(parseFailure("{'shape': ()", 0), form);
  EXPECT_EQ(parseFailure(dictionary("'<f4'", "False", "()") + "x", 4),
            "expected nothing after the header's closing brace");
  EXPECT_EQ(parseFailure(dictionary("'>f4'", "False", "()"), 4),
            "expected a little-endian element type among f2, f4, f8, i1 to i8, "
            "u1 to u8 and b1, got `>f4`");
  EXPECT_EQ(
      parseFailure(dictionary("[('a', '<f4')]", "False", "()"), 4),
      "expected `descr` to be a string; structured arrays have no tensor");
  EXPECT_EQ(parseFailure(dictionary("'<f4'", "0", "()"), 4),
            "expected `fortran_order` to be True or False");
  for (const char *bad :
       {"(3)", "(-3,)", "(3 5)", "3", "(,)", "(9223372036854775808,)", "(3,"})
    EXPECT_EQ(parseFailure(dictionary("'<f4'", "False", bad), 12), shape)
        << bad;
}

TEST(Npy, reportsWhatTheSystemSays) {
  TemporaryFolder folder;
  EXPECT_EQ(readNpy(folder.file("none.npy")).takeError().message,
            "cannot read `" + folder.file("none.npy") +
                "`: No such file or directory");
  EXPECT_NE(
      writeNpy(folder.file("no/folder.npy"), test::counting({'f', 4}, {3}))
          .message.find("No such file"),
      std::string::npos);
}

TEST(Npy, fullDiskLeavesNothing) {
  TemporaryFolder folder;
  test::FileSizeLimit limit(4096);
  Error error =
      writeNpy(folder.file("a.npy"), test::counting({'f', 4}, {4099}));
  EXPECT_EQ(error.message,
            "cannot write `" + folder.file("a.npy") + "`: File too large");
  EXPECT_EQ(folder.count(), 0u);
}

} // namespace
