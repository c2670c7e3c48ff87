// SPDX-License-Identifier: GPL-2.0-or-later
//
// The rules of the output, checked tick by tick from what the world did and what the viewer saw, without
// asking the filter how it came to it. docs/output-frames.md has them in words.
#pragma once

#include "check.hpp"
#include "modelled-pipeline.hpp"

#include <map>
#include <optional>
#include <ostream>

namespace playalter {

namespace names {
inline std::ostream &operator<<(std::ostream &out, OutputState state)
{
	return out << output_state_names[size_t(state)];
}
inline std::ostream &operator<<(std::ostream &out, CoverReason reason)
{
	return out << cover_reason_names[size_t(reason)];
}
} // namespace names

namespace testing {

class Onlooker {
public:
	explicit Onlooker(const ModelledPipeline &pipeline) : pipeline_(pipeline) {}

	void saw(const TickRecord &tick)
	{
		check_epoch(tick);
		if (tick.is_thrown) {
			may_repeat_ = false;
			return;
		}
		CHECK(pipeline_.is_drawn());
		check_decision(tick);
		check_picture(tick);
		counts_[size_t(tick.decision.kind)]++;
		const FrameCounters counters = pipeline_.counters();
		CHECK_EQ(counters.masked, counts_[0]);
		CHECK_EQ(counters.repeated, counts_[1]);
		CHECK_EQ(counters.extrapolated, counts_[2]);
		CHECK_EQ(counters.covered, counts_[3]);
	}

	uint64_t count(OutputKind kind) const { return counts_[size_t(kind)]; }

private:
	// Each flush has an epoch of its own, and no epoch comes again.
	void check_epoch(const TickRecord &tick)
	{
		const auto known = eras_.emplace(tick.epoch, tick.era).first;
		CHECK_EQ(known->second, tick.era);
		if (tick.era != era_)
			may_repeat_ = false;
		era_ = tick.era;
	}

	// Neither a cover that was not needed nor a picture that was not allowed.
	void check_decision(const TickRecord &tick)
	{
		const CoverReason reason = tick.decision.reason;
		const bool is_repeated = tick.decision.kind == OutputKind::repeated;
		const bool is_covered = tick.decision.kind == OutputKind::covered;
		CHECK_EQ(reason != CoverReason::none, is_repeated || is_covered);
		if (tick.forced != CoverReason::none || !tick.is_supported) {
			CHECK(is_covered);
			CHECK_EQ(reason, tick.forced != CoverReason::none ? tick.forced : CoverReason::unsupported_size);
			return;
		}
		const uint64_t age_ns = tick.now_ns - masked_at_ns_;
		const bool may_repeat = may_repeat_ && tick.now_ns >= masked_at_ns_ && age_ns <= kRepeatNs;
		switch (mask_of_due_frame(tick)) {
		case DueMask::valid:
			CHECK_EQ(tick.decision.kind, tick.is_drawing_failed ? OutputKind::covered : OutputKind::masked);
			break;
		case DueMask::extrapolated:
			CHECK_EQ(tick.decision.kind,
				 tick.is_drawing_failed ? OutputKind::covered : OutputKind::extrapolated);
			break;
		case DueMask::missing:
			CHECK_EQ(tick.decision.kind, may_repeat ? OutputKind::repeated : OutputKind::covered);
			break;
		case DueMask::cover:
			CHECK(is_covered);
			CHECK_EQ(reason, CoverReason::daemon_requested);
			break;
		case DueMask::invalid:
			CHECK(is_covered);
			CHECK_EQ(reason, CoverReason::record_invalid);
			break;
		}
		if (tick.is_drawing_failed)
			CHECK_EQ(reason, CoverReason::graphics_failure);
	}

	// The rule: no pixel of frame k but through the mask made for k.
	void check_picture(const TickRecord &tick)
	{
		const Picture &shown = tick.shown;
		CHECK(shown.is_cover || shown.mask_number != 0);
		switch (tick.decision.kind) {
		case OutputKind::covered:
			CHECK(shown.is_cover);
			may_repeat_ = false;
			return;
		case OutputKind::repeated:
			CHECK(may_repeat_);
			CHECK(tick.now_ns - masked_at_ns_ <= kRepeatNs);
			CHECK_EQ(shown.frame_id, last_frame_id_);
			CHECK_EQ(shown.era, tick.era);
			return;
		case OutputKind::masked:
			CHECK(!tick.is_live);
			break;
		case OutputKind::extrapolated:
			CHECK(tick.is_live);
			break;
		}
		if (shown.mask_number == 0)
			return;
		const WrittenMask &mask = pipeline_.mask(shown.mask_number);
		CHECK_EQ(shown.frame_id + tick.delay, tick.newest_id);
		CHECK_EQ(mask.frame_id, shown.frame_id);
		CHECK_EQ(mask.epoch, shown.epoch);
		CHECK_EQ(mask.serial, shown.serial);
		CHECK_EQ(shown.serial, tick.serial);
		CHECK_EQ(shown.era, tick.era);
		CHECK_EQ(mask.publication.is_guess, tick.is_live);
		CHECK(mask.publication.fault == Fault::none && !mask.publication.is_cover);
		CHECK(mask.based_on_id <= tick.latest_published_id);
		CHECK(tick.is_live || mask.based_on_id >= mask.frame_id);
		CHECK(shown.frame_id > last_frame_id_);
		last_frame_id_ = shown.frame_id;
		masked_at_ns_ = tick.now_ns;
		may_repeat_ = true;
	}

	DueMask mask_of_due_frame(const TickRecord &tick) const
	{
		const auto frame = tick.held.find(tick.newest_id - tick.delay);
		if (tick.newest_id <= tick.delay || frame == tick.held.end() || frame->second.serial == 0 ||
		    frame->second.serial != tick.serial)
			return DueMask::missing;
		const auto slot = tick.slots.find(frame->first % kMaskSlots);
		if (slot == tick.slots.end())
			return DueMask::missing;
		const WrittenMask &mask = pipeline_.mask(slot->second);
		const Publication &as_told = mask.publication;
		if (mask.frame_id != frame->first || mask.epoch != frame->second.epoch || as_told.fault == Fault::torn)
			return DueMask::missing;
		const bool is_lie = as_told.fault != Fault::none || mask.based_on_id > tick.latest_published_id ||
				    (!as_told.is_cover && as_told.is_guess && !tick.is_live) ||
				    (!as_told.is_cover && !as_told.is_guess && mask.based_on_id < mask.frame_id);
		if (is_lie)
			return DueMask::invalid;
		if (as_told.is_cover)
			return DueMask::cover;
		return tick.is_live ? DueMask::extrapolated : DueMask::valid;
	}

	const ModelledPipeline &pipeline_;
	std::map<uint32_t, uint32_t> eras_; // by epoch
	uint32_t era_ = 0;
	bool may_repeat_ = false;
	uint64_t masked_at_ns_ = 0;
	uint64_t last_frame_id_ = 0;
	uint64_t counts_[4] = {};
};

} // namespace testing
} // namespace playalter
