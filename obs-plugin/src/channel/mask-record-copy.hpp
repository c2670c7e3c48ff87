// SPDX-License-Identifier: GPL-2.0-or-later
//
// The copy out of a mask slot under its sequence lock; the half of MaskReader that touches memory
// which another process writes. Graphics thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <cstring>

#include "mask-reader.hpp"
#include "protocol/channel_layout.h"

namespace playalter::detail {

// The record's scalars as they were read, each exactly once.
struct MaskRecordFields {
	uint32_t epoch = 0;
	uint64_t frame_id = 0;
	uint64_t based_on_id = 0;
	uint64_t published_ns = 0;
	uint32_t flags = 0;
	uint32_t patch_count = 0;
	uint32_t pixel_bytes = 0;
};

enum class CopyOutcome { copied, missing, torn };

// A volatile read cannot be repeated by the compiler: what was checked is what is used.
template <typename T> inline T read_once(const T &field)
{
	return *static_cast<const volatile T *>(&field);
}

// One attempt. Fills `fields`, and `out.patches` / `out.pixels` as far as the counts, cut to the
// layout's constants, reach. Nothing of it is checked yet.
//
// `kCheckSequence` is true in the product. The torture test turns it off to see that it would notice.
template <bool kCheckSequence>
CopyOutcome copy_mask_record(const uint8_t *slot, uint64_t frame_id, uint32_t epoch, MaskRecordFields &fields,
			     MaskCopy &out)
{
	const auto *record = reinterpret_cast<const MaskRecord *>(slot);

	const uint32_t before = record->sequence.load(std::memory_order_acquire);
	if (before == 0)
		return CopyOutcome::missing;
	if (kCheckSequence && (before & 1))
		return CopyOutcome::torn;

	fields.epoch = read_once(record->epoch);
	fields.frame_id = read_once(record->frame_id);
	fields.based_on_id = read_once(record->based_on_id);
	fields.published_ns = read_once(record->published_ns);
	fields.flags = read_once(record->flags);
	fields.patch_count = read_once(record->patch_count);
	fields.pixel_bytes = read_once(record->pixel_bytes);

	const bool is_wanted = fields.frame_id == frame_id && fields.epoch == epoch;
	if (is_wanted) {
		const uint32_t patches = fields.patch_count < kPatchesMax ? fields.patch_count : kPatchesMax;
		const uint64_t bytes = fields.pixel_bytes < kMaskPixelBytes ? fields.pixel_bytes : kMaskPixelBytes;
		memcpy(static_cast<void *>(out.patches), slot + kMaskPatchesAt, patches * sizeof(PatchRecord));
		memcpy(out.pixels.get(), slot + kMaskPixelsAt, bytes);
	}

	std::atomic_thread_fence(std::memory_order_acquire);
	const uint32_t after = record->sequence.load(std::memory_order_relaxed);
	if (kCheckSequence && before != after)
		return CopyOutcome::torn;
	return is_wanted ? CopyOutcome::copied : CopyOutcome::missing;
}

} // namespace playalter::detail
