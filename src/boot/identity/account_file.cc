// SPDX-License-Identifier: Apache-2.0
#include "src/boot/identity/account_file.h"

#include <algorithm>

namespace oci2boot {

namespace {

AccountFile::Fields fields_of(std::string_view line) {
  AccountFile::Fields fields;
  while (true) {
    const std::size_t colon = line.find(':');
    fields.push_back(line.substr(0, colon));
    if (colon == std::string_view::npos) return fields;
    line.remove_prefix(colon + 1);
  }
}

}  // namespace

std::optional<AccountFile::Span> AccountFile::line_of(std::string_view name) const {
  std::size_t start = 0;
  while (start < text_.size()) {
    const std::size_t end = std::min(text_.find('\n', start), text_.size());
    const std::string_view line = std::string_view(text_).substr(start, end - start);
    if (line.substr(0, line.find(':')) == name) return Span{start, line.size()};
    start = end + 1;
  }
  return std::nullopt;
}

std::optional<AccountFile::Fields> AccountFile::find(std::string_view name) const {
  const std::optional<Span> line = line_of(name);
  if (!line) return std::nullopt;
  return fields_of(std::string_view(text_).substr(line->start, line->size));
}

void AccountFile::each(const std::function<void(const Fields& fields)>& visit) const {
  std::string_view rest = text_;
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    if (!line.empty() && line.front() != ':') visit(fields_of(line));
  }
}

void AccountFile::set(std::string_view name, std::size_t index, std::string_view value) {
  const Span line = line_of(name).value();
  const Fields fields = fields_of(std::string_view(text_).substr(line.start, line.size));
  if (index < fields.size()) {
    const auto start = static_cast<std::size_t>(fields[index].data() - text_.data());
    text_.replace(start, fields[index].size(), value);
    return;
  }
  const std::string missing(index - fields.size() + 1, ':');
  text_.insert(line.start + line.size, missing + std::string(value));
}

void AccountFile::append(std::string_view line) {
  if (!text_.empty() && !text_.ends_with('\n')) text_ += '\n';
  text_.append(line).append("\n");
}

}  // namespace oci2boot
