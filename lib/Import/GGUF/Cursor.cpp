// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "lib/Import/GGUF/Cursor.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/JSON.h"

using namespace llvm;

namespace tenfold::gguf {

Expected<StringRef> Cursor::bytes(uint64_t count, StringRef what) {
  if (count > left())
    return error("expected {0} bytes of {1} at byte {2}, got a file that ends "
                 "after {3}",
                 count, what, at, left());
  at += count;
  return file.substr(at - count, count);
}

Expected<StringRef> Cursor::string(StringRef what) {
  Expected<uint64_t> length = number<uint64_t>(what);
  if (!length)
    return length.takeError();
  return bytes(*length, what);
}

Expected<StringRef> Cursor::name(StringRef what) {
  uint64_t begin = at;
  Expected<StringRef> text = string(what);
  if (!text)
    return text;
  auto isControl = [](char c) { return uint8_t(c) < 0x20 || c == 0x7f; };
  if (text->empty() || any_of(*text, isControl) || !json::isUTF8(*text))
    return error("expected {0} of printable characters at byte {1}", what,
                 begin);
  return text;
}

Expected<uint64_t> Cursor::count(uint64_t leastBytes, uint64_t most,
                                 StringRef what) {
  uint64_t begin = at;
  Expected<uint64_t> value = number<uint64_t>(what);
  if (!value)
    return value;
  most = std::min(most, left() / leastBytes);
  if (*value > most)
    return error("expected {0} at byte {1} to be at most {2} in a file of {3} "
                 "bytes, got {4}",
                 what, begin, most, file.size(), *value);
  return value;
}

} // namespace tenfold::gguf
