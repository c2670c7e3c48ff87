// SPDX-License-Identifier: GPL-2.0-or-later
//
// What the guardian tells: GetStatus's `guardian`, the vendor events, sentences. The caller releases what
// it gets. Any thread but the graphics one.
#pragma once

#include "go-live-policy.hpp"
#include "guard-state.hpp"

#include <obs-module.h>

#include <string>
#include <vector>

namespace playalter {

obs_data_t *guard_report(CanvasCoverReason reason, const std::string &message,
			 const std::vector<UnhealthyMask> &unhealthy);

obs_data_t *panic_event(bool is_panicked);
obs_data_t *start_event(LiveOutput output, const std::string &message, bool is_panicked,
			const std::vector<UnhealthyMask> &unhealthy);
obs_data_t *lost_event(const UnhealthyMask &mask, bool is_canvas_covered);

// One sentence for log and user: what was stopped or warned about, and why.
std::string start_message(LiveOutput output, bool is_stopped, bool is_panicked,
			  const std::vector<UnhealthyMask> &unhealthy);

} // namespace playalter
