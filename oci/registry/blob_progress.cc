// SPDX-License-Identifier: Apache-2.0
#include "oci/registry/blob_progress.h"

#include <algorithm>
#include <charconv>

#include "oci/http/retry.h"
#include "oci2boot/error.h"

namespace oci2boot {

namespace {

std::optional<std::uint64_t> parse_number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::optional<ContentRange> ContentRange::parse(std::string_view header) {
  constexpr std::string_view kUnit = "bytes ";
  const std::size_t dash = header.find('-');
  const std::size_t slash = header.find('/');
  if (!header.starts_with(kUnit) || dash == std::string_view::npos || dash < kUnit.size() ||
      slash == std::string_view::npos || slash < dash) {
    return std::nullopt;
  }
  const auto first = parse_number(header.substr(kUnit.size(), dash - kUnit.size()));
  const auto last = parse_number(header.substr(dash + 1, slash - dash - 1));
  if (!first || !last || *last < *first) return std::nullopt;
  const std::string_view total = header.substr(slash + 1);
  ContentRange range{*first, *last, parse_number(total)};
  if (!range.total && total != "*") return std::nullopt;
  return range;
}

HttpReceiver BlobProgress::receiver(const std::string& sender, bool with_range) {
  range_was_misread_ = false;
  passed_over_ = 0;
  return {[this, sender, with_range](const HttpResponse& response) {
            return take_head(sender, response, with_range);
          },
          [this, sender](std::span<const std::byte> bytes) { take_body(sender, bytes); }};
}

void BlobProgress::wrong_size(const std::string& sender, std::uint64_t size) const {
  throw Error(ErrorCode::verification_failed,
              sender + " has " + std::to_string(size) + " bytes for " + blob_.digest.abbreviated() +
                  "; the manifest declares " + std::to_string(blob_.size));
}

bool BlobProgress::take_head(const std::string& sender, const HttpResponse& response,
                             bool with_range) {
  const auto length = parse_number(response.header("Content-Length").value_or(""));
  if (response.status == 200) {  // the whole, asked for or not
    if (length && *length != blob_.size) wrong_size(sender, *length);
    passed_over_ = position_;
    return true;
  }
  if (response.status != 206 || !with_range) {
    throw Error(ErrorCode::not_found, sender + " answers the request for " +
                                          blob_.digest.abbreviated() + " with status " +
                                          std::to_string(response.status));
  }
  const auto range = ContentRange::parse(response.header("Content-Range").value_or(""));
  if (range && range->total && *range->total != blob_.size) wrong_size(sender, *range->total);
  range_was_misread_ =
      !range || range->first != position_ || (length && *length != range->last - range->first + 1);
  return !range_was_misread_;
}

void BlobProgress::take_body(const std::string& sender, std::span<const std::byte> bytes) {
  const std::uint64_t old = std::min<std::uint64_t>(passed_over_, bytes.size());
  passed_over_ -= old;
  bytes = bytes.subspan(static_cast<std::size_t>(old));
  if (bytes.empty()) return;
  if (bytes.size() > blob_.size - position_) {
    throw Error(ErrorCode::verification_failed,
                sender + " sent more than the " + std::to_string(blob_.size) +
                    " bytes that the manifest declares for " + blob_.digest.abbreviated());
  }
  try {
    sink_(bytes);
  } catch (...) {
    sink_has_failed_ = true;
    throw;
  }
  position_ += bytes.size();
}

void BlobProgress::check_complete(const std::string& sender) const {
  if (is_complete()) return;
  throw TransientError(Error(ErrorCode::not_found, sender + " sent only " +
                                                       std::to_string(position_) + " of the " +
                                                       std::to_string(blob_.size) + " bytes of " +
                                                       blob_.digest.abbreviated()));
}

}  // namespace oci2boot
