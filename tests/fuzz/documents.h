// SPDX-License-Identifier: Apache-2.0
// The files of an image layout as one readable input:
//
//     === index.json
//     {"manifests":[{"digest":"sha256:@hex0@","size":@size0@}]}
//     === blob
//     {"config":{"digest":"sha256:@hex1@","size":@size1@}}
//     === blob
//     {}
//     === folder/name -> ../target
//
// A piece begins with "=== NAME" up to the line's end, or "=== NAME -> TARGET" for a symbolic link.
// `blob` is a file below blobs/sha256, called by its digest. @hexN@ and @sizeN@ stand for the N-th
// blob, from 0, in pieces before it; @tar@ for a small layer and @diff_id@ for its digest: a fuzzer
// can make any document then, and need not find a hash for it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace oci2boot {

struct Document {
  std::string name;
  std::string bytes;
  std::string link_target;  // of a symbolic link
};

std::vector<Document> parse_documents(std::string_view text);

/// All of them in a tar archive.
std::string tar_of(const std::vector<Document>& documents);

/// Writes the files (no links) below `folder`, which is emptied first. Names that would lead out of
/// it, or that the file system does not take, are left out.
void write_documents(const std::vector<Document>& documents, const std::string& folder);

}  // namespace oci2boot
