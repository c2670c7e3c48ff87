// SPDX-License-Identifier: GPL-2.0-or-later
//
// Reading and checking of mask records. Graphics thread.
#include "mask-reader.hpp"

#include <cmath>

#include "mask-record-copy.hpp"

namespace playalter {

namespace {

constexpr const char *reason_names[] = {"none",        "flags_unknown", "extrapolated_not_allowed",
					"based_on_id", "patch_count",   "pixel_bytes",
					"patch_side",  "patch_offset",  "patch_coordinates"};
static_assert(sizeof(reason_names) / sizeof(reason_names[0]) == kInvalidReasonCount, "a name for each reason");

constexpr uint32_t kPatchPixelAlignment = 64;

bool is_coordinate(float value)
{
	// False for NaN too.
	return std::fabs(value) <= kPatchCoordinateMax;
}

bool has_sane_coordinates(const PatchRecord &patch)
{
	return is_coordinate(patch.origin_x) && is_coordinate(patch.origin_y) && is_coordinate(patch.x_axis_x) &&
	       is_coordinate(patch.x_axis_y) && is_coordinate(patch.y_axis_x) && is_coordinate(patch.y_axis_y) &&
	       is_coordinate(patch.origin_x + patch.x_axis_x) && is_coordinate(patch.origin_y + patch.x_axis_y) &&
	       is_coordinate(patch.origin_x + patch.y_axis_x) && is_coordinate(patch.origin_y + patch.y_axis_y) &&
	       is_coordinate(patch.origin_x + patch.x_axis_x + patch.y_axis_x) &&
	       is_coordinate(patch.origin_y + patch.x_axis_y + patch.y_axis_y);
}

InvalidReason check_patch(const PatchRecord &patch, uint32_t pixel_bytes)
{
	if (!is_patch_side(patch.side))
		return InvalidReason::patch_side;
	const uint64_t end = uint64_t(patch.pixel_offset) + uint64_t(patch.side) * patch.side * 4;
	if (patch.pixel_offset % kPatchPixelAlignment != 0 || end > pixel_bytes)
		return InvalidReason::patch_offset;
	if (!has_sane_coordinates(patch))
		return InvalidReason::patch_coordinates;
	return InvalidReason::none;
}

InvalidReason check_record(const detail::MaskRecordFields &fields, const MaskRequest &request,
			   const PatchRecord *patches)
{
	if (fields.flags & ~kMaskFlagsKnown)
		return InvalidReason::flags_unknown;
	const bool is_cover = fields.flags & kMaskFlagCover;
	const bool is_extrapolated = fields.flags & kMaskFlagExtrapolated;
	if (is_extrapolated && !is_cover && !request.allow_extrapolated)
		return InvalidReason::extrapolated_not_allowed;
	if (fields.based_on_id > request.latest_frame_id)
		return InvalidReason::based_on_id;
	// A cover may rest on nothing. Anything else has seen its own frame, or says that it guesses.
	if (!is_cover && !is_extrapolated && fields.based_on_id < fields.frame_id)
		return InvalidReason::based_on_id;
	if (fields.patch_count > kPatchesMax)
		return InvalidReason::patch_count;
	if (fields.pixel_bytes > kMaskPixelBytes)
		return InvalidReason::pixel_bytes;
	for (uint32_t index = 0; index < fields.patch_count; index++) {
		const InvalidReason reason = check_patch(patches[index], fields.pixel_bytes);
		if (reason != InvalidReason::none)
			return reason;
	}
	return InvalidReason::none;
}

void make_safe(MaskCopy &out)
{
	out.frame_id = 0;
	out.based_on_id = 0;
	out.published_ns = 0;
	out.epoch = 0;
	out.is_cover = true;
	out.is_extrapolated = false;
	out.patch_count = 0;
	out.pixel_bytes = 0;
}

} // namespace

const char *invalid_reason_name(InvalidReason reason)
{
	const auto index = uint32_t(reason);
	return index < kInvalidReasonCount ? reason_names[index] : "unknown";
}

MaskReadResult MaskReader::read(const MaskRequest &request, MaskCopy &out) const noexcept
{
	make_safe(out);
	if (request.frame_id == 0)
		return {MaskReadStatus::missing, InvalidReason::none};

	const uint8_t *slot = channel_ + mask_slot_at(request.frame_id);
	detail::MaskRecordFields fields;
	auto outcome = detail::CopyOutcome::torn;
	for (uint32_t attempt = 0; attempt < kReadAttempts && outcome == detail::CopyOutcome::torn; attempt++)
		outcome = detail::copy_mask_record<true>(slot, request.frame_id, request.epoch, fields, out);

	if (outcome == detail::CopyOutcome::torn)
		return {MaskReadStatus::busy, InvalidReason::none};
	if (outcome == detail::CopyOutcome::missing)
		return {MaskReadStatus::missing, InvalidReason::none};

	const InvalidReason reason = check_record(fields, request, out.patches);
	if (reason != InvalidReason::none)
		return {MaskReadStatus::invalid, reason};

	out.frame_id = fields.frame_id;
	out.based_on_id = fields.based_on_id;
	out.published_ns = fields.published_ns;
	out.epoch = fields.epoch;
	out.is_cover = fields.flags & kMaskFlagCover;
	out.is_extrapolated = fields.flags & kMaskFlagExtrapolated;
	out.patch_count = fields.patch_count;
	out.pixel_bytes = fields.pixel_bytes;
	return {MaskReadStatus::ok, InvalidReason::none};
}

} // namespace playalter
