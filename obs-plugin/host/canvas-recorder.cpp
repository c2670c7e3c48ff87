// SPDX-License-Identifier: GPL-2.0-or-later
#include "canvas-recorder.hpp"

#include "json-line.hpp"
#include "picture-reader.hpp"

#include <obs.h>

namespace frame_host {

void CanvasRecorder::start()
{
	if (is_started_)
		return;
	is_started_ = true;
	obs_video_info info = {};
	obs_get_video_info(&info);
	size_ = {info.output_width, info.output_height};
	obs_add_raw_video_callback(nullptr, on_frame, this);
}

void CanvasRecorder::stop()
{
	if (is_started_)
		obs_remove_raw_video_callback(on_frame, this);
	is_started_ = false;
}

void CanvasRecorder::on_frame(void *recorder, video_data *frame)
{
	static_cast<CanvasRecorder *>(recorder)->record(*frame);
}

void CanvasRecorder::record(const video_data &frame)
{
	rgba_.clear();
	for (uint32_t y = 0; y < size_.height; y++) {
		const uint8_t *bgra = frame.data[0] + size_t(y) * frame.linesize[0];
		for (uint32_t x = 0; x < size_.width; x++, bgra += 4)
			rgba_.insert(rgba_.end(), {bgra[2], bgra[1], bgra[0], bgra[3]});
	}
	const PictureReading reading = read_picture(rgba_, size_);
	JsonLine line("tick");
	line.add("source", "canvas").add("tick", frame_++).add("sourceFrame", int64_t(0));
	line.add("width", int64_t(size_.width)).add("height", int64_t(size_.height));
	// The frame was drawn after this time; one that stands in for a skipped one, before.
	line.add("beganMs", double(frame.timestamp) / 1e6);
	line.add("kind", reading.kind).add("secretPixels", int64_t(reading.secret_pixels));
	if (reading.frame > 0)
		line.add("frame", int64_t(reading.frame));
	line.print();
}

} // namespace frame_host
