// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "lib/Import/GGUF/Template.h"

#include "lib/Import/GGUF/Templates.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace tenfold::gguf {

const StringLiteral kEntriesTemplate = templates::kEntries;
const StringLiteral kLayerTemplate = templates::kLayer;
const StringLiteral kAttendTemplate = templates::kAttend;
const StringLiteral kDecoderTemplate = templates::kDecoder;
const StringLiteral kHeadsTemplate = templates::kHeads;
const StringLiteral kGPT2Template = templates::kGPT2;

std::string spellFloat(double number) {
  // The exponent makes it a float also without a point in the number.
  std::string text;
  raw_string_ostream(text) << format("%.16e", number);
  auto [digits, exponent] = StringRef(text).split('e');
  digits = digits.rtrim('0');
  return (digits + (digits.ends_with(".") ? "0e" : "e") + exponent).str();
}

void Settings::set(StringRef name, StringRef text) { values[name] = text; }

void Settings::set(StringRef name, int64_t number) {
  values[name] = std::to_string(number);
}

void Settings::set(StringRef name, double number) {
  values[name] = spellFloat(number);
}

std::string Settings::replaceNames(StringRef line) const {
  std::string result;
  while (!line.empty()) {
    auto [before, rest] = line.split("${");
    auto [name, after] = rest.split('}');
    result += before;
    if (before.size() == line.size())
      break;
    auto value = values.find(name);
    assert(value != values.end() && "a template's name is not set");
    result += value->second;
    line = after;
  }
  return result;
}

std::string Settings::instantiate(StringRef text) const {
  SmallVector<std::string> lines;
  for (StringRef line : split(text, '\n')) {
    if (line.starts_with("?") || line.starts_with("!")) {
      auto [name, rest] = line.drop_front().split(' ');
      if (values.contains(name) != line.starts_with("?"))
        continue;
      line = StringRef(name.end(), line.end() - name.end());
    }
    lines.push_back(replaceNames(line));
  }
  return join(lines, "\n");
}

} // namespace tenfold::gguf
