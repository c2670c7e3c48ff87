// SPDX-License-Identifier: GPL-2.0-or-later
#include "frame-timeline.hpp"

namespace playalter {

FrameTimeline::FrameTimeline(uint64_t ring_bytes_max, uint64_t repeat_ns) : ring_(ring_bytes_max), policy_(repeat_ns) {}

// Frames from before now must not meet masks, tracks or pictures from after it.
void FrameTimeline::restart(CoverReason reason)
{
	epoch_++;
	granted_id_ = 0;
	ring_.forget();
	policy_.invalidate(reason);
}

bool FrameTimeline::begin_tick(uint64_t tick)
{
	const bool has_thrown = is_drawing_;
	const bool was_hidden = drawn_tick_ != 0 && tick - drawn_tick_ > 1;
	is_drawing_ = true;
	granted_id_ = 0;
	if (has_thrown || was_hidden)
		restart(has_thrown ? CoverReason::graphics_failure : CoverReason::source_returned);
	return has_thrown || was_hidden;
}

void FrameTimeline::end_tick(uint64_t tick)
{
	is_drawing_ = false;
	drawn_tick_ = tick;
}

void FrameTimeline::set_delay(uint32_t delay_frames, bool is_live, CoverReason reason)
{
	ring_.reset(delay_frames);
	delay_frames_ = delay_frames;
	is_live_ = is_live;
	restart(reason);
}

bool FrameTimeline::set_connection(uint64_t mapping_serial)
{
	if (mapping_serial == mapping_serial_)
		return false;
	mapping_serial_ = mapping_serial;
	first_shown_id_ = 0;
	ring_.forget();
	return true;
}

RingFrame *FrameTimeline::begin_frame(gs_color_space space)
{
	newest_id_++;
	return ring_.begin(newest_id_, space);
}

std::optional<MaskRequest> FrameTimeline::due_request(uint64_t latest_frame_id)
{
	if (mapping_serial_ == 0 || due_id() < first_shown_id_ || !ring_.find(due_id()))
		return std::nullopt;
	MaskRequest request;
	request.frame_id = due_id();
	request.epoch = epoch_;
	request.latest_frame_id = latest_frame_id;
	request.allow_extrapolated = is_live_;
	return request;
}

DueMask FrameTimeline::judge(const MaskReadResult &result, const MaskCopy &mask) const
{
	switch (result.status) {
	case MaskReadStatus::ok:
		break;
	case MaskReadStatus::missing:
	case MaskReadStatus::busy:
		return DueMask::missing;
	case MaskReadStatus::invalid:
		return DueMask::invalid;
	}
	// The reader has looked at all of this. A frame leaves only after a second look.
	if (mask.frame_id != due_id() || mask.epoch != epoch_)
		return DueMask::missing;
	if (mask.is_cover)
		return DueMask::cover;
	if (mask.is_extrapolated != is_live_)
		return DueMask::missing;
	return is_live_ ? DueMask::extrapolated : DueMask::valid;
}

OutputDecision FrameTimeline::decide(uint64_t now_ns, DueMask due, CoverReason why_missing)
{
	const OutputDecision decision = policy_.decide(now_ns, due, why_missing);
	const bool is_masked = decision.kind == OutputKind::masked || decision.kind == OutputKind::extrapolated;
	granted_id_ = is_masked ? due_id() : 0;
	return decision;
}

OutputDecision FrameTimeline::cover(CoverReason reason)
{
	granted_id_ = 0;
	policy_.invalidate(reason);
	return {OutputKind::covered, reason};
}

OutputDecision FrameTimeline::drawing_failed()
{
	granted_id_ = 0;
	return policy_.drawing_failed();
}

RingFrame *FrameTimeline::take_due()
{
	RingFrame *frame = ring_.find(granted_id_);
	granted_id_ = 0;
	if (frame)
		frame->frame_id = 0;
	return frame;
}

} // namespace playalter
