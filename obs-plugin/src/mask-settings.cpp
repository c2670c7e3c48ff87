// SPDX-License-Identifier: GPL-2.0-or-later
#include "mask-settings.hpp"

#include "audio-delay-settings.hpp"
#include "protocol/channel_layout.h"

#include <algorithm>
#include <cstring>

namespace playalter {

namespace {

// Masks are found by frame id in a ring of kMaskSlots; a few slots stay free for ids ahead.
constexpr uint32_t kDelayFramesMax = kMaskSlots - 8;

// Frames this far apart are interpolated by the daemon, with some room (emission-plan.ts).
constexpr uint64_t kSparseGapNs = 101000000u;

template<typename Enum>
Enum parse_name(const char *value, const char *const *table, uint32_t count, const char *fallback)
{
	for (const char *candidate : {value, fallback}) {
		for (uint32_t i = 0; i < count; i++) {
			if (strcmp(candidate, table[i]) == 0)
				return Enum(i);
		}
	}
	return Enum(0);
}

uint32_t clamped(obs_data_t *settings, const char *key, int64_t low, int64_t high)
{
	return uint32_t(std::clamp<int64_t>(obs_data_get_int(settings, key), low, high));
}

// What is neither true nor false was meant to be something: in doubt, the picture is covered.
bool is_covered(obs_data_t *settings)
{
	obs_data_item_t *item = obs_data_item_byname(settings, names::key_is_covered);
	const bool is_doubtful = item && obs_data_item_gettype(item) != OBS_DATA_BOOLEAN;
	obs_data_item_release(&item);
	return is_doubtful || obs_data_get_bool(settings, names::key_is_covered);
}

} // namespace

MaskSettings read_mask_settings(obs_data_t *settings)
{
	using namespace names;
	MaskSettings result;
	result.mask_type = parse_name<MaskType>(obs_data_get_string(settings, key_mask_type), mask_type_names,
						mask_type_count, default_mask_type);
	result.intensity = clamped(settings, key_intensity, limit_intensity_min, limit_intensity_max);
	result.mask_color = uint32_t(obs_data_get_int(settings, key_mask_color));
	result.mode = parse_name<MaskMode>(obs_data_get_string(settings, key_mode), mask_mode_names, mask_mode_count,
					   default_mode);
	result.look_ahead_ms =
		clamped(settings, key_look_ahead_ms, limit_look_ahead_ms_min, limit_look_ahead_ms_max);
	result.cover_style = parse_name<CoverStyle>(obs_data_get_string(settings, key_cover_style), cover_style_names,
						    cover_style_count, default_cover_style);
	result.cover_color = uint32_t(obs_data_get_int(settings, key_cover_color));
	result.cover_image = obs_data_get_string(settings, key_cover_image);
	result.go_live_guard = parse_name<GoLiveGuard>(obs_data_get_string(settings, key_go_live_guard),
						       go_live_guard_names, go_live_guard_count, default_go_live_guard);
	result.is_covered = is_covered(settings);
	return result;
}

void set_mask_setting_defaults(obs_data_t *settings)
{
	using namespace names;
	obs_data_set_default_string(settings, key_mask_type, default_mask_type);
	obs_data_set_default_int(settings, key_intensity, default_intensity);
	obs_data_set_default_int(settings, key_mask_color, default_mask_color);
	obs_data_set_default_string(settings, key_mode, default_mode);
	obs_data_set_default_int(settings, key_look_ahead_ms, default_look_ahead_ms);
	obs_data_set_default_string(settings, key_cover_style, default_cover_style);
	obs_data_set_default_int(settings, key_cover_color, default_cover_color);
	obs_data_set_default_string(settings, key_cover_image, default_cover_image);
	set_audio_delay_setting_defaults(settings);
	obs_data_set_default_string(settings, key_go_live_guard, default_go_live_guard);
	obs_data_set_default_bool(settings, key_is_covered, default_is_covered);
}

DelayPlan plan_delay(names::MaskMode mode, uint32_t look_ahead_ms, uint64_t frame_interval_ns)
{
	const uint32_t pipeline_frames = uint32_t(names::limit_pipeline_frames);
	const uint64_t interval_ns = std::max<uint64_t>(1, frame_interval_ns);
	switch (mode) {
	case names::MaskMode::live:
		return {0, 0};
	case names::MaskMode::exact:
		return {pipeline_frames, 0};
	case names::MaskMode::guard:
		break;
	}
	// Intervals come in whole nanoseconds: 250 ms at 60 frames a second are 15 frames, not 16.
	const uint64_t almost_a_frame_ns = interval_ns - 1 - interval_ns / 100;
	const uint64_t wanted_frames = (uint64_t(look_ahead_ms) * 1000000u + almost_a_frame_ns) / interval_ns;
	const uint64_t look_ahead_frames = std::min<uint64_t>(wanted_frames, kDelayFramesMax - pipeline_frames);
	return {uint32_t(look_ahead_frames) + pipeline_frames, uint32_t(look_ahead_frames)};
}

DelayPlan shorten_delay(DelayPlan plan, uint32_t frames_that_fit)
{
	if (plan.delay_frames <= frames_that_fit)
		return plan;
	const uint32_t missing = plan.delay_frames - frames_that_fit;
	return {frames_that_fit, plan.look_ahead_frames > missing ? plan.look_ahead_frames - missing : 0};
}

uint32_t sparse_step(names::MaskMode mode, uint64_t frame_interval_ns)
{
	static_assert((kFrameSlots & (kFrameSlots - 1)) == 0, "odd steps use all slots");
	// The other modes' delay is over before the next of such frames comes.
	if (mode != names::MaskMode::guard)
		return 1;
	const uint64_t frames = kSparseGapNs / std::max<uint64_t>(1, frame_interval_ns);
	const uint32_t step = uint32_t(std::clamp<uint64_t>(frames, 1, kDelayFramesMax));
	return step % 2 == 1 ? step : step - 1;
}

} // namespace playalter
