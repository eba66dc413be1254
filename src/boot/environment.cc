// SPDX-License-Identifier: Apache-2.0
#include "src/boot/environment.h"

#include <algorithm>
#include <unordered_map>

#include "oci2boot/error.h"

namespace oci2boot {

namespace {

std::string_view name_of(std::string_view variable) {
  return variable.substr(0, variable.find('='));
}

auto find(const std::vector<std::string>& env, std::string_view name) {
  return std::find_if(env.begin(), env.end(),
                      [&](const std::string& variable) { return name_of(variable) == name; });
}

}  // namespace

std::vector<std::string> merge_environment(const std::vector<std::string>& image,
                                           const std::vector<std::string>& added) {
  for (const std::string& variable : added) {
    if (name_of(variable).empty()) {
      throw Error(ErrorCode::usage, "--env " + variable + ": expected NAME=VALUE");
    }
  }
  std::vector<std::string> all = image;
  all.insert(all.end(), added.begin(), added.end());

  std::vector<std::string> env;
  std::unordered_map<std::string_view, std::size_t> places;  // of names, in env; keys lie in `all`
  for (const std::string& variable : all) {
    const std::string_view name = name_of(variable);
    if (name.empty()) continue;
    const auto [place, is_new] = places.try_emplace(name, env.size());
    if (is_new) {
      env.push_back(variable);
    } else {
      env[place->second] = variable;
    }
  }
  env.erase(std::remove_if(env.begin(), env.end(),
                           [](const std::string& variable) {
                             return variable.find('=') == std::string::npos;
                           }),
            env.end());
  return env;
}

std::optional<std::string> find_variable(const std::vector<std::string>& env,
                                         std::string_view name) {
  const auto found = find(env, name);
  if (found == env.end()) return std::nullopt;
  return found->substr(name.size() + 1);
}

bool remove_variable(std::vector<std::string>& env, std::string_view name) {
  const auto found = find(env, name);
  if (found == env.end()) return false;
  env.erase(found);
  return true;
}

}  // namespace oci2boot
