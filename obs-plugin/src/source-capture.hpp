// SPDX-License-Identifier: GPL-2.0-or-later
//
// How a mask takes the picture of what it hides: its size and colour space, and one draw of it into a texture of
// the mask's own. Graphics thread.
#pragma once

#include "graphics-handles.hpp"

#include <cstdint>

namespace playalter {

struct FrameShape {
	uint32_t width = 0;
	uint32_t height = 0;
	gs_color_space space = GS_CS_SRGB;

	bool operator!=(const FrameShape &other) const
	{
		return width != other.width || height != other.height || space != other.space;
	}
};

// Of what a mask draws: a filter's target, before the filter and those after it; or, where `parent` is null, a
// whole source with its own filters.
uint32_t target_width(obs_source_t *target, const obs_source_t *parent);
uint32_t target_height(obs_source_t *target, const obs_source_t *parent);
FrameShape target_shape(obs_source_t *target, const obs_source_t *parent);

// Draws the target, premultiplied. False if the GPU refuses; the texrender is then gone.
bool capture_source(Texrender &texrender, const FrameShape &shape, obs_source_t *target, const obs_source_t *parent);

} // namespace playalter
