// SPDX-License-Identifier: GPL-2.0-or-later
#include "analysis-stage.hpp"

#include <algorithm>
#include <cmath>

namespace playalter {

namespace {

// Above this reduction plain bilinear sampling would skip pixels, and with them small faces.
constexpr float kBilinearReductionMax = 2.0f;

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
	Surface *surface = surface_for(index, info.width, info.height);
	if (!scaled_ || !surface)
		return false;

	gs_texrender_reset(scaled_.get());
	if (!gs_texrender_begin_with_color_space(scaled_.get(), info.width, info.height, GS_CS_SRGB))
		return false;
	bool drawn;
	{
		FramebufferSrgbScope srgb;
		BlendScope blend;
		gs_blend_function(GS_BLEND_ONE, GS_BLEND_ZERO);
		gs_ortho(0.0f, float(info.width), 0.0f, float(info.height), -100.0f, 100.0f);
		const float reduction = float(info.source_width) / float(info.width);
		TextureDrawer &drawer = reduction > kBilinearReductionMax ? far_ : near_;
		drawn = drawer.draw(texture, space, GS_CS_SRGB, info.width, info.height);
	}
	gs_texrender_end(scaled_.get());
	if (!drawn)
		return false;

	gs_stage_texture(surface->surface.get(), gs_texrender_get_texture(scaled_.get()));
	surface->info = info;
	staged_index_ = index;
	return true;
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
		surface.info.published_ns = now_ns;
		mapping.publish(surface.info, rows, stride_bytes);
	}
	gs_stagesurface_unmap(surface.surface.get());
}

} // namespace playalter
