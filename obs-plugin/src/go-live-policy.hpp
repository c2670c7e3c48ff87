// SPDX-License-Identifier: GPL-2.0-or-later
//
// Whether a mask is healthy, and what follows for something that is about to go live. Pure: no libobs, no
// clock, no state.
#pragma once

#include "output-policy.hpp"
#include "protocol/generated/names.gen.h"

#include <cstdint>
#include <string>
#include <vector>

namespace playalter {

using names::GoLiveGuard;

struct MaskHealth {
	bool is_attached = false; // to a source that OBS has
	bool is_in_view = false;  // that source is on the program or shown anywhere
	bool is_enabled = true;
	OutputKind kind = OutputKind::covered;
	CoverReason reason = CoverReason::starting;
	uint64_t covered_ms = 0;        // for how long, without a break
	bool is_daemon_coming = false; // there is none yet, or it has just come, and nothing is known to be wrong
};

enum class HealthVerdict {
	healthy,  // masked; or out of view, where nothing can be said
	settling, // covered, as at any start or in a busy moment; not to worry about for a while
	disabled, // switched off, in view or not: the next scene may show it
	covered,  // in view, and covered for a reason that does not pass by itself
};

HealthVerdict verdict_of(const MaskHealth &health);

struct UnhealthyMask {
	std::string uuid;
	std::string source_name;
	std::string filter_name;
	std::string state;  // disabled, covered, removed
	std::string reason; // of the cover; else `none`
	GoLiveGuard guard = GoLiveGuard::stop;
};

enum class GoLiveAction { allow, warn, stop };

// The strictest of the unhealthy masks decides. While panic is on, the strictest of all masks: a start is
// stopped if that is `stop`, and warned about in any other case.
GoLiveAction go_live_action(const std::vector<UnhealthyMask> &unhealthy, bool is_panicked,
			    const std::vector<GoLiveGuard> &all);

} // namespace playalter
