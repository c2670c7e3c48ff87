// SPDX-License-Identifier: GPL-2.0-or-later
//
// The longest time between two ticks of OBS's graphics thread, a maximum for each of the last seconds:
// a stall that nobody sees in an average. One writer (the graphics thread), any reader, no locks.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace playalter {

class TickGapMeter {
public:
	static constexpr uint32_t kSeconds = 10;

	// Graphics thread, once a tick; monotonic.
	void tick(uint64_t now_ns)
	{
		const uint64_t last_ns = last_ns_;
		last_ns_ = now_ns;
		if (last_ns == 0 || now_ns < last_ns)
			return;
		const uint64_t gap_us = std::min<uint64_t>((now_ns - last_ns) / 1000, UINT32_MAX);
		const uint32_t second = second_of(now_ns);
		std::atomic<uint64_t> &slot = slots_[second % kSlots];
		const uint64_t entry = slot.load(std::memory_order_relaxed);
		if (uint32_t(entry >> 32) != second || uint32_t(entry) < gap_us)
			slot.store(uint64_t(second) << 32 | gap_us, std::memory_order_relaxed);
	}

	// Of the gaps that ended in this second or the `seconds` - 1 before it; `seconds` up to kSeconds.
	double longest_ms(uint64_t now_ns, uint32_t seconds) const
	{
		const uint32_t now = second_of(now_ns);
		uint32_t longest_us = 0;
		for (const auto &slot : slots_) {
			const uint64_t entry = slot.load(std::memory_order_relaxed);
			// A reader that is late may meet a second that is newer than its own.
			if (int32_t(now - uint32_t(entry >> 32)) < int32_t(seconds))
				longest_us = std::max(longest_us, uint32_t(entry));
		}
		return double(longest_us) / 1000;
	}

private:
	static constexpr size_t kSlots = 16;

	static uint32_t second_of(uint64_t now_ns) { return uint32_t(now_ns / 1000000000); }

	uint64_t last_ns_ = 0; // the writer's
	// The second in the upper half, its longest gap in microseconds in the lower one.
	std::array<std::atomic<uint64_t>, kSlots> slots_{};
};

} // namespace playalter
