// SPDX-License-Identifier: GPL-2.0-or-later
#include "mask-pipeline.hpp"

#include "guard-state.hpp"

#include <util/platform.h>

#include <algorithm>

namespace playalter {

namespace {

// A source in one of libobs's spaces keeps it; anything else is converted by libobs to the nearest.
constexpr gs_color_space kSpaces[] = {GS_CS_SRGB, GS_CS_SRGB_16F, GS_CS_709_EXTENDED, GS_CS_709_SCRGB};

// Fewer frames of delay than this give no daemon a chance; exact and guard mode then only cover.
constexpr uint32_t kDelayFramesMin = 2;

constexpr uint64_t kLogIntervalNs = 1000000000u;

} // namespace

uint32_t target_width(obs_source_t *target, const obs_source_t *parent)
{
	return parent ? obs_source_get_base_width(target) : obs_source_get_width(target);
}

uint32_t target_height(obs_source_t *target, const obs_source_t *parent)
{
	return parent ? obs_source_get_base_height(target) : obs_source_get_height(target);
}

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
	cover_.set_style(style, color);
	is_cover_drawn_ = false;
}

void MaskPipeline::set_cover_image(CoverImage image)
{
	cover_.set_image(std::move(image));
	is_cover_drawn_ = false;
}

void MaskPipeline::adapt(const Shape &shape, uint64_t frame_interval_ns)
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
		output_.reset();
		has_output_ = false;
		is_cover_drawn_ = false;
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

	gs_texrender_reset(frame->texrender.get());
	if (!gs_texrender_begin_with_color_space(frame->texrender.get(), shape_.width, shape_.height, shape_.space)) {
		// libobs would not try again at this size.
		frame->texrender.reset();
		return nullptr;
	}

	{
		// Premultiplied, whatever convention the source has: most blend with straight alpha and rely
		// on this state, those with premultiplied pictures set their own.
		BlendScope blend;
		gs_blend_function_separate(GS_BLEND_SRCALPHA, GS_BLEND_INVSRCALPHA, GS_BLEND_ONE,
					   GS_BLEND_INVSRCALPHA);
		vec4 transparent;
		vec4_zero(&transparent);
		gs_clear(GS_CLEAR_COLOR, &transparent, 0.0f, 0);
		gs_ortho(0.0f, float(shape_.width), 0.0f, float(shape_.height), -100.0f, 100.0f);

		const uint32_t flags = obs_source_get_output_flags(target);
		const bool is_plain = (flags & (OBS_SOURCE_CUSTOM_DRAW | OBS_SOURCE_ASYNC)) == 0;
		if (target == parent && is_plain)
			obs_source_default_render(target);
		else
			obs_source_video_render(target);
	}
	gs_texrender_end(frame->texrender.get());
	timeline_.hold(*frame);
	return frame;
}

void MaskPipeline::send_for_analysis(FrameMapping *mapping, RingFrame &frame, uint64_t frame_interval_ns)
{
	analysis_.publish_into(*mapping, os_gettime_ns(), own_cost_ns_);

	const AnalysisSize size =
		analysis_size(shape_.width, shape_.height, uint32_t(names::limit_analysis_side));
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
	if (!mapping || !request)
		return DueMask::missing;
	const MaskReadResult result = MaskReader(mapping->data()).read(*request, mask_);
	const DueMask due = timeline_.judge(result, mask_);
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

bool MaskPipeline::put_out_masked()
{
	RingFrame *frame = timeline_.take_due();
	if (!frame)
		return false;

	// Drawing into a texrender again keeps what it holds.
	gs_texrender_reset(frame->texrender.get());
	if (!gs_texrender_begin_with_color_space(frame->texrender.get(), shape_.width, shape_.height, frame->space))
		return false;
	gs_ortho(0.0f, float(shape_.width), 0.0f, float(shape_.height), -100.0f, 100.0f);
	const bool is_masked = patches_.draw(mask_, frame->space);
	gs_texrender_end(frame->texrender.get());
	if (!is_masked)
		return false;

	std::swap(output_, frame->texrender);
	output_space_ = frame->space;
	has_output_ = true;
	is_cover_drawn_ = false;
	return true;
}

bool MaskPipeline::put_out_cover()
{
	if (is_cover_drawn_ && has_output_)
		return true;
	has_output_ = false;
	if (!is_size_supported_) {
		// No texture of that size; a rectangle drawn straight to the target covers as well.
		output_.reset();
		return false;
	}

	const gs_color_format format = gs_get_format_from_space(shape_.space);
	if (!output_ || gs_texrender_get_format(output_.get()) != format)
		output_.reset(gs_texrender_create(format, GS_ZS_NONE));
	if (!output_)
		return false;

	gs_texrender_reset(output_.get());
	if (!gs_texrender_begin_with_color_space(output_.get(), shape_.width, shape_.height, shape_.space)) {
		output_.reset();
		return false;
	}
	gs_ortho(0.0f, float(shape_.width), 0.0f, float(shape_.height), -100.0f, 100.0f);
	has_output_ = cover_.draw(shape_.width, shape_.height, shape_.space);
	gs_texrender_end(output_.get());
	output_space_ = shape_.space;
	is_cover_drawn_ = has_output_;
	return has_output_;
}

void MaskPipeline::advance(obs_source_t *target, obs_source_t *parent, uint64_t tick)
{
	const uint64_t began_ns = thread_cpu_ns();
	const uint64_t frame_interval_ns = obs_get_frame_interval_ns();
	own_cost_ns_ = 0;

	if (timeline_.begin_tick(tick))
		analysis_.forget();

	// Panic is over, as it began, with nothing held: what was seen before is never shown after.
	const uint32_t panic_changes = guard_state().panic_changes.load();
	const bool is_panicked = GuardState::is_panic(panic_changes);
	if (panic_changes != panic_changes_) {
		timeline_.flush(is_panicked ? CoverReason::panic : CoverReason::starting);
		analysis_.forget();
		panic_changes_ = panic_changes;
	}

	Shape shape;
	shape.width = target_width(target, parent);
	shape.height = target_height(target, parent);
	shape.space = obs_source_get_color_space(target, OBS_COUNTOF(kSpaces), kSpaces);
	adapt(shape, frame_interval_ns);

	FrameMapping *mapping = channel_ ? channel_->acquire() : nullptr;
	if (timeline_.set_connection(mapping ? mapping->serial() : 0))
		analysis_.forget();

	OutputDecision decision{OutputKind::covered, CoverReason::unsupported_size};
	if (is_panicked) {
		decision = timeline_.cover(CoverReason::panic);
	} else if (!is_size_supported_) {
		decision = timeline_.cover(CoverReason::unsupported_size);
	} else {
		RingFrame *newest = capture(target, parent);
		if (newest && mapping)
			send_for_analysis(mapping, *newest, frame_interval_ns);
		decision = timeline_.decide(os_gettime_ns(), read_due_mask(mapping), why_missing());
	}

	const bool is_masked = decision.kind == OutputKind::masked || decision.kind == OutputKind::extrapolated;
	if (is_masked && !put_out_masked())
		decision = timeline_.drawing_failed();
	if (decision.kind == OutputKind::repeated && !has_output_)
		decision = timeline_.drawing_failed();
	if (decision.kind == OutputKind::covered)
		put_out_cover();

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

void MaskPipeline::draw_output()
{
	const gs_color_space current_space = gs_get_color_space();
	gs_texture_t *texture = has_output_ ? gs_texrender_get_texture(output_.get()) : nullptr;
	if (texture) {
		FramebufferSrgbScope srgb;
		BlendScope blend;
		gs_blend_function(GS_BLEND_ONE, GS_BLEND_INVSRCALPHA);
		if (output_drawer_.draw(texture, output_space_, current_space, shape_.width, shape_.height))
			return;
	}
	cover_.draw_plain(shape_.width, shape_.height, current_space);
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
	draw_output();
}

} // namespace playalter
