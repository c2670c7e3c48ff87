// SPDX-License-Identifier: GPL-2.0-or-later
//
// OutputPolicy on tables and on random timelines: masks that come late, never, twice, in any order, with
// flushes and a clock that jumps. The rules are checked against what the timeline says, not against a
// second implementation of the policy.
#include "output-policy.hpp"

#include "check.hpp"

#include <algorithm>
#include <ostream>
#include <random>
#include <vector>

namespace playalter {

namespace names {
static std::ostream &operator<<(std::ostream &out, OutputState state)
{
	return out << output_state_names[size_t(state)];
}
static std::ostream &operator<<(std::ostream &out, CoverReason reason)
{
	return out << cover_reason_names[size_t(reason)];
}
} // namespace names

} // namespace playalter

using namespace playalter;

namespace {

constexpr uint64_t kMs = 1000000;
constexpr uint64_t kRepeatNs = 250 * kMs;

// What a reader of the output knows: when the picture that is up was masked, and whether it may come again.
class Onlooker {
public:
	void flushed() { may_repeat_ = false; }

	void saw(uint64_t now_ns, DueMask due, OutputDecision decision)
	{
		switch (decision.kind) {
		case OutputKind::masked:
			CHECK(due == DueMask::valid);
			break;
		case OutputKind::extrapolated:
			CHECK(due == DueMask::extrapolated);
			break;
		case OutputKind::repeated:
			CHECK(due == DueMask::missing);
			CHECK(may_repeat_);
			CHECK(now_ns >= masked_at_ns_ && now_ns - masked_at_ns_ <= kRepeatNs);
			CHECK(decision.reason != CoverReason::none);
			return;
		case OutputKind::covered:
			CHECK(due != DueMask::valid && due != DueMask::extrapolated);
			CHECK(decision.reason != CoverReason::none);
			// No cover without need.
			CHECK(!(due == DueMask::missing && may_repeat_ && now_ns >= masked_at_ns_ &&
				now_ns - masked_at_ns_ <= kRepeatNs));
			may_repeat_ = false;
			return;
		}
		CHECK_EQ(decision.reason, CoverReason::none);
		may_repeat_ = true;
		masked_at_ns_ = now_ns;
	}

private:
	bool may_repeat_ = false;
	uint64_t masked_at_ns_ = 0;
};

// One mask a frame, or none, or several, arriving in any order.
struct Arrival {
	uint64_t frame;
	uint64_t at_ns;
	DueMask mask;
};

class Timeline {
public:
	explicit Timeline(uint32_t seed) : random_(seed) {}

	bool chance(double share) { return std::bernoulli_distribution(share)(random_); }
	uint64_t below(uint64_t end) { return std::uniform_int_distribution<uint64_t>(0, end - 1)(random_); }

	std::vector<Arrival> arrivals(uint64_t frames, uint64_t interval_ns, uint64_t begin_ns)
	{
		const double lost_share = double(below(60)) / 100;
		const double late_share = double(below(60)) / 100;
		std::vector<Arrival> result;
		for (uint64_t frame = 1; frame <= frames; frame++) {
			const uint64_t copies = chance(lost_share) ? 0 : chance(0.1) ? 2 : 1;
			for (uint64_t copy = 0; copy < copies; copy++) {
				const uint64_t late_ns = chance(late_share) ? below(900) * kMs : below(60) * kMs;
				result.push_back({frame, begin_ns + frame * interval_ns + late_ns, random_mask()});
			}
		}
		return result;
	}

private:
	DueMask random_mask()
	{
		if (chance(0.9))
			return DueMask::valid;
		constexpr DueMask others[] = {DueMask::extrapolated, DueMask::cover, DueMask::invalid};
		return others[below(3)];
	}

	std::mt19937 random_;
};

// The newest of the frame's masks that have arrived, as a slot would hold it.
DueMask due_mask(const std::vector<Arrival> &arrivals, uint64_t frame, uint64_t now_ns)
{
	const Arrival *newest = nullptr;
	for (const Arrival &arrival : arrivals) {
		if (arrival.frame == frame && arrival.at_ns <= now_ns && (!newest || arrival.at_ns >= newest->at_ns))
			newest = &arrival;
	}
	return newest ? newest->mask : DueMask::missing;
}

void run_timeline(uint32_t seed)
{
	constexpr uint64_t kFrames = 120;
	Timeline timeline(seed);
	const uint64_t interval_ns = timeline.chance(0.5) ? 33333333 : 16666666;
	const uint64_t delay = timeline.below(16);
	const double flush_share = timeline.chance(0.5) ? 0.02 : 0.0;
	const double jump_share = timeline.chance(0.3) ? 0.03 : 0.0;
	uint64_t now_ns = 1000 * kMs + timeline.below(1000) * kMs;
	const std::vector<Arrival> arrivals = timeline.arrivals(kFrames, interval_ns, now_ns);

	OutputPolicy policy(kRepeatNs);
	Onlooker onlooker;
	uint64_t counts[4] = {};
	for (uint64_t tick = 1; tick <= kFrames; tick++) {
		now_ns += interval_ns + (timeline.chance(0.05) ? timeline.below(200) * kMs : 0);
		if (timeline.chance(jump_share))
			now_ns = timeline.chance(0.5) ? now_ns + timeline.below(100000) * kMs
						      : now_ns - std::min(now_ns, timeline.below(5000) * kMs);
		if (timeline.chance(flush_share)) {
			policy.invalidate(CoverReason::size_changed);
			onlooker.flushed();
		}
		const DueMask due = tick <= delay ? DueMask::missing : due_mask(arrivals, tick - delay, now_ns);
		OutputDecision decision = policy.decide(now_ns, due, CoverReason::mask_late);
		onlooker.saw(now_ns, due, decision);
		const bool is_masked =
			decision.kind == OutputKind::masked || decision.kind == OutputKind::extrapolated;
		if (is_masked && timeline.chance(0.02)) {
			decision = policy.drawing_failed();
			onlooker.flushed();
			CHECK_EQ(decision.kind, OutputKind::covered);
			CHECK_EQ(decision.reason, CoverReason::graphics_failure);
		}
		counts[size_t(decision.kind)]++;
	}
	CHECK_EQ(counts[0] + counts[1] + counts[2] + counts[3], kFrames);
}

} // namespace

TEST_CASE("nothing but the cover before the first mask")
{
	OutputPolicy policy(kRepeatNs);
	for (uint64_t tick = 0; tick < 30; tick++) {
		const OutputDecision decision = policy.decide(tick * 33 * kMs, DueMask::missing, CoverReason::mask_late);
		CHECK_EQ(decision.kind, OutputKind::covered);
		CHECK_EQ(decision.reason, CoverReason::starting);
	}
}

TEST_CASE("a missing mask is bridged up to the limit and not beyond")
{
	OutputPolicy policy(kRepeatNs);
	const auto missing_at = [&](uint64_t now_ns) {
		return policy.decide(now_ns, DueMask::missing, CoverReason::mask_late).kind;
	};
	policy.decide(1000 * kMs, DueMask::valid, CoverReason::mask_late);
	CHECK_EQ(missing_at(1000 * kMs), OutputKind::repeated);
	CHECK_EQ(missing_at(1000 * kMs + kRepeatNs), OutputKind::repeated);
	CHECK_EQ(missing_at(1000 * kMs + kRepeatNs + 1), OutputKind::covered);
	// The clock back where repeating was allowed: the cover stays.
	CHECK_EQ(missing_at(1000 * kMs), OutputKind::covered);
}

TEST_CASE("a repeat does not lengthen the time")
{
	OutputPolicy policy(kRepeatNs);
	policy.decide(0, DueMask::valid, CoverReason::mask_late);
	for (uint64_t now_ns = 50 * kMs; now_ns <= kRepeatNs; now_ns += 50 * kMs)
		CHECK_EQ(policy.decide(now_ns, DueMask::missing, CoverReason::mask_late).kind, OutputKind::repeated);
	CHECK_EQ(policy.decide(300 * kMs, DueMask::missing, CoverReason::mask_late).kind, OutputKind::covered);
}

TEST_CASE("a clock that goes back covers")
{
	OutputPolicy policy(kRepeatNs);
	policy.decide(1000 * kMs, DueMask::valid, CoverReason::mask_late);
	CHECK_EQ(policy.decide(999 * kMs, DueMask::missing, CoverReason::mask_late).kind, OutputKind::covered);
}

TEST_CASE("what forbids repeating, and the reason shown for it")
{
	struct Row {
		DueMask due;
		CoverReason reason;
	};
	for (const Row &row : {Row{DueMask::cover, CoverReason::daemon_requested},
			       Row{DueMask::invalid, CoverReason::record_invalid}}) {
		OutputPolicy policy(kRepeatNs);
		policy.decide(0, DueMask::valid, CoverReason::mask_late);
		CHECK_EQ(policy.decide(kMs, row.due, CoverReason::mask_late).reason, row.reason);
		const OutputDecision next = policy.decide(2 * kMs, DueMask::missing, CoverReason::mask_late);
		CHECK_EQ(next.kind, OutputKind::covered);
		CHECK_EQ(next.reason, row.reason);
	}
	for (const CoverReason reason : {CoverReason::size_changed, CoverReason::source_returned,
					 CoverReason::settings_changed, CoverReason::unsupported_size}) {
		OutputPolicy policy(kRepeatNs);
		policy.decide(0, DueMask::valid, CoverReason::mask_late);
		policy.invalidate(reason);
		const OutputDecision next = policy.decide(kMs, DueMask::missing, CoverReason::mask_late);
		CHECK_EQ(next.kind, OutputKind::covered);
		CHECK_EQ(next.reason, reason);
		CHECK_EQ(policy.decide(2 * kMs, DueMask::valid, CoverReason::mask_late).kind, OutputKind::masked);
	}
}

TEST_CASE("a picture that could not be drawn is not repeated")
{
	OutputPolicy policy(kRepeatNs);
	policy.decide(0, DueMask::valid, CoverReason::mask_late);
	CHECK_EQ(policy.drawing_failed().reason, CoverReason::graphics_failure);
	CHECK_EQ(policy.decide(kMs, DueMask::missing, CoverReason::mask_late).kind, OutputKind::covered);
}

TEST_CASE("the rules hold on random timelines")
{
	for (uint32_t seed = 1; seed <= 2000 && testing::failures() == 0; seed++) {
		run_timeline(seed);
		if (testing::failures() > 0)
			testing::report(__FILE__, __LINE__, "with seed " + std::to_string(seed));
	}
}

TEST_MAIN
