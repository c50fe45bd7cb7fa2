// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// Command lines as tables: a command says its purpose, examples and options
/// once, and parsing, help and the search for what was meant follow. (llvm::cl
/// keeps one global table, which LLVM fills with hundreds of options of its
/// own.)
#ifndef TENFOLD_LIB_DRIVER_COMMANDLINE_H
#define TENFOLD_LIB_DRIVER_COMMANDLINE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <functional>
#include <string>
#include <vector>

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace tenfold {

/// An error whose text is all the user sees after `error: `.
llvm::Error userError(const llvm::Twine &message);

/// The candidate nearest to `word` in spelling, empty when none is near.
llvm::StringRef nearest(llvm::StringRef word,
                        llvm::ArrayRef<llvm::StringRef> candidates);

class CommandLine {
public:
  using Apply = std::function<llvm::Error(llvm::StringRef)>;

  /// `operands` is what help shows after the name, as in "MODEL".
  CommandLine(llvm::StringRef name, llvm::StringRef operands,
              llvm::StringRef purpose)
      : name(name), operands(operands), purpose(purpose) {}

  /// A command that does what the comment says.
  void example(llvm::StringRef command, llvm::StringRef comment) {
    examples.push_back({command, comment});
  }

  /// Options that follow stand under this title in help.
  void section(llvm::StringRef title) { sectionTitle = title; }

  void flag(llvm::StringRef option, bool &target, llvm::StringRef help);
  void text(llvm::StringRef option, llvm::StringRef metavar,
            std::string &target, llvm::StringRef help);
  /// A number in [lo, hi].
  void number(llvm::StringRef option, llvm::StringRef metavar, int64_t &target,
              int64_t lo, int64_t hi, llvm::StringRef help);
  void option(llvm::StringRef option, llvm::StringRef metavar,
              llvm::StringRef help, Apply apply);
  /// An option of the contract whose capability does not exist yet: accepted
  /// by no one, explained to whoever tries.
  void later(llvm::StringRef option, llvm::StringRef metavar);

  /// Applies options in order and returns the operands. `--help` is left to
  /// the caller through `wantsHelp`.
  llvm::Expected<std::vector<std::string>>
  parse(llvm::ArrayRef<llvm::StringRef> arguments);

  /// What the operand is called, and whether the command can do without it:
  /// "[MODEL]" is optional.
  llvm::StringRef operand() const { return operands.trim("[]"); }
  bool needsOperand() const {
    return !operands.empty() && !operands.starts_with("[");
  }

  bool wantsHelp = false;
  void printHelp(llvm::raw_ostream &os) const;

private:
  struct Option {
    llvm::StringRef name, metavar, help, section;
    Apply apply;
  };
  struct Example {
    llvm::StringRef command, comment;
  };

  llvm::Expected<const Option *> find(llvm::StringRef option) const;
  llvm::Error unknown(llvm::StringRef option) const;

  llvm::StringRef name, operands, purpose, sectionTitle = "Options";
  std::vector<Example> examples;
  std::vector<Option> options;
};

} // namespace tenfold

#endif // TENFOLD_LIB_DRIVER_COMMANDLINE_H
