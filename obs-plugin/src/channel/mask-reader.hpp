// SPDX-License-Identifier: GPL-2.0-or-later
//
// Takes the mask of one frame out of the shared mapping: copies it under the sequence lock, then
// believes only the copy, and only after every field of it was checked. Graphics thread; no lock, no
// allocation, no wait, bounded work.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "protocol/channel_layout.h"

namespace playalter {

enum class MaskReadStatus : uint32_t {
	missing, // the slot holds another frame or epoch, or nothing yet
	busy,    // the daemon was writing in all kReadAttempts tries; ask again next tick
	ok,
	invalid, // the record breaks the protocol: cover, and report it to the channel
};

enum class InvalidReason : uint32_t {
	none,
	flags_unknown,
	extrapolated_not_allowed, // a guess, in a mode that promised none
	based_on_id,              // claims frames that were never published, or is a guess that doesn't say so
	patch_count,
	pixel_bytes,
	patch_side,
	patch_offset,
	patch_coordinates, // not finite, or a corner beyond kPatchCoordinateMax
};
constexpr uint32_t kInvalidReasonCount = 9;

// Stable snake_case, the enumerator's own name.
const char *invalid_reason_name(InvalidReason reason);

struct MaskReadResult {
	MaskReadStatus status = MaskReadStatus::missing;
	InvalidReason reason = InvalidReason::none; // set when invalid

	bool is_ok() const { return status == MaskReadStatus::ok; }
};

struct MaskRequest {
	uint64_t frame_id = 0;
	uint32_t epoch = 0;
	// FrameMapping::latest_frame_id(): no record can rest on a later frame.
	uint64_t latest_frame_id = 0;
	// Live mode only.
	bool allow_extrapolated = false;
};

// A record in this process's own memory. 2 MB: allocate once, reuse. After anything but `ok` it has no
// patches and `is_cover` is true, so that a caller who draws it anyway covers the frame.
struct MaskCopy {
	MaskCopy() : pixels(new uint8_t[kMaskPixelBytes]) {}

	uint64_t frame_id = 0;
	uint64_t based_on_id = 0;
	uint64_t published_ns = 0; // os_gettime_ns's clock, as the daemon says; not checked
	uint32_t epoch = 0;
	bool is_cover = true; // the daemon asks for the whole frame to be covered
	bool is_extrapolated = false;
	uint32_t patch_count = 0;
	uint32_t pixel_bytes = 0;
	PatchRecord patches[kPatchesMax] = {};
	// kMaskPixelBytes long, of which the first `pixel_bytes` are this record's.
	std::unique_ptr<uint8_t[]> pixels;

	// side x side RGBA, straight alpha, rows without padding.
	const uint8_t *patch_pixels(uint32_t index) const { return pixels.get() + patches[index].pixel_offset; }
};

class MaskReader {
public:
	// `channel`: FrameMapping::data(), borrowed; must outlive the reader.
	explicit MaskReader(const uint8_t *channel) : channel_(channel) {}

	// At most kReadAttempts copies of at most sizeof(PatchRecord) x kPatchesMax + kMaskPixelBytes.
	MaskReadResult read(const MaskRequest &request, MaskCopy &out) const noexcept;

private:
	const uint8_t *channel_;
};

} // namespace playalter
