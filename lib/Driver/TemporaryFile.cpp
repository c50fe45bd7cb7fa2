//===- TemporaryFile.cpp - files that do not stay, or not half ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Driver/TemporaryFile.h"

#include "lib/Driver/CommandLine.h"
#include "lib/Runtime/OutputFile.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace tenfold;

Expected<TemporaryFile> TemporaryFile::create(StringRef suffix) {
  SmallString<128> path;
  if (std::error_code error =
          sys::fs::createTemporaryFile("tenfold", suffix, path))
    return userError("cannot create a temporary file: " + error.message());
  return TemporaryFile(path.str().str());
}

TemporaryFile::~TemporaryFile() {
  if (!name.empty())
      // Nothing can be done about what cannot be removed.
      [[maybe_unused]]
    std::error_code error = sys::fs::remove(name);
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

/// Whether something is there that is no file: a pipe, a terminal, a device.
static bool isStream(StringRef path) {
  sys::fs::file_status status;
  return path == "-" ||
         (!sys::fs::status(path, status) && !sys::fs::is_regular_file(status) &&
          !sys::fs::is_directory(status));
}

Error tenfold::writeFile(const std::string &path,
                         function_ref<Error(const std::string &)> write) {
  if (!isStream(path))
    return write(path);
  Expected<TemporaryFile> file = TemporaryFile::create("tmp");
  if (!file)
    return file.takeError();
  if (Error error = write(file->path()))
    return error;
  auto buffer = MemoryBuffer::getFile(file->path());
  if (!buffer)
    return errorCodeToError(buffer.getError());
  return writeStream(path, (*buffer)->getBuffer());
}

Error tenfold::writeResult(StringRef path, StringRef contents) {
  if (isStream(path))
    return writeStream(path, contents);
  runtime::OutputFile file(path.str());
  if (runtime::Error error = file.open())
    return userError(error.message);
  if (runtime::Error error = file.write(
          std::as_bytes(std::span(contents.data(), contents.size()))))
    return userError(error.message);
  if (runtime::Error error = file.commit(/*sync=*/false))
    return userError(error.message);
  return Error::success();
}
