// SPDX-License-Identifier: GPL-2.0-or-later
//
// A mask's own hotkeys: cover on and off, next kind of mask, more and less. libobs gives none to the filters of a scene
// collection that was loaded, so they belong to the source that the mask sits on: the collection keeps their keys with
// it, and OBS's settings show them under its name. They change the mask's settings as any window does. OBS calls them on
// the UI thread, and holds the lock that unregistering takes while it does.
#pragma once

#include <obs-module.h>

#include <array>
#include <mutex>

namespace playalter {

class MaskHotkeys {
public:
	static constexpr size_t kCount = 4;

	// `mask`: the filter or the Private Camera; not owned.
	explicit MaskHotkeys(obs_source_t *mask) : mask_(mask) {}
	~MaskHotkeys() { detach(); }
	MaskHotkeys(const MaskHotkeys &) = delete;
	MaskHotkeys &operator=(const MaskHotkeys &) = delete;

	// `holder`: the source that a filter sits on, or the Private Camera itself. Nothing if that is so already, or if
	// another mask on it has its hotkeys. Any thread but the graphics one.
	void attach(obs_source_t *holder);
	void detach();
	bool is_attached() const;

private:
	obs_source_t *mask_;
	mutable std::mutex mutex_; // guards what follows; never taken by a hotkey
	obs_source_t *holder_ = nullptr; // for comparison only
	std::array<obs_hotkey_id, kCount> ids_{};
};

} // namespace playalter
