// SPDX-License-Identifier: GPL-2.0-or-later
//
// CPU time of the graphics thread inside the filter, as a histogram that other threads may read:
// one writer, relaxed counters, eighth-octave buckets from 1 microsecond up.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace playalter {

// CPU time used by the calling thread, nanoseconds.
uint64_t thread_cpu_ns();

struct CostQuantiles {
	double p50_ms = 0;
	double p99_ms = 0;
	uint64_t n = 0;
};

class CostMeter {
public:
	void add(uint64_t cost_ns);
	CostQuantiles quantiles() const;

private:
	static constexpr size_t kBuckets = 160;
	std::array<std::atomic<uint32_t>, kBuckets> counts_{};
};

// Adds the CPU time of a scope to a sum; scopes of one tick are summed before they are counted.
class CostScope {
public:
	explicit CostScope(uint64_t &sum_ns) : sum_ns_(sum_ns), began_ns_(thread_cpu_ns()) {}
	~CostScope() { sum_ns_ += thread_cpu_ns() - began_ns_; }
	CostScope(const CostScope &) = delete;
	CostScope &operator=(const CostScope &) = delete;

private:
	uint64_t &sum_ns_;
	uint64_t began_ns_;
};

} // namespace playalter
