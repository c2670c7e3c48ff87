// SPDX-License-Identifier: GPL-2.0-or-later
#include "cost-meter.hpp"

#include <algorithm>
#include <cmath>

#ifdef _WIN32
#include <windows.h>
#else
#include <time.h>
#endif

namespace playalter {

namespace {

constexpr double kBucketsPerOctave = 8.0;
constexpr double kFirstBucketNs = 1000.0;

double bucket_upper_ms(size_t bucket)
{
	return kFirstBucketNs * std::exp2(double(bucket) / kBucketsPerOctave) / 1e6;
}

} // namespace

uint64_t thread_cpu_ns()
{
#ifdef _WIN32
	FILETIME created, ended, kernel, user;
	if (!GetThreadTimes(GetCurrentThread(), &created, &ended, &kernel, &user))
		return 0;
	const auto ticks = [](const FILETIME &time) {
		return (uint64_t(time.dwHighDateTime) << 32) | time.dwLowDateTime;
	};
	return (ticks(kernel) + ticks(user)) * 100;
#else
	timespec now{};
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return uint64_t(now.tv_sec) * 1000000000u + uint64_t(now.tv_nsec);
#endif
}

void CostMeter::add(uint64_t cost_ns)
{
	const double octaves = std::log2(std::max(1.0, double(cost_ns) / kFirstBucketNs));
	const size_t bucket = std::min(kBuckets - 1, size_t(std::ceil(octaves * kBucketsPerOctave)));
	counts_[bucket].fetch_add(1, std::memory_order_relaxed);
}

CostQuantiles CostMeter::quantiles() const
{
	std::array<uint32_t, kBuckets> counts;
	CostQuantiles result;
	for (size_t i = 0; i < kBuckets; i++) {
		counts[i] = counts_[i].load(std::memory_order_relaxed);
		result.n += counts[i];
	}

	const auto upper_of = [&](double quantile) {
		const uint64_t wanted = uint64_t(std::ceil(quantile * double(result.n)));
		uint64_t seen = 0;
		for (size_t i = 0; i < kBuckets; i++) {
			seen += counts[i];
			if (seen >= wanted)
				return bucket_upper_ms(i);
		}
		return bucket_upper_ms(kBuckets - 1);
	};
	if (result.n > 0) {
		result.p50_ms = upper_of(0.5);
		result.p99_ms = upper_of(0.99);
	}
	return result;
}

} // namespace playalter
