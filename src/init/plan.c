// SPDX-License-Identifier: Apache-2.0
#include "src/init/plan.h"

#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "src/init/decimal.h"

// The kernel's highest signal: image configs may ask for SIGRTMIN+3, as systemd does.
enum { kHighestSignal = 64 };

static const char* append(struct StringList* list, const char* string) {
  if (list->count >= PLAN_MAX_ARGS) return "it has more records of one key than are allowed";
  // Grows at 0, 1, 3, 7, …: capacity is the next power of two, one place is for the NULL.
  if ((list->count & (list->count + 1)) == 0) {
    size_t capacity = (list->count + 1) * 2;
    const char** items = realloc(list->items, capacity * sizeof *items);
    if (items == NULL) return "there is not enough memory for it";
    list->items = items;
  }
  list->items[list->count++] = string;
  list->items[list->count] = NULL;
  return NULL;
}

static const char* take_mode(struct Plan* plan, const char* value) {
  if (strcmp(value, "container") == 0) {
    plan->mode = kPlanModeContainer;
  } else if (strcmp(value, "handover") == 0) {
    plan->mode = kPlanModeHandover;
  } else {
    return "its mode is neither container nor handover";
  }
  return NULL;
}

static const char* take_stop_signal(struct Plan* plan, const char* value) {
  unsigned long number;
  if (!parse_decimal(value, strlen(value), kHighestSignal, &number) || number == 0) {
    return "its stop-signal is not a number from 1 to 64";
  }
  plan->stop_signal = (int)number;
  return NULL;
}

static const char* take_yes(bool* is_set, const char* value, const char* problem) {
  if (strcmp(value, "yes") != 0) return problem;
  *is_set = true;
  return NULL;
}

static bool has_key(const char* record, const char* key, const char** value) {
  size_t size = strlen(key);
  if (strncmp(record, key, size) != 0 || record[size] != '=') return false;
  *value = record + size + 1;
  return true;
}

static const char* take_record(struct Plan* plan, const char* record) {
  const char* value;
  const struct {
    const char* key;
    struct StringList* list;
  } lists[] = {
      {"arg", &plan->args},          {"env", &plan->env},
      {"module", &plan->modules},    {"nameserver", &plan->nameservers},
      {"dns-search", &plan->search}, {"volume", &plan->volumes},
      {"share", &plan->shares},      {"power-off", &plan->power_off},
  };
  for (size_t i = 0; i < sizeof lists / sizeof *lists; ++i) {
    if (has_key(record, lists[i].key, &value)) return append(lists[i].list, value);
  }
  if (has_key(record, "mode", &value)) return take_mode(plan, value);
  if (has_key(record, "stop-signal", &value)) return take_stop_signal(plan, value);
  if (has_key(record, "user", &plan->user)) return NULL;
  if (has_key(record, "workdir", &plan->workdir)) return NULL;
  if (has_key(record, "hostname", &plan->hostname)) return NULL;
  if (has_key(record, "network", &plan->network)) return NULL;
  if (has_key(record, "root", &plan->root)) return NULL;
  if (has_key(record, "root-type", &plan->root_type)) return NULL;
  if (has_key(record, "grow", &value)) {
    return take_yes(&plan->grow, value, "its grow is not yes");
  }
  if (has_key(record, "pid-namespace", &value)) {
    return take_yes(&plan->pid_namespace, value, "its pid-namespace is not yes");
  }
  if (has_key(record, "session", &value)) {
    return take_yes(&plan->session, value, "its session is not yes");
  }
  if (has_key(record, "terminal", &value)) {
    return take_yes(&plan->terminal, value, "its terminal is not yes");
  }
  return append(&plan->unknown, record);
}

const char* plan_parse(struct Bytes bytes, struct Plan* plan) {
  *plan = (struct Plan){.stop_signal = SIGTERM};
  if (bytes.size > PLAN_MAX_BYTES) return "it is too large";
  if (bytes.size == 0) return "it is empty";
  if (bytes.data[bytes.size - 1] != '\0') return "its last record is cut off";

  const char* end = bytes.data + bytes.size;
  for (const char* record = bytes.data; record != end; record += strlen(record) + 1) {
    const char* error = take_record(plan, record);
    if (error != NULL) return error;
  }
  if (plan->mode == kPlanModeMissing) return "it has no mode";
  if (plan->args.count == 0) return "it names no program";
  return NULL;
}

void plan_free(struct Plan* plan) {
  free(plan->args.items);
  free(plan->env.items);
  free(plan->modules.items);
  free(plan->nameservers.items);
  free(plan->search.items);
  free(plan->volumes.items);
  free(plan->shares.items);
  free(plan->power_off.items);
  free(plan->unknown.items);
}
