// SPDX-License-Identifier: GPL-2.0-or-later
#include "frame-reader.hpp"

#include "../../../protocol/generated/names.gen.h"
#include "sequence-lock.hpp"

#include <cstring>

namespace playalter {

namespace {

FrameHeader copy_header(const FrameRecord &record)
{
	FrameHeader header;
	header.frame_id = load_once(record.frame_id);
	header.captured_ns = load_once(record.captured_ns);
	header.published_ns = load_once(record.published_ns);
	header.epoch = load_once(record.epoch);
	header.source_width = load_once(record.source_width);
	header.source_height = load_once(record.source_height);
	header.width = load_once(record.width);
	header.height = load_once(record.height);
	header.mode = load_once(record.mode);
	header.delay_frames = load_once(record.delay_frames);
	header.look_ahead_frames = load_once(record.look_ahead_frames);
	header.frame_interval_ns = load_once(record.frame_interval_ns);
	return header;
}

bool is_side(uint32_t side, uint32_t min, uint32_t max)
{
	return side >= min && side <= max;
}

FrameStatus check(const FrameHeader &header, uint64_t now_ns, size_t pixels_bytes)
{
	if (!is_side(header.width, kAnalysisSideMin, kAnalysisSideMax) ||
	    !is_side(header.height, kAnalysisSideMin, kAnalysisSideMax))
		return FrameStatus::invalid_size;
	if (!is_side(header.source_width, 1, kSourceSideMax) || !is_side(header.source_height, 1, kSourceSideMax))
		return FrameStatus::invalid_source_size;
	if (header.mode >= names::mask_mode_count)
		return FrameStatus::invalid_mode;
	if (header.delay_frames > kMaskSlots || header.look_ahead_frames > kMaskSlots)
		return FrameStatus::invalid_delay;
	if (header.frame_interval_ns < kFrameIntervalNsMin)
		return FrameStatus::invalid_interval;
	if (header.published_ns < header.captured_ns || header.published_ns > now_ns + kClockSlackNs)
		return FrameStatus::invalid_time;
	if (uint64_t(header.width) * header.height * 4 > pixels_bytes)
		return FrameStatus::invalid_buffer_too_small;
	return FrameStatus::ok;
}

uint64_t next_id(const ChannelView &channel, uint64_t after, uint64_t newest)
{
	uint64_t next = newest;
	const uint32_t epoch = load_once(channel.frame(newest).epoch);
	for (uint64_t slot = 0; slot < kFrameSlots; slot++) {
		const FrameRecord &record = channel.frame(slot);
		const uint64_t id = load_once(record.frame_id);
		// Read without the lock, from whoever wrote it: what is chosen here is checked when it is read.
		if (id > after && id < next && id % kFrameSlots == slot && load_once(record.epoch) == epoch)
			next = id;
	}
	return next;
}

// `choose` is given the newest id and says which one is wanted.
template<typename Choose>
FrameStatus read_frame(const ChannelView &channel, Choose choose, uint64_t now_ns, FrameHeader &header,
		       uint8_t *pixels, size_t pixels_bytes)
{
	// What a whole record of another id makes of us: `busy` if the writer is ahead, a lie if not.
	FrameStatus outcome = FrameStatus::busy;
	for (uint32_t attempt = 0; attempt < kReadAttempts; attempt++) {
		const uint64_t newest = channel.header().latest_frame_id.load(std::memory_order_acquire);
		if (newest == 0)
			return FrameStatus::none;
		if (newest > kFrameIdMax)
			return FrameStatus::invalid_frame_id;
		const uint64_t id = choose(newest);

		const FrameRecord &record = channel.frame(id);
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
		if (header.frame_id != id) {
			outcome = header.frame_id > id ? FrameStatus::busy : FrameStatus::invalid_frame_id;
			continue;
		}
		const FrameStatus verdict = check(header, now_ns, pixels_bytes);
		if (verdict != FrameStatus::ok)
			return verdict;

		memcpy(pixels, channel.frame_pixels(id), size_t(header.width) * header.height * 4);
		if (read.is_whole())
			return FrameStatus::ok;
		outcome = FrameStatus::busy;
	}
	return outcome;
}

} // namespace

FrameStatus read_newest_frame(const ChannelView &channel, uint64_t now_ns, FrameHeader &header, uint8_t *pixels,
			      size_t pixels_bytes)
{
	return read_frame(
		channel, [](uint64_t newest) { return newest; }, now_ns, header, pixels, pixels_bytes);
}

FrameStatus read_next_frame(const ChannelView &channel, uint64_t after, uint64_t now_ns, FrameHeader &header,
			    uint8_t *pixels, size_t pixels_bytes)
{
	return read_frame(
		channel, [&](uint64_t newest) { return next_id(channel, after, newest); }, now_ns, header, pixels,
		pixels_bytes);
}

} // namespace playalter
