// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// Text to token ids and back. Immutable, cheap to copy, and safe to use from
/// many threads.
#ifndef TENFOLD_TOKENIZER_TOKENIZER_H
#define TENFOLD_TOKENIZER_TOKENIZER_H

#include "lib/Tokenizer/Description.h"

#include "llvm/ADT/ArrayRef.h"

#include <memory>

namespace tenfold {

namespace tokenizer {
struct Pipeline;
} // namespace tokenizer

class Tokenizer {
public:
  /// From the text of Hugging Face's tokenizer.json. Parts of it that are not
  /// supported are refused by name.
  static llvm::Expected<Tokenizer> fromTokenizerJson(llvm::StringRef json);

  static llvm::Expected<Tokenizer>
  fromDescription(const TokenizerDescription &description);

  /// From either text: tokenizer.json, or a description's JSON.
  static llvm::Expected<Tokenizer> fromJson(llvm::StringRef json);

  /// Malformed UTF-8 is read as U+FFFD. `addSpecial` puts the model's special
  /// tokens around the text; `parseSpecial` finds them in it, which text of a
  /// stranger must not do.
  llvm::Expected<std::vector<int32_t>>
  encode(llvm::StringRef text, bool addSpecial, bool parseSpecial) const;

  /// Malformed bytes come out as U+FFFD.
  llvm::Expected<std::string> decode(llvm::ArrayRef<int32_t> ids,
                                     bool skipSpecial) const;

  /// Ids lie below this.
  int32_t size() const;
  /// Empty for an id that has none.
  llvm::StringRef token(int32_t id) const;
  std::optional<int32_t> find(llvm::StringRef token) const;
  bool isSpecial(int32_t id) const;

  /// Of the beginning and the end of a text, where the source names them.
  std::optional<int32_t> bos() const;
  std::optional<int32_t> eos() const;
  /// The ids after which a model has nothing more to say; may be empty.
  llvm::ArrayRef<int32_t> stopTokens() const;
  /// A Jinja template; may be empty.
  llvm::StringRef chatTemplate() const;

private:
  friend class StreamDecoder;
  explicit Tokenizer(std::shared_ptr<const tokenizer::Pipeline> parts)
      : parts(std::move(parts)) {}

  static llvm::Expected<Tokenizer> fromParsed(const llvm::json::Value &json);

  llvm::Error checkId(int32_t id) const;
  llvm::Error encodeNormalized(llvm::StringRef text, bool first,
                               bool parseSpecial,
                               std::vector<int32_t> &ids) const;

  std::shared_ptr<const tokenizer::Pipeline> parts;
};

/// Decodes ids one by one; a character whose bytes have not all come is held
/// back.
class StreamDecoder {
public:
  /// `after`: the last id of the text that this goes on; without one, spaces
  /// that only mark the beginning of a text are left out.
  StreamDecoder(Tokenizer tokenizer, bool skipSpecial,
                std::optional<int32_t> after = std::nullopt);

  /// The text that this id completes: well-formed, perhaps empty.
  llvm::Expected<std::string> push(int32_t id);

  /// What was held back, as U+FFFD; the next id begins a new text.
  std::string finish();

private:
  Tokenizer tokenizer;
  bool skipSpecial;
  const std::string *previous = nullptr;
  std::string pending;
};

} // namespace tenfold

#endif // TENFOLD_TOKENIZER_TOKENIZER_H
