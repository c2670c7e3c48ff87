// SPDX-License-Identifier: GPL-2.0-or-later
//
// Writes masks into a mapping. One thread, the only writer of the mask ring; allocates nothing.
#pragma once

#include "channel-view.hpp"

#include <cstddef>

namespace playalter {

// One frame's patches, as the painter hands them over: see PatchBatch in painting/patch.ts.
struct MaskInput {
	uint64_t frame_id;
	uint64_t based_on_id;
	uint32_t epoch;
	uint32_t flags;
	uint32_t patch_count;
	uint32_t pixel_bytes;
	const float *quads; // 6 a patch
	const uint32_t *sides;
	const uint32_t *track_ids;
	const uint8_t *pixels;
};

// Our own mistake, or `none`. Nothing was written unless it is `none`.
enum class MaskFault : uint32_t {
	none,
	frame_id,
	flags,
	based_on,
	patch_count,
	patch_side,
	patch_quad,
	pixel_bytes,
};

struct MaskFaultText {
	const char *code;
	const char *message;
};

MaskFaultText describe(MaskFault fault);

MaskFault check_mask(const MaskInput &mask);

class MaskWriter {
public:
	// Takes over a ring as it is found: a filter may bring the mapping that an earlier daemon
	// wrote, and died while writing.
	explicit MaskWriter(const ChannelView &channel);

	// `mask` has passed check_mask. Writing the same id again replaces that mask.
	void write(const MaskInput &mask, uint64_t now_ns);

private:
	ChannelView channel_;
	uint64_t latest_id_;
	uint32_t sequences_[kMaskSlots];
};

} // namespace playalter
