// SPDX-License-Identifier: GPL-2.0-or-later
//
// The longest gap is found, is kept for as long as asked, and is forgotten afterwards.
#include "../../src/tick-gap-meter.hpp"

#include "check.hpp"

using namespace playalter;

namespace {

constexpr uint64_t kMs = 1000000;
constexpr uint64_t kStart = 5000000 * kMs;

void run(TickGapMeter &meter, uint64_t from_ns, uint64_t to_ns)
{
	for (uint64_t now = from_ns; now <= to_ns; now += 33 * kMs)
		meter.tick(now);
}

} // namespace

TEST_CASE("steady ticks have the gap of their interval")
{
	TickGapMeter meter;
	CHECK_EQ(meter.longest_ms(kStart, 10), double(0));
	meter.tick(kStart);
	CHECK_EQ(meter.longest_ms(kStart, 10), double(0));
	run(meter, kStart + 33 * kMs, kStart + 20000 * kMs);
	CHECK_EQ(meter.longest_ms(kStart + 20000 * kMs, 10), double(33));
	CHECK_EQ(meter.longest_ms(kStart + 20000 * kMs, 2), double(33));
}

TEST_CASE("a stall is kept for as long as asked, and forgotten")
{
	TickGapMeter meter;
	run(meter, kStart, kStart + 1000 * kMs);
	const uint64_t resumed = kStart + 1500 * kMs;
	run(meter, resumed, resumed + 30000 * kMs);
	TickGapMeter stalled;
	run(stalled, kStart, kStart + 990 * kMs);
	stalled.tick(resumed);
	CHECK_EQ(stalled.longest_ms(resumed, 2), double(510));
	run(stalled, resumed + 33 * kMs, resumed + 3000 * kMs);
	CHECK_EQ(stalled.longest_ms(resumed + 3000 * kMs, 2), double(33));
	CHECK_EQ(stalled.longest_ms(resumed + 3000 * kMs, 10), double(510));
	// It stops ticking: what is old is no longer told.
	CHECK_EQ(stalled.longest_ms(resumed + 60000 * kMs, 10), double(0));
	CHECK_EQ(meter.longest_ms(resumed + 30000 * kMs, 10), double(33));
}

TEST_CASE("a clock that goes back makes no gap")
{
	TickGapMeter meter;
	meter.tick(kStart);
	meter.tick(kStart - 1000 * kMs);
	CHECK_EQ(meter.longest_ms(kStart, 10), double(0));
	meter.tick(kStart - 990 * kMs);
	CHECK_EQ(meter.longest_ms(kStart, 10), double(10));
}

TEST_MAIN
