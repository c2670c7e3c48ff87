// SPDX-License-Identifier: GPL-2.0-or-later
//
// A mask's own hotkeys: cover on and off, next kind of mask, more and less. They belong to the mask's source, so that
// its scene collection keeps their keys, and change its settings as any window does. OBS calls them on the UI thread,
// and holds the lock that unregistering takes while it does.
#pragma once

#include <obs-module.h>

#include <array>

namespace playalter {

class MaskHotkeys {
public:
	static constexpr size_t kCount = 4;

	// `mask`: the filter or the Private Camera; not owned. Private sources, studio mode's copies among them, get none.
	explicit MaskHotkeys(obs_source_t *mask);
	~MaskHotkeys();
	MaskHotkeys(const MaskHotkeys &) = delete;
	MaskHotkeys &operator=(const MaskHotkeys &) = delete;

private:
	std::array<obs_hotkey_id, kCount> ids_;
};

} // namespace playalter
