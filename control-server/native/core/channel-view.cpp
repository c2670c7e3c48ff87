// SPDX-License-Identifier: GPL-2.0-or-later
#include "channel-view.hpp"

#include "sequence-lock.hpp"

namespace playalter {

namespace {

std::string version_text(uint16_t major, uint16_t minor)
{
	return std::to_string(major) + "." + std::to_string(minor);
}

} // namespace

HeaderVerdict check_header(const ChannelView &channel)
{
	const ChannelHeader &header = channel.header();
	if (load_once(header.magic) != kChannelMagic)
		return {"mapping_bad_magic", "the shared memory is not a frame channel"};

	const uint16_t major = load_once(header.major);
	if (major != kChannelMajor)
		return {"mapping_version_mismatch", "filter " + version_text(major, load_once(header.minor)) +
							    ", daemon " + version_text(kChannelMajor, kChannelMinor)};

	if (load_once(header.total_bytes) != kChannelBytes || load_once(header.frame_slots) != kFrameSlots ||
	    load_once(header.mask_slots) != kMaskSlots || load_once(header.frame_slot_bytes) != kFrameSlotBytes ||
	    load_once(header.mask_slot_bytes) != kMaskSlotBytes || load_once(header.preview_slots) != kPreviewSlots ||
	    load_once(header.preview_slot_bytes) != kPreviewSlotBytes)
		return {"mapping_layout_mismatch", "the same version, but other sizes"};
	return {};
}

void write_header(const ChannelView &channel)
{
	ChannelHeader &header = channel.header();
	header.magic = kChannelMagic;
	header.major = kChannelMajor;
	header.minor = kChannelMinor;
	header.total_bytes = kChannelBytes;
	header.frame_slots = kFrameSlots;
	header.mask_slots = kMaskSlots;
	header.frame_slot_bytes = kFrameSlotBytes;
	header.mask_slot_bytes = kMaskSlotBytes;
	header.preview_slots = kPreviewSlots;
	header.preview_slot_bytes = kPreviewSlotBytes;
}

} // namespace playalter
