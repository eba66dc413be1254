// SPDX-License-Identifier: Apache-2.0
#include "oci2boot/content_store.h"

#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <vector>

#include "oci2boot/error.h"

namespace oci2boot {
namespace {

std::uint64_t append(ContentStore& store, std::string_view text) {
  return store.append(std::as_bytes(std::span(text)));
}

std::string read(const ContentStore& store, std::uint64_t offset, std::size_t size) {
  std::string text(size, '?');
  store.read(offset, std::as_writable_bytes(std::span(text)));
  return text;
}

TEST(ContentStoreTest, GivesBackWhatWasAppendedWhereverItLies) {
  ContentStore store(testing::TempDir());
  const std::string large(3U << 20, 'L');
  const std::uint64_t first = append(store, "first");
  const std::uint64_t middle = append(store, large);
  const std::uint64_t last = append(store, "last");
  EXPECT_EQ(read(store, first, 5), "first");
  EXPECT_EQ(read(store, middle, large.size()), large);
  EXPECT_EQ(read(store, last, 4), "last");
  EXPECT_EQ(read(store, last - 2, 6), "LLlast");
  EXPECT_EQ(store.size(), 5 + large.size() + 4);
}

/// Keeps what it is given, and in which pieces.
class NotedPlace final : public ContentPlace {
 public:
  struct Notes {
    std::string bytes;
    std::vector<std::uint64_t> offsets;
  };
  explicit NotedPlace(Notes& notes) : notes_(notes) {}
  void write(std::uint64_t offset, std::span<const std::byte> bytes) override {
    EXPECT_EQ(offset, notes_.bytes.size());
    notes_.offsets.push_back(offset);
    notes_.bytes.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  }
  void read(std::uint64_t offset, std::span<std::byte> buffer) const override {
    std::memcpy(buffer.data(), notes_.bytes.data() + offset, buffer.size());
  }

 private:
  Notes& notes_;
};

TEST(ContentStoreTest, CutsWhatItWritesAtTheBoundariesOfBlocks) {
  NotedPlace::Notes notes;
  ContentStore store(std::make_unique<NotedPlace>(notes));
  std::string all;
  for (const std::size_t size : {100U, 65'536U, 3U, 40'000U, 32'768U, 5'000'000U, 1U}) {
    const std::string piece(size, static_cast<char>('a' + size % 26));
    append(store, piece);
    all += piece;
    EXPECT_EQ(read(store, all.size() - size, size), piece);
  }
  store.flush();
  EXPECT_TRUE(notes.bytes == all);
  EXPECT_GT(notes.offsets.size(), 3U);
  for (const std::uint64_t offset : notes.offsets) EXPECT_EQ(offset % 4096, 0U);
}

TEST(ContentStoreTest, RefusesARangeThatWasNeverAppended) {
  ContentStore store(testing::TempDir());
  append(store, "abc");
  EXPECT_THROW(read(store, 2, 2), Error);
}

TEST(ContentStoreTest, SaysWhichFolderIsMissing) {
  try {
    ContentStore store("/no/such/folder");
    FAIL() << "made a file in a folder that does not exist";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::output_failed);
    EXPECT_NE(std::string(error.what()).find("/no/such/folder: No such file or directory"),
              std::string::npos);
  }
}

}  // namespace
}  // namespace oci2boot
