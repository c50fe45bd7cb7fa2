// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "lib/Data/Npz.h"

#include "lib/Data/Npy.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <zip.h>

using namespace tenfold::runtime;

namespace tenfold::data {
namespace {

constexpr std::string_view kSuffix = ".npy";
// A deflated byte stands for 1032 at most (258 bytes for two bits); a member
// that claims more is damaged.
constexpr uint64_t kMaxDeflateRatio = 1032;
constexpr uint64_t kDeflateSlack = 258;

// The first day of the format, as NumPy writes it: 1980-01-01.
constexpr zip_uint16_t kFirstDate = (0 << 9) | (1 << 5) | 1;

struct Discard {
  void operator()(zip_t *archive) const { zip_discard(archive); }
  void operator()(zip_file_t *file) const { zip_fclose(file); }
};
using ArchivePtr = std::unique_ptr<zip_t, Discard>;

std::string reasonOf(int code) {
  if (code == ZIP_ER_EXISTS)
    return "two members of one name";
  zip_error_t error;
  zip_error_init_with_code(&error, code);
  std::string reason = zip_error_strerror(&error);
  zip_error_fini(&error);
  return reason;
}

Expected<ArchivePtr> open(const std::string &path, int flags,
                          const char *action) {
  int code = 0;
  ArchivePtr archive(zip_open(path.c_str(), flags, &code));
  if (!archive)
    return makeError(TENFOLD_IO_ERROR, "cannot ", action, " `", path,
                     "`: ", reasonOf(code));
  return archive;
}

/// Refuses what would make us allocate for bytes that cannot come.
Error checkSize(const zip_stat_t &stat) {
  constexpr zip_uint64_t kNeeded = ZIP_STAT_NAME | ZIP_STAT_SIZE |
                                   ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD |
                                   ZIP_STAT_ENCRYPTION_METHOD;
  if ((stat.valid & kNeeded) != kNeeded)
    return makeError(TENFOLD_INVALID_ARGUMENT,
                     "expected a member with a name and a size");
  if (stat.encryption_method != ZIP_EM_NONE)
    return makeError(TENFOLD_INVALID_ARGUMENT, "expected no encryption");
  bool deflated = stat.comp_method == ZIP_CM_DEFLATE;
  if (!deflated && stat.comp_method != ZIP_CM_STORE)
    return makeError(TENFOLD_INVALID_ARGUMENT,
                     "expected a stored or deflated member, got method ",
                     stat.comp_method);
  if (deflated
          ? stat.size > kDeflateSlack &&
                (stat.size - kDeflateSlack) / kMaxDeflateRatio > stat.comp_size
          : stat.size != stat.comp_size)
    return makeError(TENFOLD_INVALID_ARGUMENT, "expected a size that fits ",
                     stat.comp_size, " bytes, got ", stat.size);
  return success();
}

Expected<std::vector<std::byte>> readMember(zip_t *archive, zip_uint64_t index,
                                            const zip_stat_t &stat) {
  if (Error error = checkSize(stat))
    return error;
  std::unique_ptr<zip_file_t, Discard> file(zip_fopen_index(archive, index, 0));
  if (!file)
    return makeError(TENFOLD_INVALID_ARGUMENT, zip_strerror(archive));
  std::vector<std::byte> bytes(stat.size);
  size_t done = 0;
  while (done < bytes.size()) {
    zip_int64_t count =
        zip_fread(file.get(), bytes.data() + done, bytes.size() - done);
    if (count <= 0)
      return makeError(TENFOLD_INVALID_ARGUMENT, "expected ", stat.size,
                       " bytes, got ",
                       count < 0 ? zip_file_strerror(file.get())
                                 : std::to_string(done).c_str());
    done += count;
  }
  // The check of the sum comes with the end of the member.
  std::byte beyond;
  if (zip_fread(file.get(), &beyond, 1) != 0)
    return makeError(TENFOLD_INVALID_ARGUMENT,
                     "expected the member to be intact, got ",
                     zip_file_strerror(file.get()));
  return bytes;
}

Expected<Named<Array>> readArray(zip_t *archive, zip_uint64_t index) {
  zip_stat_t stat;
  if (zip_stat_index(archive, index, 0, &stat) != 0)
    return makeError(TENFOLD_INVALID_ARGUMENT, zip_strerror(archive));
  std::string_view name = stat.valid & ZIP_STAT_NAME ? stat.name : "";
  auto within = [&](const Error &error) {
    return makeError(error.code, "member `", name, "`: ", error.message);
  };
  if (!name.ends_with(kSuffix))
    return makeError(TENFOLD_INVALID_ARGUMENT,
                     "expected members that end in .npy, got `", name, "`");
  Expected<std::vector<std::byte>> bytes = readMember(archive, index, stat);
  if (!bytes)
    return within(bytes.takeError());
  Expected<Array> array = parseNpy(*bytes);
  if (!array)
    return within(array.takeError());
  return Named<Array>{std::string(name.substr(0, name.size() - kSuffix.size())),
                      std::move(*array)};
}

/// A member from two buffers would need a source of its own; one copy is
/// simpler and lives until the archive is closed.
Error addArray(zip_t *archive, const Named<ArrayView> &named,
               std::vector<std::byte> &storage) {
  std::string header = npyHeader(named.array.type, named.array.shape);
  storage.resize(header.size() + named.array.bytes.size());
  std::memcpy(storage.data(), header.data(), header.size());
  std::ranges::copy(named.array.bytes,
                    storage.begin() +
                        static_cast<std::ptrdiff_t>(header.size()));
  auto reason = [&] {
    return makeError(TENFOLD_IO_ERROR, zip_strerror(archive));
  };
  zip_source_t *source =
      zip_source_buffer(archive, storage.data(), storage.size(), /*freep=*/0);
  if (!source)
    return reason();
  zip_int64_t index =
      zip_file_add(archive, (named.name + std::string(kSuffix)).c_str(), source,
                   ZIP_FL_ENC_UTF_8);
  if (index < 0) {
    Error error = reason();
    zip_source_free(source);
    return error;
  }
  if (zip_set_file_compression(archive, index, ZIP_CM_STORE, 0) != 0 ||
      zip_file_set_dostime(archive, index, 0, kFirstDate, 0) != 0)
    return reason();
  return success();
}

Expected<std::vector<Named<Array>>> readArrays(zip_t *archive) {
  std::vector<Named<Array>> arrays;
  zip_int64_t count = zip_get_num_entries(archive, 0);
  for (zip_int64_t index = 0; index < count; ++index) {
    Expected<Named<Array>> array = readArray(archive, index);
    if (!array)
      return array.takeError();
    if (std::ranges::find(arrays, array->name, &Named<Array>::name) !=
        arrays.end())
      return makeError(TENFOLD_INVALID_ARGUMENT, "expected unique names, got `",
                       array->name, "` twice");
    arrays.push_back(std::move(*array));
  }
  return arrays;
}

} // namespace

Expected<std::vector<Named<Array>>> readNpz(const std::string &path) {
  Expected<ArchivePtr> archive = open(path, ZIP_RDONLY | ZIP_CHECKCONS, "read");
  if (!archive)
    return archive.takeError();
  Expected<std::vector<Named<Array>>> arrays = readArrays(archive->get());
  if (arrays)
    return arrays;
  Error error = arrays.takeError();
  return makeError(error.code, "`", path, "`: ", error.message);
}

Expected<std::vector<Named<Array>>> parseNpz(std::span<const std::byte> bytes) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t *source =
      zip_source_buffer_create(bytes.data(), bytes.size(), /*freep=*/0, &error);
  ArchivePtr archive(
      source ? zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error)
             : nullptr);
  std::string reason = zip_error_strerror(&error);
  zip_error_fini(&error);
  if (archive)
    return readArrays(archive.get());
  zip_source_free(source);
  return makeError(TENFOLD_INVALID_ARGUMENT,
                   "cannot read the archive: ", reason);
}

Error writeNpz(const std::string &path,
               std::span<const Named<ArrayView>> arrays) {
  std::vector<std::vector<std::byte>> storage(arrays.size());
  Expected<ArchivePtr> archive = open(path, ZIP_CREATE | ZIP_TRUNCATE, "write");
  if (!archive)
    return archive.takeError();
  for (size_t i = 0; i < arrays.size(); ++i)
    if (Error error = addArray(archive->get(), arrays[i], storage[i]))
      return makeError(error.code, "cannot write `", path,
                       "`: ", error.message);
  if (zip_close(archive->get()) != 0)
    return makeError(TENFOLD_IO_ERROR, "cannot write `", path,
                     "`: ", zip_strerror(archive->get()));
  (void)archive->release(); // closed
  return success();
}

} // namespace tenfold::data
