// SPDX-License-Identifier: GPL-2.0-or-later
//
// The filter's side of one frame channel: the shared mapping, its doorbell, and the frame ring's only
// writer, which is the previews' too. Created and destroyed on the channel's thread; between the two, `publish` and `masks`
// belong to the graphics thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "channel-error.hpp"
#include "protocol/channel_layout.h"
#include "protocol/generated/names.gen.h"
#include "shared-memory.hpp"

namespace playalter {

// What goes with an analysis copy. Field meanings and units: FrameRecord in channel_layout.h.
struct FrameInfo {
	uint64_t frame_id = 0; // from 1, each higher than the one published before
	uint32_t epoch = 0;
	uint64_t captured_ns = 0;
	uint64_t published_ns = 0;
	uint32_t source_width = 0;
	uint32_t source_height = 0;
	uint32_t width = 0;
	uint32_t height = 0;
	names::MaskMode mode = names::MaskMode::guard;
	uint32_t delay_frames = 0;
	uint32_t look_ahead_frames = 0;
	uint32_t frame_interval_ns = 0;
};

// What goes with a preview. Field meanings and units: PreviewRecord in channel_layout.h.
struct PreviewInfo {
	names::OutputState state = names::OutputState::covered;
	uint64_t number = 0; // each higher than the one published before
	uint64_t frame_id = 0;
	uint64_t newest_id = 0;
	uint64_t drawn_ns = 0;
	uint64_t published_ns = 0;
	uint32_t width = 0;
	uint32_t height = 0;
};

class FrameMapping {
public:
	// Channel thread. Null with `error` set when the system gives no memory or descriptor.
	static std::unique_ptr<FrameMapping> create(ChannelError &error);

	FrameMapping(const FrameMapping &) = delete;
	FrameMapping &operator=(const FrameMapping &) = delete;

	// Graphics thread. Copies `info.height` rows of `info.width` RGBA pixels, `stride_bytes` apart, into
	// the ring and rings the doorbell. No lock, no allocation, no wait; one system call.
	// False, and nothing written: a size outside the layout's limits, a stride shorter than a row, or
	// an id that is not higher than the last.
	bool publish(const FrameInfo &info, const uint8_t *rgba, size_t stride_bytes) noexcept;

	// Graphics thread. The same for a preview.
	bool publish_preview(const PreviewInfo &info, const uint8_t *rgba, size_t stride_bytes) noexcept;

	// Graphics thread. Newest published id, from this process's own memory; 0: none.
	uint64_t latest_frame_id() const { return latest_frame_id_; }

	// Graphics thread. No frame before this one can be read by somebody who gets the mapping now; from this process's own
	// memory; UINT64_MAX: none can.
	uint64_t oldest_readable_id() const;

	// Graphics thread. Whether a daemon has made a mask; as it claims.
	bool has_mask() const;

	// Start of the mapping (kChannelBytes), for MaskReader.
	const uint8_t *data() const { return memory_.data(); }

	// Unlike its address, never the same for two mappings of one process; from 1.
	uint64_t serial() const { return serial_; }

	// Channel thread: the two descriptors that `filter.hello` carries, mapping first; borrowed.
	int memory_descriptor() const { return memory_.descriptor(); }
	int doorbell_descriptor() const { return doorbell_.descriptor(); }

	// Channel thread, before the graphics thread has it: fetches the pages that frames of up to
	// `side` x `side` pixels will touch.
	void prefault(uint32_t side);

private:
	FrameMapping(SharedMemory memory, Doorbell doorbell);

	SharedMemory memory_;
	Doorbell doorbell_;
	uint64_t serial_;
	uint64_t latest_frame_id_ = 0;
	uint64_t latest_preview_ = 0;
	// As many as there are slots, and one: whoever asks may be a frame late.
	uint64_t last_ids_[kFrameSlots + 1] = {};
	size_t next_id_ = 0;
};

} // namespace playalter
