//===- Chat.cpp - dialogues as a chat model reads them --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Chat/Chat.h"

#include "lib/Tokenizer/Json.h"

using namespace llvm;
using namespace tenfold;

static jinja::Value tokenText(const Tokenizer &tokenizer,
                              std::optional<int32_t> id) {
  return id ? tokenizer.token(*id) : StringRef();
}

Expected<std::vector<ChatMessage>> tenfold::parseDialogue(StringRef text) {
  Expected<json::Value> value = tokenizer::parseJson(text);
  if (!value)
    return value.takeError();
  json::Object dialogue{{"messages", std::move(*value)}};
  std::string failure;
  json::Value root(std::move(dialogue));
  tokenizer::Members members(&root, "", failure);
  std::vector<ChatMessage> messages;
  for (const tokenizer::Members &entry : members.members("messages"))
    messages.push_back(
        {entry.string("role").str(), entry.string("content").str()});
  if (members.failed())
    return tokenizer::error(failure);
  return messages;
}

Expected<ChatFormat> ChatFormat::create(const Tokenizer &tokenizer) {
  if (tokenizer.chatTemplate().empty())
    return createStringError("the model has no chat template");
  Expected<jinja::Template> parsed =
      jinja::Template::parse(tokenizer.chatTemplate());
  if (!parsed)
    return createStringError("chat template: " + toString(parsed.takeError()));
  return ChatFormat(tokenizer, std::move(*parsed));
}

Expected<std::string> ChatFormat::text(ArrayRef<ChatMessage> messages,
                                       bool beginAnswer) const {
  jinja::List list;
  for (const ChatMessage &message : messages)
    list.push_back(
        jinja::Dict{{"role", message.role}, {"content", message.content}});
  // As Hugging Face's apply_chat_template names them.
  Expected<std::string> text =
      chat.render({{"messages", std::move(list)},
                   {"add_generation_prompt", beginAnswer},
                   {"tools", jinja::None{}},
                   {"documents", jinja::None{}},
                   {"bos_token", tokenText(tokenizer, tokenizer.bos())},
                   {"eos_token", tokenText(tokenizer, tokenizer.eos())}});
  if (!text)
    return createStringError("chat template: " + toString(text.takeError()));
  return text;
}

Expected<std::vector<int32_t>>
ChatFormat::encode(ArrayRef<ChatMessage> messages, bool beginAnswer) const {
  Expected<std::string> dialogue = text(messages, beginAnswer);
  if (!dialogue)
    return dialogue.takeError();
  return tokenizer.encode(*dialogue, /*addSpecial=*/false,
                          /*parseSpecial=*/true);
}
