// SPDX-License-Identifier: GPL-2.0-or-later
//
// The size of the small copies of a picture.
#include "staged-copy.hpp"

#include "check.hpp"
#include "protocol/channel_layout.h"
#include "protocol/generated/names.gen.h"

#include <algorithm>
#include <cmath>
#include <random>

using namespace playalter;

namespace {

constexpr uint32_t kSide = uint32_t(names::limit_analysis_side);

} // namespace

TEST_CASE("known sizes")
{
	struct Row {
		uint32_t source_width, source_height, width, height;
	};
	const Row rows[] = {
		{1920, 1080, 640, 360}, {1080, 1920, 360, 640}, {1280, 720, 640, 360}, {640, 360, 640, 360},
		{641, 361, 640, 360},   {16, 16, 16, 16},       {17, 33, 17, 33},      {1, 1, 1, 1},
		{16384, 1, 640, 1},     {1, 16384, 1, 640},     {4096, 4096, 640, 640},
	};
	for (const Row &row : rows) {
		const PictureSize size = size_within(row.source_width, row.source_height, kSide);
		CHECK_EQ(size.width, row.width);
		CHECK_EQ(size.height, row.height);
	}
}

TEST_CASE("every source gets a copy that fits, is not larger than it, and keeps its shape")
{
	std::mt19937 random(1);
	std::uniform_int_distribution<uint32_t> side(1, kSourceSideMax);
	for (int count = 0; count < 100000; count++) {
		const uint32_t width = side(random) >> (count % 12);
		const uint32_t height = side(random) >> (count % 7);
		if (width == 0 || height == 0)
			continue;
		const PictureSize size = size_within(width, height, kSide);
		CHECK(size.width >= kAnalysisSideMin && size.width <= std::min(width, kSide));
		CHECK(size.height >= kAnalysisSideMin && size.height <= std::min(height, kSide));
		const uint32_t long_side = std::max(width, height);
		const double scale = std::min(1.0, double(kSide) / long_side);
		const auto is_near = [scale](uint32_t side, uint32_t source_side) {
			return side == 1 || std::abs(side - source_side * scale) <= 0.5 + 1e-6;
		};
		CHECK(is_near(size.width, width));
		CHECK(is_near(size.height, height));
		if (long_side > kSide)
			CHECK_EQ(std::max(size.width, size.height), kSide);
	}
}

TEST_MAIN
