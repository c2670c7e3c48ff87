// SPDX-License-Identifier: GPL-2.0-or-later
//
// The delayed frames: full-size GPU textures, one per frame id, bounded in memory. Graphics thread.
#pragma once

#include "graphics-handles.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace playalter {

struct RingFrame {
	Texrender texrender;
	uint64_t frame_id = 0; // 0: empty
	gs_color_space space = GS_CS_SRGB;
};

class FrameRing {
public:
	explicit FrameRing(uint64_t bytes_max) : bytes_max_(bytes_max) {}

	// Frames of delay that fit for pictures of this size and space, at most `wanted`; none when not even
	// the newest frame does.
	std::optional<uint32_t> delay_that_fits(uint32_t wanted, uint32_t width, uint32_t height, gs_color_space space) const;

	// Makes room for `delay` frames besides the newest and forgets all that is held.
	void reset(uint32_t delay);
	// Forgets all that is held, keeps the textures.
	void forget();

	// The slot for a new frame, its texrender of the right format; the oldest frame gives way.
	// Null if the texture can't be had.
	RingFrame *begin(uint64_t frame_id, gs_color_space space);
	// Null if that frame is not held.
	RingFrame *find(uint64_t frame_id);

private:
	uint64_t bytes_max_;
	std::vector<RingFrame> frames_;
};

} // namespace playalter
