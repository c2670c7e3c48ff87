// SPDX-License-Identifier: GPL-2.0-or-later
#include "mask-reader.hpp"

#include "../core/sequence-lock.hpp"

#include <cmath>
#include <cstring>

namespace playalter {

namespace {

MaskHeader copy_header(const MaskRecord &record)
{
	MaskHeader header;
	header.frame_id = load_once(record.frame_id);
	header.based_on_id = load_once(record.based_on_id);
	header.published_ns = load_once(record.published_ns);
	header.epoch = load_once(record.epoch);
	header.flags = load_once(record.flags);
	header.patch_count = load_once(record.patch_count);
	header.pixel_bytes = load_once(record.pixel_bytes);
	return header;
}

bool is_inside(float value)
{
	return std::fabs(value) <= kPatchCoordinateMax;
}

bool is_quad(const float (&q)[6])
{
	for (const float value : q) {
		if (!is_inside(value))
			return false;
	}
	for (int corner = 1; corner < 4; corner++) {
		const float along_x = float(corner & 1), along_y = float(corner >> 1);
		if (!is_inside(q[0] + along_x * q[2] + along_y * q[4]) ||
		    !is_inside(q[1] + along_x * q[3] + along_y * q[5]))
			return false;
	}
	return true;
}

// The pictures end up one after another in `mask.pixels`, wherever they lie in the record.
MaskStatus copy_patch(const PatchRecord &record, const uint8_t *shared_pixels, uint32_t index, MaskOutput &mask)
{
	const float quad[6] = {load_once(record.origin_x), load_once(record.origin_y), load_once(record.x_axis_x),
			       load_once(record.x_axis_y), load_once(record.y_axis_x), load_once(record.y_axis_y)};
	const uint32_t side = load_once(record.side);
	const uint32_t offset = load_once(record.pixel_offset);
	if (!is_patch_side(side))
		return MaskStatus::invalid_side;
	const uint32_t bytes = side * side * 4;
	// The second test is for pictures that overlap, which add up to more than their area.
	if (offset % 64 != 0 || uint64_t(offset) + bytes > mask.header.pixel_bytes ||
	    mask.pixel_bytes + bytes > mask.header.pixel_bytes)
		return MaskStatus::invalid_offset;
	if (!is_quad(quad))
		return MaskStatus::invalid_quad;

	memcpy(mask.quads + index * 6, quad, sizeof(quad));
	mask.sides[index] = side;
	mask.track_ids[index] = load_once(record.track_id);
	memcpy(mask.pixels + mask.pixel_bytes, shared_pixels + offset, bytes);
	mask.pixel_bytes += bytes;
	return MaskStatus::ok;
}

MaskStatus check_header(const MaskHeader &header)
{
	if ((header.flags & ~kMaskFlagsKnown) != 0)
		return MaskStatus::invalid_flags;
	if ((header.flags & (kMaskFlagExtrapolated | kMaskFlagCover)) == 0 && header.based_on_id < header.frame_id)
		return MaskStatus::invalid_based_on;
	if (header.patch_count > kPatchesMax)
		return MaskStatus::invalid_patch_count;
	if (header.pixel_bytes > kMaskPixelBytes)
		return MaskStatus::invalid_pixel_bytes;
	return MaskStatus::ok;
}

MaskStatus copy_mask(const ChannelView &channel, uint64_t frame_id, MaskOutput &mask)
{
	mask.header = copy_header(channel.mask(frame_id));
	mask.pixel_bytes = 0;
	if (mask.header.frame_id != frame_id)
		return MaskStatus::missing;
	const MaskStatus verdict = check_header(mask.header);
	if (verdict != MaskStatus::ok)
		return verdict;
	for (uint32_t i = 0; i < mask.header.patch_count; i++) {
		const MaskStatus status =
			copy_patch(channel.patch(frame_id, i), channel.mask_pixels(frame_id), i, mask);
		if (status != MaskStatus::ok)
			return status;
	}
	return MaskStatus::ok;
}

} // namespace

MaskStatus read_mask(const ChannelView &channel, uint64_t frame_id, MaskOutput &mask, bool ignores_lock)
{
	for (uint32_t attempt = 0; attempt < kReadAttempts; attempt++) {
		const SequenceRead read(channel.mask(frame_id).sequence);
		if (read.is_being_written() && !ignores_lock)
			continue;
		// Safe on torn bytes: every bound in there is a constant or checked against one.
		const MaskStatus status = copy_mask(channel, frame_id, mask);
		if (ignores_lock || read.is_whole())
			return status;
	}
	return MaskStatus::busy;
}

} // namespace playalter
