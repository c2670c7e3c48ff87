// SPDX-License-Identifier: GPL-2.0-or-later
//
// The filter's frame path, all of it on the graphics thread: capture the source once per tick, hand
// a small copy to the daemon, and decide and draw what leaves. Nothing here waits, and nothing here
// ever draws the source's own picture into anything but the ring of delayed frames.
#pragma once

#include "analysis-stage.hpp"
#include "channel/filter-channel.hpp"
#include "channel/mask-reader.hpp"
#include "filter-status.hpp"
#include "forced-cover.hpp"
#include "frame-timeline.hpp"
#include "mask-output.hpp"
#include "mask-settings.hpp"
#include "preview-stage.hpp"
#include "source-capture.hpp"
#include "sparse-sending.hpp"

#include <obs-module.h>

#include <atomic>

namespace playalter {

class MaskPipeline {
public:
	// `filter` is for its name in the log. `channel` may be null: the picture is then covered for good.
	MaskPipeline(obs_source_t *filter, FilterChannel *channel, FilterStatus &status);

	// Under the graphics lock, from any thread.
	void set_mode(names::MaskMode mode, uint32_t look_ahead_ms);
	void set_cover(names::CoverStyle style, uint32_t color);
	// From the next tick on, whatever masks there are.
	void set_user_covered(bool is_wanted) { forced_cover_.set_user_covered(is_wanted); }
	void set_cover_image(CoverImage image);

	// video_tick and video_render of the filter.
	void tick() { tick_count_.fetch_add(1, std::memory_order_relaxed); }
	void render(obs_source_t *target, obs_source_t *parent);

	gs_color_space output_space() const { return output_.space(); }

private:
	void advance(obs_source_t *target, obs_source_t *parent, uint64_t tick);
	void adapt(const FrameShape &shape, uint64_t frame_interval_ns);
	// The frame captured, already held; null if the GPU refuses.
	RingFrame *capture(obs_source_t *target, obs_source_t *parent);
	void send_for_analysis(FrameMapping *mapping, RingFrame &frame, uint64_t frame_interval_ns);
	DueMask read_due_mask(FrameMapping *mapping);
	CoverReason why_missing() const;
	void show_preview(FrameMapping *mapping, OutputDecision decision, uint64_t frame_interval_ns);
	OutputDecision put_out(OutputDecision decision);
	void log_change(OutputDecision decision, uint64_t now_ns);

	obs_source_t *filter_;
	FilterChannel *channel_;
	FilterStatus &status_;

	names::MaskMode mode_ = names::MaskMode::guard;
	uint32_t look_ahead_ms_ = 0;
	bool is_mode_new_ = true;
	ForcedCover forced_cover_;

	// A filter may be drawn before its first tick: that, too, counts as one. Ticks come without the
	// graphics lock, draws (a screenshot's too) under it.
	std::atomic<uint64_t> tick_count_{1};
	uint64_t planned_interval_ns_ = 0;
	FrameShape shape_;
	DelayPlan plan_{};
	bool is_size_supported_ = false;

	// Which frame is due, and what leaves.
	FrameTimeline timeline_;
	bool is_welcomed_ = false; // by the daemon of the mapping in use
	uint64_t welcomed_serial_ = 0;
	AnalysisStage analysis_;
	SparseSending sparse_;
	MaskCopy mask_;

	bool is_logged_covered_ = true;
	uint64_t logged_at_ns_ = 0;
	MaskOutput output_;
	uint64_t output_frame_id_ = 0; // of the masked picture that is up or may come again
	PreviewStage preview_;
	uint64_t own_cost_ns_ = 0;
};

} // namespace playalter
