// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What a stranger's template may not do: each gives one error, soon.
#include "lib/Jinja/Template.h"
#include "test/Inputs/Mutate.h"

#include <gtest/gtest.h>

using namespace tenfold::jinja;

namespace {

std::string render(llvm::StringRef source) {
  Dict message{{"role", "user"}, {"content", "hi"}};
  llvm::Expected<Template> parsed = Template::parse(source);
  if (!parsed)
    return "error: " + llvm::toString(parsed.takeError());
  llvm::Expected<std::string> text = parsed->render(
      {{"messages", List{message, message}}, {"one", int64_t(1)}});
  return text ? *text : "error: " + llvm::toString(text.takeError());
}

struct Case {
  const char *source, *answer;
};

class Answers : public testing::TestWithParam<Case> {};

TEST_P(Answers, whole) {
  EXPECT_EQ(render(GetParam().source), GetParam().answer);
}

INSTANTIATE_TEST_SUITE_P(
    Syntax, Answers,
    testing::Values(
        Case{"a\n{{ 1", "error: line 2: expected '}}'"},
        Case{"{% if x", "error: line 1: expected '%}'"},
        Case{"{# x", "error: line 1: expected '#}' after '{#'"},
        Case{"{{ 'a }}", "error: line 1: expected the end of a string"},
        Case{"{{ ? }}", "error: line 1: expected an expression, got '?'"},
        Case{"{{ }}",
             "error: line 1: expected an expression, got the end of the tag"},
        Case{"{{ 1 2 }}",
             "error: line 1: expected the end of the tag, got '2'"},
        Case{"{{ (1 }}", "error: line 1: expected '}}'"},
        Case{"{{ f(a=1, 2) }}",
             "error: line 1: expected arguments without a name first"},
        Case{"{{ 9223372036854775808 }}", "error: line 1: expected a number of "
                                          "64 bits, got '9223372036854775808'"},
        Case{"{% if 1 %}\n\nx", "error: line 3: expected '{% endif %}', got "
                                "the end of the template"},
        Case{"{% endfor %}", "error: line 1: tag 'endfor' is not supported"},
        Case{"{% include 'x' %}",
             "error: line 1: tag 'include' is not supported"},
        Case{"{% for 1 in x %}{% endfor %}",
             "error: line 1: expected a name, got '1'"},
        Case{"{% set a.b %}",
             "error: line 1: expected '=', got the end of the tag"}));

INSTANTIATE_TEST_SUITE_P(
    Meaning, Answers,
    testing::Values(
        Case{"{{ none.x.y }}",
             "error: line 1: expected a value with 'y', got undefined"},
        Case{"\n{{ nothing[0] }}",
             "error: line 2: expected a value to subscript, got undefined"},
        Case{"{{ nothing() }}", "error: line 1: expected a function to call "
                                "'nothing', got undefined"},
        Case{"{{ 1 + 'a' }}", "error: line 1: expected operands that '+' "
                              "takes, got an integer and a string"},
        Case{"{{ 1 < 'a' }}",
             "error: line 1: expected two numbers or two strings to order by "
             "'<', got an integer and a string"},
        Case{"{{ 1 // 0 }}", "error: line 1: expected a divisor other than 0"},
        Case{"{{ 2 ** 64 }}",
             "error: line 1: expected integers of 64 bits from '**'"},
        Case{"{{ -(one - 2) // -1 }}", "-1"},
        Case{"{{ (-9223372036854775807 - 1) // -1 }}",
             "error: line 1: expected integers of 64 bits from '//'"},
        Case{"{{ -'a' }}",
             "error: line 1: expected a number after '-', got a string"},
        Case{"{{ 1 in 1 }}", "error: line 1: expected a list, a dict or a "
                             "string to look in, got an integer"},
        Case{"{{ 1 in 'a' }}", "error: line 1: expected a string to look for "
                               "in a string, got an integer"},
        Case{"{{ 'a'['b':] }}", "error: line 1: expected integers as bounds of "
                                "a slice, got a string"},
        Case{"{{ 'a'[::0] }}",
             "error: line 1: expected a step of a slice other than 0"},
        Case{"{{ 1[:1] }}", "error: line 1: expected a list or a string to "
                            "slice, got an integer"},
        Case{"{{ {1: 2} }}",
             "error: line 1: expected strings as keys, got an integer"},
        Case{"{% for x in 1 %}{% endfor %}",
             "error: line 1: expected a list, got an integer"},
        Case{"{% for a, b in [[1]] %}{% endfor %}",
             "error: line 1: expected 2 elements to unpack, got 1"},
        Case{"{% set one.x = 1 %}", "error: line 1: expected a namespace to "
                                    "set 'x' of, got an integer"},
        Case{"{{ 1|length }}", "error: line 1: expected a list, a dict or a "
                               "string to have a length, got an integer"},
        Case{"{{ 1|nofilter }}",
             "error: line 1: filter 'nofilter' is not supported"},
        Case{"{{ 1 is notest }}",
             "error: line 1: test 'notest' of an integer is not supported"},
        Case{"{{ 'a'.encode() }}",
             "error: line 1: method 'encode' of a string is not supported"},
        Case{"{{ one.x() }}",
             "error: line 1: method 'x' of an integer is not supported"},
        Case{"{{ [1]|map }}",
             "error: line 1: expected a filter or an attribute to map"},
        Case{"{{ [1]|selectattr }}",
             "error: line 1: expected the name of an attribute to select by"},
        Case{"{{ nothing|tojson }}", "error: line 1: expected a value, and an "
                                     "indent of 16 at most, for tojson"},
        Case{"{{ 'a'.split('') }}", "error: line 1: expected a separator to "
                                    "split at, got an empty string"},
        Case{"{{ 'a'.replace('', 'b') }}",
             "error: line 1: expected strings to replace and to put there"},
        Case{"{{ range('a') }}",
             "error: line 1: expected integers of at most 100000 as a range"},
        Case{"{{ range() }}", "error: line 1: expected one to three integers "
                              "as a range, the step not 0"},
        Case{"{{ strftime_now('') }}",
             "error: line 1: expected a format of a time, got ''"},
        Case{"{{ namespace(1) }}", "error: line 1: expected members by name, "
                                   "and no namespaces, in a namespace"},
        Case{"{{ raise_exception('no tools') }}",
             "error: line 1: the template refuses: no tools"}));

constexpr const char *kTooMuch = "error: line 1: the template does more than "
                                 "it may: 2^28 elements and bytes";
constexpr const char *kTooLarge =
    "error: line 1: expected a list that is less deep or less large";

INSTANTIATE_TEST_SUITE_P(
    Hostile, Answers,
    testing::Values(
        Case{"{% for a in range(100000) %}{% for b in range(100000) %}{% "
             "endfor %}{% endfor %}",
             kTooMuch},
        Case{"{{ 'a' * 1000000000000 }}", kTooMuch},
        Case{"{% set n = namespace(x='a') %}{% for i in range(64) %}{% set n.x "
             "= n.x + n.x %}{% endfor %}",
             kTooMuch},
        Case{"{% set n = namespace(x='a' * 1000000) %}{{ n.x in n.x + n.x + "
             "'b' }}",
             kTooMuch},
        Case{"{% set n = namespace(x=[1]) %}{% for i in range(64) %}{% set n.x "
             "= [n.x, n.x] %}{% endfor %}{{ n.x }}",
             kTooLarge},
        Case{"{% set n = namespace(x=[1]) %}{% for i in range(99) %}{% set n.x "
             "= [n.x] %}{% endfor %}",
             kTooLarge},
        Case{"{% set n = namespace() %}{% set n.x = [n] %}", kTooLarge},
        Case{"{% set n = namespace() %}{% set n.x = {'n': n} %}",
             "error: line 1: expected a dict that is less deep or less large"},
        Case{"{% set n = namespace() %}{% set n.x = n %}",
             "error: line 1: expected no namespace in a namespace"},
        Case{"{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
             "error: line 1: expected 20 macros in each other at most, got "
             "more"}));

std::string repeat(llvm::StringRef text, int count) {
  std::string result;
  for (int i = 0; i < count; ++i)
    result += text;
  return result;
}

TEST(Template, isNotDeeperThanTheStack) {
  constexpr const char *kDeep =
      "error: line 1: expected a depth of 100 at most, got more";
  constexpr const char *kLong =
      "error: line 1: expected at most 20 subscripts, calls or filters in a "
      "row, got more";
  for (const char *open : {"(", "[", "-", "not ", "{'a':", "x[", "x(", "x|d("})
    EXPECT_EQ(render("{{ " + repeat(open, 100'000) + " }}").substr(0, 6),
              "error:")
        << open;
  EXPECT_EQ(render("{{ " + repeat("[", 1000) + repeat("]", 1000) + " }}"),
            kDeep);
  EXPECT_EQ(render("{{ " + repeat("not ", 1000) + "1 }}"), kDeep);
  EXPECT_EQ(render(repeat("{% if 1 %}", 1000) + repeat("{% endif %}", 1000)),
            kDeep);
  EXPECT_EQ(render("{{ x" + repeat("|d", 1000) + " }}"), kLong);
  EXPECT_EQ(render("{{ x" + repeat(".x", 1000) + " }}"), kLong);
  EXPECT_EQ(render("{{ 1" + repeat(" if 1", 1000) + " }}"), kLong);
  // A chain of operators is no depth.
  EXPECT_EQ(render("{{ 0" + repeat(" + 1", 10'000) + " }}"), "10000");
}

TEST(Template, mutantsRenderOrFail) {
  std::string sample =
      "{% set ns = namespace(x='') %}{% for m in messages if m.role != 's' "
      "%}{%- set ns.x = ns.x ~ m['content'][:1] -%}\n"
      "{{ loop.index ~ m.content|trim|upper + 'a'.split('b')[-1] }}{% if m is "
      "mapping and not loop.last %}{{ {'a': [1, 2.5]}|tojson }}"
      "{% elif 1 < 2 %}x{% else %}y{% endif %}{# c #}{% endfor %}{% macro m(a, "
      "b=1) %}{{ a * b }}{% endmacro %}{{ m(2, b=3) }}{{ ns.x }}";
  ASSERT_EQ(render(sample).find("error"), std::string::npos);
  std::mt19937_64 random(20261121);
  int rendered = 0;
  for (int i = 0; i < 10'000; ++i)
    rendered +=
        render(tenfold::test::mutate(sample, random)).substr(0, 6) != "error:";
  EXPECT_GT(rendered, 500);
  EXPECT_LT(rendered, 9'500);
}

} // namespace
