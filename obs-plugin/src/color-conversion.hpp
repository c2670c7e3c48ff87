// SPDX-License-Identifier: GPL-2.0-or-later
//
// How a texture of one libobs colour space is drawn into a target of another: the technique of the
// base effects and its multiplier (SDR white in nits over scRGB's 80).
#pragma once

#include <obs-module.h>

namespace playalter {

struct ColorConversion {
	const char *technique;
	float multiplier;
};

ColorConversion color_conversion(gs_color_space from, gs_color_space to);

// A base effect with its parameters looked up once. Graphics thread.
class TextureDrawer {
public:
	explicit TextureDrawer(obs_base_effect effect) : base_(effect) {}

	// Draws `texture` (in space `from`) over width x height at the current matrix, with the current
	// blend state. False if the effect is not to be had.
	bool draw(gs_texture_t *texture, gs_color_space from, gs_color_space to, uint32_t width, uint32_t height);

private:
	obs_base_effect base_;
	gs_effect_t *effect_ = nullptr;
	gs_eparam_t *image_ = nullptr;
	gs_eparam_t *multiplier_ = nullptr;
};

} // namespace playalter
