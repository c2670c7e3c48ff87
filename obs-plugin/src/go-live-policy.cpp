// SPDX-License-Identifier: GPL-2.0-or-later
#include "go-live-policy.hpp"

#include <algorithm>

namespace playalter {

namespace {

// How long such a cover may last before it counts; 0 if it does not pass by itself.
uint64_t settle_ms(const MaskHealth &health)
{
	switch (health.reason) {
	case CoverReason::starting:
	case CoverReason::size_changed:
	case CoverReason::source_returned:
	case CoverReason::settings_changed:
		return uint64_t(names::limit_go_live_settle_ms);
	case CoverReason::daemon_missing:
		return health.is_daemon_coming ? uint64_t(names::limit_go_live_settle_ms) : 0;
	case CoverReason::mask_late:
		return uint64_t(names::limit_go_live_late_ms);
	default:
		return 0;
	}
}

} // namespace

HealthVerdict verdict_of(const MaskHealth &health)
{
	if (!health.is_attached)
		return HealthVerdict::healthy;
	if (!health.is_enabled)
		return HealthVerdict::disabled;
	if (!health.is_in_view || health.kind != OutputKind::covered)
		return HealthVerdict::healthy;
	// That is how the streamer wants to go live.
	if (health.reason == CoverReason::user_covered)
		return HealthVerdict::healthy;
	return health.covered_ms < settle_ms(health) ? HealthVerdict::settling : HealthVerdict::covered;
}

GoLiveAction go_live_action(const std::vector<UnhealthyMask> &unhealthy, bool is_panicked,
			    const std::vector<GoLiveGuard> &all)
{
	// The enum's order: strictest first.
	GoLiveGuard strictest = GoLiveGuard::off;
	for (const UnhealthyMask &mask : unhealthy)
		strictest = std::min(strictest, mask.guard);
	if (is_panicked) {
		strictest = std::min(strictest, GoLiveGuard::warn);
		for (const GoLiveGuard guard : all)
			strictest = std::min(strictest, guard);
	}
	switch (strictest) {
	case GoLiveGuard::stop:
		return GoLiveAction::stop;
	case GoLiveGuard::warn:
		return GoLiveAction::warn;
	case GoLiveGuard::off:
		break;
	}
	return GoLiveAction::allow;
}

} // namespace playalter
