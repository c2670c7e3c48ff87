// SPDX-License-Identifier: GPL-2.0-or-later
//
// What the graphics thread tells the rest about a filter: one writer, any reader, no locks.
#pragma once

#include "channel/stream-settings.hpp"
#include "cost-meter.hpp"
#include "protocol/generated/names.gen.h"
#include "output-policy.hpp"
#include "tick-gap-meter.hpp"

#include <util/platform.h>

#include <atomic>
#include <cstdint>

namespace playalter {

struct FilterStatus {
	std::atomic<uint64_t> masked{0};
	std::atomic<uint64_t> repeated{0};
	std::atomic<uint64_t> extrapolated{0};
	std::atomic<uint64_t> covered{0};
	std::atomic<OutputKind> kind{OutputKind::covered};
	std::atomic<CoverReason> reason{CoverReason::starting};
	std::atomic<uint64_t> covered_since_ns{os_gettime_ns()}; // while covered: since then
	std::atomic<uint32_t> delay_frames{0};
	std::atomic<uint32_t> look_ahead_frames{0};
	std::atomic<uint64_t> delay_ns{0}; // delay_frames, as time
	std::atomic<bool> is_look_ahead_shortened{false};
	std::atomic<uint32_t> width{0};
	std::atomic<uint32_t> height{0};
	// CPU time per tick: our own work, and our own work plus the calls into libobs's graphics.
	CostMeter own_cost;
	CostMeter total_cost;
	TickGapMeter tick_gaps;

	FrameCounters counters() const
	{
		const auto get = [](const std::atomic<uint64_t> &count) {
			return count.load(std::memory_order_relaxed);
		};
		return {get(masked), get(repeated), get(extrapolated), get(covered)};
	}

	void count(OutputDecision decision, uint64_t now_ns)
	{
		// The streamer's own cover, taken off, is followed by one that begins then.
		const bool was_user_covered = reason.load(std::memory_order_relaxed) == CoverReason::user_covered &&
					      decision.reason != CoverReason::user_covered;
		const bool was_covered = kind.load(std::memory_order_relaxed) == OutputKind::covered && !was_user_covered;
		if (decision.kind == OutputKind::covered && !was_covered)
			covered_since_ns.store(now_ns, std::memory_order_relaxed);
		std::atomic<uint64_t> *counts[] = {&masked, &repeated, &extrapolated, &covered};
		counts[size_t(decision.kind)]->fetch_add(1, std::memory_order_relaxed);
		kind.store(decision.kind, std::memory_order_relaxed);
		reason.store(decision.reason, std::memory_order_relaxed);
	}
};

} // namespace playalter
