// SPDX-License-Identifier: GPL-2.0-or-later
//
// The sync offsets, on tables and on random histories of a source: users who set offsets, wishes that
// change, sound that comes and goes, saving and loading. What libobs does with an offset is modelled
// after what its sound was seen to do, its flaw included: a change away from 0 is not heard by itself.
#include "audio-delay-book.hpp"

#include "check.hpp"

#include <random>

using namespace playalter;

namespace {

constexpr int64_t kMs = 1000000;
constexpr int64_t kFar = 1000 * AudioDelayBook::kSettleNs;

AudioSourceId id(uintptr_t number) { return reinterpret_cast<AudioSourceId>(number); }

// One source of libobs.
class Source {
public:
	AudioOffset offset{0, 0};

	// As in the dialogue of OBS: in milliseconds, of the whole.
	void user_sets(int64_t total_ms) { offset.total_ns = total_ms * kMs; }
	int64_t shown_ms() const { return offset.total_ns / kMs; }

	void packet()
	{
		if (is_dry_ || (last_ns_ != offset.total_ns && last_ns_ != 0))
			heard_ns_ = offset.total_ns;
		last_ns_ = offset.total_ns;
		is_dry_ = false;
	}
	void runs_dry() { is_dry_ = true; }
	int64_t heard_ns() const { return heard_ns_; }

private:
	bool is_dry_ = true;
	int64_t last_ns_ = 0;
	int64_t heard_ns_ = 0;
};

class Bench {
public:
	AudioDelayBook book;
	Source source;
	int64_t now_ns = kFar;

	bool revise(int64_t wanted_ns)
	{
		const auto next = book.revise(id(1), source.offset, wanted_ns, now_ns);
		if (next)
			source.offset = *next;
		return next.has_value();
	}

	// Sound plays on and nothing else happens.
	void settle(int64_t wanted_ns)
	{
		source.packet();
		revise(wanted_ns);
		source.packet();
		while (const auto due_ns = book.due_ns()) {
			now_ns = std::max(now_ns, *due_ns);
			revise(wanted_ns);
		}
		source.packet();
	}
};

} // namespace

TEST_CASE("delays add up on one carrier, the largest of several counts, in whole milliseconds")
{
	const AudioSourceId camera = id(1), second = id(2), microphone = id(3), guitar = id(4);
	const auto wanted = wanted_delays({{camera, camera, 399999996},
					   {camera, microphone, 399999996},
					   {second, microphone, 133333332},
					   {second, microphone, 133333332},
					   {second, guitar, 133333332},
					   {second, guitar, 133333332}});
	CHECK_EQ(wanted.size(), size_t(3));
	CHECK_EQ(wanted.at(camera), 400 * kMs);
	CHECK_EQ(wanted.at(microphone), 400 * kMs);
	CHECK_EQ(wanted.at(guitar), 267 * kMs);
	CHECK(wanted_delays({}).empty());
}

TEST_CASE("our share is added to the user's own part and taken away again")
{
	for (const int64_t own_ms : {-400, -30, 0, 20, 400}) {
		Bench bench;
		bench.source.user_sets(own_ms);
		bench.source.packet();
		bench.settle(400 * kMs);
		CHECK_EQ(bench.source.offset.total_ns, (own_ms + 400) * kMs);
		CHECK_EQ(bench.source.offset.share_ns, 400 * kMs);
		CHECK(!bench.revise(400 * kMs));
		bench.settle(133 * kMs);
		CHECK_EQ(bench.source.offset.total_ns, (own_ms + 133) * kMs);
		bench.settle(0);
		CHECK_EQ(bench.source.offset.total_ns, own_ms * kMs);
		CHECK_EQ(bench.source.offset.share_ns, 0);
		CHECK(!bench.book.due_ns());
	}
}

TEST_CASE("a change away from 0 is written twice, and heard")
{
	Bench bench;
	bench.source.packet();
	CHECK(bench.revise(400 * kMs));
	CHECK_EQ(bench.source.shown_ms(), 400);
	bench.source.packet();
	CHECK_EQ(bench.source.heard_ns(), 0); // the flaw
	CHECK(!bench.revise(400 * kMs));      // not before its time
	REQUIRE(bench.book.due_ns());
	bench.now_ns = *bench.book.due_ns();
	CHECK(bench.revise(400 * kMs));
	CHECK(!bench.book.due_ns());
	bench.source.packet();
	CHECK_EQ(bench.source.heard_ns(), 400 * kMs);
	CHECK_EQ(bench.source.offset.total_ns, 400 * kMs);
	CHECK_EQ(bench.source.offset.share_ns, 400 * kMs);
}

TEST_CASE("a change that is heard at once is written once")
{
	Bench bench;
	bench.source.user_sets(20);
	bench.source.packet();
	CHECK(bench.revise(400 * kMs));
	CHECK_EQ(bench.source.offset.total_ns, 420 * kMs);
	CHECK(!bench.book.due_ns());
	bench.source.packet();
	CHECK_EQ(bench.source.heard_ns(), 420 * kMs);
}

TEST_CASE("the user's change stays, whenever it comes")
{
	for (const bool is_settled : {false, true}) {
		Bench bench;
		bench.source.packet();
		bench.revise(400 * kMs);
		if (is_settled)
			bench.settle(400 * kMs);
		bench.source.user_sets(450);
		bench.settle(400 * kMs);
		CHECK_EQ(bench.source.offset.total_ns, 450 * kMs);
		CHECK_EQ(bench.source.offset.share_ns, 400 * kMs);
		CHECK_EQ(bench.source.heard_ns(), 450 * kMs);
		bench.settle(0);
		CHECK_EQ(bench.source.offset.total_ns, 50 * kMs);
		CHECK_EQ(bench.source.offset.share_ns, 0);
	}
}

TEST_CASE("a share that a file brought along is not added again, and goes when nobody wants it")
{
	Bench bench;
	bench.source.offset = {430 * kMs, 400 * kMs};
	CHECK(!bench.revise(400 * kMs));
	CHECK(bench.revise(0));
	CHECK_EQ(bench.source.offset.total_ns, 30 * kMs);
	CHECK_EQ(bench.source.offset.share_ns, 0);
}

TEST_CASE("sources that are gone are forgotten")
{
	AudioDelayBook book;
	CHECK(book.revise(id(1), {0, 0}, 400 * kMs, kFar).has_value());
	CHECK(book.revise(id(2), {0, 0}, 400 * kMs, kFar + 5).has_value());
	CHECK_EQ(book.due_ns().value_or(0), kFar + AudioDelayBook::kSettleNs);
	book.keep_only({id(2), id(3)});
	CHECK_EQ(book.due_ns().value_or(0), kFar + 5 + AudioDelayBook::kSettleNs);
	book.keep_only({});
	CHECK(!book.due_ns());
}

// The user's own part is what is left when our share is taken from what he set, as he saw it.
TEST_CASE("on random histories the user gets back what is his, and hears what is written")
{
	for (uint32_t seed = 1; seed <= 3000 && testing::failures() == 0; seed++) {
		std::mt19937 random(seed);
		const auto below = [&random](int64_t end) { return std::uniform_int_distribution<int64_t>(0, end - 1)(random); };
		Bench bench;
		int64_t own_ms = 0;
		int64_t wanted_ms = 0; // of the last turn
		for (int step = 0; step < 40; step++) {
			switch (below(7)) {
			case 0: { // 0 would be heard by nobody: not our flaw
				const int64_t total_ms = below(1900) - 950;
				if (bench.source.offset.total_ns == 0 || total_ms == 0)
					break;
				bench.source.user_sets(total_ms);
				own_ms = total_ms - wanted_ms;
				break;
			}
			case 1:
				wanted_ms = below(3) == 0 ? 0 : below(1100);
				bench.revise(wanted_ms * kMs);
				break;
			case 2:
				bench.source.runs_dry();
				break;
			case 3: // loaded by an OBS that starts
				bench.settle(wanted_ms * kMs);
				bench.book = AudioDelayBook();
				bench.source.runs_dry();
				break;
			case 4:
				bench.now_ns += below(2 * AudioDelayBook::kSettleNs);
				bench.source.packet();
				bench.revise(wanted_ms * kMs);
				break;
			default:
				bench.source.packet();
			}
		}
		bench.settle(wanted_ms * kMs);
		CHECK_EQ(bench.source.offset.total_ns, (own_ms + wanted_ms) * kMs);
		CHECK_EQ(bench.source.offset.share_ns, wanted_ms * kMs);
		CHECK_EQ(bench.source.heard_ns(), bench.source.offset.total_ns);
		bench.settle(0);
		CHECK_EQ(bench.source.offset.total_ns, own_ms * kMs);
		CHECK_EQ(bench.source.offset.share_ns, 0);
		CHECK_EQ(bench.source.heard_ns(), bench.source.offset.total_ns);
		if (testing::failures() > 0)
			testing::report(__FILE__, __LINE__, "with seed " + std::to_string(seed));
	}
}

TEST_MAIN
