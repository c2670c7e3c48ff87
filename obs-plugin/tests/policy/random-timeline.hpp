// SPDX-License-Identifier: GPL-2.0-or-later
//
// Timelines for the frame path: what happens to the filter and what the daemon writes, tick by tick. Made
// from a seed alone, whatever the filter does with it, so that a seed names a timeline.
#pragma once

#include "output-policy.hpp"
#include "protocol/channel_layout.h"

#include <algorithm>
#include <cstdint>
#include <ostream>
#include <random>
#include <vector>

namespace playalter::testing {

constexpr uint64_t kMs = 1000000;

enum class Event : uint32_t {
	none,
	hidden,         // not drawn for `event_value` ticks
	resized,        // another size; `event_value` is the delay that fits
	mode_changed,   // `event_value` is the delay; 0 is live mode
	too_large,      // a size that can't be delayed, until the next resize
	thrown,         // an exception between decision and drawing; drawn again in the same tick, or not
	capture_failed, // the GPU gives no picture of the source
	drawing_failed, // the GPU stops half way through the mask
	disconnected,   // the daemon goes
	replaced,       // the daemon goes and another one is there before the next tick
	panicked,       // somebody asks for the cover, until `resumed`
	resumed,        // or, without a panic before, both between two ticks
	user_covered,   // the streamer covers this source, until `user_shown`
	user_shown,     // or, uncovered, both between two ticks
};
constexpr const char *event_names[] = {"",           "hidden",         "resized",        "mode_changed",
				       "too_large",  "thrown",         "capture_failed", "drawing_failed",
				       "disconnected", "replaced",     "panicked",       "resumed",
				       "user_covered", "user_shown"};

enum class Fault : uint32_t { none, unknown_flag, patch_count, pixel_bytes, patch_side, not_a_number, torn };
constexpr const char *fault_names[] = {"",           "unknown_flag", "patch_count", "pixel_bytes",
				       "patch_side", "not_a_number", "torn"};

// One mask record written by the daemon.
struct Publication {
	int64_t id_offset = 0;   // from the newest frame that the daemon has seen
	int64_t epoch_offset = 0; // from the epoch of that frame
	int64_t based_on_offset = 0; // from the newest frame seen
	bool is_cover = false;
	bool is_guess = false;
	bool is_in_foreign_slot = false; // where the mask of the frame before belongs
	Fault fault = Fault::none;
};

struct Step {
	int64_t clock_ns = 0; // since the tick before; negative: the clock jumped back
	Event event = Event::none;
	uint32_t event_value = 0;
	bool wants_daemon = true; // one connects if none is connected
	std::vector<Publication> publications;
};

inline std::ostream &operator<<(std::ostream &out, const Publication &mask)
{
	out << " [frame " << mask.id_offset << " epoch " << mask.epoch_offset << " based on " << mask.based_on_offset;
	if (mask.is_cover)
		out << " cover";
	if (mask.is_guess)
		out << " guess";
	if (mask.is_in_foreign_slot)
		out << " foreign slot";
	return out << (mask.fault == Fault::none ? "" : " ") << fault_names[size_t(mask.fault)] << "]";
}

inline std::ostream &operator<<(std::ostream &out, const Step &step)
{
	out << "+" << double(step.clock_ns) / double(kMs) << " ms";
	if (step.event != Event::none)
		out << " " << event_names[size_t(step.event)] << " " << step.event_value;
	if (!step.wants_daemon)
		out << " no daemon";
	for (const Publication &mask : step.publications)
		out << mask;
	return out;
}

class TimelineMaker {
public:
	explicit TimelineMaker(uint32_t seed) : random_(seed) {}

	std::vector<Step> make(size_t ticks)
	{
		// How wild this one is: some timelines are all but quiet, or rules for masked frames would
		// rarely be tried.
		event_share_ = chance(0.3) ? 0.0 : 0.005 * double(1 + below(10));
		fault_share_ = chance(0.4) ? 0.0 : 0.005 * double(1 + below(20));
		late_share_ = 0.1 * double(below(6));
		lost_share_ = 0.1 * double(below(5));
		const bool is_clock_wild = chance(0.3);
		interval_ns_ = int64_t(chance(0.5) ? 33333333 : 16666666);

		std::vector<Step> steps(ticks);
		steps[0].event = Event::mode_changed;
		for (Step &step : steps) {
			step.clock_ns = interval_ns_ + (chance(0.05) ? int64_t(below(400) * kMs) : 0);
			if (is_clock_wild && chance(0.02))
				step.clock_ns = int64_t(below(20000) * kMs) - int64_t(10000 * kMs);
			if (step.event == Event::none && chance(event_share_))
				step.event = Event(1 + below(std::size(event_names) - 1));
			step.event_value = value_of(step.event);
			step.wants_daemon = chance(0.5);
			add_publications(step);
		}
		// None of them lasts: rules for masked frames would not be tried meanwhile.
		for (size_t i = 0; i + 1 < ticks; i++) {
			Step &end = steps[std::min(ticks - 1, i + 1 + below(6))];
			if (steps[i].event == Event::too_large)
				end.event = Event::resized;
			else if (steps[i].event == Event::panicked)
				end.event = Event::resumed;
			else if (steps[i].event == Event::user_covered)
				end.event = Event::user_shown;
			else
				continue;
			end.event_value = value_of(end.event);
		}
		return steps;
	}

private:
	bool chance(double share) { return std::bernoulli_distribution(share)(random_); }
	uint64_t below(uint64_t end) { return std::uniform_int_distribution<uint64_t>(0, end - 1)(random_); }

	uint32_t value_of(Event event)
	{
		if (event == Event::hidden)
			return uint32_t(1 + below(40));
		if (event == Event::thrown)
			return uint32_t(below(2));
		if (event == Event::mode_changed || event == Event::resized)
			return chance(0.3) ? (event == Event::resized ? 2 : 0) : uint32_t(2 + below(14));
		return 0;
	}

	void add_publications(Step &step)
	{
		if (chance(lost_share_))
			return;
		// A daemon that was slow answers for several frames at once, in any order.
		const size_t count = chance(0.15) ? 2 + below(5) : 1;
		for (size_t i = 0; i < count; i++) {
			Publication mask;
			if (chance(late_share_))
				mask.id_offset = -int64_t(below(20));
			// The next frames too, as live mode needs them; a guess elsewhere is a lie.
			if (chance(0.4)) {
				mask.id_offset = int64_t(1 + below(3));
				mask.is_guess = chance(0.9);
			}
			if (chance(fault_share_))
				spoil(mask);
			step.publications.push_back(mask);
			if (chance(0.1))
				step.publications.push_back(mask);
		}
		if (chance(0.3))
			std::shuffle(step.publications.begin(), step.publications.end(), random_);
	}

	void spoil(Publication &mask)
	{
		switch (below(7)) {
		case 0:
			mask.epoch_offset = chance(0.5) ? 1 : -1;
			break;
		case 1:
			mask.based_on_offset = chance(0.5) ? -int64_t(1 + below(5)) : int64_t(1 + below(5));
			break;
		case 2:
			mask.is_cover = true;
			break;
		case 3:
			mask.is_guess = !mask.is_guess;
			break;
		case 4:
			mask.is_in_foreign_slot = true;
			break;
		case 5:
			// The same slot, a round of the ring away.
			mask.id_offset += chance(0.5) ? int64_t(kMaskSlots) : -int64_t(kMaskSlots);
			break;
		case 6:
			mask.fault = Fault(1 + below(std::size(fault_names) - 1));
			break;
		}
	}

	std::mt19937 random_;
	double event_share_ = 0, fault_share_ = 0, late_share_ = 0, lost_share_ = 0;
	int64_t interval_ns_ = 0;
};

} // namespace playalter::testing
