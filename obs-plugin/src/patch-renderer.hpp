// SPDX-License-Identifier: GPL-2.0-or-later
//
// Draws a validated mask: one textured parallelogram per patch over the current render target. The
// textures are made on first use, per picture size, and kept. Graphics thread.
#pragma once

#include "channel/mask-reader.hpp"
#include "color-conversion.hpp"
#include "graphics-handles.hpp"

#include <array>
#include <vector>

namespace playalter {

class PatchRenderer {
public:
	// All patches of `mask` over the current target in `space`, in source pixels. False as soon as
	// one can't be drawn: the picture must then not be shown.
	bool draw(const MaskCopy &mask, gs_color_space space);

private:
	gs_texture_t *texture_for(uint32_t side, size_t index);

	static constexpr size_t kSideClasses = 5; // 16, 32, 64, 128, 256
	std::array<std::vector<Texture>, kSideClasses> textures_;
	TextureDrawer drawer_{OBS_EFFECT_DEFAULT};
};

} // namespace playalter
