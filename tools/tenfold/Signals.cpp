//===- Signals.cpp - errors instead of signals ----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tools/tenfold/Signals.h"

#include <csignal>
#include <cstdint>
#include <sys/resource.h>
#include <unistd.h>

namespace {

uintptr_t stackTop, stackBytes;

/// On a stack of its own; only what is safe in a signal handler.
void reportFault(int signal, siginfo_t *info, void *) {
  uintptr_t at = reinterpret_cast<uintptr_t>(info->si_addr);
  // The kernel leaves a gap of 1 MiB below the stack.
  if (at < stackTop && stackTop - at < stackBytes + (2u << 20)) {
    constexpr char kMessage[] =
        "error: expected expressions that fit the stack, got a model that "
        "nests deeper\n";
    if (::write(STDERR_FILENO, kMessage, sizeof(kMessage) - 1) >= 0)
      ::_exit(1);
  }
  ::signal(signal, SIG_DFL); // A fault of ours: returns to it.
}

} // namespace

void tenfold::handleSignals() {
  ::signal(SIGXFSZ, SIG_IGN);
  rlimit limit;
  if (::getrlimit(RLIMIT_STACK, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
    return;
  stackTop = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  stackBytes = limit.rlim_cur;
  static char alternative[16 << 10];
  stack_t stack{alternative, 0, sizeof(alternative)};
  struct sigaction action = {};
  action.sa_sigaction = reportFault;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  if (::sigaltstack(&stack, nullptr) == 0)
    ::sigaction(SIGSEGV, &action, nullptr);
}
