// SPDX-License-Identifier: Apache-2.0
#include "oci/tar/sparse_map.h"

#include <gtest/gtest.h>

#include <string>

#include "oci/tar/tar_damage.h"

namespace oci2boot {
namespace {

std::string text_of(const SparseMap& map) {
  std::string text;
  for (const SparsePiece& piece : map) {
    text += std::to_string(piece.offset) + "+" + std::to_string(piece.length) + " ";
  }
  return text;
}

TEST(SparseMapTest, ReadsTheListOfPaxRecords) {
  EXPECT_EQ(text_of(parse_sparse_records("0,5,100,7")), "0+5 100+7 ");
  EXPECT_EQ(text_of(parse_sparse_records("")), "");
  for (const char* map : {"1", "1,", "1,2,3", "a,b", "-1,2", "1;2", "99999999999999999999,1"}) {
    EXPECT_THROW(parse_sparse_records(map), TarDamage) << map;
  }
}

TEST(SparseMapTest, ReadsTheTextInFrontOfTheDataHoweverItIsCut) {
  const std::string text = "2\n0\n5\n100\n7\n" + std::string(20, '\0');
  for (std::size_t cut = 1; cut < text.size(); ++cut) {
    SparseMapText map;
    bool complete = false;
    for (std::size_t at = 0; at < text.size() && !complete; at += cut) {
      complete = map.add(std::string_view(text).substr(at, cut));
    }
    EXPECT_TRUE(complete);
    EXPECT_EQ(text_of(map.take()), "0+5 100+7 ") << cut;
  }
}

TEST(SparseMapTest, RefusesTextThatIsNoMap) {
  for (const char* text :
       {"\n", "x", "1\n\n", "-1\n", "1\n 0\n", "12345678901234567890\n", "9223372036854775808\n"}) {
    EXPECT_THROW(SparseMapText().add(text), TarDamage) << text;
  }
  SparseMapText many;
  EXPECT_FALSE(many.add("9000000000000000000\n0\n0\n"))
      << "no memory is taken for what it declares";
}

TEST(SparseMapTest, PiecesMustFitTheFileAndTheData) {
  SparseMap good = {{0, 5}, {5, 0}, {10, 5}, {20, 0}};
  check_sparse_map(good, 20, 10);
  EXPECT_EQ(text_of(good), "0+5 10+5 ");
  for (SparseMap bad : {SparseMap{{5, 5}, {0, 5}}, SparseMap{{0, 6}, {5, 4}}, SparseMap{{11, 10}},
                        SparseMap{{0, 9}}, SparseMap{{21, 0}, {0, 10}}, SparseMap{{UINT64_MAX, 10}},
                        SparseMap{{10, UINT64_MAX}}}) {
    EXPECT_THROW(check_sparse_map(bad, 20, 10), TarDamage) << text_of(bad);
  }
}

}  // namespace
}  // namespace oci2boot
