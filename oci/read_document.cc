// SPDX-License-Identifier: Apache-2.0
#include "oci/read_document.h"

#include "oci/limit_exceeded.h"

namespace oci2boot {

std::string read_document(ByteSource& source, const Limits& limits, const std::string& what) {
  return read_all(source, limits.document_bytes, what, raised_by_option("document-bytes"));
}

}  // namespace oci2boot
