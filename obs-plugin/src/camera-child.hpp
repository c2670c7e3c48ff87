// SPDX-License-Identifier: GPL-2.0-or-later
//
// The source inside a Private Camera, owned or wrapped: kept alive, shown and active as long as the Private
// Camera is, its sound passed on. Any thread, but never under a scene's lock.
//
// libobs would do the showing by itself for a child that is enumerated as active. It isn't, because from
// OBS 32 on libobs mixes any sound source that it meets twice in the active tree, at its own time and volume.
#pragma once

#include "child-audio.hpp"
#include "obs-handles.hpp"

#include <obs-module.h>

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>

namespace playalter {

enum class ChildView { hidden, showing, active };

class CameraChild {
public:
	// The carrier and its wanted view outlive this.
	CameraChild(SourceRef child, obs_source_t *carrier, const std::atomic<ChildView> &wanted_view);
	~CameraChild();
	CameraChild(const CameraChild &) = delete;
	CameraChild &operator=(const CameraChild &) = delete;

	// The child is the carrier's own, and goes with it. `on_update` is told, on the graphics thread, that it
	// took over settings; never again after the end of this.
	void own(std::function<void()> on_update);

	obs_source_t *source() const { return child_.get(); }
	bool is_owned() const { return is_owned_; }
	bool has_audio() const { return audio_ != nullptr; }

	void follow_view();
	// Once per tick, on the graphics thread.
	void tick();

private:
	static void on_update_signal(void *child, calldata_t *);
	void set_view(ChildView view);

	SourceRef child_;
	bool is_owned_ = false;
	std::function<void()> on_update_;
	const std::atomic<ChildView> &wanted_view_;
	std::mutex view_mutex_; // held while libobs counts up or down
	ChildView view_ = ChildView::hidden;
	std::unique_ptr<ChildAudio> audio_;
	uint32_t ticks_ = 0; // graphics thread
};

} // namespace playalter
