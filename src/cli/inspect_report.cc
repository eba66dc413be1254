// SPDX-License-Identifier: Apache-2.0
#include "src/cli/inspect_report.h"

#include <algorithm>
#include <iterator>
#include <span>
#include <sstream>
#include <utility>
#include <vector>

#include "oci2boot/error.h"
#include "src/cli/amounts.h"
#include "src/cli/columns.h"
#include "src/cli/terminal_text.h"
#include "src/launch/script.h"

namespace oci2boot {

namespace {

constexpr std::size_t kColumns = 80;
/// As wide as a line with a digest allows.
constexpr std::size_t kIdentityLabels = 9;
constexpr std::size_t kBootLabels = 8;

/// Facts with their labels; a label that repeats is written once.
class Facts {
 public:
  void add(std::string label, const std::string& value) {
    if (value.empty()) return;
    facts_.emplace_back(std::move(label), terminal_text(value));
  }

  void add(const std::string& label, std::span<const std::string> values) {
    for (const std::string& value : values) add(label, value);
  }

  void add(std::string label, const std::optional<Digest>& digest) {
    if (digest) add(std::move(label), digest->text());
  }

  /// Values in one column, as far left as the labels allow.
  std::string text() const {
    std::size_t width = 0;
    for (const auto& [label, value] : facts_) width = std::max(width, label.size() + 1);
    std::string text;
    const std::string* before = nullptr;
    for (const auto& [label, value] : facts_) {
      const std::string shown = before != nullptr && *before == label ? "" : label;
      text += on_the_left(shown, width);
      text += value;
      text += '\n';
      before = &label;
    }
    return text;
  }

 private:
  std::vector<std::pair<std::string, std::string>> facts_;
};

/// The words in lines of at most `width`, but for words that are longer themselves.
std::vector<std::string> filled(const std::vector<std::string>& words, std::size_t width) {
  std::vector<std::string> lines;
  for (const std::string& word : words) {
    if (lines.empty() || lines.back().size() + 1 + word.size() > width) {
      lines.push_back(word);
    } else {
      lines.back() += " " + word;
    }
  }
  return lines;
}

/// With commas between them.
std::vector<std::string> listed(const std::vector<Platform>& platforms) {
  std::vector<std::string> words;
  words.reserve(platforms.size());
  for (const Platform& platform : platforms) words.push_back(platform.text() + ",");
  if (!words.empty()) words.back().pop_back();
  return words;
}

/// What words people say, between spaces.
std::vector<std::string> spoken(const std::string& text) {
  std::istringstream words(text);
  return {std::istream_iterator<std::string>(words), {}};
}

std::vector<Platform> others(const Inspection& image) {
  std::vector<Platform> found = image.platforms;
  std::erase(found, image.config.platform);
  return found;
}

std::string shell_words(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + shell_word(word);
  return text;
}

std::string identity(const Inspection& image) {
  Facts facts;
  facts.add("Name", image.name);
  facts.add("Digest", image.digest);
  if (image.manifest != image.digest) facts.add("Manifest", image.manifest);
  facts.add("Image ID", image.id);
  facts.add("Platform", image.config.platform.text());
  facts.add("Also for", filled(listed(others(image)), kColumns - kIdentityLabels));
  if (image.config.created != Timestamp{}) facts.add("Created", utc_time(image.config.created));
  return facts.text();
}

std::string layer_table(const Inspection& image) {
  constexpr std::size_t kNumber = 5;
  constexpr std::size_t kSize = 10;
  constexpr std::size_t kDigest = 12;
  std::size_t types = std::string("Media type").size();
  for (const Layer& layer : image.layers) types = std::max(types, layer.media_type.size());
  std::string text = "Layer" + on_the_right("Size", kSize + 1) + "  " +
                     on_the_left("Digest", kDigest) + "  Media type\n";
  for (std::size_t i = 0; i < image.layers.size(); ++i) {
    const Layer& layer = image.layers[i];
    text += on_the_right(std::to_string(i + 1), kNumber) +
            on_the_right(layer.size ? human_size(*layer.size) : "-", kSize + 1) + "  " +
            on_the_left(layer.digest ? std::string(layer.digest->hex().substr(0, kDigest)) : "-",
                        kDigest) +
            "  " + (layer.media_type.empty() ? "-" : terminal_text(layer.media_type)) + "\n";
  }
  return text;
}

std::string configuration(const ImageConfig& config) {
  Facts facts;
  facts.add("Entrypoint", shell_words(config.entrypoint));
  facts.add("Cmd", shell_words(config.cmd));
  facts.add("Env", config.env);
  facts.add("User", config.user);
  facts.add("Workdir", config.working_dir);
  facts.add("Ports", config.exposed_ports);
  facts.add("Volumes", config.volumes);
  for (const auto& [name, value] : config.labels) {
    facts.add("Labels", std::string(name).append("=").append(value));
  }
  facts.add("Stop signal", config.stop_signal);
  return facts.text();
}

std::string booting(const Inspection& inspection) {
  Facts facts;
  if (!inspection.boot) {
    facts.add("Boots", filled(spoken(inspection.boot_unknown), kColumns - kBootLabels));
    return facts.text();
  }
  const BootDescription& boot = *inspection.boot;
  facts.add("Boots", boot.command + " as " + boot.as);
  facts.add("Init", boot.system);
  facts.add("Because", filled(spoken(boot.reason), kColumns - kBootLabels));
  facts.add("Kernel", boot.kernel);
  for (const std::string& patch : boot.patches) {
    facts.add("Patches", filled(spoken(patch), kColumns - kBootLabels));
  }
  for (const std::string& note : boot.notes) {
    facts.add("Note", filled(spoken(note), kColumns - kBootLabels));
  }
  return facts.text();
}

}  // namespace

std::string describe(const Inspection& inspection) {
  std::string text = identity(inspection) + "\n" + layer_table(inspection);
  for (const std::string& more : {configuration(inspection.config), booting(inspection)}) {
    if (!more.empty()) text += "\n" + more;
  }
  return text;
}

const std::string& raw_document(const Inspection& inspection) {
  if (!inspection.document.empty()) return inspection.document;
  throw Error(ErrorCode::usage,
              "--raw: " + inspection.name + " is a plain root file system, which has no manifest");
}

}  // namespace oci2boot
