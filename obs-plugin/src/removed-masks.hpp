// SPDX-License-Identifier: GPL-2.0-or-later
//
// Masks that were taken off while something was live, and what shows without them since. Counted in guard_state(), from
// which the canvas's cover knows. The graphics thread comes here in the frame in which something leaves a masked group.
#pragma once

#include "go-live-policy.hpp"
#include "obs-handles.hpp"

#include <mutex>
#include <vector>

namespace playalter {

class MaskInstance;

class RemovedMasks {
public:
	// In the filter's filter_remove callback, on whatever thread removes it.
	void note(const MaskInstance &mask, obs_source_t *parent);
	// The same for a source alone, which left the scene or group that is masked; the graphics thread too.
	void note_left(UnhealthyMask mask, obs_source_t *source);
	// Somebody resumed, or nothing is live any more.
	void forget_all();
	// What is masked again, or gone for good.
	void forget_mended();
	void append_to(std::vector<UnhealthyMask> &all) const;

private:
	struct Removed {
		WeakSourceRef unmasked;
		UnhealthyMask mask;
	};

	void forget(bool (*is_over)(obs_source_t *unmasked));

	mutable std::mutex mutex_; // guards what follows; held for copies
	std::vector<Removed> removed_;
};

} // namespace playalter
