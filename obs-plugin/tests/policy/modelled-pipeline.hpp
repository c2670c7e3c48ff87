// SPDX-License-Identifier: GPL-2.0-or-later
//
// MaskPipeline without a GPU: FrameTimeline, FrameRing, FrameMapping, MaskReader, OutputPolicy and the
// counters are those that ship; textures are only names of what they hold. Next to it, the daemon that
// writes a timeline's masks, through a mapping of its own of the same memory.
#pragma once

#include "channel/frame-mapping.hpp"
#include "daemon-view.hpp"
#include "filter-status.hpp"
#include "forced-cover.hpp"
#include "frame-timeline.hpp"
#include "random-timeline.hpp"

#include <limits>
#include <map>
#include <memory>
#include <vector>

namespace playalter::testing {

constexpr uint64_t kRepeatNs = 250 * kMs;

// A mask record as it was written, under its own number.
struct WrittenMask {
	Publication publication;
	uint64_t slot = 0;
	uint64_t frame_id = 0;
	uint32_t epoch = 0;
	uint64_t based_on_id = 0;
	uint64_t serial = 0; // of the mapping
};

// What a texture holds.
struct Picture {
	uint64_t frame_id = 0; // the source's picture of that tick; 0: none
	uint32_t era = 0;         // flushes before it, as the world counts them
	uint32_t epoch = 0;       // as the daemon is told
	uint64_t serial = 0;      // of the connection at its capture; 0: none
	uint64_t mask_number = 0; // drawn over it, whole; 0: none, and the picture is raw
	bool is_cover = false;
};

// What one tick did, for an onlooker who does not ask the filter.
struct TickRecord {
	uint64_t now_ns = 0;
	bool is_live = false;
	bool is_supported = true;
	CoverReason forced = CoverReason::none; // a cover that somebody asked for
	uint32_t era = 0;
	uint32_t epoch = 0;
	uint64_t serial = 0;
	uint64_t newest_id = 0;
	uint32_t delay = 0;
	uint64_t latest_published_id = 0;
	std::map<uint64_t, uint64_t> slots; // of the mapping, to the number of the mask in each
	std::map<uint64_t, Picture> held;   // by frame id, before anything left
	bool is_drawing_failed = false;
	bool is_thrown = false; // nothing of ours was drawn; the plain cover is up, and nothing is counted
	OutputDecision decision{OutputKind::covered, CoverReason::none};
	Picture shown;
};

class ModelledPipeline {
public:
	ModelledPipeline() : timeline_(std::numeric_limits<uint32_t>::max(), kRepeatNs) {}

	// As MaskPipeline::advance and, for what is shown, draw_output.
	TickRecord tick(const Step &step)
	{
		now_ns_ += uint64_t(std::max(step.clock_ns, -int64_t(now_ns_)));
		// A draw that threw is followed by another in the same tick, or not.
		tick_ += is_to_be_redrawn_ ? 0 : 1 + (step.event == Event::hidden ? step.event_value : 0);
		if (step.event == Event::hidden && !is_to_be_redrawn_)
			start_era();
		if (was_thrown_)
			start_era();
		was_thrown_ = is_to_be_redrawn_ = false;
		connect(step);

		if (timeline_.begin_tick(tick_))
			staged_ = {};
		if (ask_for_cover(step.event)) {
			timeline_.flush(forced_cover_.reason_of_change());
			start_era();
		}
		if (step.event == Event::mode_changed || step.event == Event::resized || step.event == Event::too_large)
			set_shape(step);
		if (timeline_.set_connection(mapping_ ? mapping_->serial() : 0))
			staged_ = {};

		TickRecord record;
		if (forced_cover_.reason() != CoverReason::none) {
			record.decision = timeline_.cover(forced_cover_.reason());
		} else if (!is_supported_) {
			record.decision = timeline_.cover(CoverReason::unsupported_size);
		} else {
			capture(step.event == Event::capture_failed);
			publish(step);
			record.held = held_;
			record.decision = decide();
		}
		if (step.event == Event::thrown) {
			was_thrown_ = true;
			is_to_be_redrawn_ = step.event_value == 0;
			describe(record);
			record.is_thrown = true;
			record.shown = cover_of(era_);
			return record;
		}
		record.is_drawing_failed = step.event == Event::drawing_failed && is_masked(record.decision);
		if (is_masked(record.decision) && !put_out_masked(!record.is_drawing_failed))
			record.decision = timeline_.drawing_failed();
		if (record.decision.kind == OutputKind::covered)
			*output_ = cover_of(era_);
		status_.count(record.decision, now_ns_);
		timeline_.end_tick(tick_);
		describe(record);
		return record;
	}

	bool is_drawn() const { return timeline_.is_drawn(tick_); }
	const WrittenMask &mask(uint64_t number) const { return written_[number - 1]; }
	FrameCounters counters() const { return status_.counters(); }

private:
	static bool is_masked(OutputDecision decision)
	{
		return decision.kind == OutputKind::masked || decision.kind == OutputKind::extrapolated;
	}

	static Picture cover_of(uint32_t era)
	{
		Picture cover;
		cover.era = era;
		cover.is_cover = true;
		return cover;
	}

	void describe(TickRecord &record)
	{
		record.now_ns = now_ns_;
		record.is_live = is_live_;
		record.is_supported = is_supported_;
		record.forced = is_panicked_       ? CoverReason::panic
				: is_user_covered_ ? CoverReason::user_covered
						   : CoverReason::none;
		record.era = era_;
		record.epoch = timeline_.epoch();
		record.serial = mapping_ ? mapping_->serial() : 0;
		record.newest_id = newest_id_;
		record.delay = delay_;
		record.latest_published_id = mapping_ ? mapping_->latest_frame_id() : 0;
		record.slots = slots_;
		record.shown = *output_;
		if (is_rejected_)
			disconnect();
	}

	void start_era()
	{
		era_++;
		held_.clear();
		staged_ = {};
	}

	// True if what is held must be forgotten.
	bool ask_for_cover(Event event)
	{
		if (event == Event::panicked || event == Event::resumed) {
			// Asked for and taken back, or the other way round, where that is how it was.
			panic_changes_ += is_panicked_ == (event == Event::panicked) ? 2 : 1;
			is_panicked_ = event == Event::panicked;
		}
		if (event == Event::user_covered || event == Event::user_shown) {
			const bool is_wanted = event == Event::user_covered;
			forced_cover_.set_user_covered(!is_wanted);
			forced_cover_.set_user_covered(is_wanted);
			is_user_covered_ = is_wanted;
		}
		return forced_cover_.begin_tick(panic_changes_);
	}

	void set_shape(const Step &step)
	{
		is_supported_ = step.event != Event::too_large && (is_supported_ || step.event == Event::resized);
		if (step.event == Event::mode_changed)
			is_live_ = step.event_value == 0;
		delay_ = is_live_ ? 0 : std::max(2u, step.event_value);
		timeline_.set_delay(delay_, is_live_, CoverReason::settings_changed);
		start_era();
	}

	// --- Source and GPU ---

	void capture(bool is_failing)
	{
		newest_id_++;
		RingFrame *frame = timeline_.begin_frame(GS_CS_SRGB);
		if (!frame)
			return;
		Picture picture;
		picture.frame_id = newest_id_;
		picture.era = era_;
		picture.epoch = timeline_.epoch();
		picture.serial = mapping_ ? mapping_->serial() : 0;
		pictures_[frame->texrender.get()] = picture;
		if (is_failing)
			return;
		timeline_.hold(*frame);
		held_[newest_id_] = picture;
	}

	bool put_out_masked(bool is_whole)
	{
		RingFrame *frame = timeline_.take_due();
		if (!frame)
			return false;
		held_.erase(pictures_[frame->texrender.get()].frame_id);
		if (!is_whole)
			return false;
		output_ = &pictures_[frame->texrender.get()];
		output_->mask_number = mask_.patch_count > 0 ? mask_.patches[0].track_id : 0;
		std::swap(output_texrender_, frame->texrender);
		return true;
	}

	OutputDecision decide()
	{
		const auto request = timeline_.due_request(mapping_ ? mapping_->latest_frame_id() : 0);
		DueMask due = DueMask::missing;
		if (request && mapping_) {
			due = timeline_.judge(MaskReader(mapping_->data()).read(*request, mask_), mask_);
			is_rejected_ = due == DueMask::invalid;
		}
		return timeline_.decide(now_ns_, due, mapping_ ? CoverReason::mask_late : CoverReason::daemon_missing);
	}

	// --- Channel and daemon ---

	void connect(const Step &step)
	{
		if (step.event == Event::disconnected || step.event == Event::replaced)
			disconnect();
		if (mapping_ || !(step.wants_daemon || step.event == Event::replaced) ||
		    step.event == Event::disconnected)
			return;
		ChannelError error;
		mapping_ = FrameMapping::create(error);
		if (!mapping_)
			throw std::runtime_error(error.message);
		daemon_ = std::make_unique<DaemonView>(mapping_->memory_descriptor());
	}

	void disconnect()
	{
		daemon_.reset();
		mapping_.reset();
		slots_.clear();
		is_rejected_ = false;
	}

	// The copy of the frame before, as the pipeline sends it one tick late; then the daemon has its turn.
	void publish(const Step &step)
	{
		if (!mapping_)
			return;
		if (staged_.frame_id != 0) {
			constexpr uint8_t pixel[4] = {};
			mapping_->publish(staged_, pixel, sizeof(pixel));
		}
		staged_ = {};
		if (held_.count(newest_id_)) {
			staged_.frame_id = newest_id_;
			staged_.epoch = timeline_.epoch();
			staged_.source_width = staged_.source_height = staged_.width = staged_.height = 1;
		}
		if (const uint64_t seen_id = daemon_->header().latest_frame_id.load()) {
			for (const Publication &publication : step.publications)
				write(publication, seen_id);
		}
	}

	void write(const Publication &publication, uint64_t seen_id)
	{
		WrittenMask mask;
		mask.publication = publication;
		mask.frame_id = uint64_t(std::max<int64_t>(1, int64_t(seen_id) + publication.id_offset));
		mask.epoch = uint32_t(daemon_->frame(seen_id).epoch + publication.epoch_offset);
		mask.based_on_id = uint64_t(std::max<int64_t>(0, int64_t(seen_id) + publication.based_on_offset));
		mask.serial = mapping_->serial();
		const uint64_t slot_id = mask.frame_id - (publication.is_in_foreign_slot ? 1 : 0);
		mask.slot = slot_id % kMaskSlots;
		written_.push_back(mask);
		slots_[mask.slot] = written_.size();
		put(mask, slot_id, uint32_t(written_.size()));
	}

	void put(const WrittenMask &mask, uint64_t slot_id, uint32_t number)
	{
		MaskRecord &record = daemon_->mask(slot_id);
		PatchRecord &patch = daemon_->patches(slot_id)[0];
		const uint32_t sequence = record.sequence.load() & ~1u;
		record.sequence.store(sequence + 1);
		record.epoch = mask.epoch;
		record.frame_id = mask.frame_id;
		record.based_on_id = mask.based_on_id;
		record.flags = (mask.publication.is_cover ? kMaskFlagCover : 0) |
			       (mask.publication.is_guess ? kMaskFlagExtrapolated : 0);
		record.patch_count = 1;
		record.pixel_bytes = kPatchSideMin * kPatchSideMin * 4;
		patch = {1.0f, 1.0f, 8.0f, 0.0f, 0.0f, 8.0f, kPatchSideMin, 0, number, {}};
		switch (mask.publication.fault) {
		case Fault::none:
			break;
		case Fault::unknown_flag:
			record.flags |= 4;
			break;
		case Fault::patch_count:
			record.patch_count = kPatchesMax + 1;
			break;
		case Fault::pixel_bytes:
			record.pixel_bytes = uint32_t(kMaskPixelBytes) + 1;
			break;
		case Fault::patch_side:
			patch.side = 17;
			break;
		case Fault::not_a_number:
			patch.origin_x = std::numeric_limits<float>::quiet_NaN();
			break;
		case Fault::torn:
			return;
		}
		record.sequence.store(sequence + 2);
	}

	FrameTimeline timeline_;
	FilterStatus status_;
	MaskCopy mask_;
	uint64_t now_ns_ = 20000 * kMs;
	uint64_t tick_ = 0;
	uint64_t newest_id_ = 0;
	uint32_t era_ = 0;
	uint32_t delay_ = 0;
	bool is_live_ = false;
	bool is_supported_ = true;
	ForcedCover forced_cover_;
	uint32_t panic_changes_ = 0;
	bool is_panicked_ = false;
	bool is_user_covered_ = false;
	bool was_thrown_ = false;
	bool is_to_be_redrawn_ = false;

	std::map<const gs_texrender_t *, Picture> pictures_;
	std::map<uint64_t, Picture> held_;
	Picture cover_ = cover_of(0);
	Picture *output_ = &cover_;
	Texrender output_texrender_;

	std::unique_ptr<FrameMapping> mapping_;
	std::unique_ptr<DaemonView> daemon_;
	FrameInfo staged_;
	bool is_rejected_ = false;
	std::vector<WrittenMask> written_;
	std::map<uint64_t, uint64_t> slots_;
};

} // namespace playalter::testing
