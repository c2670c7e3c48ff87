// SPDX-License-Identifier: GPL-2.0-or-later
#include "frame-ring.hpp"

#include <algorithm>

namespace playalter {

namespace {

uint64_t frame_bytes(uint32_t width, uint32_t height, gs_color_space space)
{
	const uint64_t pixel_bytes = gs_get_format_bpp(gs_get_format_from_space(space)) / 8;
	return uint64_t(width) * height * pixel_bytes;
}

} // namespace

std::optional<uint32_t> FrameRing::delay_that_fits(uint32_t wanted, uint32_t width, uint32_t height,
						   gs_color_space space) const
{
	const uint64_t slots = bytes_max_ / std::max<uint64_t>(1, frame_bytes(width, height, space));
	// One slot is the newest frame's and one the output picture's, which is as large.
	if (slots < 2)
		return std::nullopt;
	return uint32_t(std::min<uint64_t>(wanted, slots - 2));
}

void FrameRing::reset(uint32_t delay)
{
	frames_.clear();
	frames_.resize(size_t(delay) + 1);
}

void FrameRing::forget()
{
	for (RingFrame &frame : frames_)
		frame.frame_id = 0;
}

RingFrame *FrameRing::begin(uint64_t frame_id, gs_color_space space)
{
	if (frames_.empty())
		return nullptr;
	RingFrame &frame = frames_[frame_id % frames_.size()];
	frame.frame_id = 0;

	const gs_color_format format = gs_get_format_from_space(space);
	if (!frame.texrender || gs_texrender_get_format(frame.texrender.get()) != format)
		frame.texrender.reset(gs_texrender_create(format, GS_ZS_NONE));
	if (!frame.texrender)
		return nullptr;

	frame.space = space;
	return &frame;
}

RingFrame *FrameRing::find(uint64_t frame_id)
{
	if (frames_.empty() || frame_id == 0)
		return nullptr;
	RingFrame &frame = frames_[frame_id % frames_.size()];
	return frame.frame_id == frame_id ? &frame : nullptr;
}

} // namespace playalter
