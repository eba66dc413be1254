// SPDX-License-Identifier: Apache-2.0
// What the host of a session makes of anything that a guest sends. The first byte of the input says
// in which pieces the rest arrives.
#include <string>
#include <vector>

#include "src/init/session_format.h"
#include "src/launch/session/console_text.h"
#include "src/launch/session/frames.h"
#include "tests/fuzz/fuzz_target.h"

namespace oci2boot {
namespace {

struct Read {
  std::string text;  ///< what is in no frame
  std::vector<SessionPiece> frames;
  std::string again;  ///< all of it, written once more
};

Read read_pieces(std::string_view bytes, std::size_t step) {
  FrameReader reader;
  Read read;
  for (; !bytes.empty(); bytes.remove_prefix(std::min(step, bytes.size()))) {
    reader.add(bytes.substr(0, step));
    while (const auto piece = reader.next()) {
      expect(!piece->payload.empty() || piece->is_frame, "text has a length");
      if (piece->is_frame) {
        expect(piece->payload.size() <= SESSION_MAX_PAYLOAD, "a frame is bounded");
        read.frames.push_back(*piece);
        read.again += encode_frame(piece->type, piece->payload);
      } else {
        read.text += piece->payload;
        read.again += piece->payload;
      }
    }
  }
  return read;
}

}  // namespace
}  // namespace oci2boot

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace oci2boot;
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const Read whole = read_pieces(bytes, bytes.size() + 1);
  const Read cut = read_pieces(bytes, data[0] + std::size_t{1});
  expect(whole.frames == cut.frames && whole.text == cut.text, "it does not matter how it is cut");
  expect(bytes.starts_with(whole.again), "nothing is lost, added or moved");
  expect(bytes.size() - whole.again.size() < SESSION_HEADER_SIZE + SESSION_MAX_PAYLOAD,
         "no more waits than one frame");
  ConsoleText console;
  console.add(whole.text);
  for (const char c : console.text()) {
    expect(c == '\n' || (c >= ' ' && c <= '~'), "a terminal obeys none of it");
  }
  explain_panic(console.text());
  return 0;
}
