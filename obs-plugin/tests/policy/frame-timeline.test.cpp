// SPDX-License-Identifier: GPL-2.0-or-later
//
// No output frame ever shows pixels of frame k outside the mask made for k: on random timelines of masks
// that come late, never, twice, in any order, for other ids, epochs and connections, torn and broken, with
// flushes and failures of the GPU in between. The code that decides is the code that ships.
//
// TIMELINE_RUNS and TIMELINE_SEED in the environment: how many timelines, from which seed.
#include "onlooker.hpp"

#include <util/base.h>

#include <cstdlib>
#include <iostream>

using namespace playalter;
using namespace playalter::testing;

namespace {

constexpr size_t kTicks = 150;

uint32_t number_from_environment(const char *name, uint32_t fallback)
{
	const char *text = getenv(name);
	return text ? uint32_t(strtoul(text, nullptr, 10)) : fallback;
}

void print(uint32_t seed, const std::vector<Step> &steps, const std::vector<TickRecord> &ticks)
{
	std::cerr << "seed " << seed << ", up to the tick that broke a rule:\n";
	for (size_t i = 0; i < ticks.size(); i++) {
		const TickRecord &tick = ticks[i];
		std::cerr << i << ": " << steps[i] << "\n    -> epoch " << tick.epoch << " newest " << tick.newest_id
			  << " delay " << tick.delay << " connection " << tick.serial << " " << tick.decision.kind << " "
			  << tick.decision.reason << ", shows " << tick.shown.frame_id << " under mask "
			  << tick.shown.mask_number << "\n";
	}
}

// False if a rule was broken; the timeline is then printed.
bool run_timeline(uint32_t seed, uint64_t (&counts)[4])
{
	const int before = failures();
	const std::vector<Step> steps = TimelineMaker(seed).make(kTicks);
	ModelledPipeline pipeline;
	Onlooker onlooker(pipeline);
	std::vector<TickRecord> ticks;
	for (const Step &step : steps) {
		ticks.push_back(pipeline.tick(step));
		onlooker.saw(ticks.back());
		if (failures() != before) {
			print(seed, steps, ticks);
			return false;
		}
	}
	for (size_t kind = 0; kind < 4; kind++)
		counts[kind] += onlooker.count(OutputKind(kind));
	return true;
}

Step honest_step()
{
	Step step;
	step.clock_ns = 33 * int64_t(kMs);
	step.publications.push_back({});
	return step;
}

Step step_with(Event event, uint32_t value = 0)
{
	Step step = honest_step();
	step.event = event;
	step.event_value = value;
	return step;
}

OutputKind kind_after(ModelledPipeline &pipeline, size_t ticks)
{
	OutputKind kind = OutputKind::covered;
	for (size_t i = 0; i < ticks; i++)
		kind = pipeline.tick(honest_step()).decision.kind;
	return kind;
}

} // namespace

TEST_CASE("the rules hold on random timelines")
{
	const uint32_t first = number_from_environment("TIMELINE_SEED", 1);
	const uint32_t runs = number_from_environment("TIMELINE_RUNS", 2000);
	uint64_t counts[4] = {};
	for (uint32_t seed = first; seed - first < runs; seed++) {
		if (!run_timeline(seed, counts))
			return;
	}
	std::cout << runs << " timelines from seed " << first << ":";
	for (size_t kind = 0; kind < 4; kind++)
		std::cout << " " << counts[kind] << " " << OutputKind(kind);
	std::cout << "\n";
	// Rules that are never tried prove nothing.
	const uint64_t few = runs >= 100 ? runs : 0;
	for (const uint64_t count : counts)
		CHECK(count >= few);
}

TEST_CASE("an honest daemon is believed after the delay, and after each flush")
{
	for (const uint32_t delay : {2u, 4u, 12u}) {
		ModelledPipeline pipeline;
		CHECK_EQ(pipeline.tick(step_with(Event::mode_changed, delay)).decision.kind, OutputKind::covered);
		CHECK_EQ(kind_after(pipeline, delay - 1), OutputKind::covered);
		CHECK_EQ(kind_after(pipeline, 1), OutputKind::masked);
		for (const Event event : {Event::hidden, Event::resized, Event::mode_changed, Event::replaced}) {
			const TickRecord flushed =
				pipeline.tick(step_with(event, event == Event::hidden ? 1 : delay));
			// A new daemon has not seen what is delayed; until it has masks, the last picture bridges.
			CHECK_EQ(flushed.decision.kind,
				 event == Event::replaced ? OutputKind::repeated : OutputKind::covered);
			kind_after(pipeline, delay - 1);
			CHECK_EQ(kind_after(pipeline, 1), OutputKind::masked);
		}
	}
}

TEST_CASE("a draw that threw leaves nothing that may be shown again")
{
	ModelledPipeline pipeline;
	pipeline.tick(step_with(Event::mode_changed, 2));
	CHECK_EQ(kind_after(pipeline, 4), OutputKind::masked);
	CHECK(pipeline.tick(step_with(Event::thrown)).is_thrown);
	Step silent = honest_step();
	silent.publications.clear();
	CHECK_EQ(pipeline.tick(silent).decision.kind, OutputKind::covered);
	CHECK_EQ(kind_after(pipeline, 3), OutputKind::masked);
}

TEST_CASE("what a cover was asked for is not repeated after it")
{
	FrameTimeline timeline(uint64_t(1) << 30, kRepeatNs);
	timeline.set_delay(0, true, CoverReason::starting);
	timeline.set_connection(1);
	RingFrame *frame = timeline.begin_frame(GS_CS_SRGB);
	REQUIRE(frame);
	timeline.hold(*frame);
	CHECK_EQ(timeline.decide(kMs, DueMask::extrapolated, CoverReason::mask_late).kind, OutputKind::extrapolated);
	CHECK_EQ(timeline.cover(CoverReason::unsupported_size).reason, CoverReason::unsupported_size);
	// Neither what was let go just before, nor what is up.
	CHECK(!timeline.take_due());
	CHECK_EQ(timeline.decide(2 * kMs, DueMask::missing, CoverReason::mask_late).kind, OutputKind::covered);
}

TEST_CASE("a frame is taken once, and only if it was let go")
{
	FrameTimeline timeline(uint64_t(1) << 30, kRepeatNs);
	timeline.set_delay(0, true, CoverReason::starting);
	timeline.set_connection(1);
	timeline.hold(*timeline.begin_frame(GS_CS_SRGB));
	CHECK(!timeline.take_due());
	timeline.decide(kMs, DueMask::missing, CoverReason::mask_late);
	CHECK(!timeline.take_due());
	timeline.decide(kMs, DueMask::extrapolated, CoverReason::mask_late);
	CHECK(timeline.take_due());
	CHECK(!timeline.take_due());
	CHECK(!timeline.due_request(0));
}

TEST_CASE("what a daemon can't have been shown is not asked for")
{
	FrameTimeline timeline(uint64_t(1) << 30, kRepeatNs);
	timeline.set_delay(2, false, CoverReason::starting);
	timeline.set_connection(1);
	timeline.begin_daemon(4);
	for (uint64_t id = 1; id <= 8; id++) {
		timeline.hold(*timeline.begin_frame(GS_CS_SRGB));
		const std::optional<MaskRequest> request = timeline.due_request(id);
		CHECK_EQ(request.has_value(), id >= 6);
		CHECK(!request || request->frame_id == id - 2);
	}
	// The next one may have been shown everything since its mapping is there.
	timeline.set_connection(2);
	for (int count = 0; count < 3; count++)
		timeline.hold(*timeline.begin_frame(GS_CS_SRGB));
	CHECK(timeline.due_request(11));
}

TEST_CASE("a mask that the reader should not have let through is not drawn")
{
	FrameTimeline timeline(uint64_t(1) << 30, kRepeatNs);
	timeline.set_delay(0, true, CoverReason::starting);
	timeline.set_connection(1);
	timeline.hold(*timeline.begin_frame(GS_CS_SRGB));
	const MaskReadResult ok = {MaskReadStatus::ok, InvalidReason::none};
	MaskCopy mask;
	const auto judged = [&](uint64_t frame_id, uint32_t epoch, bool is_extrapolated) {
		mask.is_cover = false;
		mask.frame_id = frame_id;
		mask.epoch = epoch;
		mask.is_extrapolated = is_extrapolated;
		return timeline.judge(ok, mask);
	};
	CHECK(judged(1, timeline.epoch(), true) == DueMask::extrapolated);
	CHECK(judged(2, timeline.epoch(), true) == DueMask::missing);
	CHECK(judged(1, timeline.epoch() - 1, true) == DueMask::missing);
	CHECK(judged(1, timeline.epoch(), false) == DueMask::missing);
}

int main(int count, char **arguments)
{
	// libobs notes that textures without a GPU are freed outside of a graphics context.
	base_set_log_handler([](int, const char *, va_list, void *) {}, nullptr);
	return run_all(count, arguments);
}
