// SPDX-License-Identifier: GPL-2.0-or-later
//
// Copies the mask of one frame id out of a mapping and checks all of it, as the filter does. Any
// thread; allocates nothing.
#pragma once

#include "../core/channel-view.hpp"

namespace playalter {

// Order is the status number that JavaScript sees; keep `mask_status_names` in step.
enum class MaskStatus : uint32_t {
	ok,
	missing, // the slot holds another frame's mask, or none
	busy,
	invalid_flags,
	invalid_based_on,
	invalid_patch_count,
	invalid_pixel_bytes,
	invalid_side,
	invalid_offset,
	invalid_quad,
};

constexpr const char *mask_status_names[] = {
	"ok",
	"missing",
	"busy",
	"invalid:flags",
	"invalid:based_on",
	"invalid:patch_count",
	"invalid:pixel_bytes",
	"invalid:side",
	"invalid:offset",
	"invalid:quad",
};

struct MaskHeader {
	uint64_t frame_id;
	uint64_t based_on_id;
	uint64_t published_ns;
	uint32_t epoch;
	uint32_t flags;
	uint32_t patch_count;
	uint32_t pixel_bytes;
};

// Room for kPatchesMax patches and kMaskPixelBytes of pixels; filled like a PatchBatch.
struct MaskOutput {
	MaskHeader header;
	float *quads;
	uint32_t *sides;
	uint32_t *track_ids;
	uint8_t *pixels;
	uint32_t pixel_bytes;
};

// With `ignores_lock` every copy counts as whole: the fault that the tests must be able to see.
MaskStatus read_mask(const ChannelView &channel, uint64_t frame_id, MaskOutput &mask, bool ignores_lock);

} // namespace playalter
