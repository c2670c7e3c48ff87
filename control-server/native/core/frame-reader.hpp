// SPDX-License-Identifier: GPL-2.0-or-later
//
// Copies the newest analysis frame, or the next one, out of a mapping that another process writes, and trusts none
// of it. Any thread; allocates nothing.
#pragma once

#include "channel-view.hpp"

#include <cstddef>

namespace playalter {

// Order is the status number that JavaScript sees; keep `frame_status_names` in step.
enum class FrameStatus : uint32_t {
	ok,
	none,                // no frame was published yet
	busy,                // the writer overtook every attempt; a newer frame is on its way
	invalid_frame_id,    // beyond what a JavaScript number holds, or not the id announced
	invalid_size,        // zero, or larger than the layout allows
	invalid_source_size, // zero, or larger than the layout allows
	invalid_mode,
	invalid_delay,
	invalid_interval,
	invalid_time,             // published before it was captured, or in the future
	invalid_state,            // a preview of something that no filter does
	invalid_buffer_too_small, // ours, not the peer's: the caller's buffer does not hold the frame
	gone,                     // there is no such peer any more; never said by the reader itself
};

constexpr const char *frame_status_names[] = {
	"ok",
	"none",
	"busy",
	"invalid:frame_id",
	"invalid:size",
	"invalid:source_size",
	"invalid:mode",
	"invalid:delay",
	"invalid:interval",
	"invalid:time",
	"invalid:state",
	"invalid:buffer_too_small",
	"gone",
};

// A shorter interval is no frame rate, and would blow up every count that divides by it.
constexpr uint32_t kFrameIntervalNsMin = 100 * 1000;
// Both processes read one clock; this only forgives a reader that sampled it a little earlier.
constexpr uint64_t kClockSlackNs = 1000ull * 1000 * 1000;
// Ids cross into JavaScript as doubles.
constexpr uint64_t kFrameIdMax = (1ull << 53) - 1;

struct FrameHeader {
	uint64_t frame_id;
	uint64_t captured_ns;
	uint64_t published_ns;
	uint32_t epoch;
	uint32_t source_width;
	uint32_t source_height;
	uint32_t width;
	uint32_t height;
	uint32_t mode;
	uint32_t delay_frames;
	uint32_t look_ahead_frames;
	uint32_t frame_interval_ns;
};

// `now_ns` is the clock that the frames are stamped with. On anything but `ok` the contents of
// `header` and `pixels` mean nothing.
FrameStatus read_newest_frame(const ChannelView &channel, uint64_t now_ns, FrameHeader &header, uint8_t *pixels,
			      size_t pixels_bytes);

// The same for the oldest frame that the ring still holds of those after number `after` and of the newest one's epoch; the
// newest where it holds no other.
FrameStatus read_next_frame(const ChannelView &channel, uint64_t after, uint64_t now_ns, FrameHeader &header,
			    uint8_t *pixels, size_t pixels_bytes);

} // namespace playalter
