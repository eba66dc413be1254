// SPDX-License-Identifier: Apache-2.0
#include "src/init/environment.h"

#include <stdlib.h>
#include <string.h>

enum { kDefaults = 4 };

const char* find_variable(const char* const* environment, const char* name) {
  size_t size = strlen(name);
  for (; environment != NULL && *environment != NULL; ++environment) {
    if (strncmp(*environment, name, size) == 0 && (*environment)[size] == '=') {
      return *environment + size + 1;
    }
  }
  return NULL;
}

static const char* assignment(const char* name, const char* value) {
  size_t name_size = strlen(name);
  size_t value_size = strlen(value);
  char* text = malloc(name_size + value_size + 2);
  if (text == NULL) return NULL;
  memcpy(text, name, name_size);
  text[name_size] = '=';
  memcpy(text + name_size + 1, value, value_size + 1);
  return text;
}

const char** build_environment(const struct StringList* given,
                               const struct EnvironmentDefaults* defaults) {
  const struct {
    const char* name;
    const char* value;
  } all[kDefaults] = {
      {"PATH", DEFAULT_PATH},
      {"HOSTNAME", defaults->hostname},
      {"TERM", defaults->term},
      {"HOME", defaults->home},
  };
  const char** environment = calloc(given->count + kDefaults + 1, sizeof *environment);
  size_t count = 0;
  if (environment == NULL) return NULL;
  for (size_t i = 0; i < kDefaults; ++i) {
    const char* has = find_variable(given->items, all[i].name);
    if (all[i].value == NULL || (has != NULL && (*has != '\0' || i + 1 < kDefaults))) continue;
    environment[count] = assignment(all[i].name, all[i].value);
    if (environment[count++] == NULL) {
      free(environment);
      return NULL;
    }
  }
  for (size_t i = 0; i < given->count; ++i) {
    if (strcmp(given->items[i], "HOME=") != 0) environment[count++] = given->items[i];
  }
  return environment;
}
