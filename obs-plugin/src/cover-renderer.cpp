// SPDX-License-Identifier: GPL-2.0-or-later
#include "cover-renderer.hpp"

#include <graphics/matrix4.h>

#include <algorithm>
#include <cmath>

namespace playalter {

namespace {

// Stripes: as wide as a fortieth of the diagonal, in a lighter shade of the cover's colour.
constexpr float kStripesOnDiagonal = 40.0f;
constexpr float kStripeLift = 0.10f;

uint32_t lifted(uint32_t color)
{
	uint32_t result = 0xff000000u;
	for (int shift = 0; shift < 24; shift += 8) {
		const float channel = float((color >> shift) & 0xff) / 255.0f;
		const float up = channel < 0.5f ? channel + kStripeLift : channel - kStripeLift;
		result |= uint32_t(std::lround(std::clamp(up, 0.0f, 1.0f) * 255.0f)) << shift;
	}
	return result;
}

} // namespace

bool CoverRenderer::fill(float width, float height, uint32_t color, gs_color_space space)
{
	if (!solid_) {
		solid_ = obs_get_base_effect(OBS_EFFECT_SOLID);
		if (!solid_)
			return false;
		solid_color_ = gs_effect_get_param_by_name(solid_, "color");
	}

	vec4 linear;
	vec4_from_rgba_srgb(&linear, color | 0xff000000u);
	const float multiplier = color_conversion(GS_CS_SRGB, space).multiplier;
	vec4_mulf(&linear, &linear, multiplier);
	linear.w = 1.0f;
	gs_effect_set_vec4(solid_color_, &linear);

	bool drawn = false;
	gs_matrix_push();
	gs_matrix_scale3f(width, height, 1.0f);
	while (gs_effect_loop(solid_, "Solid")) {
		gs_draw_sprite(nullptr, 0, 1, 1);
		drawn = true;
	}
	gs_matrix_pop();
	return drawn;
}

void CoverRenderer::draw_stripes(uint32_t width, uint32_t height, gs_color_space space)
{
	const float diagonal = std::hypot(float(width), float(height));
	const float stripe = std::max(2.0f, diagonal / kStripesOnDiagonal);
	const uint32_t color = lifted(color_);

	gs_matrix_push();
	gs_matrix_translate3f(float(width) / 2.0f, float(height) / 2.0f, 0.0f);
	gs_matrix_rotaa4f(0.0f, 0.0f, 1.0f, float(M_PI) / 4.0f);
	gs_matrix_translate3f(-diagonal / 2.0f, -diagonal / 2.0f, 0.0f);
	for (float at = 0.0f; at < diagonal; at += 2.0f * stripe) {
		fill(stripe, diagonal, color, space);
		gs_matrix_translate3f(2.0f * stripe, 0.0f, 0.0f);
	}
	gs_matrix_pop();
}

bool CoverRenderer::draw_image(uint32_t width, uint32_t height, gs_color_space space)
{
	gs_texture_t *texture = image_.texture();
	if (!texture)
		return false;

	const float image_width = float(gs_texture_get_width(texture));
	const float image_height = float(gs_texture_get_height(texture));
	// Fills the frame and keeps the image's shape; what is too much is cut off.
	const float scale = std::max(float(width) / image_width, float(height) / image_height);

	BlendScope blend;
	gs_blend_function(GS_BLEND_ONE, GS_BLEND_INVSRCALPHA);
	gs_matrix_push();
	gs_matrix_translate3f((float(width) - image_width * scale) / 2.0f,
			      (float(height) - image_height * scale) / 2.0f, 0.0f);
	gs_matrix_scale3f(scale, scale, 1.0f);
	const bool drawn = image_drawer_.draw(texture, GS_CS_SRGB, space, uint32_t(image_width), uint32_t(image_height));
	gs_matrix_pop();
	return drawn;
}

bool CoverRenderer::draw(uint32_t width, uint32_t height, gs_color_space space)
{
	FramebufferSrgbScope srgb;
	BlendScope blend;
	gs_blend_function(GS_BLEND_ONE, GS_BLEND_ZERO);

	// Whatever follows, the base is opaque over the whole frame.
	if (!fill(float(width), float(height), color_, space))
		return false;
	if (style_ == names::CoverStyle::color)
		return true;
	if (style_ == names::CoverStyle::image && draw_image(width, height, space))
		return true;
	draw_stripes(width, height, space);
	return true;
}

bool CoverRenderer::draw_plain(uint32_t width, uint32_t height, gs_color_space space)
{
	FramebufferSrgbScope srgb;
	BlendScope blend;
	gs_blend_function(GS_BLEND_ONE, GS_BLEND_ZERO);
	return fill(float(width), float(height), color_, space);
}

} // namespace playalter
