// SPDX-License-Identifier: GPL-2.0-or-later
//
// The daemon's side of a mapping, for tests: maps the handed-over memory, reads frames, writes masks, and
// can write anything it should not.
#pragma once

#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <vector>

#include <sys/mman.h>

#include "protocol/channel_layout.h"

namespace playalter::testing {

class DaemonView {
public:
	explicit DaemonView(int memory_descriptor)
		: data_(static_cast<uint8_t *>(mmap(nullptr, kChannelBytes, PROT_READ | PROT_WRITE, MAP_SHARED,
						    memory_descriptor, 0)))
	{
		if (data_ == MAP_FAILED)
			throw std::runtime_error("the handed-over memory cannot be mapped");
	}
	~DaemonView() { munmap(data_, kChannelBytes); }
	DaemonView(const DaemonView &) = delete;
	DaemonView &operator=(const DaemonView &) = delete;

	uint8_t *data() { return data_; }
	ChannelHeader &header() { return *reinterpret_cast<ChannelHeader *>(data_); }
	FrameRecord &frame(uint64_t id) { return *reinterpret_cast<FrameRecord *>(data_ + frame_slot_at(id)); }
	const uint8_t *frame_pixels(uint64_t id) const { return data_ + frame_slot_at(id) + kFramePixelsAt; }

	PreviewRecord &preview(uint64_t number)
	{
		return *reinterpret_cast<PreviewRecord *>(data_ + preview_slot_at(number));
	}
	const uint8_t *preview_pixels(uint64_t number) const
	{
		return data_ + preview_slot_at(number) + kPreviewPixelsAt;
	}

	MaskRecord &mask(uint64_t id) { return *reinterpret_cast<MaskRecord *>(data_ + mask_slot_at(id)); }
	PatchRecord *patches(uint64_t id)
	{
		return reinterpret_cast<PatchRecord *>(data_ + mask_slot_at(id) + kMaskPatchesAt);
	}
	uint8_t *mask_pixels(uint64_t id) { return data_ + mask_slot_at(id) + kMaskPixelsAt; }

	// `count` patches of side 32, stacked in the pixel area, each pixel byte equal to `fill`.
	void publish_mask(uint64_t id, uint32_t epoch, uint32_t count, uint8_t fill = 0x80)
	{
		MaskRecord &record = mask(id);
		const uint32_t sequence = record.sequence.load(std::memory_order_relaxed);
		record.sequence.store(sequence + 1, std::memory_order_relaxed);
		std::atomic_thread_fence(std::memory_order_release);
		record.epoch = epoch;
		record.frame_id = id;
		record.based_on_id = id;
		record.published_ns = 123456789;
		record.flags = 0;
		record.patch_count = count;
		record.pixel_bytes = count * 32 * 32 * 4;
		for (uint32_t index = 0; index < count; index++)
			patches(id)[index] = {10.5f, 20.0f, 100.0f, 1.0f, -1.0f, 90.0f, 32, index * 32 * 32 * 4,
					      index + 1, {}};
		memset(mask_pixels(id), fill, record.pixel_bytes);
		record.sequence.store(sequence + 2, std::memory_order_release);
		header().latest_mask_id.store(id, std::memory_order_release);
	}

private:
	uint8_t *data_;
};

} // namespace playalter::testing
