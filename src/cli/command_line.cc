// SPDX-License-Identifier: Apache-2.0
#include "src/cli/command_line.h"

// Values are taken as they are: a comma in `-e A=1,2` separates nothing.
#define CXXOPTS_VECTOR_DELIMITER '\0'
#include <algorithm>
#include <cxxopts.hpp>

#include "oci2boot/error.h"
#include "src/cli/help.h"
#include "src/cli/values.h"

namespace oci2boot {

namespace {

using Words = std::vector<std::string>;

cxxopts::Options make_options() {
  const auto word = [] { return cxxopts::value<std::string>(); };
  const auto words = [] { return cxxopts::value<Words>(); };
  cxxopts::Options options("oci2boot");
  auto add = options.add_options();
  add("h,help", "");
  add("version", "");
  add("o,output", "", word());
  add("format", "", word());
  add("compress", "", word());
  add("force", "");
  add("platform", "", word());
  add("kernel", "", word());
  add("modules", "", word());
  add("cmdline", "", words());
  add("init", "", word());
  add("entrypoint", "", word());
  add("e,env", "", words());
  add("u,user", "", word());
  add("w,workdir", "", word());
  add("hostname", "", word());
  add("dns", "", words());
  add("add-host", "", words());
  add("no-patch", "", words());
  add("p,publish", "", words());
  add("m,memory", "", word());
  add("cpus", "", word());
  add("q,quiet", "");
  add("verbose", "");
  add("images", "", words());
  options.parse_positional({"images"});
  return options;
}

class Given {
 public:
  explicit Given(const cxxopts::ParseResult& result) : result_(result) {}

  bool flag(const char* name) const { return result_[name].as<bool>(); }

  /// An option that is given at most once.
  std::optional<std::string> one(const char* name) const {
    if (result_.count(name) == 0) return std::nullopt;
    if (result_.count(name) > 1) {
      throw Error(ErrorCode::usage, "--" + std::string(name) + " is given twice");
    }
    return result_[name].as<std::string>();
  }

  Words all(const char* name) const {
    return result_.count(name) == 0 ? Words() : result_[name].as<Words>();
  }

 private:
  const cxxopts::ParseResult& result_;
};

std::string the_image(const Given& given) {
  const Words images = given.all("images");
  if (images.size() == 1) return images.front();
  throw Error(ErrorCode::usage, images.empty()
                                    ? "no image is named; oci2boot --help tells how"
                                    : "'" + images[1] +
                                          "' is one name too many; a command for the guest " +
                                          "goes behind --");
}

ModuleSelection parse_modules(const std::string& text) {
  if (text == "needed") return ModuleSelection::needed;
  if (text == "none") return ModuleSelection::none;
  throw Error(ErrorCode::usage, "--modules " + text + ": expected needed or none");
}

Words variables(const Words& given) {
  for (const std::string& variable : given) {
    if (variable.find('=') == std::string::npos) {
      throw Error(ErrorCode::usage, "--env " + variable + ": expected NAME=VALUE");
    }
  }
  return given;
}

ConvertRequest request_from(const Given& given, Words command) {
  ConvertRequest request;
  request.image = ImageName::parse(the_image(given));
  const std::optional<std::string> output = given.one("output");
  if (!output) {
    throw Error(ErrorCode::usage,
                "no output is named; -o initrd makes an initramfs and what boots it");
  }
  request.output = *output;
  request.format = given.one("format");
  request.compress = given.one("compress");
  request.force = given.flag("force");
  if (const auto platform = given.one("platform")) request.platform = Platform::parse(*platform);
  request.kernel = given.one("kernel").value_or("auto");
  request.modules = parse_modules(given.one("modules").value_or("needed"));
  for (const std::string& part : given.all("cmdline")) {
    request.kernel_arguments += (request.kernel_arguments.empty() ? "" : " ") + part;
  }
  request.boot.init = given.one("init").value_or("auto");
  request.boot.entrypoint = given.one("entrypoint");
  request.boot.command = std::move(command);
  request.boot.env = variables(given.all("env"));
  request.boot.user = given.one("user");
  request.boot.workdir = given.one("workdir");
  request.boot.hostname = given.one("hostname");
  request.boot.dns = given.all("dns");
  request.boot.add_host = given.all("add-host");
  request.disabled_patches = given.all("no-patch");
  for (const std::string& port : given.all("publish")) {
    request.ports.push_back(parse_published_port(port));
  }
  if (const auto memory = given.one("memory")) request.memory_mib = parse_memory_mib(*memory);
  if (const auto cpus = given.one("cpus")) request.cpus = parse_cpus(*cpus);
  request.quiet = given.flag("quiet");
  request.verbose = given.flag("verbose");
  if (request.quiet && request.verbose) {
    throw Error(ErrorCode::usage, "--quiet and --verbose contradict each other");
  }
  return request;
}

}  // namespace

Command parse_command_line(std::span<const std::string> arguments) {
  const auto separator = std::find(arguments.begin(), arguments.end(), "--");
  const Words command(separator == arguments.end() ? separator : separator + 1, arguments.end());
  std::vector<const char*> argv{"oci2boot"};
  for (auto word = arguments.begin(); word != separator; ++word) argv.push_back(word->c_str());
  if (argv.size() > 1 && std::string_view(argv[1]) == "convert") argv.erase(argv.begin() + 1);
  try {
    const cxxopts::ParseResult result =
        make_options().parse(static_cast<int>(argv.size()), argv.data());
    const Given given(result);
    if (given.flag("help")) return Information{help_text()};
    if (given.flag("version")) return Information{version_text()};
    return request_from(given, command);
  } catch (const cxxopts::exceptions::exception& error) {
    throw Error(ErrorCode::usage,
                std::string(error.what()) + "; oci2boot --help lists the options");
  }
}

}  // namespace oci2boot
