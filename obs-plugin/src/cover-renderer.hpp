// SPDX-License-Identifier: GPL-2.0-or-later
//
// The cover: what is shown instead of a frame that must not be seen. Needs no daemon, no effect file
// of ours and no picture: stripes and plain colour are drawn with libobs's solid effect alone, and
// a cover image that can't be loaded falls back to stripes.
#pragma once

#include "color-conversion.hpp"
#include "cover-image.hpp"
#include "graphics-handles.hpp"
#include "protocol/generated/names.gen.h"

#include <cstdint>

namespace playalter {

class CoverRenderer {
public:
	// Under the graphics lock. `color`: 0xAABBGGRR, drawn opaque.
	void set_style(names::CoverStyle style, uint32_t color)
	{
		style_ = style;
		color_ = color;
	}
	void set_image(CoverImage image) { image_ = std::move(image); }

	// Fills the current render target, width x height pixels in `space`. False if even a plain
	// rectangle can't be drawn.
	bool draw(uint32_t width, uint32_t height, gs_color_space space);

	// The cheapest cover there is, for when no texture can be had: a rectangle at the current matrix.
	bool draw_plain(uint32_t width, uint32_t height, gs_color_space space);

private:
	bool fill(float width, float height, uint32_t color, gs_color_space space);
	void draw_stripes(uint32_t width, uint32_t height, gs_color_space space);
	bool draw_image(uint32_t width, uint32_t height, gs_color_space space);

	names::CoverStyle style_ = names::CoverStyle::stripes;
	uint32_t color_ = uint32_t(names::default_cover_color);
	CoverImage image_;
	TextureDrawer image_drawer_{OBS_EFFECT_DEFAULT};
	gs_effect_t *solid_ = nullptr;
	gs_eparam_t *solid_color_ = nullptr;
};

} // namespace playalter
