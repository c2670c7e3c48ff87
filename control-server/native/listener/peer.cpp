// SPDX-License-Identifier: GPL-2.0-or-later
#include "peer.hpp"

#include "../platform/clock.hpp"
#include "../platform/fault.hpp"

namespace playalter {

void Peer::open(const Packet &hello)
{
	if (hello.has_lost_handles || hello.handles.size() > 2)
		throw Fault("descriptors_unexpected", "The hello carries more than a mapping and a doorbell.");
	if (hello.handles.size() < 2)
		throw Fault("descriptors_missing", "The hello does not carry a mapping and a doorbell.");

	SharedMapping mapping = SharedMapping::adopt(hello.handles[0], kChannelBytes);
	const ChannelView channel(mapping.data());
	const HeaderVerdict verdict = check_header(channel);
	if (*verdict.code)
		throw Fault(verdict.code, "The shared memory does not fit: " + verdict.detail + ".");

	masks_ = std::make_unique<MaskWriter>(channel);
	mapping_ = std::move(mapping);
}

uint64_t Peer::latest_frame_id() const
{
	return ChannelView(mapping_.data()).header().latest_frame_id.load(std::memory_order_acquire);
}

FrameStatus Peer::read_frame(FrameHeader &header, uint8_t *pixels, size_t pixels_bytes) const
{
	return read_newest_frame(ChannelView(mapping_.data()), monotonic_ns(), header, pixels, pixels_bytes);
}

FrameStatus Peer::read_next_frame(uint64_t after, FrameHeader &header, uint8_t *pixels, size_t pixels_bytes) const
{
	return playalter::read_next_frame(ChannelView(mapping_.data()), after, monotonic_ns(), header, pixels,
					  pixels_bytes);
}

FrameStatus Peer::read_preview(uint64_t after, PreviewHeader &header, uint8_t *pixels, size_t pixels_bytes) const
{
	return read_newest_preview(ChannelView(mapping_.data()), after, monotonic_ns(), header, pixels, pixels_bytes);
}

void Peer::publish_mask(const MaskInput &mask)
{
	masks_->write(mask, monotonic_ns());
}

} // namespace playalter
