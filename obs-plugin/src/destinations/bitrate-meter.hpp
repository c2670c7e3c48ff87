// SPDX-License-Identifier: GPL-2.0-or-later
//
// Bits a second over the last two seconds, from a count of bytes that is looked at now and then. Pure.
#pragma once

#include <cstdint>
#include <deque>

namespace playalter {

class BitrateMeter {
public:
	// `bytes` only grows, but for a new connection's count, which begins anew.
	void note(uint64_t bytes, uint64_t now_ms)
	{
		if (!samples_.empty() && bytes < samples_.back().bytes)
			samples_.clear();
		samples_.push_back({bytes, now_ms});
		while (samples_.size() > 2 && now_ms - samples_[1].at_ms >= kWindowMs)
			samples_.pop_front();
	}

	void clear() { samples_.clear(); }

	double kbps() const
	{
		if (samples_.size() < 2 || samples_.back().at_ms == samples_.front().at_ms)
			return 0;
		const uint64_t bytes = samples_.back().bytes - samples_.front().bytes;
		return double(bytes) * 8 / double(samples_.back().at_ms - samples_.front().at_ms);
	}

private:
	static constexpr uint64_t kWindowMs = 2000;

	struct Sample {
		uint64_t bytes;
		uint64_t at_ms;
	};
	std::deque<Sample> samples_;
};

} // namespace playalter
