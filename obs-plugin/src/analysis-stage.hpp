// SPDX-License-Identifier: GPL-2.0-or-later
//
// The small copy of each frame that the daemon analyses: scaled on the GPU, staged in one tick and
// read in the next, so that the graphics thread never waits for the GPU. Graphics thread.
#pragma once

#include "channel/frame-mapping.hpp"
#include "color-conversion.hpp"
#include "cost-meter.hpp"
#include "graphics-handles.hpp"

#include <cstdint>

namespace playalter {

// Width and height of the analysis copy: the long side is `side_max` at most, never scaled up.
struct AnalysisSize {
	uint32_t width;
	uint32_t height;
};
AnalysisSize analysis_size(uint32_t source_width, uint32_t source_height, uint32_t side_max);

// The staged surface has a row more than the copy, filled with a colour that is the frame's id: libobs
// reports neither a failed copy to the CPU nor a failed draw, and a picture must never be published
// under another frame's id.
class AnalysisStage {
public:
	// Starts the copy of `texture`; `info` travels with it. False if the GPU refuses.
	bool stage(gs_texture_t *texture, gs_color_space space, FrameInfo info);

	// Publishes what stage() copied in an earlier tick, if anything; the CPU time of the copy is
	// added to `cost_ns`.
	void publish_into(FrameMapping &mapping, uint64_t now_ns, uint64_t &cost_ns);

	// A copy under way belongs to a frame that no longer counts.
	void forget() { staged_index_ = -1; }

private:
	struct Surface {
		Stagesurf surface;
		uint32_t width = 0;
		uint32_t height = 0;
		FrameInfo info{};
	};

	Surface *surface_for(int index, uint32_t width, uint32_t height);
	bool draw_id_row(const FrameInfo &info);

	Texrender scaled_;
	Surface surfaces_[2];
	int staged_index_ = -1;
	bool is_copy_wrong_ = false;
	gs_effect_t *solid_ = nullptr;
	TextureDrawer near_{OBS_EFFECT_DEFAULT};
	TextureDrawer far_{OBS_EFFECT_BILINEAR_LOWRES};
};

} // namespace playalter
