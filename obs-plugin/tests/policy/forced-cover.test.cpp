// SPDX-License-Identifier: GPL-2.0-or-later
//
// Panic and the streamer's own cover, by a table and on random sequences.
#include "forced-cover.hpp"

#include "check.hpp"

#include <random>

using namespace playalter;

TEST_CASE("each asks for the cover by itself, and panic names it")
{
	for (const bool is_covered : {false, true}) {
		for (const uint32_t panic_changes : {0u, 1u, 2u}) {
			ForcedCover cover;
			cover.set_user_covered(is_covered);
			cover.begin_tick(panic_changes);
			const bool is_panicked = panic_changes == 1;
			const CoverReason reason = is_panicked  ? CoverReason::panic
						   : is_covered ? CoverReason::user_covered
								: CoverReason::none;
			CHECK(cover.reason() == reason);
			CHECK(cover.reason_of_change() ==
			      (reason == CoverReason::none ? CoverReason::starting : reason));
		}
	}
}

TEST_CASE("what changed between two ticks is seen once, even if it is as it was")
{
	ForcedCover cover;
	CHECK(!cover.begin_tick(0));
	cover.set_user_covered(false);
	CHECK(!cover.begin_tick(0));
	cover.set_user_covered(true);
	cover.set_user_covered(false);
	CHECK(cover.begin_tick(0));
	CHECK(cover.reason() == CoverReason::none);
	CHECK(!cover.begin_tick(0));
	CHECK(cover.begin_tick(2));
	CHECK(!cover.begin_tick(2));
}

TEST_CASE("no tick goes by uncovered that somebody wants covered, and no change goes by unseen")
{
	std::mt19937 random(7);
	const auto chance = [&](double share) { return std::bernoulli_distribution(share)(random); };
	ForcedCover cover;
	bool is_covered = false;
	uint32_t panic_changes = 0;
	for (int tick = 0; tick < 20000; tick++) {
		bool has_changed = false;
		for (int deed = 0; deed < 3; deed++) {
			if (chance(0.2)) {
				const bool is_wanted = chance(0.5);
				has_changed = has_changed || is_wanted != is_covered;
				is_covered = is_wanted;
				cover.set_user_covered(is_wanted);
			}
			if (chance(0.1)) {
				panic_changes++;
				has_changed = true;
			}
		}
		CHECK_EQ(cover.begin_tick(panic_changes), has_changed);
		CHECK_EQ(cover.reason() != CoverReason::none, is_covered || panic_changes % 2 == 1);
	}
}

TEST_MAIN
