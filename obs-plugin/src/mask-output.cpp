// SPDX-License-Identifier: GPL-2.0-or-later
#include "mask-output.hpp"

#include <utility>

namespace playalter {

void MaskOutput::set_cover(names::CoverStyle style, uint32_t color)
{
	cover_.set_style(style, color);
	is_cover_drawn_ = false;
}

void MaskOutput::set_cover_image(CoverImage image)
{
	cover_.set_image(std::move(image));
	is_cover_drawn_ = false;
}

bool MaskOutput::put_masked(RingFrame &frame, const MaskCopy &mask, const FrameShape &shape)
{
	// Drawing into a texrender again keeps what it holds.
	gs_texrender_reset(frame.texrender.get());
	if (!gs_texrender_begin_with_color_space(frame.texrender.get(), shape.width, shape.height, frame.space))
		return false;
	gs_ortho(0.0f, float(shape.width), 0.0f, float(shape.height), -100.0f, 100.0f);
	const bool is_masked = patches_.draw(mask, frame.space);
	gs_texrender_end(frame.texrender.get());
	if (!is_masked)
		return false;

	std::swap(texrender_, frame.texrender);
	space_ = frame.space;
	has_picture_ = true;
	is_cover_drawn_ = false;
	return true;
}

void MaskOutput::put_cover(const FrameShape &shape, bool has_room)
{
	if (is_cover_drawn_ && has_picture_)
		return;
	has_picture_ = false;
	if (!has_room) {
		texrender_.reset();
		return;
	}

	const gs_color_format format = gs_get_format_from_space(shape.space);
	if (!texrender_ || gs_texrender_get_format(texrender_.get()) != format)
		texrender_.reset(gs_texrender_create(format, GS_ZS_NONE));
	if (!texrender_)
		return;

	gs_texrender_reset(texrender_.get());
	if (!gs_texrender_begin_with_color_space(texrender_.get(), shape.width, shape.height, shape.space)) {
		texrender_.reset();
		return;
	}
	gs_ortho(0.0f, float(shape.width), 0.0f, float(shape.height), -100.0f, 100.0f);
	has_picture_ = cover_.draw(shape.width, shape.height, shape.space);
	gs_texrender_end(texrender_.get());
	space_ = shape.space;
	is_cover_drawn_ = has_picture_;
}

void MaskOutput::forget()
{
	texrender_.reset();
	has_picture_ = false;
	is_cover_drawn_ = false;
}

gs_texture_t *MaskOutput::texture() const
{
	return has_picture_ ? gs_texrender_get_texture(texrender_.get()) : nullptr;
}

void MaskOutput::draw(const FrameShape &shape)
{
	const gs_color_space current_space = gs_get_color_space();
	if (gs_texture_t *up = texture()) {
		FramebufferSrgbScope srgb;
		BlendScope blend;
		gs_blend_function(GS_BLEND_ONE, GS_BLEND_INVSRCALPHA);
		if (drawer_.draw(up, space_, current_space, shape.width, shape.height))
			return;
	}
	cover_.draw_plain(shape.width, shape.height, current_space);
}

bool MaskOutput::draw_small(const FrameShape &shape, PictureSize size)
{
	vec4 black;
	vec4_set(&black, 0.0f, 0.0f, 0.0f, 1.0f);
	gs_clear(GS_CLEAR_COLOR, &black, 0.0f, 0);
	gs_texture_t *up = texture();
	if (!up)
		return cover_.draw_plain(size.width, size.height, GS_CS_SRGB);

	// The colours are premultiplied: with the alpha left at one, they are what is seen over black.
	gs_blend_function_separate(GS_BLEND_ONE, GS_BLEND_ZERO, GS_BLEND_ZERO, GS_BLEND_ONE);
	const float reduction = float(shape.width) / float(size.width);
	TextureDrawer &drawer = reduction > kBilinearReductionMax ? far_drawer_ : drawer_;
	return drawer.draw(up, space_, GS_CS_SRGB, size.width, size.height);
}

} // namespace playalter
