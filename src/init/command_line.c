// SPDX-License-Identifier: Apache-2.0
#include "src/init/command_line.h"

#include <string.h>

#include "src/init/text_file.h"

static const char kBlanks[] = " \t\n\v\f\r";

static bool is_blank(char c) {
  return c != '\0' && strchr(kBlanks, c) != NULL;
}

static struct Bytes without_quotes(struct Bytes text) {
  if (text.size > 0 && text.data[0] == '"') {
    ++text.data;
    --text.size;
    if (text.size > 0 && text.data[text.size - 1] == '"') --text.size;
  }
  return text;
}

static bool is_end_mark(struct Bytes word) {
  return word.size == 2 && memcmp(word.data, "--", 2) == 0;
}

bool next_kernel_argument(const char** rest, struct KernelArgument* argument) {
  const char* begin = *rest + strspn(*rest, kBlanks);
  const char* end = begin;
  bool in_quotes = false;
  for (; *end != '\0' && (in_quotes || !is_blank(*end)); ++end) {
    if (*end == '"') in_quotes = !in_quotes;
  }
  struct Bytes word = {begin, (size_t)(end - begin)};
  if (word.size == 0 || is_end_mark(word)) return false;
  *rest = end;
  word = without_quotes(word);
  const char* equals = memchr(word.data, '=', word.size);
  argument->key = word;
  argument->value = (struct Bytes){NULL, 0};
  if (equals == NULL) return true;
  argument->key.size = (size_t)(equals - word.data);
  argument->value = without_quotes((struct Bytes){equals + 1, word.size - argument->key.size - 1});
  return true;
}

bool is_argument(const struct KernelArgument* argument, const char* key) {
  size_t size = strlen(key);
  return argument->key.size == size && memcmp(argument->key.data, key, size) == 0;
}

void read_command_line(char text[kCommandLineMax]) {
  if (!read_text_file("/proc/cmdline", text, kCommandLineMax)) text[0] = '\0';
}
