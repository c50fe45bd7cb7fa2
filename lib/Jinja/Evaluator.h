// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// Runs a template. The first failure is kept; from then on all is undefined
/// and every loop ends.
#ifndef TENFOLD_JINJA_EVALUATOR_H
#define TENFOLD_JINJA_EVALUATOR_H

#include "lib/Jinja/Ast.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Error.h"

namespace tenfold::jinja {

/// Arguments of a call: those without a name, then those with one.
struct CallArguments {
  std::vector<Value> values;
  std::vector<std::string> names;

  /// At a place, or of a name; undefined when not given.
  Value get(size_t place, llvm::StringRef name = "") const;
  Value get(size_t place, llvm::StringRef name, const Value &otherwise) const;
};

class Evaluator {
public:
  explicit Evaluator(const Dict &variables);

  llvm::Expected<std::string> run(const Body &body);

  // For filters, tests and methods.
  void fail(const llvm::Twine &message);
  bool failed() const { return !failure.empty(); }
  /// Counts work: an element or a byte is one, a step of the template more.
  void spend(size_t work);
  Value text(std::string text);
  Value list(List items);
  Value dict(Dict members);
  /// What a loop over the value visits.
  List items(const Value &value);
  Value attribute(const Value &value, llvm::StringRef name);
  Value binary(llvm::StringRef op, const Value &left, const Value &right);
  bool contains(const Value &whole, const Value &part);
  Value applyFilter(llvm::StringRef name, const Value &value,
                    const CallArguments &arguments);
  bool applyTest(llvm::StringRef name, const Value &value,
                 const CallArguments &arguments);
  Value callMethod(const Value &value, llvm::StringRef name,
                   const CallArguments &arguments);
  Value callFunction(llvm::StringRef name, const CallArguments &arguments);

private:
  enum class Flow { Next, Break, Continue };
  using Frame = llvm::StringMap<Value>;

  Flow execute(const Body &body);
  Flow execute(const Statement &statement);
  Flow loop(const Statement &statement);
  void bind(const Statement &statement, const Value &value);
  void setMember(const Statement &statement);
  void print(llvm::StringRef text);
  std::string captured(const Body &body);

  Value evaluate(const Expr &expr);
  Value variable(llvm::StringRef name) const;
  Value listOf(const Expr &expr);
  Value dictOf(const Expr &expr);
  Value item(const Value &value, const Value &key);
  Value slice(const Expr &expr);
  Value chain(const Expr &expr);
  Value compare(const Expr &expr);
  bool compare(llvm::StringRef op, const Value &left, const Value &right);
  Value unary(const Expr &expr);
  Value arithmetic(llvm::StringRef op, const Value &left, const Value &right);
  Value call(const Expr &expr);
  Value callMacro(const Macro &macro, const CallArguments &arguments);
  CallArguments argumentsOf(const Expr &expr);

  std::vector<Frame> frames;
  std::string output, failure;
  size_t line = 0, work = 0;
  unsigned calls = 0; ///< of macros in each other
};

} // namespace tenfold::jinja

#endif // TENFOLD_JINJA_EVALUATOR_H
