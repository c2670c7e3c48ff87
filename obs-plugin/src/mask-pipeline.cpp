// SPDX-License-Identifier: GPL-2.0-or-later
#include "mask-pipeline.hpp"

#include "guard-state.hpp"

#include <util/platform.h>

#include <algorithm>

namespace playalter {

namespace {

// Fewer frames of delay than this give no daemon a chance; exact and guard mode then only cover.
constexpr uint32_t kDelayFramesMin = 2;

constexpr uint64_t kLogIntervalNs = 1000000000u;

} // namespace

MaskPipeline::MaskPipeline(obs_source_t *filter, FilterChannel *channel, FilterStatus &status)
	: filter_(filter),
	  channel_(channel),
	  status_(status),
	  timeline_(uint64_t(names::limit_ring_bytes_max), uint64_t(names::limit_repeat_ms) * 1000000u)
{
}

void MaskPipeline::set_mode(names::MaskMode mode, uint32_t look_ahead_ms)
{
	if (mode == mode_ && look_ahead_ms == look_ahead_ms_)
		return;
	mode_ = mode;
	look_ahead_ms_ = look_ahead_ms;
	is_mode_new_ = true;
}

void MaskPipeline::set_cover(names::CoverStyle style, uint32_t color)
{
	output_.set_cover(style, color);
}

void MaskPipeline::set_cover_image(CoverImage image)
{
	output_.set_cover_image(std::move(image));
}

void MaskPipeline::adapt(const FrameShape &shape, uint64_t frame_interval_ns)
{
	const bool is_shape_new = shape != shape_;
	const bool is_interval_new = frame_interval_ns != planned_interval_ns_;
	if (!is_shape_new && !is_mode_new_ && !is_interval_new)
		return;

	const DelayPlan wanted = plan_delay(mode_, look_ahead_ms_, frame_interval_ns);
	const std::optional<uint32_t> fitting =
		timeline_.delay_that_fits(wanted.delay_frames, shape.width, shape.height, shape.space);
	plan_ = shorten_delay(wanted, fitting.value_or(0));
	const uint32_t needed = wanted.delay_frames < kDelayFramesMin ? wanted.delay_frames : kDelayFramesMin;
	is_size_supported_ = fitting && shape.width <= kSourceSideMax && shape.height <= kSourceSideMax &&
			     plan_.delay_frames >= needed;

	const bool is_shortened = plan_.look_ahead_frames < wanted.look_ahead_frames;
	if (is_shortened && (is_shape_new || is_mode_new_))
		blog(LOG_WARNING,
		     "[playalter] %ux%u frames: memory for %u of %u frames of look-ahead; the look-ahead is shortened",
		     shape.width, shape.height, plan_.look_ahead_frames, wanted.look_ahead_frames);

	status_.delay_frames.store(plan_.delay_frames, std::memory_order_relaxed);
	status_.delay_ns.store(uint64_t(plan_.delay_frames) * frame_interval_ns, std::memory_order_relaxed);
	status_.look_ahead_frames.store(plan_.look_ahead_frames, std::memory_order_relaxed);
	status_.is_look_ahead_shortened.store(is_shortened, std::memory_order_relaxed);
	status_.width.store(shape.width, std::memory_order_relaxed);
	status_.height.store(shape.height, std::memory_order_relaxed);

	CoverReason reason = CoverReason::settings_changed;
	if (is_shape_new) {
		reason = shape_.width == 0 ? CoverReason::starting : CoverReason::size_changed;
		output_.forget();
	}
	timeline_.set_delay(plan_.delay_frames, mode_ == names::MaskMode::live, reason);
	analysis_.forget();
	shape_ = shape;
	planned_interval_ns_ = frame_interval_ns;
	is_mode_new_ = false;
}

RingFrame *MaskPipeline::capture(obs_source_t *target, obs_source_t *parent)
{
	RingFrame *frame = timeline_.begin_frame(shape_.space);
	if (!frame)
		return nullptr;
	if (!capture_source(frame->texrender, shape_, target, parent))
		return nullptr;
	timeline_.hold(*frame);
	return frame;
}

void MaskPipeline::send_for_analysis(FrameMapping *mapping, RingFrame &frame, uint64_t frame_interval_ns)
{
	analysis_.publish_into(*mapping, os_gettime_ns(), own_cost_ns_);

	// A daemon that is still to come gets the last moments at once, as many as the ring holds.
	if (sparse_.is_on(mapping->serial()) && frame.frame_id % sparse_step(mode_, frame_interval_ns) != 0) {
		analysis_.forget();
		return;
	}
	const PictureSize size = size_within(shape_.width, shape_.height, uint32_t(names::limit_analysis_side));
	FrameInfo info{};
	info.frame_id = frame.frame_id;
	info.epoch = timeline_.epoch();
	info.captured_ns = obs_get_video_frame_time();
	info.source_width = shape_.width;
	info.source_height = shape_.height;
	info.width = size.width;
	info.height = size.height;
	info.mode = mode_;
	info.delay_frames = plan_.delay_frames;
	info.look_ahead_frames = plan_.look_ahead_frames;
	info.frame_interval_ns = uint32_t(std::min<uint64_t>(frame_interval_ns, UINT32_MAX));
	analysis_.stage(gs_texrender_get_texture(frame.texrender.get()), frame.space, info);
}

DueMask MaskPipeline::read_due_mask(FrameMapping *mapping)
{
	CostScope cost(own_cost_ns_);
	const std::optional<MaskRequest> request =
		timeline_.due_request(mapping ? mapping->latest_frame_id() : 0);
	// What lies there before the daemon has said who it is, is nobody's word.
	if (!is_welcomed_ || !request)
		return DueMask::missing;
	const MaskReadResult result = MaskReader(mapping->data()).read(*request, mask_);
	const DueMask due = timeline_.judge(result, mask_);
	sparse_.note(mapping->serial(), mapping->has_mask(), due == DueMask::valid, plan_.delay_frames);
	// Nothing else in this mapping is believed; the channel answers with a fresh one.
	if (due == DueMask::invalid)
		channel_->report_invalid_record(result.reason);
	return due;
}

CoverReason MaskPipeline::why_missing() const
{
	switch (channel_ ? channel_->state() : ChannelState::lost) {
	case ChannelState::connected:
		return CoverReason::mask_late;
	case ChannelState::refused:
		return CoverReason::daemon_refused;
	case ChannelState::starting:
	case ChannelState::connecting:
	case ChannelState::lost:
		break;
	}
	return CoverReason::daemon_missing;
}

// What was decided, or the cover where that can't be drawn.
OutputDecision MaskPipeline::put_out(OutputDecision decision)
{
	const bool is_masked = decision.kind == OutputKind::masked || decision.kind == OutputKind::extrapolated;
	if (is_masked) {
		RingFrame *frame = timeline_.take_due();
		if (!frame || !output_.put_masked(*frame, mask_, shape_))
			decision = timeline_.drawing_failed();
		else
			output_frame_id_ = mask_.frame_id;
	}
	if (decision.kind == OutputKind::repeated && !output_.has_picture())
		decision = timeline_.drawing_failed();
	if (decision.kind == OutputKind::covered)
		output_.put_cover(shape_, is_size_supported_);
	return decision;
}

void MaskPipeline::show_preview(FrameMapping *mapping, OutputDecision decision, uint64_t frame_interval_ns)
{
	const uint32_t fps = mapping ? channel_->preview_fps() : 0;
	if (fps == 0) {
		preview_.forget();
		return;
	}
	PreviewInfo info;
	info.state = decision.kind;
	info.frame_id = decision.kind == OutputKind::covered ? 0 : output_frame_id_;
	info.newest_id = timeline_.newest_id();
	info.drawn_ns = obs_get_video_frame_time();
	preview_.advance(*mapping, output_, shape_, info, {fps, frame_interval_ns}, own_cost_ns_);
}

void MaskPipeline::advance(obs_source_t *target, obs_source_t *parent, uint64_t tick)
{
	const uint64_t began_ns = thread_cpu_ns();
	const uint64_t frame_interval_ns = obs_get_frame_interval_ns();
	own_cost_ns_ = 0;

	if (timeline_.begin_tick(tick))
		analysis_.forget();

	// Panic, and a cover of the streamer's own, is over as it began: what was seen before is never shown after.
	if (forced_cover_.begin_tick(guard_state().panic_changes.load())) {
		timeline_.flush(forced_cover_.reason_of_change());
		analysis_.forget();
	}

	adapt(target_shape(target, parent), frame_interval_ns);

	FrameMapping *mapping = channel_ ? channel_->acquire() : nullptr;
	if (timeline_.set_connection(mapping ? mapping->serial() : 0))
		analysis_.forget();
	is_welcomed_ = mapping && channel_->state() == ChannelState::connected;
	if (is_welcomed_ && mapping->serial() != welcomed_serial_) {
		const uint64_t first_id = mapping->oldest_readable_id();
		timeline_.begin_daemon(first_id);
		// Until there is a frame for it, it is not known what the first will be.
		if (first_id != UINT64_MAX)
			welcomed_serial_ = mapping->serial();
	}

	OutputDecision decision{OutputKind::covered, CoverReason::unsupported_size};
	if (const CoverReason forced = forced_cover_.reason(); forced != CoverReason::none) {
		decision = timeline_.cover(forced);
	} else if (!is_size_supported_) {
		decision = timeline_.cover(CoverReason::unsupported_size);
	} else {
		RingFrame *newest = capture(target, parent);
		if (newest && mapping)
			send_for_analysis(mapping, *newest, frame_interval_ns);
		decision = timeline_.decide(os_gettime_ns(), read_due_mask(mapping), why_missing());
	}

	decision = put_out(decision);
	show_preview(mapping, decision, frame_interval_ns);

	const uint64_t now_ns = os_gettime_ns();
	log_change(decision, now_ns);
	status_.count(decision, now_ns);
	if (channel_)
		channel_->set_counters(status_.counters(), decision.reason);
	status_.own_cost.add(own_cost_ns_);
	status_.total_cost.add(thread_cpu_ns() - began_ns);
}

// A change that lasts is logged; one that comes and goes within a second is not.
void MaskPipeline::log_change(OutputDecision decision, uint64_t now_ns)
{
	const bool is_covered = decision.kind == OutputKind::covered;
	if (is_covered == is_logged_covered_ || now_ns - logged_at_ns_ < kLogIntervalNs)
		return;
	is_logged_covered_ = is_covered;
	logged_at_ns_ = now_ns;
	const char *name = obs_source_get_name(filter_);
	blog(LOG_INFO, "[playalter] '%s' %s%s", name ? name : "", is_covered ? "covered: " : "masked",
	     is_covered ? names::cover_reason_names[size_t(decision.reason)] : "");
}

void MaskPipeline::render(obs_source_t *target, obs_source_t *parent)
{
	const uint64_t tick = tick_count_.load(std::memory_order_relaxed);
	if (!timeline_.is_drawn(tick)) {
		// A source without a picture has nothing to show and nothing to hide.
		if (target_width(target, parent) == 0 || target_height(target, parent) == 0)
			return;
		advance(target, parent, tick);
		timeline_.end_tick(tick);
	}
	output_.draw(shape_);
}

} // namespace playalter
