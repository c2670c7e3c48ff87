// SPDX-License-Identifier: GPL-2.0-or-later
//
// Copies the newest preview out of a mapping that another process writes, and trusts none of it. Any thread;
// allocates nothing.
#pragma once

#include "frame-reader.hpp"

namespace playalter {

struct PreviewHeader {
	uint64_t number;
	uint64_t frame_id;
	uint64_t newest_id;
	uint64_t drawn_ns;
	uint64_t published_ns;
	uint32_t state;
	uint32_t width;
	uint32_t height;
};

// As read_newest_frame. `none` also while the newest is not newer than number `after`; `invalid_frame_id` for any of
// the three numbers.
FrameStatus read_newest_preview(const ChannelView &channel, uint64_t after, uint64_t now_ns, PreviewHeader &header,
				uint8_t *pixels, size_t pixels_bytes);

} // namespace playalter
