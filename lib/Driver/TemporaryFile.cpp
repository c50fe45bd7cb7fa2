//===- TemporaryFile.cpp - files that do not stay, or not half ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Driver/TemporaryFile.h"

#include "lib/Driver/CommandLine.h"
#include "lib/Runtime/OutputFile.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace tenfold;

Expected<TemporaryFile> TemporaryFile::create(StringRef suffix) {
  SmallString<128> path;
  if (std::error_code error = sys::fs::createTemporaryFile("tenfold", suffix, path))
    return userError("cannot create a temporary file: " + error.message());
  return TemporaryFile(path.str().str());
}

TemporaryFile::~TemporaryFile() {
  if (!name.empty())
    (void)sys::fs::remove(name);
}

/// To a pipe, a terminal or /dev/full, where nothing can be renamed.
static Error writeStream(StringRef path, StringRef contents) {
  std::error_code error;
  raw_fd_ostream os(path, error, sys::fs::CD_OpenExisting);
  if (!error) {
    os << contents;
    os.flush();
    error = os.error();
    os.clear_error();
  }
  if (error)
    return userError("cannot write `" + (path == "-" ? "stdout" : path) +
                     "`: " + error.message());
  return Error::success();
}

Error tenfold::writeResult(StringRef path, StringRef contents) {
  sys::fs::file_status status;
  bool exists = !sys::fs::status(path, status) && sys::fs::exists(status);
  if (path == "-" || (exists && !sys::fs::is_regular_file(status)))
    return writeStream(path, contents);
  runtime::OutputFile file(path.str());
  if (runtime::Error error = file.open())
    return userError(error.message);
  if (runtime::Error error =
          file.write(std::as_bytes(std::span(contents.data(), contents.size()))))
    return userError(error.message);
  if (runtime::Error error = file.commit(/*sync=*/false))
    return userError(error.message);
  return Error::success();
}
