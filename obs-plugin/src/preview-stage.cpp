// SPDX-License-Identifier: GPL-2.0-or-later
#include "preview-stage.hpp"

#include "cost-meter.hpp"

#include <util/platform.h>

#include <algorithm>

namespace playalter {

uint32_t PreviewPace::ticks() const
{
	const uint64_t wanted_ns = 1000000000u / std::max(fps, 1u);
	const uint64_t interval_ns = std::max<uint64_t>(frame_interval_ns, 1);
	// Rounded up; a hundredth of a tick forgives intervals that are not whole nanoseconds.
	const uint64_t ticks = (wanted_ns + interval_ns - interval_ns / 100 - 1) / interval_ns;
	return uint32_t(std::clamp<uint64_t>(ticks, 1, UINT32_MAX));
}

void PreviewStage::advance(FrameMapping &mapping, MaskOutput &output, const FrameShape &shape,
			   const PreviewInfo &info, PreviewPace pace, uint64_t &cost_ns)
{
	// A new daemon gets nothing that was drawn for the one before.
	if (mapping.serial() != mapping_serial_)
		forget();
	mapping_serial_ = mapping.serial();

	if (copy_.is_under_way()) {
		copy_.read([&](const uint8_t *rows, uint32_t stride_bytes) {
			CostScope cost(cost_ns);
			info_.published_ns = os_gettime_ns();
			mapping.publish_preview(info_, rows, stride_bytes);
		});
		copy_.forget();
	}

	if (ticks_to_wait_ > 1) {
		ticks_to_wait_--;
		return;
	}
	ticks_to_wait_ = pace.ticks();
	info_ = info;
	stage(output, shape);
}

void PreviewStage::stage(MaskOutput &output, const FrameShape &shape)
{
	const PictureSize size = size_within(shape.width, shape.height, kPreviewSideMax);
	info_.number = ++number_;
	info_.width = size.width;
	info_.height = size.height;
	copy_.stage(size, info_.number, [&] { return output.draw_small(shape, size); });
}

void PreviewStage::forget()
{
	copy_.forget();
	ticks_to_wait_ = 0;
}

} // namespace playalter
