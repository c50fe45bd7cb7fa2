// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "lib/Data/Npz.h"
#include "test/Data/Files.h"

#include <gtest/gtest.h>

using namespace tenfold;
using namespace tenfold::data;
using tenfold::test::TemporaryFolder;

namespace {

std::string failure(const std::string &path) {
  runtime::Expected<std::vector<Named<Array>>> arrays = readNpz(path);
  return arrays ? "read" : arrays.takeError().message;
}

TEST(Npz, writesAndReadsInOrder) {
  TemporaryFolder folder;
  std::string path = folder.file("a.npz");
  Array ids = test::counting({'i', 8}, {1, 5}),
        mask = test::counting({'b', 1}, {2});
  std::vector<Named<ArrayView>> written = {{"input_ids", ids},
                                           {"layer/mask", mask}};
  ASSERT_EQ(writeNpz(path, written).message, "");
  runtime::Expected<std::vector<Named<Array>>> read = readNpz(path);
  ASSERT_TRUE(!!read) << read.takeError().message;
  ASSERT_EQ(read->size(), 2u);
  EXPECT_EQ((*read)[0].name, "input_ids");
  EXPECT_EQ((*read)[0].array, ids);
  EXPECT_EQ((*read)[1].name, "layer/mask");
  EXPECT_EQ((*read)[1].array, mask);
  EXPECT_EQ(folder.count(), 1u);
}

TEST(Npz, replacesWhatWasThere) {
  TemporaryFolder folder;
  std::string path = folder.file("a.npz");
  test::writeText(path, "something else");
  Array array = test::counting({'f', 4}, {3});
  std::vector<Named<ArrayView>> written = {{"x", array}};
  ASSERT_EQ(writeNpz(path, written).message, "");
  EXPECT_EQ(failure(path), "read");
}

TEST(Npz, readsAnArchiveOfNothing) {
  TemporaryFolder folder;
  test::writeText(folder.file("a.npz"),
                  std::string("PK\5\6", 4) + std::string(18, '\0'));
  runtime::Expected<std::vector<Named<Array>>> read =
      readNpz(folder.file("a.npz"));
  ASSERT_TRUE(!!read) << read.takeError().message;
  EXPECT_TRUE(read->empty());
}

TEST(Npz, refusesDamage) {
  TemporaryFolder folder;
  std::string path = folder.file("a.npz");
  Array array = test::counting({'f', 4}, {3});
  std::vector<Named<ArrayView>> written = {{"x", array}};
  ASSERT_EQ(writeNpz(path, written).message, "");
  std::string good = test::readText(path), bad = good;
  bad[bad.find("<f4") + 1] = 'i';
  test::writeText(path, bad);
  EXPECT_EQ(
      failure(path),
      "`" + path +
          "`: member `x.npy`: expected the member to be intact, got CRC error");
  bad = good;
  for (size_t at = bad.find("x.npy"); at != std::string::npos;
       at = bad.find("x.npy", at))
    bad.replace(at, 5, "x.txt");
  test::writeText(path, bad);
  EXPECT_EQ(failure(path),
            "`" + path + "`: expected members that end in .npy, got `x.txt`");
  test::writeText(path, "no archive");
  EXPECT_EQ(failure(path), "cannot read `" + path + "`: Not a zip archive");
  EXPECT_EQ(failure(folder.file("none")),
            "cannot read `" + folder.file("none") + "`: No such file");
}

TEST(Npz, fullDiskLeavesNothing) {
  TemporaryFolder folder;
  Array array = test::counting({'f', 4}, {4099});
  std::vector<Named<ArrayView>> written = {{"x", array}};
  test::FileSizeLimit limit(4096);
  EXPECT_EQ(writeNpz(folder.file("a.npz"), written).message,
            "cannot write `" + folder.file("a.npz") +
                "`: Write error: File too large");
  EXPECT_EQ(folder.count(), 0u);
}

} // namespace
