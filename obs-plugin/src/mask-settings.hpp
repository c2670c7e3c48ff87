// SPDX-License-Identifier: GPL-2.0-or-later
//
// The filter's settings as one value: read from obs_data (the truth), clamped, compared.
#pragma once

#include "protocol/generated/names.gen.h"

#include <obs-module.h>

#include <cstdint>
#include <string>

namespace playalter {

struct MaskSettings {
	names::MaskType mask_type = names::MaskType::pixelate;
	uint32_t intensity = 0;  // percent
	uint32_t mask_color = 0; // 0xAABBGGRR
	names::MaskMode mode = names::MaskMode::guard;
	uint32_t look_ahead_ms = 0;
	names::CoverStyle cover_style = names::CoverStyle::stripes;
	uint32_t cover_color = 0; // 0xAABBGGRR
	std::string cover_image;
	names::GoLiveGuard go_live_guard = names::GoLiveGuard::stop;
	bool is_covered = false; // by the streamer's own wish
};

// Unknown names fall back to the defaults, which are the safest; numbers are clamped.
MaskSettings read_mask_settings(obs_data_t *settings);
void set_mask_setting_defaults(obs_data_t *settings);

// Ticks of delay that a mode asks for, and how many of them are look-ahead.
struct DelayPlan {
	uint32_t delay_frames;
	uint32_t look_ahead_frames;
};
DelayPlan plan_delay(names::MaskMode mode, uint32_t look_ahead_ms, uint64_t frame_interval_ns);
// The same with only `frames_that_fit` frames of memory: the look-ahead gives way first.
DelayPlan shorten_delay(DelayPlan plan, uint32_t frames_that_fit);

// Until the daemon's masks are in time (SparseSending) one frame in so many is sent to it: as far apart as can be interpolated,
// so that the ring holds a long time. Odd: a number with a factor in common with the ring's slots would leave some unused.
uint32_t sparse_step(names::MaskMode mode, uint64_t frame_interval_ns);

} // namespace playalter
