// SPDX-License-Identifier: GPL-2.0-or-later
//
// Typed places in a mapping of kChannelBytes, and the check of its header. Any thread.
#pragma once

#include "../../../protocol/channel_layout.h"

#include <string>

namespace playalter {

class ChannelView {
public:
	// `base` is page-aligned and kChannelBytes long.
	explicit ChannelView(uint8_t *base) : base_(base) {}

	ChannelHeader &header() const { return at<ChannelHeader>(0); }
	FrameRecord &frame(uint64_t frame_id) const { return at<FrameRecord>(frame_slot_at(frame_id)); }
	uint8_t *frame_pixels(uint64_t frame_id) const { return base_ + frame_slot_at(frame_id) + kFramePixelsAt; }
	MaskRecord &mask(uint64_t frame_id) const { return at<MaskRecord>(mask_slot_at(frame_id)); }
	PatchRecord &patch(uint64_t frame_id, uint32_t index) const
	{
		return at<PatchRecord>(mask_slot_at(frame_id) + kMaskPatchesAt + index * sizeof(PatchRecord));
	}
	uint8_t *mask_pixels(uint64_t frame_id) const { return base_ + mask_slot_at(frame_id) + kMaskPixelsAt; }
	PreviewRecord &preview(uint64_t number) const { return at<PreviewRecord>(preview_slot_at(number)); }
	uint8_t *preview_pixels(uint64_t number) const { return base_ + preview_slot_at(number) + kPreviewPixelsAt; }

private:
	template<typename T> T &at(uint64_t offset) const { return *reinterpret_cast<T *>(base_ + offset); }

	uint8_t *base_;
};

// Why a header is refused; `code` is empty when it is fine.
struct HeaderVerdict {
	const char *code = "";
	std::string detail;
};

HeaderVerdict check_header(const ChannelView &channel);

// What the creator of a mapping writes, before it hands it over.
void write_header(const ChannelView &channel);

} // namespace playalter
