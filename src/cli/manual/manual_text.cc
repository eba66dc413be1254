// SPDX-License-Identifier: Apache-2.0
#include "src/cli/manual/manual_text.h"

#include <algorithm>
#include <map>
#include <set>
#include <sstream>
#include <utility>
#include <vector>

#include "src/cli/help_layout.h"

namespace oci2boot {

namespace {

/// Sections of help texts that oci2boot.1.in tells in its own words, for all commands.
bool is_told_elsewhere(const HelpSection& section) {
  static const std::set<std::string> kTold = {"Defaults", "Environment", "Exit status"};
  return kTold.contains(section.heading);
}

std::string literal_block(const std::string& text) {
  return ".Bd -literal -offset 3n\n" + roff_text(text) + ".Ed\n";
}

/// Each sentence on a line of its own, as mdoc(7) asks: it then sets the space between them.
std::string sentences(const std::string& text) {
  std::string lines;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_between = text[i] == ' ' && i > 0 && text[i - 1] == '.';
    lines += is_between && (i < 2 || text[i - 2] != '.') ? '\n' : text[i];
  }
  return roff_text(wrapped(lines, 0));
}

std::string paragraph(const std::string& text) {
  return ".Pp\n" + sentences(text);
}

/// What a help section explains on its right, or lines of plain text.
struct SectionPart {
  std::string term;  ///< what is explained; nothing: this is plain text
  std::string text;
};

/// "  TERM    explanation", with more of it or all of it on lines that begin further right; lines
/// that have nothing on their right are plain text.
std::vector<SectionPart> parts_of(const std::string& section) {
  constexpr std::size_t kIndent = 2;
  constexpr std::string_view kGap = "  ";
  std::vector<SectionPart> parts;
  std::istringstream lines(section);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t begin = line.find_first_not_of(' ');
    if (begin == std::string::npos) continue;
    const std::string text = line.substr(begin);
    if (begin > kIndent && !parts.empty()) {
      SectionPart& last = parts.back();
      if (last.term.empty()) std::swap(last.term, last.text);  // a long one, on a line of its own
      last.text += (last.text.empty() ? "" : " ") + text;
      continue;
    }
    const std::size_t gap = text.find(kGap);
    const std::size_t right = text.find_first_not_of(' ', gap);
    const bool is_explained = gap != std::string::npos && right != std::string::npos;
    parts.push_back(is_explained ? SectionPart{text.substr(0, gap), text.substr(right)}
                                 : SectionPart{"", text});
  }
  return parts;
}

/// Lists of what is explained, and paragraphs: as wide as the reader's terminal.
std::string section_body(const std::string& section) {
  enum class Place { heading, list, paragraph } place = Place::heading;
  std::string body;
  for (const SectionPart& part : parts_of(section)) {
    const Place next = part.term.empty() ? Place::paragraph : Place::list;
    if (next != place) {
      if (place == Place::list) body += ".El\n";
      body += next == Place::list ? ".Bl -tag -width Ds\n" : ".Pp\n";
      place = next;
    }
    if (place == Place::list) body += ".It " + roff_text(part.term) + "\n";
    body += sentences(part.text);
  }
  return body + (place == Place::list ? ".El\n" : "");
}

/// ".It Fl o , Fl Fl output Ar OUTPUT"
std::string item(const Option& option) {
  std::string line = ".It ";
  if (const std::string short_name = letter(option); !short_name.empty()) {
    line += "Fl " + short_name + " , ";
  }
  line += "Fl Fl " + roff_text(long_name(option));
  if (!option.value.empty()) line += " Ar " + roff_text(option.value);
  return line + "\n";
}

bool is_same(const Option& one, const Option& other) {
  return one.names == other.names && one.value == other.value && one.help == other.help;
}

std::string option_list(const Options& options) {
  std::string text = ".Bl -tag -width Ds\n";
  for (const Option& option : options) text += item(option) + sentences(option.help);
  return text + ".El\n";
}

/// "--kernel, --modules"
std::string names_of(const Options& options) {
  std::string names;
  for (const Option& option : options) {
    names += (names.empty() ? "--" : ", --") + long_name(option);
  }
  return names;
}

class Manual {
 public:
  std::string chapter(const CommandDescription& command) {
    std::string text = ".Ss oci2boot " + command.name + "\n";
    for (const std::string& usage : command.usage) {
      text += ".D1 " + roff_text(usage_line(command.name, usage)) + "\n";
    }
    text += paragraph(command.purpose);
    text += examples(command);
    for (const HelpSection& section : command.before) text += told_once(section);
    text += options(command);
    for (const HelpSection& section : command.after) {
      if (!is_told_elsewhere(section)) text += told_once(section);
    }
    return text;
  }

 private:
  static std::string examples(const CommandDescription& command) {
    std::string lines;
    for (const Example& example : command.examples) {
      lines += example.command + (example.what.empty() ? "" : "   # " + example.what) + "\n";
    }
    return lines.empty() ? "" : literal_block(lines);
  }

  std::string told_once(const HelpSection& section) {
    if (!sections_.emplace(section.heading, section.text).second) return "";
    return ".Pp\n.Sy " + roff_text(section.heading) + "\n" + section_body(section.text);
  }

  std::string options(const CommandDescription& command) {
    std::vector<std::pair<std::string, Options>> groups;
    std::map<std::string, Options> known;  // by the command that tells of them
    for (const Option& option : command.options) {
      if (const std::string teller = who_tells(option, command.name); !teller.empty()) {
        known[teller].push_back(option);
        continue;
      }
      if (groups.empty() || groups.back().first != option.group)
        groups.push_back({option.group, {}});
      groups.back().second.push_back(option);
    }
    std::string text;
    for (const auto& [heading, members] : groups) {
      text += ".Pp\n.Sy " + roff_text(heading) + "\n" + option_list(members);
    }
    for (const auto& [teller, members] : known) {
      text += paragraph("As for oci2boot " + teller + ": " + names_of(members) + ".");
    }
    return text;
  }

  /// The earlier command that has the same option; nothing: there is none, and `command` it is now.
  std::string who_tells(const Option& option, const std::string& command) {
    std::vector<std::pair<Option, std::string>>& tellers = told_[long_name(option)];
    for (const auto& [other, teller] : tellers) {
      if (is_same(option, other)) return teller;
    }
    tellers.emplace_back(option, command);
    return "";
  }

  std::set<std::pair<std::string, std::string>> sections_;
  std::map<std::string, std::vector<std::pair<Option, std::string>>> told_;
};

}  // namespace

std::string roff_text(std::string_view text) {
  std::string roff;
  bool begins_line = true;
  for (const char c : text) {
    if (begins_line && (c == '.' || c == '\'')) roff += "\\&";
    begins_line = c == '\n';
    switch (c) {
      case '\\':
        roff += "\\e";
        break;
      case '-':  // as it is typed, not a hyphen of typography
        roff += "\\-";
        break;
      case '`':
        roff += "\\(ga";
        break;
      case '\'':
        roff += "\\(aq";
        break;
      case '~':
        roff += "\\(ti";
        break;
      case '^':
        roff += "\\(ha";
        break;
      default:
        roff += c;
    }
  }
  return roff;
}

std::string manual_text(std::span<const CommandDescription> commands) {
  Manual manual;
  std::string text;
  for (const CommandDescription& command : commands) text += manual.chapter(command);
  return text;
}

}  // namespace oci2boot
