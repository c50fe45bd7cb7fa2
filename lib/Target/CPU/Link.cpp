//===- Link.cpp - objects to a shared library -----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Target/CPU/Link.h"

#include "llvm/ADT/SmallVectorExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/raw_ostream.h"

#include <list>

#ifdef TENFOLD_HAVE_LLD
#include "lld/Common/Driver.h"
#include <mutex>
LLD_HAS_DRIVER(elf)
#endif

using namespace llvm;
using tenfold::Linker;

namespace {

/// What every linker is told: no executable stack, nothing from outside, the same bytes every time.
constexpr const char *kFlags[] = {"-shared", "--no-undefined", "-z",           "noexecstack",    "-z",
                                  "now",     "--hash-style=gnu", "--build-id=none"};

Error failed(const Twine &message) { return createStringError(inconvertibleErrorCode(), message); }

/// Files that go when it does.
class Temporaries {
public:
  ~Temporaries() {
    for (const std::string &path : paths)
      sys::fs::remove(path);
  }
  Expected<StringRef> create(StringRef suffix, StringRef content) {
    SmallString<128> path;
    int descriptor;
    if (std::error_code code = sys::fs::createTemporaryFile("tenfold", suffix, descriptor, path))
      return failed("cannot create a temporary file: " + code.message());
    paths.push_back(path.str().str());
    raw_fd_ostream stream(descriptor, /*shouldClose=*/true);
    stream << content;
    stream.flush();
    if (std::error_code code = stream.error()) {
      stream.clear_error();
      return failed("cannot write `" + path + "`: " + code.message());
    }
    return StringRef(paths.back());
  }

private:
  std::list<std::string> paths; // stable addresses
};

Error linkInProcess(ArrayRef<const char *> arguments) {
#ifdef TENFOLD_HAVE_LLD
  // lld keeps its state in globals.
  static std::mutex mutex;
  static bool usable = true;
  std::lock_guard<std::mutex> lock(mutex);
  if (!usable)
    return failed("expected lld to be usable again in this process");
  std::string output;
  raw_string_ostream stream(output);
  lld::Result result = lld::lldMain(arguments, stream, stream, {{lld::Gnu, &lld::elf::link}});
  usable = result.canRunAgain;
  return result.retCode == 0 ? Error::success() : failed("expected lld to link, got: " + StringRef(output).trim());
#else
  return failed("expected a build with lld");
#endif
}

Error linkByProgram(StringRef program, ArrayRef<StringRef> arguments) {
  Temporaries files;
  Expected<StringRef> log = files.create("log", "");
  if (!log)
    return log.takeError();
  std::string error;
  int code = sys::ExecuteAndWait(program, arguments, std::nullopt, {StringRef(""), *log, *log}, 0, 0, &error);
  if (code == 0)
    return Error::success();
  if (auto text = MemoryBuffer::getFile(*log))
    error += (*text)->getBuffer().trim();
  return failed("expected " + program + " to link, got: " + error);
}

/// `cc` passes the linker's flags on, one by one.
SmallVector<std::string> argumentsOfCC() {
  SmallVector<std::string> arguments = {"cc", "-shared", "-nostdlib"};
  for (StringRef flag : ArrayRef(kFlags).drop_front()) {
    arguments.push_back("-Xlinker");
    arguments.push_back(flag.str());
  }
  return arguments;
}

Error link(Linker linker, ArrayRef<StringRef> files, StringRef output) {
  SmallVector<std::string> arguments = {"ld.lld"};
  if (linker == Linker::CC)
    arguments = argumentsOfCC();
  else
    llvm::append_range(arguments, kFlags);
  llvm::append_range(arguments, std::initializer_list<std::string>{"-o", output.str()});
  for (StringRef file : files)
    arguments.push_back(file.str());
  if (linker == Linker::InProcess) {
    SmallVector<const char *> pointers = llvm::map_to_vector(arguments, [](const std::string &arg) { return arg.c_str(); });
    return linkInProcess(pointers);
  }
  auto program = sys::findProgramByName(arguments.front());
  if (!program)
    return failed("expected " + arguments.front() + " on PATH");
  SmallVector<StringRef> views(arguments.begin(), arguments.end());
  return linkByProgram(*program, views);
}

Linker choose() {
#ifdef TENFOLD_HAVE_LLD
  return Linker::InProcess;
#else
  return sys::findProgramByName("ld.lld") ? Linker::LLD : Linker::CC;
#endif
}

} // namespace

Error tenfold::linkShared(ArrayRef<std::string> objects, StringRef output, Linker linker) {
  Temporaries temporaries;
  SmallVector<StringRef> files;
  for (const std::string &object : objects) {
    Expected<StringRef> file = temporaries.create("o", object);
    if (!file)
      return file.takeError();
    files.push_back(*file);
  }
  return link(linker == Linker::Any ? choose() : linker, files, output);
}
