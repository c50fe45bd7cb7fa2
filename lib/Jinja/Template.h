// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// The part of Jinja (https://jinja.palletsprojects.com) that chat templates
/// of language models are written in. A template comes with a model, from a
/// stranger: it sees only what it is given, and its steps, its text and its
/// depth are bounded.
#ifndef TENFOLD_JINJA_TEMPLATE_H
#define TENFOLD_JINJA_TEMPLATE_H

#include "lib/Jinja/Value.h"

#include "llvm/Support/Error.h"

namespace tenfold::jinja {

struct Statement;

class Template {
public:
  static llvm::Expected<Template> parse(llvm::StringRef source);

  /// What the template prints with these variables.
  llvm::Expected<std::string> render(const Dict &variables) const;

private:
  std::shared_ptr<const std::vector<Statement>> body;
};

} // namespace tenfold::jinja

#endif // TENFOLD_JINJA_TEMPLATE_H
