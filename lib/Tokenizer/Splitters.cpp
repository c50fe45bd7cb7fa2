//===- Splitters.cpp - text to words --------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Tokenizer/Splitters.h"

#include "lib/Tokenizer/ByteLevel.h"
#include "lib/Tokenizer/Normalizers.h"

#include "llvm/ADT/SmallVector.h"

using namespace llvm;

namespace tenfold::tokenizer {
namespace {

struct Segment {
  size_t begin, end;
  bool isMatch;
};

/// Matches and what lies between them, in order.
Expected<SmallVector<Segment>> segment(const Matcher &matcher, StringRef text) {
  SmallVector<Segment> segments;
  size_t at = 0;
  Error error = matcher(text, [&](size_t begin, size_t end) {
    if (at < begin)
      segments.push_back({at, begin, false});
    segments.push_back({begin, end, true});
    at = end;
  });
  if (error)
    return std::move(error);
  if (at < text.size())
    segments.push_back({at, text.size(), false});
  return segments;
}

/// Joins a segment to the one before where `joins(previous, current)`, which
/// sees the segments as they were.
template <typename Joins>
void join(SmallVector<Segment> &segments, Joins joins) {
  SmallVector<Segment> joined;
  for (size_t i = 0; i < segments.size(); ++i)
    if (i > 0 && joins(segments[i - 1], segments[i]))
      joined.back().end = segments[i].end;
    else
      joined.push_back(segments[i]);
  segments = std::move(joined);
}

void apply(Behavior behavior, SmallVector<Segment> &segments) {
  switch (behavior) {
  case Behavior::Removed:
    return erase_if(segments, [](Segment s) { return s.isMatch; });
  case Behavior::Isolated:
    return;
  case Behavior::MergedWithPrevious:
    return join(segments,
                [](Segment a, Segment b) { return !a.isMatch && b.isMatch; });
  case Behavior::MergedWithNext:
    return join(segments,
                [](Segment a, Segment b) { return a.isMatch && !b.isMatch; });
  case Behavior::Contiguous:
    return join(segments,
                [](Segment a, Segment b) { return a.isMatch == b.isMatch; });
  }
}

} // namespace

Splitter split(Matcher matcher, Behavior behavior, bool invert) {
  return [=, matcher = std::move(matcher)](Piece piece, Sink sink) -> Error {
    Expected<SmallVector<Segment>> segments = segment(matcher, piece.text);
    if (!segments)
      return segments.takeError();
    for (Segment &s : *segments)
      s.isMatch ^= invert;
    apply(behavior, *segments);
    for (const Segment &s : *segments)
      if (Error error = sink(
              {piece.text.slice(s.begin, s.end), piece.first && s.begin == 0}))
        return error;
    return Error::success();
  };
}

Splitter byteLevel(bool addPrefixSpace, Splitter words) {
  return [=, words = std::move(words)](Piece piece, Sink sink) -> Error {
    std::string spaced;
    if (addPrefixSpace && !piece.text.starts_with(" ")) {
      spaced = " " + piece.text.str();
      piece.text = spaced;
    }
    auto map = [&](Piece word) {
      return sink({bytesToCharacters(word.text), word.first});
    };
    return words ? words(piece, map) : map(piece);
  };
}

Splitter metaspace(const std::string &replacement, PrependScheme scheme,
                   bool splits) {
  Normalizer mark = replace(literal(" "), replacement);
  Splitter words = split(literal(replacement), Behavior::MergedWithNext);
  return [=](Piece piece, Sink sink) -> Error {
    std::string text = piece.text.str();
    if (Error error = mark(text))
      return error;
    bool prepends = scheme == PrependScheme::Always ||
                    (scheme == PrependScheme::First && piece.first);
    if (prepends && !StringRef(text).starts_with(replacement))
      text = replacement + text;
    Piece marked{text, piece.first};
    return splits ? words(marked, sink) : sink(marked);
  };
}

Error runSplitters(ArrayRef<Splitter> splitters, Piece piece, Sink sink) {
  if (piece.text.empty())
    return Error::success();
  if (splitters.empty())
    return sink(piece);
  return splitters.front()(piece, [&](Piece inner) {
    return runSplitters(splitters.drop_front(), inner, sink);
  });
}

} // namespace tenfold::tokenizer
