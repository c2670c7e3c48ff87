// SPDX-License-Identifier: GPL-2.0-or-later
//
// The covers that somebody asked for: panic, and the streamer's own of this source. Pure: no libobs, no clock.
// Graphics thread, or under its lock.
//
//   none          -> panic, user_covered   asked for
//   panic         -> user_covered, none    resumed
//   user_covered  -> none                  the streamer shows the source again
//   user_covered  -> panic
//
// Each of these, and any two of them between two ticks, voids what was seen before.
#pragma once

#include "protocol/generated/names.gen.h"

#include <cstdint>

namespace playalter {

using names::CoverReason;

class ForcedCover {
public:
	void set_user_covered(bool is_wanted)
	{
		has_changed_ = has_changed_ || is_wanted != is_user_covered_;
		is_user_covered_ = is_wanted;
	}

	// Once per tick, with GuardState's count: true if what is held must be forgotten.
	bool begin_tick(uint32_t panic_changes)
	{
		const bool has_changed = has_changed_ || panic_changes != panic_changes_;
		panic_changes_ = panic_changes;
		has_changed_ = false;
		return has_changed;
	}

	// Of the tick that was begun; `none` where the masks decide.
	CoverReason reason() const
	{
		if ((panic_changes_ & 1u) != 0)
			return CoverReason::panic;
		return is_user_covered_ ? CoverReason::user_covered : CoverReason::none;
	}
	// Why the picture is covered after a change: for want of a mask, where nobody asks for the cover any more.
	CoverReason reason_of_change() const
	{
		return reason() == CoverReason::none ? CoverReason::starting : reason();
	}

private:
	uint32_t panic_changes_ = 0; // seen so far; odd: panic is on
	bool is_user_covered_ = false;
	bool has_changed_ = false;
};

} // namespace playalter
