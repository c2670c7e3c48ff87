// SPDX-License-Identifier: GPL-2.0-or-later
//
// The one texture of a filter that can leave. It holds a masked frame or the cover and nothing else: a ring frame
// becomes the output by having its patches drawn onto it in the ring and being swapped in after. Graphics thread.
#pragma once

#include "channel/mask-reader.hpp"
#include "color-conversion.hpp"
#include "cover-renderer.hpp"
#include "frame-ring.hpp"
#include "patch-renderer.hpp"
#include "source-capture.hpp"
#include "staged-copy.hpp"

namespace playalter {

class MaskOutput {
public:
	void set_cover(names::CoverStyle style, uint32_t color);
	void set_cover_image(CoverImage image);

	// The frame under its mask. False if it can't be drawn: the frame is lost, and what was up is as it was.
	bool put_masked(RingFrame &frame, const MaskCopy &mask, const FrameShape &shape);
	// Drawn once, then kept. Without a texture, where there is none of that size or `has_room` is false, draw()
	// covers all the same.
	void put_cover(const FrameShape &shape, bool has_room);
	// Nothing is up any more: the next draw() covers.
	void forget();

	bool has_picture() const { return has_picture_; }
	gs_color_space space() const { return space_; }
	// Over the current target. Covers where there is nothing to draw.
	void draw(const FrameShape &shape);
	// The same, made small and opaque as over black, over size.width x size.height of an sRGB target (framebuffer sRGB
	// on). Leaves a blend function behind.
	bool draw_small(const FrameShape &shape, PictureSize size);

private:
	// What is up; null if that has no texture.
	gs_texture_t *texture() const;

	Texrender texrender_;
	gs_color_space space_ = GS_CS_SRGB;
	bool has_picture_ = false;
	bool is_cover_drawn_ = false;
	PatchRenderer patches_;
	CoverRenderer cover_;
	TextureDrawer drawer_{OBS_EFFECT_DEFAULT};
	TextureDrawer far_drawer_{OBS_EFFECT_BILINEAR_LOWRES};
};

} // namespace playalter
