// SPDX-License-Identifier: GPL-2.0-or-later
//
// FrameRing by itself: what is found in it, and what memory allows. FrameTimeline never asks for the things
// that must not be found here; the ring refuses them all the same.
#include "frame-ring.hpp"

#include "check.hpp"

#include <util/base.h>

#include <cstdarg>

using namespace playalter;
using namespace playalter::testing;

namespace {

constexpr uint64_t kRoomy = uint64_t(1) << 30;

void hold(FrameRing &ring, uint64_t frame_id)
{
	RingFrame *frame = ring.begin(frame_id, GS_CS_SRGB);
	REQUIRE(frame);
	frame->frame_id = frame_id;
}

} // namespace

TEST_CASE("a frame is found by its id and by no other")
{
	FrameRing ring(kRoomy);
	CHECK(!ring.begin(1, GS_CS_SRGB));
	ring.reset(3);
	for (uint64_t id = 1; id <= 10; id++)
		hold(ring, id);
	for (uint64_t id = 0; id <= 30; id++) {
		const RingFrame *frame = ring.find(id);
		CHECK_EQ(frame != nullptr, id >= 7 && id <= 10);
		if (frame)
			CHECK_EQ(frame->frame_id, id);
	}
}

TEST_CASE("a slot that was begun is not a frame, nor the one that was in it")
{
	FrameRing ring(kRoomy);
	ring.reset(1);
	hold(ring, 1);
	hold(ring, 2);
	CHECK(ring.begin(3, GS_CS_SRGB));
	CHECK(!ring.find(1));
	CHECK(!ring.find(3));
	CHECK(ring.find(2));
}

TEST_CASE("nothing is found once it is forgotten")
{
	FrameRing ring(kRoomy);
	ring.reset(2);
	hold(ring, 1);
	ring.forget();
	CHECK(!ring.find(1));
	hold(ring, 2);
	ring.reset(2);
	CHECK(!ring.find(2));
}

TEST_CASE("the delay is what memory allows")
{
	constexpr uint32_t kSide = 100;
	constexpr uint64_t kFrameBytes = uint64_t(kSide) * kSide * 4;
	struct Row {
		uint64_t frames_of_memory;
		std::optional<uint32_t> delay;
	};
	// Besides the delayed ones there is the newest frame, and the output.
	for (const Row &row : {Row{0, std::nullopt}, Row{1, std::nullopt}, Row{2, 0}, Row{3, 1}, Row{11, 9}, Row{12, 10},
			       Row{100, 10}}) {
		const FrameRing ring(row.frames_of_memory * kFrameBytes);
		CHECK(ring.delay_that_fits(10, kSide, kSide, GS_CS_SRGB) == row.delay);
	}
	const FrameRing ring(12 * kFrameBytes);
	CHECK(ring.delay_that_fits(10, kSide, kSide, GS_CS_SRGB_16F) == std::optional<uint32_t>(4));
	CHECK(!ring.delay_that_fits(10, 0x10000, 0x10000, GS_CS_709_SCRGB));
}

int main(int count, char **arguments)
{
	// libobs notes that textures without a GPU are freed outside of a graphics context.
	base_set_log_handler([](int, const char *, va_list, void *) {}, nullptr);
	return run_all(count, arguments);
}
