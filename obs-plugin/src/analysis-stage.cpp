// SPDX-License-Identifier: GPL-2.0-or-later
#include "analysis-stage.hpp"

#include <algorithm>
#include <cmath>

namespace playalter {

namespace {

// Above this reduction plain bilinear sampling would skip pixels, and with them small faces.
constexpr float kBilinearReductionMax = 2.0f;

// The id's last 24 bits: far more frames than a stale surface can be behind.
uint32_t id_color(uint64_t frame_id) { return uint32_t(frame_id) & 0xffffffu; }

} // namespace

AnalysisSize analysis_size(uint32_t source_width, uint32_t source_height, uint32_t side_max)
{
	const uint32_t long_side = std::max(source_width, source_height);
	if (long_side <= side_max)
		return {source_width, source_height};
	const double scale = double(side_max) / double(long_side);
	const auto scaled = [scale](uint32_t side) {
		return std::max<uint32_t>(1, uint32_t(std::lround(double(side) * scale)));
	};
	return {scaled(source_width), scaled(source_height)};
}

AnalysisStage::Surface *AnalysisStage::surface_for(int index, uint32_t width, uint32_t height)
{
	Surface &surface = surfaces_[index];
	if (!surface.surface || surface.width != width || surface.height != height) {
		surface.surface.reset(gs_stagesurface_create(width, height, GS_RGBA));
		surface.width = width;
		surface.height = height;
	}
	return surface.surface ? &surface : nullptr;
}

bool AnalysisStage::stage(gs_texture_t *texture, gs_color_space space, FrameInfo info)
{
	const int index = staged_index_ == 0 ? 1 : 0;
	staged_index_ = -1;

	if (!scaled_)
		scaled_.reset(gs_texrender_create(GS_RGBA, GS_ZS_NONE));
	Surface *surface = surface_for(index, info.width, info.height + 1);
	if (!scaled_ || !surface)
		return false;

	gs_texrender_reset(scaled_.get());
	if (!gs_texrender_begin_with_color_space(scaled_.get(), info.width, info.height + 1, GS_CS_SRGB)) {
		// libobs would not try again at this size.
		scaled_.reset();
		return false;
	}
	bool drawn;
	{
		FramebufferSrgbScope srgb;
		BlendScope blend;
		gs_blend_function(GS_BLEND_ONE, GS_BLEND_ZERO);
		gs_ortho(0.0f, float(info.width), 0.0f, float(info.height + 1), -100.0f, 100.0f);
		const float reduction = float(info.source_width) / float(info.width);
		TextureDrawer &drawer = reduction > kBilinearReductionMax ? far_ : near_;
		drawn = drawer.draw(texture, space, GS_CS_SRGB, info.width, info.height) && draw_id_row(info);
	}
	gs_texrender_end(scaled_.get());
	if (!drawn)
		return false;

	gs_stage_texture(surface->surface.get(), gs_texrender_get_texture(scaled_.get()));
	surface->info = info;
	staged_index_ = index;
	return true;
}

bool AnalysisStage::draw_id_row(const FrameInfo &info)
{
	if (!solid_)
		solid_ = obs_get_base_effect(OBS_EFFECT_SOLID);
	if (!solid_)
		return false;

	const uint32_t color = id_color(info.frame_id);
	vec4 bytes;
	vec4_set(&bytes, float(color & 0xff) / 255.0f, float((color >> 8) & 0xff) / 255.0f,
		 float(color >> 16) / 255.0f, 1.0f);
	gs_effect_set_vec4(gs_effect_get_param_by_name(solid_, "color"), &bytes);

	// Bytes as they are, not light.
	gs_enable_framebuffer_srgb(false);
	bool drawn = false;
	gs_matrix_push();
	gs_matrix_translate3f(0.0f, float(info.height), 0.0f);
	while (gs_effect_loop(solid_, "Solid")) {
		gs_draw_sprite(nullptr, 0, info.width, 1);
		drawn = true;
	}
	gs_matrix_pop();
	gs_enable_framebuffer_srgb(true);
	return drawn;
}

void AnalysisStage::publish_into(FrameMapping &mapping, uint64_t now_ns, uint64_t &cost_ns)
{
	if (staged_index_ < 0)
		return;
	Surface &surface = surfaces_[staged_index_];
	uint8_t *rows = nullptr;
	uint32_t stride_bytes = 0;
	if (!gs_stagesurface_map(surface.surface.get(), &rows, &stride_bytes))
		return;
	{
		CostScope cost(cost_ns);
		const uint8_t *id_row = rows + size_t(surface.info.height) * stride_bytes;
		const uint32_t copied = id_row[0] | uint32_t(id_row[1]) << 8 | uint32_t(id_row[2]) << 16;
		const bool is_wrong = copied != id_color(surface.info.frame_id);
		if (is_wrong && !is_copy_wrong_)
			blog(LOG_WARNING, "[playalter] the graphics driver gave another picture than was asked for");
		is_copy_wrong_ = is_wrong;
		if (!is_wrong) {
			surface.info.published_ns = now_ns;
			mapping.publish(surface.info, rows, stride_bytes);
		}
	}
	gs_stagesurface_unmap(surface.surface.get());
}

} // namespace playalter
