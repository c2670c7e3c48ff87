// SPDX-License-Identifier: GPL-2.0-or-later
#include "layout-object.hpp"

#include "../../../protocol/channel_layout.h"

#include <cstddef>
#include <initializer_list>

namespace playalter {

namespace {

struct Entry {
	const char *name;
	double value;
};

Napi::Object object_of(Napi::Env env, std::initializer_list<Entry> entries)
{
	Napi::Object object = Napi::Object::New(env);
	for (const Entry &entry : entries)
		object.Set(entry.name, entry.value);
	return object;
}

} // namespace

#define AT(record, name, field)                       \
	{                                             \
		name, double(offsetof(record, field)) \
	}

Napi::Object layout_object(Napi::Env env)
{
	Napi::Object layout = object_of(env, {
						     {"channelBytes", double(kChannelBytes)},
						     {"magic", double(kChannelMagic)},
						     {"major", double(kChannelMajor)},
						     {"minor", double(kChannelMinor)},
						     {"analysisSideMax", double(kAnalysisSideMax)},
						     {"sourceSideMax", double(kSourceSideMax)},
						     {"frameSlots", double(kFrameSlots)},
						     {"frameSlotBytes", double(kFrameSlotBytes)},
						     {"framesAt", double(kFramesAt)},
						     {"framePixelsAt", double(kFramePixelsAt)},
						     {"framePixelBytes", double(kFramePixelBytes)},
						     {"maskSlots", double(kMaskSlots)},
						     {"maskSlotBytes", double(kMaskSlotBytes)},
						     {"masksAt", double(kMasksAt)},
						     {"maskPatchesAt", double(kMaskPatchesAt)},
						     {"maskPixelsAt", double(kMaskPixelsAt)},
						     {"maskPixelBytes", double(kMaskPixelBytes)},
						     {"patchesMax", double(kPatchesMax)},
						     {"patchSideMin", double(kPatchSideMin)},
						     {"patchSideMax", double(kPatchSideMax)},
						     {"patchCoordinateMax", double(kPatchCoordinateMax)},
						     {"maskFlagExtrapolated", double(kMaskFlagExtrapolated)},
						     {"maskFlagCover", double(kMaskFlagCover)},
						     {"previewSideMax", double(kPreviewSideMax)},
						     {"previewSlots", double(kPreviewSlots)},
						     {"previewSlotBytes", double(kPreviewSlotBytes)},
						     {"previewsAt", double(kPreviewsAt)},
						     {"previewPixelsAt", double(kPreviewPixelsAt)},
						     {"previewPixelBytes", double(kPreviewPixelBytes)},
						     {"readAttempts", double(kReadAttempts)},
					     });
	layout.Set("header", object_of(env, {
						    {"bytes", double(sizeof(ChannelHeader))},
						    AT(ChannelHeader, "magic", magic),
						    AT(ChannelHeader, "major", major),
						    AT(ChannelHeader, "minor", minor),
						    AT(ChannelHeader, "totalBytes", total_bytes),
						    AT(ChannelHeader, "frameSlots", frame_slots),
						    AT(ChannelHeader, "maskSlots", mask_slots),
						    AT(ChannelHeader, "frameSlotBytes", frame_slot_bytes),
						    AT(ChannelHeader, "maskSlotBytes", mask_slot_bytes),
						    AT(ChannelHeader, "latestFrameId", latest_frame_id),
						    AT(ChannelHeader, "previewSlots", preview_slots),
						    AT(ChannelHeader, "previewSlotBytes", preview_slot_bytes),
						    AT(ChannelHeader, "latestMaskId", latest_mask_id),
						    AT(ChannelHeader, "latestPreview", latest_preview),
					    }));
	layout.Set("frame", object_of(env, {
						   {"bytes", double(sizeof(FrameRecord))},
						   AT(FrameRecord, "sequence", sequence),
						   AT(FrameRecord, "epoch", epoch),
						   AT(FrameRecord, "frameId", frame_id),
						   AT(FrameRecord, "capturedNs", captured_ns),
						   AT(FrameRecord, "publishedNs", published_ns),
						   AT(FrameRecord, "sourceWidth", source_width),
						   AT(FrameRecord, "sourceHeight", source_height),
						   AT(FrameRecord, "width", width),
						   AT(FrameRecord, "height", height),
						   AT(FrameRecord, "mode", mode),
						   AT(FrameRecord, "delayFrames", delay_frames),
						   AT(FrameRecord, "lookAheadFrames", look_ahead_frames),
						   AT(FrameRecord, "frameIntervalNs", frame_interval_ns),
					   }));
	layout.Set("patch", object_of(env, {
						   {"bytes", double(sizeof(PatchRecord))},
						   AT(PatchRecord, "originX", origin_x),
						   AT(PatchRecord, "originY", origin_y),
						   AT(PatchRecord, "xAxisX", x_axis_x),
						   AT(PatchRecord, "xAxisY", x_axis_y),
						   AT(PatchRecord, "yAxisX", y_axis_x),
						   AT(PatchRecord, "yAxisY", y_axis_y),
						   AT(PatchRecord, "side", side),
						   AT(PatchRecord, "pixelOffset", pixel_offset),
						   AT(PatchRecord, "trackId", track_id),
					   }));
	layout.Set("mask", object_of(env, {
						  {"bytes", double(sizeof(MaskRecord))},
						  AT(MaskRecord, "sequence", sequence),
						  AT(MaskRecord, "epoch", epoch),
						  AT(MaskRecord, "frameId", frame_id),
						  AT(MaskRecord, "basedOnId", based_on_id),
						  AT(MaskRecord, "publishedNs", published_ns),
						  AT(MaskRecord, "flags", flags),
						  AT(MaskRecord, "patchCount", patch_count),
						  AT(MaskRecord, "pixelBytes", pixel_bytes),
					  }));
	layout.Set("preview", object_of(env, {
						     {"bytes", double(sizeof(PreviewRecord))},
						     AT(PreviewRecord, "sequence", sequence),
						     AT(PreviewRecord, "state", state),
						     AT(PreviewRecord, "number", number),
						     AT(PreviewRecord, "frameId", frame_id),
						     AT(PreviewRecord, "newestId", newest_id),
						     AT(PreviewRecord, "drawnNs", drawn_ns),
						     AT(PreviewRecord, "publishedNs", published_ns),
						     AT(PreviewRecord, "width", width),
						     AT(PreviewRecord, "height", height),
					     }));
	return layout;
}

#undef AT

} // namespace playalter
