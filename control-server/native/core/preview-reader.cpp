// SPDX-License-Identifier: GPL-2.0-or-later
#include "preview-reader.hpp"

#include "../../../protocol/generated/names.gen.h"
#include "sequence-lock.hpp"

#include <cstring>

namespace playalter {

namespace {

PreviewHeader copy_header(const PreviewRecord &record)
{
	PreviewHeader header;
	header.number = load_once(record.number);
	header.frame_id = load_once(record.frame_id);
	header.newest_id = load_once(record.newest_id);
	header.drawn_ns = load_once(record.drawn_ns);
	header.published_ns = load_once(record.published_ns);
	header.state = load_once(record.state);
	header.width = load_once(record.width);
	header.height = load_once(record.height);
	return header;
}

bool is_side(uint32_t side)
{
	return side >= 1 && side <= kPreviewSideMax;
}

FrameStatus check(const PreviewHeader &header, uint64_t now_ns, size_t pixels_bytes)
{
	if (header.newest_id > kFrameIdMax || header.frame_id > header.newest_id)
		return FrameStatus::invalid_frame_id;
	if (header.state >= names::output_state_count)
		return FrameStatus::invalid_state;
	if (!is_side(header.width) || !is_side(header.height))
		return FrameStatus::invalid_size;
	if (header.published_ns < header.drawn_ns || header.published_ns > now_ns + kClockSlackNs)
		return FrameStatus::invalid_time;
	if (uint64_t(header.width) * header.height * 4 > pixels_bytes)
		return FrameStatus::invalid_buffer_too_small;
	return FrameStatus::ok;
}

} // namespace

FrameStatus read_newest_preview(const ChannelView &channel, uint64_t after, uint64_t now_ns, PreviewHeader &header,
				uint8_t *pixels, size_t pixels_bytes)
{
	FrameStatus outcome = FrameStatus::busy;
	for (uint32_t attempt = 0; attempt < kReadAttempts; attempt++) {
		const uint64_t number = channel.header().latest_preview.load(std::memory_order_acquire);
		if (number > kFrameIdMax)
			return FrameStatus::invalid_frame_id;
		if (number <= after)
			return FrameStatus::none;

		const PreviewRecord &record = channel.preview(number);
		const SequenceRead read(record.sequence);
		if (read.is_being_written()) {
			outcome = FrameStatus::busy;
			continue;
		}
		header = copy_header(record);
		if (!read.is_whole()) {
			outcome = FrameStatus::busy;
			continue;
		}
		if (header.number != number) {
			// The writer may be ahead by now; less than what it announced is a lie.
			outcome = header.number > number ? FrameStatus::busy : FrameStatus::invalid_frame_id;
			continue;
		}
		const FrameStatus verdict = check(header, now_ns, pixels_bytes);
		if (verdict != FrameStatus::ok)
			return verdict;

		memcpy(pixels, channel.preview_pixels(number), size_t(header.width) * header.height * 4);
		if (read.is_whole())
			return FrameStatus::ok;
		outcome = FrameStatus::busy;
	}
	return outcome;
}

} // namespace playalter
