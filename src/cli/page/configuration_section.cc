// SPDX-License-Identifier: Apache-2.0
#include <span>

#include "src/cli/page/sections.h"
#include "src/launch/script.h"

namespace oci2boot {

namespace {

constexpr std::size_t kMostOfValue = 4000;

Html fact(Markup name, std::span<const std::string> values) {
  Html lines;
  for (const std::string& value : values) {
    if (value.empty()) continue;
    lines += element("code", html_text(value, kMostOfValue));
  }
  return lines.empty() ? Html() : element("dt", name) + element("dd", lines);
}

Html fact(Markup name, const std::string& value) {
  return fact(name, std::span(&value, 1));
}

std::string shell_words(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + shell_word(word);
  return text;
}

}  // namespace

Html configuration_section(const Inspection& inspection) {
  const ImageConfig& config = inspection.config;
  std::vector<std::string> labels;
  for (const auto& [name, value] : config.labels) {
    labels.push_back(std::string(name).append("=").append(value));
  }
  const Html facts = fact("Entrypoint", shell_words(config.entrypoint)) +
                     fact("Cmd", shell_words(config.cmd)) + fact("User", config.user) +
                     fact("Workdir", config.working_dir) + fact("Env", config.env) +
                     fact("Ports", config.exposed_ports) + fact("Volumes", config.volumes) +
                     fact("Stop signal", config.stop_signal) + fact("Labels", labels) +
                     fact("Image ID", inspection.id ? inspection.id->text() : "");
  if (facts.empty()) return {};
  return element("section id=configuration",
                 element("h2", "Configuration") + element("dl class=facts-list", facts));
}

}  // namespace oci2boot
