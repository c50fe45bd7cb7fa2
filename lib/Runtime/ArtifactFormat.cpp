// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "lib/Runtime/ArtifactFormat.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <new>

using namespace tenfold::runtime;

uint64_t tenfold::runtime::hashBytes(std::span<const std::byte> bytes) {
  return XXH64(bytes.data(), bytes.size(), 0);
}

uint64_t tenfold::runtime::hashFooter(const ArtifactFooter &footer) {
  return hashBytes(std::as_bytes(std::span(&footer, 1))
                       .first(offsetof(ArtifactFooter, hash)));
}

StreamingHash::StreamingHash() : state(new XXH64_state_t) {
  XXH64_reset(static_cast<XXH64_state_t *>(state), 0);
}
StreamingHash::~StreamingHash() { delete static_cast<XXH64_state_t *>(state); }

void StreamingHash::add(std::span<const std::byte> bytes) {
  XXH64_update(static_cast<XXH64_state_t *>(state), bytes.data(), bytes.size());
}

uint64_t StreamingHash::value() const {
  return XXH64_digest(static_cast<const XXH64_state_t *>(state));
}
