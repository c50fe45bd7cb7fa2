// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// mutate-file FILE FOLDER SEED COUNT: damaged copies, FOLDER/0, FOLDER/1...
#include "test/Inputs/Mutate.h"

#include <fstream>
#include <iterator>

int main(int argc, char **argv) {
  if (argc != 5)
    return 1;
  std::ifstream file(argv[1], std::ios::binary);
  std::string original(std::istreambuf_iterator<char>(file), {});
  std::mt19937_64 random(std::stoull(argv[3]));
  for (int i = 0, count = std::stoi(argv[4]); i < count; ++i)
    std::ofstream(std::string(argv[2]) + "/" + std::to_string(i),
                  std::ios::binary)
        << tenfold::test::mutate(original, random);
  return 0;
}
