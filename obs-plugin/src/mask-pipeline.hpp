// SPDX-License-Identifier: GPL-2.0-or-later
//
// The filter's frame path, all of it on the graphics thread: capture the source once per tick, hand
// a small copy to the daemon, and decide and draw what leaves. Nothing here waits, and nothing here
// ever draws the source's own picture into anything but the ring of delayed frames.
//
// The one texture that can leave, output_, holds a masked frame or the cover and nothing else: a
// ring frame becomes the output by having its patches drawn onto it first and being swapped in after.
#pragma once

#include "analysis-stage.hpp"
#include "channel/filter-channel.hpp"
#include "channel/mask-reader.hpp"
#include "cover-renderer.hpp"
#include "filter-status.hpp"
#include "frame-timeline.hpp"
#include "mask-settings.hpp"
#include "patch-renderer.hpp"

#include <obs-module.h>

#include <atomic>

namespace playalter {

// Of what a mask draws: a filter's target, before the filter and those after it; or, where `parent` is null, a
// whole source with its own filters.
uint32_t target_width(obs_source_t *target, const obs_source_t *parent);
uint32_t target_height(obs_source_t *target, const obs_source_t *parent);

class MaskPipeline {
public:
	// `filter` is for its name in the log. `channel` may be null: the picture is then covered for good.
	MaskPipeline(obs_source_t *filter, FilterChannel *channel, FilterStatus &status);

	// Under the graphics lock, from any thread.
	void set_mode(names::MaskMode mode, uint32_t look_ahead_ms);
	void set_cover(names::CoverStyle style, uint32_t color);
	void set_cover_image(CoverImage image);

	// video_tick and video_render of the filter.
	void tick() { tick_count_.fetch_add(1, std::memory_order_relaxed); }
	void render(obs_source_t *target, obs_source_t *parent);

	gs_color_space output_space() const { return output_space_; }

private:
	struct Shape {
		uint32_t width = 0;
		uint32_t height = 0;
		gs_color_space space = GS_CS_SRGB;

		bool operator!=(const Shape &other) const
		{
			return width != other.width || height != other.height || space != other.space;
		}
	};

	void advance(obs_source_t *target, obs_source_t *parent, uint64_t tick);
	void adapt(const Shape &shape, uint64_t frame_interval_ns);
	// The frame captured, already held; null if the GPU refuses.
	RingFrame *capture(obs_source_t *target, obs_source_t *parent);
	void send_for_analysis(FrameMapping *mapping, RingFrame &frame, uint64_t frame_interval_ns);
	DueMask read_due_mask(FrameMapping *mapping);
	CoverReason why_missing() const;
	bool put_out_masked();
	bool put_out_cover();
	void draw_output();
	void log_change(OutputDecision decision, uint64_t now_ns);

	obs_source_t *filter_;
	FilterChannel *channel_;
	FilterStatus &status_;

	names::MaskMode mode_ = names::MaskMode::guard;
	uint32_t look_ahead_ms_ = 0;
	bool is_mode_new_ = true;
	uint32_t panic_changes_ = 0; // seen so far

	// A filter may be drawn before its first tick: that, too, counts as one. Ticks come without the
	// graphics lock, draws (a screenshot's too) under it.
	std::atomic<uint64_t> tick_count_{1};
	uint64_t planned_interval_ns_ = 0;
	Shape shape_;
	DelayPlan plan_{};
	bool is_size_supported_ = false;

	// Which frame is due, and what leaves.
	FrameTimeline timeline_;
	AnalysisStage analysis_;
	MaskCopy mask_;

	bool is_logged_covered_ = true;
	uint64_t logged_at_ns_ = 0;
	PatchRenderer patches_;
	CoverRenderer cover_;
	TextureDrawer output_drawer_{OBS_EFFECT_DEFAULT};
	Texrender output_;
	gs_color_space output_space_ = GS_CS_SRGB;
	bool has_output_ = false;
	bool is_cover_drawn_ = false;
	uint64_t own_cost_ns_ = 0;
};

} // namespace playalter
