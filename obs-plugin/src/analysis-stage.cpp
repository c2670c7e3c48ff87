// SPDX-License-Identifier: GPL-2.0-or-later
#include "analysis-stage.hpp"

namespace playalter {

bool AnalysisStage::stage(gs_texture_t *texture, gs_color_space space, const FrameInfo &info)
{
	info_ = info;
	const float reduction = float(info.source_width) / float(info.width);
	TextureDrawer &drawer = reduction > kBilinearReductionMax ? far_ : near_;
	return copy_.stage({info.width, info.height}, info.frame_id, [&] {
		gs_blend_function(GS_BLEND_ONE, GS_BLEND_ZERO);
		return drawer.draw(texture, space, GS_CS_SRGB, info.width, info.height);
	});
}

void AnalysisStage::publish_into(FrameMapping &mapping, uint64_t now_ns, uint64_t &cost_ns)
{
	copy_.read([&](const uint8_t *rows, uint32_t stride_bytes) {
		CostScope cost(cost_ns);
		info_.published_ns = now_ns;
		mapping.publish(info_, rows, stride_bytes);
	});
}

} // namespace playalter
