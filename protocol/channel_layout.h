// SPDX-License-Identifier: GPL-2.0-or-later
//
// The frame channel's shared memory: one mapping per filter instance, created and sealed by the
// filter, handed to the daemon over the control socket. Included by the OBS plugin and by the
// daemon's native addon; this file is the only place where a byte of the mapping is laid out.
//
// Each ring has one writer (frames and previews: the filter, masks: the daemon) and a sequence lock per slot:
//
//   writer:  sequence = s + 1 (odd)   release fence   write payload   release  sequence = s + 2
//   reader:  s1 = acquire sequence    odd -> busy     copy payload    acquire fence
//            s2 = sequence            s1 != s2 -> torn, retry at most kReadAttempts times
//
// Limits of the scheme: the payload copy races by design and is thrown away when the sequence
// moved, so a reader never acts on a byte before the second check. Neither side trusts the other:
// every size, offset and count that is read is checked against the constants below, never
// against a number that lies in the mapping itself.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace playalter {

// ASCII "PAMC" read as a little-endian word.
constexpr uint32_t kChannelMagic = 0x434d4150u;
// A different major is refused by both sides; a newer minor only adds to reserved fields.
constexpr uint16_t kChannelMajor = 2;
constexpr uint16_t kChannelMinor = 0;

// Longest side of an analysis frame, in pixels. The filter sends 640 unless told otherwise.
constexpr uint32_t kAnalysisSideMax = 1280;
constexpr uint32_t kAnalysisSideMin = 1;
constexpr uint32_t kFrameSlots = 4;
constexpr uint64_t kFramePixelBytes = uint64_t(kAnalysisSideMax) * kAnalysisSideMax * 4;

// Masks are looked up by id: slot = frame id % kMaskSlots. At 60 fps a look-ahead of 1000 ms keeps
// 60 ids in flight.
constexpr uint32_t kMaskSlots = 128;
constexpr uint32_t kPatchesMax = 64;
constexpr uint32_t kPatchSideMin = 16;
constexpr uint32_t kPatchSideMax = 256;
constexpr uint64_t kMaskPixelBytes = 2u * 1024 * 1024;

// Longest side of a preview, in pixels. Written only while the daemon asks for it.
constexpr uint32_t kPreviewSideMax = 320;
constexpr uint32_t kPreviewSlots = 2;
constexpr uint64_t kPreviewPixelBytes = uint64_t(kPreviewSideMax) * kPreviewSideMax * 4;

// Largest side of a source, in pixels, and how far outside of it a patch corner may lie.
constexpr uint32_t kSourceSideMax = 16384;
constexpr float kPatchCoordinateMax = 65536.0f;

constexpr uint32_t kReadAttempts = 8;

constexpr uint64_t kPageBytes = 4096;

// MaskRecord::flags
constexpr uint32_t kMaskFlagExtrapolated = 1u << 0; // made before the frame was analysed: live mode only
constexpr uint32_t kMaskFlagCover = 1u << 1;        // the daemon asks for the whole frame to be covered
constexpr uint32_t kMaskFlagsKnown = kMaskFlagExtrapolated | kMaskFlagCover;

struct alignas(64) ChannelHeader {
	uint32_t magic;
	uint16_t major;
	uint16_t minor;
	uint64_t total_bytes;
	uint32_t frame_slots;
	uint32_t mask_slots;
	uint64_t frame_slot_bytes;
	uint64_t mask_slot_bytes;
	uint32_t preview_slots;
	uint32_t reserved_a;
	uint64_t preview_slot_bytes;
	uint8_t reserved_b[8];

	// Own cache line each: one is written by the filter, one by the daemon.
	alignas(64) std::atomic<uint64_t> latest_frame_id; // 0: none yet
	alignas(64) std::atomic<uint64_t> latest_mask_id;
	alignas(64) std::atomic<uint64_t> latest_preview; // a number, see PreviewRecord
};

struct alignas(64) FrameRecord {
	std::atomic<uint32_t> sequence;
	uint32_t epoch;         // changes when the frames before must not be tracked into those after
	uint64_t frame_id;      // from 1, one per rendered tick; never repeats within a mapping
	uint64_t captured_ns;   // os_gettime_ns at the tick that rendered the frame
	uint64_t published_ns;  // the same clock, when the analysis copy was complete
	uint32_t source_width;  // pixels of the full frame
	uint32_t source_height;
	uint32_t width;         // pixels of the analysis copy, RGBA, sRGB, rows without padding, top first
	uint32_t height;
	uint32_t mode;          // names::MaskMode, see names.gen.h
	uint32_t delay_frames;  // the frame leaves the filter this many ticks after it was rendered
	uint32_t look_ahead_frames;
	uint32_t frame_interval_ns;
	uint8_t reserved[56];
};

// A parallelogram in source pixels: corner (0,0) of the picture at `origin`, (1,0) at origin + x_axis,
// (0,1) at origin + y_axis. The picture is side x side RGBA, sRGB, straight alpha (the edge is
// blended in linear light), opaque where the face is.
struct PatchRecord {
	float origin_x, origin_y;
	float x_axis_x, x_axis_y;
	float y_axis_x, y_axis_y;
	uint32_t side;         // 16, 32, 64, 128 or 256
	uint32_t pixel_offset; // bytes from the start of the slot's pixel area, multiple of 64
	uint32_t track_id;
	uint32_t reserved[3];
};

struct alignas(64) MaskRecord {
	std::atomic<uint32_t> sequence;
	uint32_t epoch;
	uint64_t frame_id;
	uint64_t based_on_id;  // newest frame id that was analysed when this was made
	uint64_t published_ns;
	uint32_t flags;
	uint32_t patch_count;
	uint32_t pixel_bytes;  // used part of the pixel area
	uint32_t reserved[5];
};

// What the filter put out in one tick, made small: RGBA, sRGB, opaque (as it looks over black), rows without padding, top
// first. Found by its number, as one frame may be put out again and again, and the cover shows none.
struct alignas(64) PreviewRecord {
	std::atomic<uint32_t> sequence;
	uint32_t state;         // names::OutputState
	uint64_t number;        // from 1, one per preview
	uint64_t frame_id;      // that the picture shows; 0: the cover
	uint64_t newest_id;     // frame that was captured in the same tick, or before it
	uint64_t drawn_ns;      // os_gettime_ns at the tick
	uint64_t published_ns;  // the same clock, when the copy was complete
	uint32_t width;
	uint32_t height;
	uint32_t reserved[2];
};

constexpr uint64_t align_to_page(uint64_t bytes) { return (bytes + kPageBytes - 1) / kPageBytes * kPageBytes; }

constexpr uint64_t kFrameSlotBytes = align_to_page(sizeof(FrameRecord) + kFramePixelBytes);
constexpr uint64_t kFramePixelsAt = sizeof(FrameRecord);
constexpr uint64_t kMaskPatchesAt = sizeof(MaskRecord);
constexpr uint64_t kMaskPixelsAt = align_to_page(sizeof(MaskRecord) + kPatchesMax * sizeof(PatchRecord));
constexpr uint64_t kMaskSlotBytes = kMaskPixelsAt + kMaskPixelBytes;
constexpr uint64_t kFramesAt = kPageBytes;
constexpr uint64_t kMasksAt = kFramesAt + kFrameSlots * kFrameSlotBytes;
constexpr uint64_t kPreviewSlotBytes = align_to_page(sizeof(PreviewRecord) + kPreviewPixelBytes);
constexpr uint64_t kPreviewPixelsAt = sizeof(PreviewRecord);
constexpr uint64_t kPreviewsAt = kMasksAt + kMaskSlots * kMaskSlotBytes;
constexpr uint64_t kChannelBytes = kPreviewsAt + kPreviewSlots * kPreviewSlotBytes;

constexpr uint64_t frame_slot_at(uint64_t frame_id) { return kFramesAt + (frame_id % kFrameSlots) * kFrameSlotBytes; }
constexpr uint64_t mask_slot_at(uint64_t frame_id) { return kMasksAt + (frame_id % kMaskSlots) * kMaskSlotBytes; }
constexpr uint64_t preview_slot_at(uint64_t number) { return kPreviewsAt + (number % kPreviewSlots) * kPreviewSlotBytes; }

constexpr bool is_patch_side(uint32_t side)
{
	return side >= kPatchSideMin && side <= kPatchSideMax && (side & (side - 1)) == 0;
}

static_assert(std::atomic<uint32_t>::is_always_lock_free && std::atomic<uint64_t>::is_always_lock_free,
	      "the sequence locks are shared between processes");
static_assert(sizeof(std::atomic<uint32_t>) == 4 && sizeof(std::atomic<uint64_t>) == 8, "fixed layout");
static_assert(sizeof(ChannelHeader) == 256, "layout is part of the protocol");
static_assert(sizeof(FrameRecord) == 128, "layout is part of the protocol");
static_assert(sizeof(PatchRecord) == 48, "layout is part of the protocol");
static_assert(sizeof(MaskRecord) == 64, "layout is part of the protocol");
static_assert(sizeof(PreviewRecord) == 64, "layout is part of the protocol");
static_assert(kMaskPixelsAt % kPageBytes == 0 && kChannelBytes % kPageBytes == 0, "slots start on pages");

} // namespace playalter
