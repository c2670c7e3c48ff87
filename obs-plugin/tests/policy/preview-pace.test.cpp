// SPDX-License-Identifier: GPL-2.0-or-later
//
// How many ticks lie between two previews: never more previews than were asked for.
#include "preview-stage.hpp"

#include "check.hpp"

#include <random>

using namespace playalter;

TEST_CASE("known rates")
{
	struct Row {
		uint64_t interval_ns;
		uint32_t fps, ticks;
	};
	const Row rows[] = {
		{33333333, 15, 2}, {33366666, 15, 2}, {16666666, 15, 4},  {40000000, 15, 2}, {20000000, 15, 4},
		{66666666, 15, 1}, {200000000, 15, 1}, {33333333, 10, 3}, {33333333, 1, 30}, {4166666, 15, 16},
		{41666666, 15, 2}, {0, 15, UINT32_MAX}, {33333333, 0, 30},
	};
	for (const Row &row : rows) {
		const PreviewPace pace{row.fps, row.interval_ns};
		if (row.interval_ns > 0)
			CHECK_EQ(pace.ticks(), row.ticks);
		else
			CHECK(pace.ticks() >= 1);
	}
}

TEST_CASE("never faster than asked, but for the rounding that is forgiven, and no slower than needed")
{
	std::mt19937 random(7);
	for (int count = 0; count < 100000; count++) {
		const uint64_t interval_ns = 1000000 + random() % 300000000;
		const auto fps = uint32_t(1 + random() % uint64_t(names::limit_preview_fps_max));
		const uint64_t ticks = PreviewPace{fps, interval_ns}.ticks();
		const uint64_t wanted_ns = 1000000000u / fps;
		CHECK(ticks >= 1);
		CHECK(ticks * interval_ns + interval_ns / 100 >= wanted_ns);
		CHECK(ticks == 1 || (ticks - 1) * interval_ns < wanted_ns);
	}
}

TEST_MAIN
