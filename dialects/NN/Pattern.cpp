//===- Pattern.cpp - the notation of axes ---------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialects/NN/Pattern.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/ADT/Twine.h"

using namespace llvm;
using namespace tenfold::nn;

static constexpr StringLiteral kEllipsis = "...";

static bool isAxis(StringRef name) {
  return name == kEllipsis || name == "1" ||
         (!name.empty() && isAlpha(name[0]) &&
          all_of(name, [](char c) { return isAlnum(c) || c == '_'; }));
}

static bool isEllipsis(ArrayRef<std::string> group) {
  return group.size() == 1 && group[0] == kEllipsis;
}

/// Parses the axes of one tensor.
static LogicalResult parseGroups(StringRef text, AxisGroups &groups,
                                 std::string &error) {
  StringSet<> seen;
  bool open = false;
  while (!(text = text.ltrim()).empty()) {
    if (text.front() == '(' || text.front() == ')') {
      if (open == (text.front() == '('))
        return error = "unbalanced parentheses", failure();
      open = text.front() == '(';
      if (open)
        groups.emplace_back();
      text = text.drop_front();
      continue;
    }
    StringRef name = text.take_until(
        [](char c) { return c == ' ' || c == '(' || c == ')'; });
    text = text.drop_front(name.size());
    if (!isAxis(name))
      return error = ("expected the name of an axis, got '" + name + "'").str(),
             failure();
    if (!seen.insert(name).second)
      return error = ("axis '" + name + "' appears twice in one tensor").str(),
             failure();
    if (open)
      groups.back().push_back(name.str());
    else
      groups.push_back({name.str()});
  }
  if (open)
    return error = "unbalanced parentheses", failure();
  return success();
}

FailureOr<Pattern> tenfold::nn::parsePattern(StringRef text, unsigned numInputs,
                                             std::string &error) {
  auto [left, right] = text.split("->");
  SmallVector<StringRef> inputs;
  left.split(inputs, ',');
  if (!text.contains("->") || inputs.size() != numInputs) {
    error = ("expected " + Twine(numInputs) +
             (numInputs == 1 ? " input" : " inputs") + " and '->'")
                .str();
    return failure();
  }
  Pattern pattern;
  for (StringRef input : inputs)
    if (failed(parseGroups(input, pattern.inputs.emplace_back(), error)))
      return failure();
  if (failed(parseGroups(right, pattern.output, error)))
    return failure();
  return pattern;
}

/// Puts axes "...n" to "...1" in the place of the ellipsis, where there is one.
static void replaceEllipsis(AxisGroups &groups, int64_t count) {
  auto *at = find_if(groups, isEllipsis);
  if (at == groups.end())
    return;
  AxisGroups axes;
  for (int64_t i = count; i > 0; --i)
    axes.push_back({(kEllipsis + Twine(i)).str()});
  groups.insert(groups.erase(at), axes.begin(), axes.end());
}

LogicalResult Pattern::expand(unsigned index, int64_t rank,
                              std::string &error) {
  AxisGroups &input = inputs[index];
  int64_t named =
      count_if(input, [](const auto &group) { return !isEllipsis(group); });
  bool open = named != static_cast<int64_t>(input.size());
  if (open ? rank < named : rank != named) {
    error = (Twine("expected a tensor of rank ") + (open ? "at least " : "") +
             Twine(named) + ", got rank " + Twine(rank))
                .str();
    return failure();
  }
  replaceEllipsis(input, rank - named);
  if (open)
    replaceEllipsis(output, rank - named);
  return success();
}

void Pattern::close() { replaceEllipsis(output, 0); }
