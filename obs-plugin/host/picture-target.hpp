// SPDX-License-Identifier: GPL-2.0-or-later
//
// A render target of our own that a source is drawn into and whose pixels are read back at once. Graphics
// thread; created and destroyed inside the graphics context.
#pragma once

#include "graphics-handles.hpp"
#include "test-picture.hpp"

#include <cstdint>
#include <vector>

namespace frame_host {

class PictureTarget {
public:
	explicit PictureTarget(gs_color_space space) : space_(space) {}

	// Draws `source`, with its filters, as a scene would. False if the GPU refuses.
	bool draw(obs_source_t *source, Size size);

	gs_color_space space() const { return space_; }
	// What was drawn last, as opaque 8-bit sRGB RGBA whatever the target's own format is.
	const std::vector<uint8_t> &rgba() const { return rgba_; }

private:
	bool read_back(Size size);

	gs_color_space space_;
	playalter::Texrender texrender_;
	playalter::Stagesurf stage_;
	Size stage_size_;
	std::vector<uint8_t> rgba_;
};

} // namespace frame_host
