// SPDX-License-Identifier: GPL-2.0-or-later
//
// Small copies of what the filter put out, for the dock, while the daemon asks for them and no longer: scaled on the GPU,
// published a tick later. Graphics thread.
#pragma once

#include "channel/frame-mapping.hpp"
#include "mask-output.hpp"
#include "staged-copy.hpp"

#include <cstdint>

namespace playalter {

struct PreviewPace {
	uint32_t fps; // at most so many a second; 1 or more
	uint64_t frame_interval_ns;

	// Whole ticks from one preview to the next.
	uint32_t ticks() const;
};

class PreviewStage {
public:
	// Once a tick, after it was decided what leaves: publishes the copy of an earlier tick, and starts one of this
	// tick's if it is its turn. What `info` says of state, ids and time goes with it. The CPU time of copying is added
	// to `cost_ns`.
	void advance(FrameMapping &mapping, MaskOutput &output, const FrameShape &shape, const PreviewInfo &info,
		     PreviewPace pace, uint64_t &cost_ns);

	// Nobody looks, or what is under way must not be shown any more.
	void forget();

private:
	void stage(MaskOutput &output, const FrameShape &shape);

	StagedCopy copy_;
	PreviewInfo info_{};
	uint64_t number_ = 0;
	uint64_t mapping_serial_ = 0;
	uint32_t ticks_to_wait_ = 0;
};

} // namespace playalter
