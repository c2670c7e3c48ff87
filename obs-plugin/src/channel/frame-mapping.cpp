// SPDX-License-Identifier: GPL-2.0-or-later
//
// Layout and publishing of a frame mapping; threads as in the header.
#include "frame-mapping.hpp"

#include <atomic>
#include <cstring>
#include <new>

namespace playalter {

namespace {

static_assert(names::protocol_major == kChannelMajor && names::protocol_minor == kChannelMinor,
	      "one version for the socket and the mapping");
static_assert(names::limit_preview_side == kPreviewSideMax, "one size of previews");

std::atomic<uint64_t> last_serial{0};

bool is_side_between(uint32_t side, uint32_t max)
{
	return side >= 1 && side <= max;
}

// One turn of a slot's writer.
class SlotTurn {
public:
	// The other process can write here too. If it moved the sequence, only its own reading breaks; an
	// odd start would invert the lock, so parity is forced.
	explicit SlotTurn(std::atomic<uint32_t> &sequence)
		: sequence_(sequence),
		  even_(sequence.load(std::memory_order_relaxed) & ~1u)
	{
		sequence_.store(even_ + 1, std::memory_order_relaxed);
		std::atomic_thread_fence(std::memory_order_release);
	}
	~SlotTurn()
	{
		// 0 means "nothing yet": skipped when the counter wraps.
		const uint32_t next = even_ + 2;
		sequence_.store(next == 0 ? 2 : next, std::memory_order_release);
	}
	SlotTurn(const SlotTurn &) = delete;
	SlotTurn &operator=(const SlotTurn &) = delete;

private:
	std::atomic<uint32_t> &sequence_;
	const uint32_t even_;
};

void copy_rows(uint8_t *to, const uint8_t *from, size_t stride_bytes, size_t row_bytes, uint32_t rows)
{
	if (stride_bytes == row_bytes) {
		memcpy(to, from, row_bytes * rows);
		return;
	}
	for (uint32_t row = 0; row < rows; row++)
		memcpy(to + row * row_bytes, from + row * stride_bytes, row_bytes);
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
	header->preview_slots = kPreviewSlots;
	header->preview_slot_bytes = kPreviewSlotBytes;
	header->latest_frame_id.store(0, std::memory_order_release);
	header->latest_mask_id.store(0, std::memory_order_release);
	header->latest_preview.store(0, std::memory_order_release);

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

	{
		const SlotTurn turn(record->sequence);
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
		copy_rows(slot + kFramePixelsAt, rgba, stride_bytes, row_bytes, info.height);
	}
	latest_frame_id_ = info.frame_id;
	last_ids_[next_id_] = info.frame_id;
	next_id_ = (next_id_ + 1) % (kFrameSlots + 1);
	auto *header = reinterpret_cast<ChannelHeader *>(memory_.data());
	header->latest_frame_id.store(info.frame_id, std::memory_order_release);
	doorbell_.ring();
	return true;
}

bool FrameMapping::publish_preview(const PreviewInfo &info, const uint8_t *rgba, size_t stride_bytes) noexcept
{
	const size_t row_bytes = size_t(info.width) * 4;
	if (info.number <= latest_preview_ || !is_side_between(info.width, kPreviewSideMax) ||
	    !is_side_between(info.height, kPreviewSideMax) || !rgba || stride_bytes < row_bytes)
		return false;

	uint8_t *slot = memory_.data() + preview_slot_at(info.number);
	auto *record = reinterpret_cast<PreviewRecord *>(slot);
	{
		const SlotTurn turn(record->sequence);
		record->state = uint32_t(info.state);
		record->number = info.number;
		record->frame_id = info.frame_id;
		record->newest_id = info.newest_id;
		record->drawn_ns = info.drawn_ns;
		record->published_ns = info.published_ns;
		record->width = info.width;
		record->height = info.height;
		copy_rows(slot + kPreviewPixelsAt, rgba, stride_bytes, row_bytes, info.height);
	}
	latest_preview_ = info.number;
	auto *header = reinterpret_cast<ChannelHeader *>(memory_.data());
	header->latest_preview.store(info.number, std::memory_order_release);
	doorbell_.ring();
	return true;
}

uint64_t FrameMapping::oldest_readable_id() const
{
	const uint64_t oldest = last_ids_[next_id_] != 0 ? last_ids_[next_id_] : last_ids_[0];
	return oldest != 0 ? oldest : UINT64_MAX;
}

bool FrameMapping::has_mask() const
{
	const auto *header = reinterpret_cast<const ChannelHeader *>(memory_.data());
	return header->latest_mask_id.load(std::memory_order_relaxed) != 0;
}

void FrameMapping::prefault(uint32_t side)
{
	const size_t pixels = size_t(side) * side * 4;
	const size_t bytes = kFramePixelsAt + (pixels < kFramePixelBytes ? pixels : kFramePixelBytes);
	for (uint32_t slot = 0; slot < kFrameSlots; slot++)
		memory_.prefault(kFramesAt + slot * kFrameSlotBytes, bytes);
}

} // namespace playalter
