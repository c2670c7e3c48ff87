// SPDX-License-Identifier: GPL-2.0-or-later
//
// The cover: what is shown instead of a frame that must not be seen. Needs no daemon, no effect file
// of ours and no picture: stripes and plain colour are drawn with libobs's solid effect alone, and
// a cover image that can't be loaded falls back to stripes.
#pragma once

#include "color-conversion.hpp"
#include "graphics-handles.hpp"
#include "protocol/generated/names.gen.h"

#include <graphics/image-file.h>

#include <cstdint>
#include <string>

namespace playalter {

// A cover image, decoded on the thread that makes it. Empty if the file can't be read.
class CoverImage {
public:
	CoverImage() = default;
	explicit CoverImage(const std::string &path);
	~CoverImage();
	CoverImage(CoverImage &&other) noexcept;
	CoverImage &operator=(CoverImage &&other) noexcept;

	gs_texture_t *texture() const { return loaded_ ? image_.image3.image2.image.texture : nullptr; }

private:
	void release();

	gs_image_file4_t image_{};
	bool loaded_ = false;
};

struct CoverLook {
	names::CoverStyle style = names::CoverStyle::stripes;
	uint32_t color = 0; // 0xAABBGGRR, drawn opaque
	CoverImage image;
};

class CoverRenderer {
public:
	// Under the graphics lock.
	void set_look(CoverLook look) { look_ = std::move(look); }

	// Fills the current render target, width x height pixels in `space`. False if even a plain
	// rectangle can't be drawn.
	bool draw(uint32_t width, uint32_t height, gs_color_space space);

	// The cheapest cover there is, for when no texture can be had: a rectangle at the current matrix.
	bool draw_plain(uint32_t width, uint32_t height, gs_color_space space);

private:
	bool fill(float width, float height, uint32_t color, gs_color_space space);
	void draw_stripes(uint32_t width, uint32_t height, gs_color_space space);
	bool draw_image(uint32_t width, uint32_t height, gs_color_space space);

	CoverLook look_;
	TextureDrawer image_drawer_{OBS_EFFECT_DEFAULT};
	gs_effect_t *solid_ = nullptr;
	gs_eparam_t *solid_color_ = nullptr;
};

} // namespace playalter
