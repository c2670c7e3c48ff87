// SPDX-License-Identifier: GPL-2.0-or-later
#include "source-capture.hpp"

namespace playalter {

namespace {

// A source in one of libobs's spaces keeps it; anything else is converted by libobs to the nearest.
constexpr gs_color_space kSpaces[] = {GS_CS_SRGB, GS_CS_SRGB_16F, GS_CS_709_EXTENDED, GS_CS_709_SCRGB};

} // namespace

uint32_t target_width(obs_source_t *target, const obs_source_t *parent)
{
	return parent ? obs_source_get_base_width(target) : obs_source_get_width(target);
}

uint32_t target_height(obs_source_t *target, const obs_source_t *parent)
{
	return parent ? obs_source_get_base_height(target) : obs_source_get_height(target);
}

FrameShape target_shape(obs_source_t *target, const obs_source_t *parent)
{
	FrameShape shape;
	shape.width = target_width(target, parent);
	shape.height = target_height(target, parent);
	shape.space = obs_source_get_color_space(target, OBS_COUNTOF(kSpaces), kSpaces);
	return shape;
}

bool capture_source(Texrender &texrender, const FrameShape &shape, obs_source_t *target, const obs_source_t *parent)
{
	gs_texrender_reset(texrender.get());
	if (!gs_texrender_begin_with_color_space(texrender.get(), shape.width, shape.height, shape.space)) {
		// libobs would not try again at this size.
		texrender.reset();
		return false;
	}
	{
		// Premultiplied, whatever convention the source has: most blend with straight alpha and rely
		// on this state, those with premultiplied pictures set their own.
		BlendScope blend;
		gs_blend_function_separate(GS_BLEND_SRCALPHA, GS_BLEND_INVSRCALPHA, GS_BLEND_ONE,
					   GS_BLEND_INVSRCALPHA);
		vec4 transparent;
		vec4_zero(&transparent);
		gs_clear(GS_CLEAR_COLOR, &transparent, 0.0f, 0);
		gs_ortho(0.0f, float(shape.width), 0.0f, float(shape.height), -100.0f, 100.0f);

		const uint32_t flags = obs_source_get_output_flags(target);
		const bool is_plain = (flags & (OBS_SOURCE_CUSTOM_DRAW | OBS_SOURCE_ASYNC)) == 0;
		if (target == parent && is_plain)
			obs_source_default_render(target);
		else
			obs_source_video_render(target);
	}
	gs_texrender_end(texrender.get());
	return true;
}

} // namespace playalter
