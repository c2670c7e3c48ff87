// SPDX-License-Identifier: GPL-2.0-or-later
#include "frame-writer.hpp"

#include "../core/sequence-lock.hpp"

#include <cstring>

namespace playalter {

void FrameWriter::write(const FrameHeader &header, const uint8_t *pixels, bool skips_lock)
{
	if (skips_lock) {
		write_payload(header, pixels);
	} else {
		const SequenceWrite turn(channel_.frame(header.frame_id).sequence,
					 sequences_[header.frame_id % kFrameSlots]);
		write_payload(header, pixels);
	}
	channel_.header().latest_frame_id.store(header.frame_id, std::memory_order_release);
}

void FrameWriter::write_payload(const FrameHeader &header, const uint8_t *pixels)
{
	// Pixels first: under the lock the order means nothing, without it the old header makes a
	// half-written picture look whole, which is what the tests are to catch.
	memcpy(channel_.frame_pixels(header.frame_id), pixels, size_t(header.width) * header.height * 4);
	FrameRecord &record = channel_.frame(header.frame_id);
	record.epoch = header.epoch;
	record.frame_id = header.frame_id;
	record.captured_ns = header.captured_ns;
	record.published_ns = header.published_ns;
	record.source_width = header.source_width;
	record.source_height = header.source_height;
	record.width = header.width;
	record.height = header.height;
	record.mode = header.mode;
	record.delay_frames = header.delay_frames;
	record.look_ahead_frames = header.look_ahead_frames;
	record.frame_interval_ns = header.frame_interval_ns;
}

} // namespace playalter
