// SPDX-License-Identifier: GPL-2.0-or-later
#include "staged-copy.hpp"

#include <algorithm>
#include <cmath>

namespace playalter {

namespace {

// The id's last 24 bits: far more copies than a stale surface can be behind.
uint32_t id_color(uint64_t id) { return uint32_t(id) & 0xffffffu; }

} // namespace

PictureSize size_within(uint32_t width, uint32_t height, uint32_t side_max)
{
	const uint32_t long_side = std::max(width, height);
	if (long_side <= side_max)
		return {width, height};
	const double scale = double(side_max) / double(long_side);
	const auto scaled = [scale](uint32_t side) {
		return std::max<uint32_t>(1, uint32_t(std::lround(double(side) * scale)));
	};
	return {scaled(width), scaled(height)};
}

bool StagedCopy::begin(PictureSize size)
{
	next_index_ = staged_index_ == 0 ? 1 : 0;
	staged_index_ = -1;

	if (!scaled_)
		scaled_.reset(gs_texrender_create(GS_RGBA, GS_ZS_NONE));
	Surface &surface = surfaces_[next_index_];
	const PictureSize with_id = {size.width, size.height + 1};
	if (!surface.surface || surface.size.width != with_id.width || surface.size.height != with_id.height) {
		surface.surface.reset(gs_stagesurface_create(with_id.width, with_id.height, GS_RGBA));
		surface.size = with_id;
	}
	if (!scaled_ || !surface.surface)
		return false;

	gs_texrender_reset(scaled_.get());
	if (!gs_texrender_begin_with_color_space(scaled_.get(), with_id.width, with_id.height, GS_CS_SRGB)) {
		// libobs would not try again at this size.
		scaled_.reset();
		return false;
	}
	gs_ortho(0.0f, float(with_id.width), 0.0f, float(with_id.height), -100.0f, 100.0f);
	return true;
}

bool StagedCopy::draw_id_row(PictureSize size, uint64_t id)
{
	if (!solid_)
		solid_ = obs_get_base_effect(OBS_EFFECT_SOLID);
	if (!solid_)
		return false;

	const uint32_t color = id_color(id);
	vec4 bytes;
	vec4_set(&bytes, float(color & 0xff) / 255.0f, float((color >> 8) & 0xff) / 255.0f,
		 float(color >> 16) / 255.0f, 1.0f);
	gs_effect_set_vec4(gs_effect_get_param_by_name(solid_, "color"), &bytes);

	// Bytes as they are, not light.
	gs_enable_framebuffer_srgb(false);
	gs_blend_function(GS_BLEND_ONE, GS_BLEND_ZERO);
	bool drawn = false;
	gs_matrix_push();
	gs_matrix_translate3f(0.0f, float(size.height), 0.0f);
	while (gs_effect_loop(solid_, "Solid")) {
		gs_draw_sprite(nullptr, 0, size.width, 1);
		drawn = true;
	}
	gs_matrix_pop();
	gs_enable_framebuffer_srgb(true);
	return drawn;
}

bool StagedCopy::finish(uint64_t id, bool is_drawn)
{
	gs_texrender_end(scaled_.get());
	if (!is_drawn)
		return false;
	Surface &surface = surfaces_[next_index_];
	gs_stage_texture(surface.surface.get(), gs_texrender_get_texture(scaled_.get()));
	surface.id = id;
	staged_index_ = next_index_;
	return true;
}

const uint8_t *StagedCopy::map(uint32_t &stride_bytes)
{
	uint8_t *rows = nullptr;
	if (staged_index_ < 0 || !gs_stagesurface_map(surfaces_[staged_index_].surface.get(), &rows, &stride_bytes))
		return nullptr;
	return rows;
}

bool StagedCopy::is_right(const uint8_t *rows, uint32_t stride_bytes)
{
	const Surface &surface = surfaces_[staged_index_];
	const uint8_t *id_row = rows + size_t(surface.size.height - 1) * stride_bytes;
	const uint32_t copied = id_row[0] | uint32_t(id_row[1]) << 8 | uint32_t(id_row[2]) << 16;
	const bool is_wrong = copied != id_color(surface.id);
	if (is_wrong && !is_copy_wrong_)
		blog(LOG_WARNING, "[playalter] the graphics driver gave another picture than was asked for");
	is_copy_wrong_ = is_wrong;
	return !is_wrong;
}

void StagedCopy::unmap() { gs_stagesurface_unmap(surfaces_[staged_index_].surface.get()); }

} // namespace playalter
