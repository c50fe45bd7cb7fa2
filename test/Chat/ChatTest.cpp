// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A dialogue through template and tokenizer.
#include "lib/Chat/Chat.h"
#include "test/Tokenizer/Samples.h"

#include <gtest/gtest.h>

using namespace tenfold;

namespace {

llvm::Expected<ChatFormat> formatWith(const std::string &chatTemplate) {
  TokenizerDescription d = test::byteDescription();
  d.chatTemplate = chatTemplate;
  return ChatFormat::create(cantFail(Tokenizer::fromDescription(d)));
}

template <typename T> std::string failureOf(llvm::Expected<T> result) {
  return result ? "" : llvm::toString(result.takeError());
}

TEST(Chat, dialoguesBecomeTextAndIds) {
  ChatFormat format = cantFail(formatWith(
      "{{ bos_token }}{% for m in messages %}{{ m.role[0] ~ ':' ~ m.content ~ "
      "eos_token }}{% endfor %}"
      "{% if add_generation_prompt and tools is none %}a:{% endif %}"));
  std::vector<ChatMessage> messages{{"system", "fold"}, {"user", "hell"}};
  EXPECT_EQ(cantFail(format.text(messages, true)),
            "s:fold<|end|>u:hell<|end|>a:");
  EXPECT_EQ(cantFail(format.text(messages, false)),
            "s:fold<|end|>u:hell<|end|>");
  std::vector<int32_t> ids = cantFail(format.encode(messages, false));
  EXPECT_EQ(ids.size(), 8u);
  EXPECT_EQ(ids[2], 260);
  EXPECT_EQ(ids[3], 259);
  EXPECT_EQ(ids.back(), 259);
}

TEST(Chat, failuresSayThatTheyAreOfTheTemplate) {
  EXPECT_EQ(failureOf(formatWith("")), "the model has no chat template");
  EXPECT_EQ(
      failureOf(formatWith("{% if %}")),
      "chat template: line 1: expected an expression, got the end of the tag");
  ChatFormat format =
      cantFail(formatWith("{{ raise_exception('roles must alternate') }}"));
  EXPECT_EQ(
      failureOf(format.encode({}, true)),
      "chat template: line 1: the template refuses: roles must alternate");
}

} // namespace
