// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/documents.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <utility>

#include "oci2boot/hasher.h"
#include "tests/fuzz/input_bytes.h"
#include "tests/support/tar_builder.h"

namespace oci2boot {

namespace {

constexpr std::string_view kStart = "=== ";
constexpr std::string_view kBlob = "blob";
constexpr std::string_view kArrow = " -> ";
constexpr std::size_t kMostDocuments = 30;
constexpr std::size_t kMostBytes = 1U << 20;  // of one document, once all is put in

using Values = std::map<std::string, std::string, std::less<>>;  // by name, without the @

const std::string& small_tar() {
  static const std::string tar = TarBuilder().directory("d").file("d/f", "content").finish();
  return tar;
}

std::string filled_in(std::string_view text, const Values& values) {
  std::string filled;
  while (!text.empty() && filled.size() < kMostBytes) {
    const std::size_t start = std::min(text.find('@'), text.size());
    filled += text.substr(0, start);
    text.remove_prefix(start);
    if (text.empty()) break;
    const std::size_t end = text.find('@', 1);
    const auto value = end == text.npos ? values.end() : values.find(text.substr(1, end - 1));
    filled += value == values.end() ? text.substr(0, 1) : std::string_view(value->second);
    text.remove_prefix(value == values.end() ? 1 : end + 1);
  }
  return filled;
}

Document document_of(std::string_view piece) {
  if (piece.ends_with('\n')) piece.remove_suffix(1);
  const std::size_t line = std::min(piece.find('\n'), piece.size());
  const std::string_view head = piece.substr(0, line);
  const std::size_t arrow = std::min(head.find(kArrow), head.size());
  return {std::string(head.substr(0, arrow)),
          std::string(piece.substr(std::min(line + 1, piece.size()))),
          std::string(head.substr(std::min(arrow + kArrow.size(), head.size())))};
}

}  // namespace

std::vector<Document> parse_documents(std::string_view text) {
  std::vector<Document> documents;
  std::vector<std::string_view> pieces = split(text, kStart);
  pieces.erase(pieces.begin());  // what stands before the first name
  if (pieces.size() > kMostDocuments) pieces.resize(kMostDocuments);
  documents.reserve(pieces.size());
  for (const std::string_view piece : pieces) documents.push_back(document_of(piece));

  auto number = static_cast<std::size_t>(std::count_if(
      documents.begin(), documents.end(), [](const Document& d) { return d.name == kBlob; }));
  Values values{{"tar", small_tar()}, {"diff_id", sha256_of(small_tar()).text()}};
  // The last one first: what a document names by its digest must be finished before.
  for (auto document = documents.rbegin(); document != documents.rend(); ++document) {
    document->bytes = filled_in(document->bytes, values);
    const std::string hex(sha256_of(document->bytes).hex());
    if (document->name != kBlob) {
      document->name = filled_in(document->name, values);
      continue;
    }
    document->name = "blobs/sha256/" + hex;
    --number;
    values["hex" + std::to_string(number)] = hex;
    values["size" + std::to_string(number)] = std::to_string(document->bytes.size());
  }
  return documents;
}

std::string tar_of(const std::vector<Document>& documents) {
  TarBuilder tar;
  for (const Document& document : documents) {
    if (document.name.size() > 100) tar.pax({{"path", document.name}});
    if (document.link_target.empty()) {
      tar.file(document.name, document.bytes);
    } else {
      tar.symlink(document.name, document.link_target);
    }
  }
  return tar.finish();
}

void write_documents(const std::vector<Document>& documents, const std::string& folder) {
  std::error_code ignored;
  std::filesystem::remove_all(folder, ignored);
  std::filesystem::create_directories(folder, ignored);
  for (const Document& document : documents) {
    const bool leads_out = document.name.find("..") != std::string::npos ||
                           document.name.find('\0') != std::string::npos;
    if (leads_out || !document.link_target.empty()) continue;
    const std::filesystem::path file = folder + "/" + document.name;
    std::filesystem::create_directories(file.parent_path(), ignored);
    std::ofstream(file, std::ios::binary) << document.bytes;
  }
}

}  // namespace oci2boot
