// SPDX-License-Identifier: GPL-2.0-or-later
#include "color-conversion.hpp"

namespace playalter {

namespace {

constexpr float kScrgbWhiteNits = 80.0f;

bool is_sdr(gs_color_space space) { return space == GS_CS_SRGB || space == GS_CS_SRGB_16F; }

} // namespace

ColorConversion color_conversion(gs_color_space from, gs_color_space to)
{
	const float sdr_white_nits = obs_get_video_sdr_white_level();

	if (is_sdr(from))
		return to == GS_CS_709_SCRGB ? ColorConversion{"DrawMultiply", sdr_white_nits / kScrgbWhiteNits}
					     : ColorConversion{"Draw", 1.0f};

	if (from == GS_CS_709_EXTENDED) {
		if (is_sdr(to))
			return {"DrawTonemap", 1.0f};
		if (to == GS_CS_709_SCRGB)
			return {"DrawMultiply", sdr_white_nits / kScrgbWhiteNits};
		return {"Draw", 1.0f};
	}

	if (is_sdr(to))
		return {"DrawMultiplyTonemap", kScrgbWhiteNits / sdr_white_nits};
	if (to == GS_CS_709_EXTENDED)
		return {"DrawMultiply", kScrgbWhiteNits / sdr_white_nits};
	return {"Draw", 1.0f};
}

bool TextureDrawer::draw(gs_texture_t *texture, gs_color_space from, gs_color_space to, uint32_t width,
			 uint32_t height)
{
	if (!effect_) {
		effect_ = obs_get_base_effect(base_);
		if (!effect_)
			return false;
		image_ = gs_effect_get_param_by_name(effect_, "image");
		multiplier_ = gs_effect_get_param_by_name(effect_, "multiplier");
	}

	const ColorConversion conversion = color_conversion(from, to);
	gs_effect_set_texture_srgb(image_, texture);
	if (multiplier_)
		gs_effect_set_float(multiplier_, conversion.multiplier);

	bool drawn = false;
	while (gs_effect_loop(effect_, conversion.technique)) {
		gs_draw_sprite(texture, 0, width, height);
		drawn = true;
	}
	return drawn;
}

} // namespace playalter
