// SPDX-License-Identifier: GPL-2.0-or-later
//
// A filter that is switched on and off between any two steps of a frame.
#include "off-latch.hpp"

#include "check.hpp"

#include <random>

using namespace playalter;

TEST_CASE("covers from the frame in which it is off to the first that is surely drawn with it")
{
	OffLatch latch;
	CHECK(!latch.look(1, true, 0));
	CHECK(latch.look(2, false, 0));
	CHECK(latch.look(3, false, 0));
	// Switched on after this frame's source was drawn, perhaps.
	CHECK(latch.look(4, true, 0));
	CHECK(!latch.look(5, true, 0));
}

TEST_CASE("covers every canvas of a frame before which it was off for a moment")
{
	OffLatch latch;
	CHECK(!latch.look(1, true, 0));
	latch.note_switched(false, 0);
	CHECK(latch.look(2, true, 0));
	CHECK(latch.look(2, true, 0));
	CHECK(!latch.look(3, true, 0));
}

TEST_CASE("lets be what somebody accepted, until it was on again")
{
	OffLatch latch;
	CHECK(latch.look(1, false, 0));
	CHECK(latch.look(2, false, 1)); // off at the last look, which nobody had accepted then
	CHECK(!latch.look(3, false, 1));
	CHECK(!latch.look(4, true, 1));
	// Off again, which libobs has not told yet.
	CHECK(latch.look(5, false, 1));
	latch.note_switched(false, 1);
	CHECK(latch.look(6, false, 1));
}

namespace {

// libobs's part: what is switched is told in a second step.
struct SwitchedFilter {
	OffLatch latch;
	bool is_on = true;
	bool is_told = true;
	bool is_accepted = false;
	uint32_t resume_count = 0;

	void tell()
	{
		if (!is_told)
			latch.note_switched(is_on, resume_count);
		is_told = true;
	}

	void step(std::mt19937 &random)
	{
		switch (random() % 12) {
		case 0:
		case 1:
			tell(); // the thread that switches does one thing after the other
			is_on = !is_on;
			is_told = false;
			is_accepted = false;
			break;
		case 2:
			tell();
			break;
		case 3:
			tell();
			resume_count++;
			is_accepted = !is_on;
			break;
		default:
			break;
		}
	}
};

} // namespace

TEST_CASE("no frame is drawn without it and not covered, whenever it is switched")
{
	std::mt19937 random(11);
	SwitchedFilter filter;
	int missed = 0;
	int raw_frames = 0;
	int bare_frames = 0;
	for (uint64_t frame_ns = 1; frame_ns < 200000; frame_ns++) {
		filter.step(random);
		const bool is_raw = !filter.is_on && !filter.is_accepted;
		bool was_accepted = false;
		for (int canvas = 0; canvas < 2; canvas++) {
			filter.step(random);
			was_accepted = was_accepted || filter.is_accepted;
			const bool is_covered = filter.latch.look(frame_ns, filter.is_on, filter.resume_count);
			missed += is_raw && !was_accepted && !is_covered ? 1 : 0;
			bare_frames += is_covered ? 0 : 1;
		}
		raw_frames += is_raw ? 1 : 0;
	}
	CHECK_EQ(missed, 0);
	CHECK(raw_frames > 10000);
	CHECK(bare_frames > 10000);
}

TEST_MAIN
