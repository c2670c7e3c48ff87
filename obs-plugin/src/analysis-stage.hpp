// SPDX-License-Identifier: GPL-2.0-or-later
//
// The small copy of each frame that the daemon analyses: scaled on the GPU, published a tick later. Graphics thread.
#pragma once

#include "channel/frame-mapping.hpp"
#include "color-conversion.hpp"
#include "cost-meter.hpp"
#include "staged-copy.hpp"

#include <cstdint>

namespace playalter {

class AnalysisStage {
public:
	// Starts the copy of `texture`; `info` travels with it. False if the GPU refuses.
	bool stage(gs_texture_t *texture, gs_color_space space, const FrameInfo &info);

	// Publishes what stage() copied in an earlier tick, if anything; the CPU time of the copy is
	// added to `cost_ns`.
	void publish_into(FrameMapping &mapping, uint64_t now_ns, uint64_t &cost_ns);

	// A copy under way belongs to a frame that no longer counts.
	void forget() { copy_.forget(); }

private:
	StagedCopy copy_;
	FrameInfo info_{};
	TextureDrawer near_{OBS_EFFECT_DEFAULT};
	TextureDrawer far_{OBS_EFFECT_BILINEAR_LOWRES};
};

} // namespace playalter
