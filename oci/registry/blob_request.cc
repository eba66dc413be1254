// SPDX-License-Identifier: Apache-2.0
#include "oci/registry/blob_request.h"

#include "oci/registry/registry_failure.h"

namespace oci2boot {

void receive_blob(const std::string& sender, BlobProgress& progress, const BlobRequest& request) {
  bool in_one_piece = progress.position() == 0;
  if (!in_one_piece) {
    const std::string range = "bytes=" + std::to_string(progress.position()) + "-";
    try {
      request({{"Range", range}}, progress.receiver(sender, true));
      in_one_piece = progress.range_was_misread();
    } catch (const StatusError& error) {
      if (error.status() != 416) throw;
      in_one_piece = true;  // it says that there is no such byte; the whole will show
    }
  }
  if (in_one_piece) request({}, progress.receiver(sender, false));
  progress.check_complete(sender);
}

}  // namespace oci2boot
