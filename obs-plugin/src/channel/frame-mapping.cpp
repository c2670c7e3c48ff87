// SPDX-License-Identifier: GPL-2.0-or-later
//
// Layout and publishing of a frame mapping; threads as in the header.
#include "frame-mapping.hpp"

#include <atomic>
#include <cstring>
#include <new>

namespace playalter {

namespace {

std::atomic<uint64_t> last_serial{0};

bool is_side_between(uint32_t side, uint32_t max)
{
	return side >= 1 && side <= max;
}

} // namespace

std::unique_ptr<FrameMapping> FrameMapping::create(ChannelError &error)
{
	SharedMemory memory = SharedMemory::create(kChannelBytes, error);
	if (!memory.is_mapped())
		return nullptr;
	Doorbell doorbell = Doorbell::create(error);
	if (!doorbell.is_open())
		return nullptr;

	// The rings are zero, as the system gave them: sequence 0 means that a slot holds nothing yet.
	auto *header = new (memory.data()) ChannelHeader();
	header->magic = kChannelMagic;
	header->major = kChannelMajor;
	header->minor = kChannelMinor;
	header->total_bytes = kChannelBytes;
	header->frame_slots = kFrameSlots;
	header->mask_slots = kMaskSlots;
	header->frame_slot_bytes = kFrameSlotBytes;
	header->mask_slot_bytes = kMaskSlotBytes;
	header->latest_frame_id.store(0, std::memory_order_release);
	header->latest_mask_id.store(0, std::memory_order_release);

	return std::unique_ptr<FrameMapping>(new FrameMapping(std::move(memory), std::move(doorbell)));
}

FrameMapping::FrameMapping(SharedMemory memory, Doorbell doorbell)
	: memory_(std::move(memory)),
	  doorbell_(std::move(doorbell)),
	  serial_(last_serial.fetch_add(1, std::memory_order_relaxed) + 1)
{
}

bool FrameMapping::publish(const FrameInfo &info, const uint8_t *rgba, size_t stride_bytes) noexcept
{
	const size_t row_bytes = size_t(info.width) * 4;
	if (info.frame_id <= latest_frame_id_ || !is_side_between(info.width, kAnalysisSideMax) ||
	    !is_side_between(info.height, kAnalysisSideMax) || !is_side_between(info.source_width, kSourceSideMax) ||
	    !is_side_between(info.source_height, kSourceSideMax) || !rgba || stride_bytes < row_bytes)
		return false;

	uint8_t *slot = memory_.data() + frame_slot_at(info.frame_id);
	auto *record = reinterpret_cast<FrameRecord *>(slot);

	// The other process can write here too. If it moved the sequence, only its own reading breaks; an
	// odd start would invert the lock, so parity is forced.
	const uint32_t sequence = record->sequence.load(std::memory_order_relaxed) & ~1u;
	record->sequence.store(sequence + 1, std::memory_order_relaxed);
	std::atomic_thread_fence(std::memory_order_release);

	record->epoch = info.epoch;
	record->frame_id = info.frame_id;
	record->captured_ns = info.captured_ns;
	record->published_ns = info.published_ns;
	record->source_width = info.source_width;
	record->source_height = info.source_height;
	record->width = info.width;
	record->height = info.height;
	record->mode = uint32_t(info.mode);
	record->delay_frames = info.delay_frames;
	record->look_ahead_frames = info.look_ahead_frames;
	record->frame_interval_ns = info.frame_interval_ns;

	uint8_t *pixels = slot + kFramePixelsAt;
	if (stride_bytes == row_bytes) {
		memcpy(pixels, rgba, row_bytes * info.height);
	} else {
		for (uint32_t row = 0; row < info.height; row++)
			memcpy(pixels + row * row_bytes, rgba + row * stride_bytes, row_bytes);
	}

	// 0 means "nothing yet": skipped when the counter wraps.
	const uint32_t next = sequence + 2;
	record->sequence.store(next == 0 ? 2 : next, std::memory_order_release);

	latest_frame_id_ = info.frame_id;
	auto *header = reinterpret_cast<ChannelHeader *>(memory_.data());
	header->latest_frame_id.store(info.frame_id, std::memory_order_release);
	doorbell_.ring();
	return true;
}

void FrameMapping::prefault(uint32_t side)
{
	const size_t pixels = size_t(side) * side * 4;
	const size_t bytes = kFramePixelsAt + (pixels < kFramePixelBytes ? pixels : kFramePixelBytes);
	for (uint32_t slot = 0; slot < kFrameSlots; slot++)
		memory_.prefault(kFramesAt + slot * kFrameSlotBytes, bytes);
}

} // namespace playalter
