//===- CommandLine.cpp - command lines as tables --------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Driver/CommandLine.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace tenfold;

Error tenfold::userError(const Twine &message) {
  return createStringError(inconvertibleErrorCode(), message);
}

StringRef tenfold::nearest(StringRef word, ArrayRef<StringRef> candidates) {
  // A third of the letters may be wrong.
  unsigned best = word.size() / 3 + 1;
  StringRef found;
  for (StringRef candidate : candidates)
    if (unsigned distance = word.edit_distance(candidate, true, best);
        distance < best || (distance == best && found.empty())) {
      best = distance;
      found = candidate;
    }
  return found;
}

void CommandLine::flag(StringRef option, bool &target, StringRef help) {
  this->option(option, "", help, [&target](StringRef) -> Error {
    target = true;
    return Error::success();
  });
}

void CommandLine::text(StringRef option, StringRef metavar, std::string &target,
                       StringRef help) {
  this->option(
      option, metavar, help, [&target, option](StringRef value) -> Error {
        if (value.empty())
          return userError("expected a value for " + option + ", got none");
        target = value.str();
        return Error::success();
      });
}

void CommandLine::number(StringRef option, StringRef metavar, int64_t &target,
                         int64_t lo, int64_t hi, StringRef help) {
  this->option(
      option, metavar, help,
      [&target, option, lo, hi](StringRef value) -> Error {
        if (value.getAsInteger(10, target) || target < lo || target > hi)
          return userError(formatv("expected {0} in [{1}, {2}], got '{3}'",
                                   option, lo, hi, value)
                               .str());
        return Error::success();
      });
}

void CommandLine::option(StringRef option, StringRef metavar, StringRef help,
                         Apply apply) {
  options.push_back({option, metavar, help, sectionTitle, std::move(apply)});
}

void CommandLine::later(StringRef option, StringRef metavar) {
  // Without help text it is not shown.
  this->option(option, metavar, "", [option](StringRef) -> Error {
    return userError(option + " is not supported by this version");
  });
}

Error CommandLine::unknown(StringRef option) const {
  SmallVector<StringRef> names{"--help"};
  for (const Option &candidate : options)
    names.push_back(candidate.name);
  StringRef meant = nearest(option, names);
  return userError("'tenfold " + name + "' has no option '" + option + "'" +
                   (meant.empty() ? "; see 'tenfold " + name + " --help'"
                                  : ", did you mean '" + meant + "'?"));
}

Expected<const CommandLine::Option *>
CommandLine::find(StringRef option) const {
  for (const Option &candidate : options)
    if (candidate.name == option)
      return &candidate;
  return unknown(option);
}

Expected<std::vector<std::string>>
CommandLine::parse(ArrayRef<StringRef> arguments) {
  std::vector<std::string> found;
  bool onlyOperands = false;
  while (!arguments.empty()) {
    StringRef argument = arguments.consume_front();
    if (onlyOperands || argument == "-" || !argument.starts_with("-")) {
      found.push_back(argument.str());
      continue;
    }
    if (argument == "--") {
      onlyOperands = true;
      continue;
    }
    if (argument == "--help" || argument == "-h") {
      wantsHelp = true;
      return found;
    }
    auto [spelled, value] = argument.split('=');
    bool hasValue = spelled.size() < argument.size();
    Expected<const Option *> option = find(spelled);
    if (!option)
      return option.takeError();
    bool takesValue = !(*option)->metavar.empty();
    if (!takesValue && hasValue)
      return userError("expected no value for " + spelled + ", got '" + value +
                       "'");
    if (takesValue && !hasValue) {
      if (arguments.empty())
        return userError("expected " + spelled + " " + (*option)->metavar +
                         ", got nothing after " + spelled);
      value = arguments.consume_front();
    }
    if (Error error = (*option)->apply(value))
      return std::move(error);
  }
  return found;
}

void CommandLine::printHelp(raw_ostream &os) const {
  os << purpose << "\n\nUsage: tenfold " << name;
  if (!operands.empty())
    os << " " << operands;
  os << (options.empty() ? "\n" : " [options]\n");
  if (!examples.empty())
    os << "\nExamples:\n";
  for (const Example &example : examples)
    os << "  # " << example.comment << "\n  " << example.command << "\n";
  StringRef section;
  for (const Option &option : options) {
    if (option.help.empty())
      continue;
    if (option.section != section)
      os << "\n" << (section = option.section) << ":\n";
    std::string head = option.name.str();
    if (!option.metavar.empty())
      head +=
          (option.name.starts_with("--") ? "=" : " ") + option.metavar.str();
    os << formatv("  {0,-32}", head);
    os << (head.size() > 31 ? "\n" + std::string(35, ' ') : " ") << option.help
       << "\n";
  }
}
