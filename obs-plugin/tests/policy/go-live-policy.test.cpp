// SPDX-License-Identifier: GPL-2.0-or-later
//
// When a mask is healthy, by tables, and what an unhealthy one means for something that goes live, for every
// combination of settings.
#include "go-live-policy.hpp"

#include "check.hpp"

#include <algorithm>
#include <ostream>
#include <vector>

namespace playalter {

static std::ostream &operator<<(std::ostream &out, HealthVerdict verdict) { return out << uint32_t(verdict); }
static std::ostream &operator<<(std::ostream &out, GoLiveAction action) { return out << uint32_t(action); }

} // namespace playalter

using namespace playalter;

namespace {

constexpr uint64_t kSettleMs = uint64_t(names::limit_go_live_settle_ms);
constexpr uint64_t kLateMs = uint64_t(names::limit_go_live_late_ms);
constexpr GoLiveGuard kGuards[] = {GoLiveGuard::stop, GoLiveGuard::warn, GoLiveGuard::off};

MaskHealth seen(OutputKind kind, CoverReason reason = CoverReason::none)
{
	MaskHealth health;
	health.is_attached = true;
	health.is_in_view = true;
	health.kind = kind;
	health.reason = reason;
	return health;
}

std::vector<UnhealthyMask> unhealthy(const std::vector<GoLiveGuard> &guards)
{
	std::vector<UnhealthyMask> masks;
	for (const GoLiveGuard guard : guards) {
		UnhealthyMask mask;
		mask.guard = guard;
		masks.push_back(mask);
	}
	return masks;
}

GoLiveAction action_of(GoLiveGuard strictest)
{
	return strictest == GoLiveGuard::stop   ? GoLiveAction::stop
	       : strictest == GoLiveGuard::warn ? GoLiveAction::warn
						: GoLiveAction::allow;
}

} // namespace

TEST_CASE("a mask that masks is healthy")
{
	for (const OutputKind kind : {OutputKind::masked, OutputKind::repeated, OutputKind::extrapolated})
		CHECK_EQ(verdict_of(seen(kind)), HealthVerdict::healthy);
}

TEST_CASE("a cover is new only for a while and only for some reasons")
{
	for (uint32_t i = 0; i < names::cover_reason_count; i++) {
		const CoverReason reason = CoverReason(i);
		if (reason == CoverReason::user_covered)
			continue;
		const bool passes = reason == CoverReason::starting || reason == CoverReason::size_changed ||
				    reason == CoverReason::source_returned || reason == CoverReason::settings_changed;
		const uint64_t settle_ms = passes                             ? kSettleMs
					   : reason == CoverReason::mask_late ? kLateMs
									      : 0;
		MaskHealth health = seen(OutputKind::covered, reason);
		health.covered_ms = settle_ms;
		CHECK_EQ(verdict_of(health), HealthVerdict::covered);
		if (settle_ms == 0)
			continue;
		health.covered_ms = settle_ms - 1;
		CHECK_EQ(verdict_of(health), HealthVerdict::settling);
	}
}

TEST_CASE("a cover of the streamer's own is no trouble, however old")
{
	MaskHealth health = seen(OutputKind::covered, CoverReason::user_covered);
	CHECK_EQ(verdict_of(health), HealthVerdict::healthy);
	health.covered_ms = kSettleMs;
	CHECK_EQ(verdict_of(health), HealthVerdict::healthy);
	health.is_enabled = false;
	CHECK_EQ(verdict_of(health), HealthVerdict::disabled);
}

TEST_CASE("a daemon that is on its way is waited for")
{
	MaskHealth health = seen(OutputKind::covered, CoverReason::daemon_missing);
	CHECK_EQ(verdict_of(health), HealthVerdict::covered);
	health.is_daemon_coming = true;
	CHECK_EQ(verdict_of(health), HealthVerdict::settling);
	health.covered_ms = kSettleMs;
	CHECK_EQ(verdict_of(health), HealthVerdict::covered);
}

TEST_CASE("a mask out of view has no verdict unless it is switched off")
{
	MaskHealth health = seen(OutputKind::covered, CoverReason::daemon_refused);
	health.is_in_view = false;
	CHECK_EQ(verdict_of(health), HealthVerdict::healthy);
	health.is_enabled = false;
	CHECK_EQ(verdict_of(health), HealthVerdict::disabled);
	health.is_attached = false;
	CHECK_EQ(verdict_of(health), HealthVerdict::healthy);
}

TEST_CASE("a mask that is switched off is so whatever it showed last")
{
	for (const OutputKind kind : {OutputKind::masked, OutputKind::covered}) {
		MaskHealth health = seen(kind, CoverReason::starting);
		health.is_enabled = false;
		CHECK_EQ(verdict_of(health), HealthVerdict::disabled);
	}
}

TEST_CASE("the strictest of the unhealthy decides")
{
	CHECK_EQ(go_live_action({}, false, {GoLiveGuard::stop}), GoLiveAction::allow);
	for (const GoLiveGuard one : kGuards) {
		for (const GoLiveGuard other : kGuards) {
			const GoLiveAction action =
				go_live_action(unhealthy({one, other}), false, {one, other, GoLiveGuard::stop});
			CHECK_EQ(action, action_of(std::min(one, other)));
		}
	}
}

TEST_CASE("panic stops where any mask would and warns in any other case")
{
	CHECK_EQ(go_live_action({}, true, {}), GoLiveAction::warn);
	CHECK_EQ(go_live_action({}, true, {GoLiveGuard::off}), GoLiveAction::warn);
	CHECK_EQ(go_live_action({}, true, {GoLiveGuard::off, GoLiveGuard::warn}), GoLiveAction::warn);
	CHECK_EQ(go_live_action({}, true, {GoLiveGuard::warn, GoLiveGuard::stop}), GoLiveAction::stop);
}

TEST_MAIN
