// SPDX-License-Identifier: GPL-2.0-or-later
//
// Reading of settings, and the delay that follows from them.
#include "mask-settings.hpp"

#include "check.hpp"
#include "protocol/channel_layout.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <random>

using namespace playalter;
using names::MaskMode;

namespace {

constexpr uint64_t kInterval30 = 33333333;
constexpr uint64_t kInterval60 = 16666666;
constexpr uint32_t kPipeline = uint32_t(names::limit_pipeline_frames);

struct DataRelease {
	void operator()(obs_data_t *data) const { obs_data_release(data); }
};
using Data = std::unique_ptr<obs_data_t, DataRelease>;

MaskSettings settings_of(const char *json)
{
	const Data data(obs_data_create_from_json(json));
	set_mask_setting_defaults(data.get());
	return read_mask_settings(data.get());
}

} // namespace

TEST_CASE("live has no delay, exact that of the pipeline, guard its look-ahead besides")
{
	struct Row {
		MaskMode mode;
		uint32_t look_ahead_ms;
		uint64_t interval_ns;
		uint32_t delay_frames;
		uint32_t look_ahead_frames;
	};
	const Row rows[] = {
		{MaskMode::live, 250, kInterval30, 0, 0},
		{MaskMode::exact, 250, kInterval30, kPipeline, 0},
		{MaskMode::guard, 250, kInterval30, 8 + kPipeline, 8},
		{MaskMode::guard, 250, kInterval60, 15 + kPipeline, 15},
		{MaskMode::guard, 100, kInterval30, 3 + kPipeline, 3},
		{MaskMode::guard, 101, kInterval30, 4 + kPipeline, 4},
		{MaskMode::guard, 1000, kInterval60, 60 + kPipeline, 60},
		{MaskMode::guard, 1000, 1000000000, 1 + kPipeline, 1},
		{MaskMode::guard, 1000, 2000000000, 1 + kPipeline, 1},
		{MaskMode::guard, 1000, 0, kMaskSlots - 8, kMaskSlots - 8 - kPipeline},
	};
	for (const Row &row : rows) {
		const DelayPlan plan = plan_delay(row.mode, row.look_ahead_ms, row.interval_ns);
		CHECK_EQ(plan.delay_frames, row.delay_frames);
		CHECK_EQ(plan.look_ahead_frames, row.look_ahead_frames);
	}
}

TEST_CASE("guard sees as far ahead as asked, and every plan fits into the ring of masks")
{
	std::mt19937 random(1);
	for (int count = 0; count < 20000; count++) {
		const auto look_ahead_ms = uint32_t(std::uniform_int_distribution<>(0, 1000)(random));
		const auto fps = uint64_t(std::uniform_int_distribution<>(1, 300)(random));
		const uint64_t interval_ns = 1000000000 / fps;
		const DelayPlan plan = plan_delay(MaskMode::guard, look_ahead_ms, interval_ns);
		CHECK_EQ(plan.delay_frames, plan.look_ahead_frames + kPipeline);
		CHECK(plan.delay_frames < kMaskSlots);
		if (plan.delay_frames == kMaskSlots - 8)
			continue;
		// A hundredth of a frame is lost to rounding at most, and no whole frame is given away.
		const uint64_t seen_ns = plan.look_ahead_frames * interval_ns;
		const uint64_t asked_ns = uint64_t(look_ahead_ms) * 1000000;
		CHECK(seen_ns + interval_ns / 100 + 1 >= asked_ns);
		CHECK(seen_ns < asked_ns + interval_ns);
	}
}

TEST_CASE("where memory is short the look-ahead gives way before the pipeline")
{
	for (uint32_t look_ahead = 0; look_ahead <= 60; look_ahead++) {
		const DelayPlan plan = {look_ahead + kPipeline, look_ahead};
		for (uint32_t fits = 0; fits <= 70; fits++) {
			const DelayPlan shortened = shorten_delay(plan, fits);
			CHECK_EQ(shortened.delay_frames, std::min(plan.delay_frames, fits));
			CHECK(shortened.look_ahead_frames <= plan.look_ahead_frames);
			CHECK(shortened.look_ahead_frames <= shortened.delay_frames);
			CHECK_EQ(shortened.delay_frames - shortened.look_ahead_frames, std::min(kPipeline, fits));
		}
	}
}

TEST_CASE("settings that are not there are the defaults")
{
	const MaskSettings settings = settings_of("{}");
	CHECK(settings.mode == MaskMode::guard);
	CHECK(settings.mask_type == names::MaskType::pixelate);
	CHECK(settings.cover_style == names::CoverStyle::stripes);
	CHECK_EQ(int64_t(settings.intensity), names::default_intensity);
	CHECK_EQ(int64_t(settings.look_ahead_ms), names::default_look_ahead_ms);
	CHECK(settings.cover_image.empty());
}

TEST_CASE("names that mean nothing are the defaults, numbers out of range the nearest")
{
	const MaskSettings settings = settings_of(
		R"({"mode":"off","mask_type":"none","cover_style":"","intensity":-5,"look_ahead_ms":9999999999})");
	CHECK(settings.mode == MaskMode::guard);
	CHECK(settings.mask_type == names::MaskType::pixelate);
	CHECK(settings.cover_style == names::CoverStyle::stripes);
	CHECK_EQ(int64_t(settings.intensity), names::limit_intensity_min);
	CHECK_EQ(int64_t(settings.look_ahead_ms), names::limit_look_ahead_ms_max);
}

TEST_CASE("settings of another type do no harm")
{
	const MaskSettings settings =
		settings_of(R"({"mode":3,"mask_type":{},"cover_style":[],"intensity":"much","look_ahead_ms":null})");
	CHECK(settings.mode == MaskMode::guard);
	CHECK(int64_t(settings.intensity) >= names::limit_intensity_min);
	CHECK(int64_t(settings.look_ahead_ms) >= names::limit_look_ahead_ms_min);
}

TEST_CASE("a cover that is neither on nor off is on")
{
	CHECK(!settings_of("{}").is_covered);
	CHECK(!settings_of(R"({"is_covered":false})").is_covered);
	for (const char *doubtful : {"true", "1", "0", "0.5", "\"\"", "\"false\"", "{}", "[]"}) {
		const std::string json = std::string("{\"is_covered\":") + doubtful + "}";
		CHECK(settings_of(json.c_str()).is_covered);
	}
}

TEST_CASE("while a daemon starts, frames are as far apart as can be interpolated, and use every slot of the ring")
{
	using names::MaskMode;
	CHECK_EQ(sparse_step(MaskMode::guard, 1000000000u / 30), 3u);
	CHECK_EQ(sparse_step(MaskMode::guard, 1000000000u / 60), 5u);
	CHECK_EQ(sparse_step(MaskMode::guard, 1000000000u / 25), 1u);
	CHECK_EQ(sparse_step(MaskMode::guard, 1000000000u / 5), 1u);
	CHECK_EQ(sparse_step(MaskMode::guard, 0), 119u);
	CHECK_EQ(sparse_step(MaskMode::exact, 1000000000u / 60), 1u);
	CHECK_EQ(sparse_step(MaskMode::live, 1000000000u / 60), 1u);
	for (uint64_t fps = 1; fps <= 240; fps++) {
		const uint32_t step = sparse_step(MaskMode::guard, 1000000000u / fps);
		CHECK(step == 1 || step * (1000000000u / fps) <= 110000000u);
		bool is_used[kFrameSlots] = {};
		for (uint64_t frame = 0; frame < kFrameSlots; frame++)
			is_used[frame * step % kFrameSlots] = true;
		for (const bool is_slot_used : is_used)
			CHECK(is_slot_used);
	}
}

TEST_MAIN
