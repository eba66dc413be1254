// SPDX-License-Identifier: Apache-2.0
#include "src/init/plan_file.h"

#include <string.h>

#include "src/init/bytes.h"
#include "src/init/log.h"

bool read_plan(struct Plan* plan) {
  static const char kPath[] = "/" PLAN_FOLDER "/" PLAN_FILE;
  struct Bytes bytes;
  int error = map_file(kPath, PLAN_MAX_BYTES, &bytes);
  if (error != 0) {
    log_line("cannot read the boot plan %s: %s", kPath, strerror(error));
    return false;
  }
  const char* problem = plan_parse(bytes, plan);
  if (problem != NULL) {
    log_line("cannot use the boot plan %s: %s", kPath, problem);
    return false;
  }
  for (size_t i = 0; i < plan->unknown.count; ++i) {
    log_line("the boot plan has a record that is not known here: " LOG_NAME,
             plan->unknown.items[i]);
  }
  return true;
}
