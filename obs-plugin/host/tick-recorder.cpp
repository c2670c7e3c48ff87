// SPDX-License-Identifier: GPL-2.0-or-later
#include "tick-recorder.hpp"

#include "camera-commands.hpp"
#include "json-line.hpp"
#include "test-source.hpp"

#include <util/platform.h>

#include <algorithm>

namespace frame_host {

namespace {

double now_ms() { return double(os_gettime_ns()) / 1e6; }

// True if the source is not to be drawn in this tick.
bool take_hidden_tick(ShownSource &shown)
{
	int64_t left = shown.hidden_ticks.load();
	while (left > 0 && !shown.hidden_ticks.compare_exchange_weak(left, left - 1)) {
	}
	return left != 0;
}

} // namespace

TickRecorder::TickRecorder(const SourceList &sources) : sources_(sources)
{
	obs_add_main_render_callback(on_main_render, this);
}

TickRecorder::~TickRecorder()
{
	obs_remove_main_render_callback(on_main_render, this);
	const playalter::GraphicsLock lock;
	targets_.clear();
}

void TickRecorder::keep_frames(const std::string &folder)
{
	const std::lock_guard<std::mutex> lock(frames_mutex_);
	kept_ = std::make_shared<ReferenceFrames>(folder);
}

void TickRecorder::compare_frames(const std::string &folder)
{
	const std::lock_guard<std::mutex> lock(frames_mutex_);
	compared_ = std::make_shared<ReferenceFrames>(folder);
}

void TickRecorder::on_main_render(void *recorder, uint32_t, uint32_t)
{
	static_cast<TickRecorder *>(recorder)->record_tick();
}

PictureTarget &TickRecorder::target(size_t index)
{
	const gs_color_space space = space_.load(std::memory_order_relaxed);
	if (!targets_.empty() && targets_.front()->space() != space)
		targets_.clear();
	while (targets_.size() <= index)
		targets_.push_back(std::make_unique<PictureTarget>(space));
	return *targets_[index];
}

void TickRecorder::record_tick()
{
	tick_++;
	for (const auto &shown : sources_.all())
		record_source(*shown);
}

void TickRecorder::record_source(ShownSource &shown)
{
	JsonLine line("tick");
	line.add("source", shown.name).add("tick", tick_);
	const Size size = {obs_source_get_width(shown.source.get()), obs_source_get_height(shown.source.get())};
	line.add("width", int64_t(size.width)).add("height", int64_t(size.height));
	const SourceRef shows = test_source_in(shown.source.get());
	line.add("sourceFrame", shows ? int64_t(test_source_of(shows.get()).clock().frame_number()) : 0);
	const bool is_hidden = take_hidden_tick(shown);
	if (is_hidden || size.width == 0 || size.height == 0) {
		line.add("kind", is_hidden ? "hidden" : "empty").print();
		return;
	}

	line.add("beganMs", now_ms());
	const unsigned draws = std::max(1u, draws_.load(std::memory_order_relaxed));
	bool is_same = true;
	for (unsigned draw = 0; draw < draws; draw++) {
		if (!target(draw).draw(shown.source.get(), size)) {
			line.add("kind", "undrawn").print();
			return;
		}
		is_same = is_same && target(draw).rgba() == target(0).rgba();
	}
	line.add("drawnMs", now_ms());

	const std::vector<uint8_t> &rgba = target(0).rgba();
	const PictureReading reading = read_picture(rgba, size);
	line.add("kind", reading.kind).add("secretPixels", int64_t(reading.secret_pixels));
	line.add_bool("sameOnSecondDraw", is_same);
	if (reading.frame > 0)
		line.add("frame", int64_t(reading.frame));
	if (reading.mask_id >= 0)
		line.add("maskId", int64_t(reading.mask_id));

	std::shared_ptr<const ReferenceFrames> kept, compared;
	{
		const std::lock_guard<std::mutex> lock(frames_mutex_);
		kept = kept_;
		compared = compared_;
	}
	if (reading.frame > 0 && kept)
		line.add_bool("isKept", kept->keep(reading.frame, size, rgba));
	if (reading.frame > 0 && compared) {
		const auto difference = compared->difference(reading.frame, size, rgba, patch_box(size, reading.frame));
		if (difference)
			line.add("difference", int64_t(*difference));
	}
	line.print();
}

} // namespace frame_host
