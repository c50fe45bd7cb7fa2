// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// Dialogues as a chat model reads them.
#ifndef TENFOLD_CHAT_CHAT_H
#define TENFOLD_CHAT_CHAT_H

#include "lib/Jinja/Template.h"
#include "lib/Tokenizer/Tokenizer.h"

namespace tenfold {

struct ChatMessage {
  std::string role; ///< system, user or assistant
  std::string content;
};

/// From JSON: [{"role": "user", "content": "hello"}, ...].
llvm::Expected<std::vector<ChatMessage>> parseDialogue(llvm::StringRef json);

class ChatFormat {
public:
  /// By the tokenizer's chat template; a model without one is no chat model.
  static llvm::Expected<ChatFormat> create(const Tokenizer &tokenizer);

  /// The dialogue as text, and at its end the beginning of the assistant's
  /// turn when it is the assistant's.
  llvm::Expected<std::string> text(llvm::ArrayRef<ChatMessage> messages,
                                   bool beginAnswer) const;

  /// Its ids. The template places all special tokens, so none are added.
  /// Those in a message count as well: a dialogue of strangers must be checked
  /// for them.
  llvm::Expected<std::vector<int32_t>>
  encode(llvm::ArrayRef<ChatMessage> messages, bool beginAnswer) const;

private:
  ChatFormat(Tokenizer tokenizer, jinja::Template chat)
      : tokenizer(std::move(tokenizer)), chat(std::move(chat)) {}

  Tokenizer tokenizer;
  jinja::Template chat;
};

} // namespace tenfold

#endif // TENFOLD_CHAT_CHAT_H
