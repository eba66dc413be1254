// SPDX-License-Identifier: Apache-2.0
// Cuts a stream into blocks of one size, packs several at once and passes the results on in order:
// how a format that is packed block by block uses all processors and still gives the same bytes.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <future>
#include <span>
#include <vector>

#include "src/image/byte_sink.h"
#include "src/image/workers.h"

namespace oci2boot {

class OrderedBlocks {
 public:
  using Bytes = std::vector<std::byte>;
  /// Packs `block`. Runs on any thread.
  using Pack = std::function<Bytes(const Bytes& block, bool last)>;

  OrderedBlocks(ByteSink& to, std::size_t block_size, unsigned threads, Pack pack);

  /// Blocks are cut by size alone. What `pack` throws comes out here, or in finish().
  void write(std::span<const std::byte> bytes);

  /// Packs what is left as the last block, which may be empty, and passes everything on.
  void finish();

 private:
  void start(bool last);
  void pass_on_first();

  ByteSink& to_;
  std::size_t block_size_;
  unsigned threads_;
  Pack pack_;
  Bytes block_;
  std::deque<std::future<Bytes>> under_way_;
  Workers<Bytes> workers_;  // last: its tasks use pack_
};

}  // namespace oci2boot
