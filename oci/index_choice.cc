// SPDX-License-Identifier: Apache-2.0
#include "oci/index_choice.h"

#include <algorithm>
#include <set>
#include <vector>

#include "oci2boot/error.h"
#include "oci2boot/reference.h"

namespace oci2boot {

namespace {

using Entries = std::vector<const Descriptor*>;

bool is_attestation(const Descriptor& entry) {
  // BuildKit, docs/attestations/attestation-storage.md
  const bool unknown = entry.platform && entry.platform->os == "unknown" &&
                       entry.platform->architecture == "unknown";
  return unknown || entry.annotations.contains("vnd.docker.reference.type");
}

std::string list(const std::set<std::string>& names) {
  constexpr std::size_t kMost = 30;
  std::string text;
  std::size_t count = 0;
  for (const std::string& name : names) {
    if (++count > kMost) return text + ", and " + std::to_string(names.size() - kMost) + " more";
    text += (text.empty() ? "" : ", ") + name;
  }
  return text;
}

std::set<std::string> names_of(const Entries& entries) {
  std::set<std::string> names;
  for (const Descriptor* entry : entries) names.insert(entry_name(*entry));
  return names;
}

Entries with_tag(const Entries& entries, const std::string& tag, const std::string& where) {
  // A name that is just the same goes before names that mean the same.
  Entries tagged;
  std::copy_if(entries.begin(), entries.end(), std::back_inserter(tagged),
               [&](const Descriptor* entry) { return entry_name(*entry) == tag; });
  if (!tagged.empty()) return tagged;
  std::copy_if(entries.begin(), entries.end(), std::back_inserter(tagged),
               [&](const Descriptor* entry) { return is_named(entry_name(*entry), tag); });
  if (!tagged.empty()) return tagged;
  std::set<std::string> names = names_of(entries);
  names.erase("");
  throw Error(ErrorCode::not_found,
              where + " has no image '" + tag + "'" +
                  (names.empty() ? "; its images have no names" : "; it has " + list(names)));
}

/// Entries without a platform come last; which of them fits is seen in their configuration.
int score(const Descriptor& entry, const Platform& wanted) {
  return entry.platform ? platform_score(wanted, *entry.platform) : 1;
}

}  // namespace

std::string entry_name(const Descriptor& entry) {
  const auto found = entry.annotations.find("org.opencontainers.image.ref.name");
  return found == entry.annotations.end() ? "" : found->second;
}

std::vector<Descriptor> equals_of(const Index& index, const Descriptor& chosen) {
  if (chosen.platform) return {chosen};
  std::vector<Descriptor> equals;
  std::copy_if(index.manifests.begin(), index.manifests.end(), std::back_inserter(equals),
               [&](const Descriptor& entry) {
                 return !entry.platform && !is_attestation(entry) &&
                        entry_name(entry) == entry_name(chosen);
               });
  return equals;
}

std::vector<Descriptor> candidates(const Index& index, const Platform& platform) {
  std::vector<Descriptor> fitting;
  std::copy_if(index.manifests.begin(), index.manifests.end(), std::back_inserter(fitting),
               [&](const Descriptor& entry) {
                 return !is_attestation(entry) && score(entry, platform) > 0;
               });
  std::stable_sort(fitting.begin(), fitting.end(), [&](const Descriptor& a, const Descriptor& b) {
    return score(a, platform) > score(b, platform);
  });
  return fitting;
}

void refuse_platform(const Platform& platform, const std::vector<Platform>& offered,
                     const std::string& where) {
  std::set<std::string> names;
  for (const Platform& one : offered) names.insert(one.text());
  throw Error(ErrorCode::invalid_image, where + " has no image for " + platform.text() +
                                            "; it has " + list(names) +
                                            " (choose with --platform)");
}

std::vector<Platform> platforms_of(const Index& index) {
  std::vector<Platform> platforms;
  std::set<std::string> known;
  for (const Descriptor& entry : index.manifests) {
    if (is_attestation(entry) || !entry.platform) continue;
    if (known.insert(entry.platform->text()).second) platforms.push_back(*entry.platform);
  }
  return platforms;
}

bool is_named(const std::string& name, const std::string& wanted) {
  if (name == wanted) return true;
  if (name.ends_with(":" + wanted)) return true;
  try {
    return Reference::parse(name).text() == Reference::parse(wanted).text();
  } catch (const Error&) {
    return false;  // a name that is no reference equals nothing but itself
  }
}

const Descriptor& choose_entry(const Index& index, const Platform& platform, const std::string& tag,
                               const std::string& where) {
  Entries entries;
  for (const Descriptor& entry : index.manifests) {
    if (!is_attestation(entry)) entries.push_back(&entry);
  }
  if (entries.empty()) throw Error(ErrorCode::invalid_image, where + " lists no image");
  if (!tag.empty()) entries = with_tag(entries, tag, where);

  int best = 0;
  for (const Descriptor* entry : entries) best = std::max(best, score(*entry, platform));
  if (best == 0) {
    std::vector<Platform> offered;
    for (const Descriptor* entry : entries) offered.push_back(*entry->platform);
    refuse_platform(platform, offered, where);
  }
  std::erase_if(entries, [&](const Descriptor* e) { return score(*e, platform) != best; });
  const std::set<std::string> names = names_of(entries);
  if (names.size() > 1) {
    throw Error(ErrorCode::invalid_image,
                where + " holds several images: " + list(names) + " (add :NAME to choose one)");
  }
  return *entries.front();
}

}  // namespace oci2boot
