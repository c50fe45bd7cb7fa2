// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "test/Runtime/TestArtifact.h"
#include "lib/Runtime/Placement.h"

#include <fstream>
#include <iterator>
#include <unistd.h>

using namespace tenfold;
using namespace tenfold::runtime;

test::TemporaryFolder::TemporaryFolder() {
  std::string name =
      (std::filesystem::temp_directory_path() / "tenfold-test-XXXXXX").string();
  path = ::mkdtemp(name.data());
}

test::TemporaryFolder::~TemporaryFolder() { std::filesystem::remove_all(path); }

std::vector<std::byte> test::readFile(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

void test::writeFile(const std::string &path,
                     std::span<const std::byte> bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(reinterpret_cast<const char *>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
}

Metadata test::testMetadata() {
  SizeExpr n = SizeExpr::dim(0), three = SizeExpr::constant(3),
           rowBytes = SizeExpr::constant(12);
  FunctionSpec main;
  main.name = "main";
  main.dims = {{"n", 0, 101}};
  main.inputs = {{"x", DataType::F32, {n, three}, 0, 0},
                 {"keep", DataType::Bool, {n}, 0, 2}};
  main.outputs = {{"y", DataType::F32, {n, three}, 0, 0}};
  main.buffers = {{n * rowBytes, 0, 1, 0}};
  main.boundArenaBytes = alignToBuffer(101 * 12);
  main.scratchBytes = rowBytes;
  FunctionSpec fail;
  fail.name = "fail";
  fail.boundArenaBytes = 0;
  Metadata metadata;
  metadata.compiler = "tenfold test";
  metadata.target = "any";
  metadata.precision = "f32";
  metadata.plan = "{}";
  metadata.remarks = "no remarks";
  metadata.functions = {main, fail};
  metadata.weights = {
      {"w", "f32", {3}, {3}, "", 0, sizeof(kTestWeight), false}};
  return metadata;
}

Error test::writeTestArtifact(const std::string &path, Metadata metadata,
                              const std::string &code,
                              const WriteOptions &options) {
  std::vector<std::byte> bytes = readFile(code);
  return writeArtifact(
      path,
      {bytes, std::move(metadata),
       [](size_t) { return std::as_bytes(std::span(kTestWeight)); }},
      options);
}
