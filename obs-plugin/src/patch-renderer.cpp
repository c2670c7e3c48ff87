// SPDX-License-Identifier: GPL-2.0-or-later
#include "patch-renderer.hpp"

#include <graphics/matrix4.h>

#include <cstring>

namespace playalter {

namespace {

// gs_texture_set_image would keep quiet about a failure, and the old picture be drawn.
bool upload(gs_texture_t *texture, const uint8_t *pixels, uint32_t side)
{
	uint8_t *rows = nullptr;
	uint32_t stride_bytes = 0;
	if (!gs_texture_map(texture, &rows, &stride_bytes) || !rows)
		return false;
	const size_t row_bytes = size_t(side) * 4;
	for (uint32_t y = 0; y < side; y++)
		memcpy(rows + size_t(y) * stride_bytes, pixels + y * row_bytes, row_bytes);
	gs_texture_unmap(texture);
	return true;
}

size_t side_class(uint32_t side)
{
	size_t result = 0;
	while ((kPatchSideMin << result) < side)
		result++;
	return result;
}

// Maps the unit square to the patch's parallelogram.
matrix4 patch_matrix(const PatchRecord &patch)
{
	matrix4 matrix;
	vec4_set(&matrix.x, patch.x_axis_x, patch.x_axis_y, 0.0f, 0.0f);
	vec4_set(&matrix.y, patch.y_axis_x, patch.y_axis_y, 0.0f, 0.0f);
	vec4_set(&matrix.z, 0.0f, 0.0f, 1.0f, 0.0f);
	vec4_set(&matrix.t, patch.origin_x, patch.origin_y, 0.0f, 1.0f);
	return matrix;
}

} // namespace

gs_texture_t *PatchRenderer::texture_for(uint32_t side, size_t index)
{
	std::vector<Texture> &pool = textures_[side_class(side)];
	while (pool.size() <= index) {
		Texture texture(gs_texture_create(side, side, GS_RGBA, 1, nullptr, GS_DYNAMIC));
		if (!texture)
			return nullptr;
		pool.push_back(std::move(texture));
	}
	return pool[index].get();
}

bool PatchRenderer::draw(const MaskCopy &mask, gs_color_space space)
{
	FramebufferSrgbScope srgb;
	BlendScope blend;
	gs_blend_function_separate(GS_BLEND_SRCALPHA, GS_BLEND_INVSRCALPHA, GS_BLEND_ONE, GS_BLEND_INVSRCALPHA);

	std::array<size_t, kSideClasses> used{};
	for (uint32_t i = 0; i < mask.patch_count; i++) {
		const PatchRecord &patch = mask.patches[i];
		gs_texture_t *texture = texture_for(patch.side, used[side_class(patch.side)]++);
		if (!texture || !upload(texture, mask.patch_pixels(i), patch.side))
			return false;

		const matrix4 matrix = patch_matrix(patch);
		gs_matrix_push();
		gs_matrix_mul(&matrix);
		const bool drawn = drawer_.draw(texture, GS_CS_SRGB, space, 1, 1);
		gs_matrix_pop();
		if (!drawn)
			return false;
	}
	return true;
}

} // namespace playalter
