// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Renders the cases of a JSON file, [{"template": ..., "variables": {...}}],
// and prints [{"text": ...} or {"error": ...}].
#include "lib/Jinja/Template.h"

#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace tenfold::jinja;

static Expected<std::string> render(const json::Object &given) {
  Expected<Template> parsed = Template::parse(*given.getString("template"));
  if (!parsed)
    return parsed.takeError();
  return parsed->render(*Value::fromJson(*given.get("variables")).dict());
}

int main(int argc, char **argv) {
  auto buffer = cantFail(errorOrToExpected(MemoryBuffer::getFile(argv[1])));
  json::Value cases = cantFail(json::parse(buffer->getBuffer()));
  json::Array answers;
  for (const json::Value &given : *cases.getAsArray()) {
    Expected<std::string> text = render(*given.getAsObject());
    if (text)
      answers.push_back(json::Object{{"text", *text}});
    else
      answers.push_back(json::Object{{"error", toString(text.takeError())}});
  }
  outs() << json::Value(std::move(answers)) << "\n";
}
