// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// storage-decode: lists the formats, "q4_0 32 18" a line; storage-decode
// FORMAT: blocks on stdin to f32 on stdout.
#include "dialects/Storage/Storage.h"

#include <cstdio>
#include <vector>

using namespace tenfold::storage;

int main(int argc, char **argv) {
  if (argc == 1) {
    for (const Format &format : formats())
      std::printf("%s %ld %ld\n", format.name.data(),
                  long(format.blockElements), long(format.blockBytes));
    return 0;
  }
  const Format *format = find(argv[1]);
  if (!format)
    return 1;
  std::vector<char> block(format->blockBytes);
  std::vector<float> values(format->blockElements);
  while (std::fread(block.data(), block.size(), 1, stdin) == 1) {
    format->decodeAll({block.data(), block.size()}, values);
    std::fwrite(values.data(), sizeof(float), values.size(), stdout);
  }
  return 0;
}
