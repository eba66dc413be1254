// SPDX-License-Identifier: Apache-2.0
// Sequences of entries, applied: each input byte chooses what the next entry is or where it lies,
// among few names, so that entries meet: whiteouts of links, links behind links, directories over
// files, in up to eight layers.
#include <string>
#include <utility>
#include <vector>

#include "tests/fuzz/flatten_once.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/input_bytes.h"
#include "tests/support/tar_builder.h"

namespace oci2boot {

namespace {

std::string part_of_path(std::size_t which) {
  static const char* const kParts[16] = {"a", "b", "c", "d",  "e", "f", "a", "b",
                                         "a", "b", ".", "..", "",  "g", "h", ".wh..wh.plnk"};
  return kParts[which % 16];
}

/// One byte says how many parts (up to four) and how it starts, further ones have two parts each.
std::string path_from(InputBytes& input) {
  static const char* const kStarts[4] = {"", "./", "/", "../"};
  const std::uint8_t shape = input.byte();
  std::string path = kStarts[(shape >> 2U) % 4];
  for (unsigned i = 0; i <= shape % 4U; i += 2) {
    const std::uint8_t parts = input.byte();
    path += part_of_path(parts & 15U) + "/";
    if (i < shape % 4U) path += part_of_path(parts >> 4U) + "/";
  }
  if ((shape & 16U) == 0) path.pop_back();
  return path;
}

std::string in_folder(const std::string& folder, const std::string& name) {
  return folder.empty() || folder.ends_with('/') ? folder + name : folder + "/" + name;
}

class Layers {
 public:
  void add(InputBytes& input);
  std::vector<std::string> finish() {
    end_layer();
    return std::move(finished_);
  }

 private:
  void add_attributes(InputBytes& input);
  void add_sparse(InputBytes& input);
  void end_layer() {
    finished_.push_back(tar_.finish());
    tar_ = TarBuilder();
  }

  TarBuilder tar_;
  std::vector<std::string> finished_;
};

void Layers::add(InputBytes& input) {
  constexpr std::size_t kMostLayers = 8;
  const std::size_t kind = input.below(17);
  if (kind == 0) {
    if (finished_.size() + 1 < kMostLayers) end_layer();
    return;
  }
  if (kind == 1) return add_attributes(input);
  if (kind == 2) return add_sparse(input);
  const std::string path = path_from(input);
  switch (kind) {
    case 3:
    case 4:
      tar_.directory(path, input.byte());
      break;
    case 5:
    case 6:
      tar_.file(path, input.bytes(input.below(8)));
      break;
    case 7:
    case 8:
      tar_.symlink(path, path_from(input));
      break;
    case 9:
    case 10:
      tar_.hard_link(path, path_from(input));
      break;
    case 11:
      tar_.fifo(path);
      break;
    case 12:
      tar_.char_device(path, input.byte(), input.byte());
      break;
    case 13:
      tar_.file(in_folder(path, ".wh..wh..opq"), "");
      break;
    case 14:
      tar_.directory(in_folder(path, std::string(std::size_t{3} * input.byte(), '/') + "a"));
      break;
    default:
      tar_.file(in_folder(path, ".wh." + part_of_path(input.byte())), "");
  }
}

/// Of the entry that follows. What no reader takes is rare among them: it ends the layers.
void Layers::add_attributes(InputBytes& input) {
  std::map<std::string, std::string> records;
  for (std::size_t left = input.below(4); left > 0; --left) {
    const std::string name = "SCHILY.xattr.u" + std::string(input.bytes(input.below(3)));
    records[name] = input.bytes(input.below(8));
  }
  const std::uint8_t which = input.byte();
  if ((which & 1U) != 0) records["mtime"] = "-" + std::to_string(input.byte()) + ".5";
  if ((which & 2U) != 0) records["path"] = path_from(input);
  if ((which & 4U) != 0) records["linkpath"] = path_from(input);
  if ((which & 8U) != 0) records["uid"] = std::to_string(1ULL << (input.byte() % 64U));
  if ((which & 24U) == 24U) records["path"] = std::string(input.bytes(input.below(8)));
  tar_.pax(records);
}

/// A file in GNU's sparse format 1.0, whose map need not make sense.
void Layers::add_sparse(InputBytes& input) {
  std::string map = std::to_string(input.below(8)) + "\n";
  for (std::size_t left = input.below(8); left > 0; --left) {
    map += std::to_string(input.byte() * 16) + "\n" + std::to_string(input.below(32)) + "\n";
  }
  map.resize(512);
  tar_.pax({{"GNU.sparse.major", "1"},
            {"GNU.sparse.minor", "0"},
            {"GNU.sparse.name", path_from(input)},
            {"GNU.sparse.realsize", std::to_string(input.byte() * 32)}});
  tar_.file("sparse", map + std::string(input.bytes(input.below(64))));
}

}  // namespace

}  // namespace oci2boot

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace oci2boot;
  constexpr std::size_t kMostEntries = 500;
  InputBytes input(data, size);
  Layers layers;
  for (std::size_t i = 0; i < kMostEntries && !input.empty(); ++i) layers.add(input);
  accepted([&] { apply_once(layers.finish()); });
  return 0;
}
