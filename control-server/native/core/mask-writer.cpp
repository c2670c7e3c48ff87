// SPDX-License-Identifier: GPL-2.0-or-later
#include "mask-writer.hpp"

#include "sequence-lock.hpp"

#include <cmath>
#include <cstring>

namespace playalter {

namespace {

bool is_coordinate(float value)
{
	// False for NaN as well.
	return std::fabs(value) <= kPatchCoordinateMax;
}

// The six numbers, and all four corners that they span.
bool is_quad(const float *q)
{
	for (int i = 0; i < 6; i++) {
		if (!is_coordinate(q[i]))
			return false;
	}
	return is_coordinate(q[0] + q[2]) && is_coordinate(q[1] + q[3]) && is_coordinate(q[0] + q[4]) &&
	       is_coordinate(q[1] + q[5]) && is_coordinate(q[0] + q[2] + q[4]) && is_coordinate(q[1] + q[3] + q[5]);
}

} // namespace

MaskFaultText describe(MaskFault fault)
{
	switch (fault) {
	case MaskFault::none:
		break;
	case MaskFault::frame_id:
		return {"mask_frame_id_invalid", "A mask needs the id of the frame that it was made for."};
	case MaskFault::flags:
		return {"mask_flags_unknown", "The mask carries a flag that the protocol does not have."};
	case MaskFault::based_on:
		return {"mask_based_on_invalid",
			"A mask for a frame that was not analysed has to say that it is extrapolated, or cover."};
	case MaskFault::patch_count:
		return {"patch_count_invalid", "The mask has more patches than the channel holds."};
	case MaskFault::patch_side:
		return {"patch_side_invalid", "A patch picture has a size that the protocol does not have."};
	case MaskFault::patch_quad:
		return {"patch_quad_invalid", "A patch has a corner that is no number or far outside of the picture."};
	case MaskFault::pixel_bytes:
		return {"patch_pixels_invalid", "The patch pictures do not add up to the pixels of the mask."};
	}
	return {"", ""};
}

MaskFault check_mask(const MaskInput &mask)
{
	if (mask.frame_id == 0)
		return MaskFault::frame_id;
	if ((mask.flags & ~kMaskFlagsKnown) != 0)
		return MaskFault::flags;
	if ((mask.flags & (kMaskFlagExtrapolated | kMaskFlagCover)) == 0 && mask.based_on_id < mask.frame_id)
		return MaskFault::based_on;
	if (mask.patch_count > kPatchesMax)
		return MaskFault::patch_count;

	uint64_t bytes = 0;
	for (uint32_t i = 0; i < mask.patch_count; i++) {
		if (!is_patch_side(mask.sides[i]))
			return MaskFault::patch_side;
		if (!is_quad(mask.quads + i * 6))
			return MaskFault::patch_quad;
		bytes += uint64_t(mask.sides[i]) * mask.sides[i] * 4;
	}
	if (bytes != mask.pixel_bytes || bytes > kMaskPixelBytes)
		return MaskFault::pixel_bytes;
	return MaskFault::none;
}

MaskWriter::MaskWriter(const ChannelView &channel)
	: channel_(channel),
	  latest_id_(channel.header().latest_mask_id.load(std::memory_order_acquire))
{
	for (uint32_t slot = 0; slot < kMaskSlots; slot++)
		sequences_[slot] = (channel_.mask(slot).sequence.load(std::memory_order_acquire) + 1) & ~1u;
}

void MaskWriter::write(const MaskInput &mask, uint64_t now_ns)
{
	MaskRecord &record = channel_.mask(mask.frame_id);
	{
		const SequenceWrite turn(record.sequence, sequences_[mask.frame_id % kMaskSlots]);
		record.epoch = mask.epoch;
		record.frame_id = mask.frame_id;
		record.based_on_id = mask.based_on_id;
		record.published_ns = now_ns;
		record.flags = mask.flags;
		record.patch_count = mask.patch_count;
		record.pixel_bytes = mask.pixel_bytes;

		uint32_t offset = 0;
		for (uint32_t i = 0; i < mask.patch_count; i++) {
			PatchRecord &patch = channel_.patch(mask.frame_id, i);
			const float *quad = mask.quads + i * 6;
			patch.origin_x = quad[0];
			patch.origin_y = quad[1];
			patch.x_axis_x = quad[2];
			patch.x_axis_y = quad[3];
			patch.y_axis_x = quad[4];
			patch.y_axis_y = quad[5];
			patch.side = mask.sides[i];
			patch.pixel_offset = offset;
			patch.track_id = mask.track_ids[i];
			offset += mask.sides[i] * mask.sides[i] * 4;
		}
		if (mask.pixel_bytes > 0)
			memcpy(channel_.mask_pixels(mask.frame_id), mask.pixels, mask.pixel_bytes);
	}
	if (mask.frame_id > latest_id_)
		latest_id_ = mask.frame_id;
	channel_.header().latest_mask_id.store(latest_id_, std::memory_order_release);
}

} // namespace playalter
