// SPDX-License-Identifier: GPL-2.0-or-later
#include "picture-target.hpp"

#include "picture-reader.hpp"

#include <graphics/vec4.h>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace frame_host {

namespace {

float half_to_float(uint16_t half)
{
	const int exponent = half >> 10 & 31;
	const float mantissa = float(half & 1023);
	const float magnitude = exponent == 0    ? std::ldexp(mantissa, -24)
				: exponent == 31 ? 65504.0f
						 : std::ldexp(mantissa + 1024.0f, exponent - 25);
	return half & 0x8000 ? -magnitude : magnitude;
}

uint8_t encoded(float linear)
{
	const float value = std::clamp(linear, 0.0f, 1.0f);
	const float srgb = value <= 0.0031308f ? value * 12.92f : 1.055f * std::pow(value, 1.0f / 2.4f) - 0.055f;
	return uint8_t(std::lround(srgb * 255.0f));
}

// For each half, the sRGB byte: a picture has far more pixels than there are halves.
const std::vector<uint8_t> &half_table()
{
	static const std::vector<uint8_t> table = [] {
		std::vector<uint8_t> result(65536);
		for (size_t half = 0; half < result.size(); half++)
			result[half] = encoded(half_to_float(uint16_t(half)));
		return result;
	}();
	return table;
}

} // namespace

bool PictureTarget::draw(obs_source_t *source, Size size)
{
	if (!texrender_)
		texrender_.reset(gs_texrender_create(gs_get_format_from_space(space_), GS_ZS_NONE));
	if (!texrender_)
		return false;
	gs_texrender_reset(texrender_.get());
	if (!gs_texrender_begin_with_color_space(texrender_.get(), size.width, size.height, space_))
		return false;

	vec4 clear;
	const float gray = kClearGray / 255.0f;
	const bool is_linear = space_ != GS_CS_SRGB;
	const float value = is_linear ? std::pow((gray + 0.055f) / 1.055f, 2.4f) : gray;
	vec4_set(&clear, value, value, value, 1.0f);
	gs_clear(GS_CLEAR_COLOR, &clear, 0.0f, 0);
	gs_ortho(0.0f, float(size.width), 0.0f, float(size.height), -100.0f, 100.0f);

	// The state in which a scene draws its items.
	gs_blend_state_push();
	gs_reset_blend_state();
	const bool was_linear_srgb = gs_set_linear_srgb(true);
	obs_source_video_render(source);
	gs_set_linear_srgb(was_linear_srgb);
	gs_blend_state_pop();
	gs_texrender_end(texrender_.get());
	return read_back(size);
}

bool PictureTarget::read_back(Size size)
{
	if (!stage_ || stage_size_ != size) {
		stage_.reset(gs_stagesurface_create(size.width, size.height, gs_get_format_from_space(space_)));
		stage_size_ = size;
	}
	if (!stage_)
		return false;
	gs_stage_texture(stage_.get(), gs_texrender_get_texture(texrender_.get()));
	uint8_t *rows = nullptr;
	uint32_t stride_bytes = 0;
	if (!gs_stagesurface_map(stage_.get(), &rows, &stride_bytes))
		return false;
	const size_t row_values = size_t(size.width) * 4;
	rgba_.resize(row_values * size.height);
	const bool is_half = gs_get_format_from_space(space_) == GS_RGBA16F;
	for (uint32_t y = 0; y < size.height; y++) {
		const uint8_t *from = rows + size_t(y) * stride_bytes;
		uint8_t *to = rgba_.data() + row_values * y;
		if (!is_half) {
			memcpy(to, from, row_values);
			continue;
		}
		const auto *halves = reinterpret_cast<const uint16_t *>(from);
		std::transform(halves, halves + row_values, to, [](uint16_t half) { return half_table()[half]; });
	}
	gs_stagesurface_unmap(stage_.get());
	return true;
}

} // namespace frame_host
