// SPDX-License-Identifier: GPL-2.0-or-later
//
// What a destination does when its server comes, goes, and refuses.
#include "destination-plan.hpp"

#include "bitrate-meter.hpp"
#include "check.hpp"

#include <random>
#include <vector>

using namespace playalter;

namespace {

using End = DestinationPlan::End;
using Error = DestinationError;
using State = DestinationState;
using Step = DestinationStep;

End end_with(Error error) { return {true, error}; }

std::string state_of(const DestinationPlan &plan) { return names::destination_state_names[size_t(plan.state())]; }

// The milliseconds until it tries again.
uint64_t pause_of(DestinationPlan &plan, uint64_t now_ms)
{
	for (uint64_t waited_ms = 0; waited_ms <= 120'000; waited_ms += 100) {
		if (plan.tick(now_ms + waited_ms) == Step::connect)
			return waited_ms;
	}
	return UINT64_MAX;
}

DestinationPlan live_plan(uint64_t now_ms)
{
	DestinationPlan plan;
	plan.want();
	plan.connected(now_ms);
	return plan;
}

} // namespace

TEST_CASE("it starts when it is wanted and stops when it is not")
{
	DestinationPlan plan;
	CHECK_EQ(state_of(plan), "off");
	CHECK(plan.want() == Step::connect);
	CHECK(plan.want() == Step::none);
	CHECK_EQ(state_of(plan), "starting");
	plan.connected(1000);
	CHECK_EQ(state_of(plan), "live");
	CHECK_EQ(plan.live_since_ms(), 1000u);
	CHECK(plan.unwant() == Step::stop);
	CHECK(plan.unwant() == Step::none);
	CHECK_EQ(state_of(plan), "stopping");
	CHECK(plan.was_connected());
	CHECK(plan.ended({}, 2000) == Step::none);
	CHECK_EQ(state_of(plan), "off");
	CHECK(!plan.problem().has_error);
}

TEST_CASE("one that is stopped while it connects is never live")
{
	DestinationPlan plan;
	plan.want();
	CHECK(plan.unwant() == Step::stop);
	CHECK(!plan.was_connected());
	plan.connected(1000);
	CHECK_EQ(state_of(plan), "stopping");
	plan.ended(end_with(Error::connect_failed), 2000);
	CHECK_EQ(state_of(plan), "off");
	CHECK(!plan.problem().has_error);
}

TEST_CASE("one that is wanted again while it stops begins anew")
{
	DestinationPlan plan = live_plan(1);
	plan.unwant();
	CHECK(plan.want() == Step::none);
	CHECK(plan.ended({}, 1000) == Step::connect);
	CHECK_EQ(state_of(plan), "starting");
	CHECK_EQ(plan.live_since_ms(), 0u);
}

TEST_CASE("a lost connection is made again, after pauses that grow to half a minute")
{
	DestinationPlan plan = live_plan(1);
	uint64_t now_ms = 60'000;
	for (const uint64_t expected_ms : {2'000, 4'000, 8'000, 16'000, 30'000, 30'000, 30'000}) {
		plan.ended(end_with(Error::disconnected), now_ms);
		CHECK_EQ(state_of(plan), "reconnecting");
		const uint64_t pause_ms = pause_of(plan, now_ms);
		CHECK_EQ(pause_ms, expected_ms);
		CHECK_EQ(state_of(plan), "reconnecting");
		now_ms += pause_ms;
	}
	plan.connected(now_ms);
	CHECK_EQ(state_of(plan), "live");
	CHECK(!plan.problem().has_error);
	CHECK_EQ(plan.reconnects(), 1u);
	// One that held makes the next pause a short one; one that did not, does not.
	plan.ended(end_with(Error::disconnected), now_ms + 1'000);
	CHECK_EQ(pause_of(plan, now_ms), 31'000u);
	plan.connected(now_ms + 40'000);
	plan.ended(end_with(Error::disconnected), now_ms + 60'000);
	CHECK_EQ(pause_of(plan, now_ms + 60'000), 2'000u);
}

TEST_CASE("a server that is not there yet is tried again as well")
{
	DestinationPlan plan;
	plan.want();
	plan.ended(end_with(Error::connect_failed), 0);
	CHECK_EQ(state_of(plan), "reconnecting");
	CHECK(plan.problem().error == Error::connect_failed);
	CHECK_EQ(pause_of(plan, 0), 2'000u);
	plan.connected(3'000);
	CHECK_EQ(state_of(plan), "live");
	CHECK_EQ(plan.reconnects(), 0u);
}

TEST_CASE("a refused key is not tried again, unless it was good before")
{
	DestinationPlan refused;
	refused.want();
	refused.ended(end_with(Error::stream_refused), 0);
	CHECK_EQ(state_of(refused), "failed");
	CHECK_EQ(pause_of(refused, 0), UINT64_MAX);
	CHECK(refused.want() == Step::connect);

	DestinationPlan plan = live_plan(1);
	plan.ended(end_with(Error::disconnected), 20'000);
	CHECK_EQ(pause_of(plan, 20'000), 2'000u);
	plan.ended(end_with(Error::stream_refused), 22'000);
	CHECK_EQ(state_of(plan), "reconnecting");
}

TEST_CASE("what can't be helped by trying again is not tried again")
{
	for (const Error error : {Error::server_invalid, Error::output_unavailable, Error::encoder_unsupported,
				  Error::key_missing}) {
		DestinationPlan plan = live_plan(1);
		plan.ended(end_with(error), 1'000);
		CHECK_EQ(state_of(plan), "failed");
		CHECK(plan.unwant() == Step::none);
		CHECK_EQ(state_of(plan), "off");
		CHECK(!plan.problem().has_error);
	}
}

TEST_CASE("a server that ends the stream in order has still left us")
{
	DestinationPlan plan = live_plan(1);
	plan.ended({}, 1'000);
	CHECK_EQ(state_of(plan), "reconnecting");
	CHECK(plan.problem().error == Error::disconnected);
	CHECK(plan.unwant() == Step::none);
	CHECK_EQ(state_of(plan), "off");
	CHECK_EQ(pause_of(plan, 1'000), UINT64_MAX);
}

TEST_CASE("whatever happens, one that is not wanted never connects, and one connection is asked for at a time")
{
	std::mt19937 random(7);
	for (int run = 0; run < 2'000; run++) {
		DestinationPlan plan;
		bool is_wanted = false, is_under_way = false;
		uint64_t now_ms = 0;
		for (int move = 0; move < 60; move++) {
			now_ms += random() % 20'000;
			Step step = Step::none;
			switch (random() % 5) {
			case 0:
				is_wanted = true;
				step = plan.want();
				break;
			case 1:
				is_wanted = false;
				step = plan.unwant();
				break;
			case 2:
				if (is_under_way)
					plan.connected(now_ms);
				break;
			case 3:
				if (is_under_way) {
					is_under_way = false;
					const bool has_error = random() % 4 != 0;
					step = plan.ended({has_error, Error(random() % names::destination_error_count)},
							  now_ms);
				}
				break;
			default:
				step = plan.tick(now_ms);
			}
			if (step == Step::connect) {
				CHECK(is_wanted);
				CHECK(!is_under_way);
				is_under_way = true;
			}
			if (step == Step::stop)
				CHECK(!is_wanted && is_under_way);
			CHECK(is_wanted || (plan.state() != State::live && plan.state() != State::starting &&
					    plan.state() != State::reconnecting));
		}
	}
}

TEST_CASE("a bitrate is that of the last two seconds")
{
	BitrateMeter meter;
	CHECK_EQ(meter.kbps(), 0.0);
	for (uint64_t second = 0; second <= 10; second++)
		meter.note(second * 125'000, second * 1'000);
	CHECK_EQ(meter.kbps(), 1000.0);
	for (uint64_t second = 0; second <= 3; second++)
		meter.note(1'250'000 + second * 250'000, 11'000 + second * 1'000);
	CHECK_EQ(meter.kbps(), 2000.0);
	meter.note(10, 15'000);
	CHECK_EQ(meter.kbps(), 0.0);
}

TEST_MAIN
