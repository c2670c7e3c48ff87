// SPDX-License-Identifier: GPL-2.0-or-later
//
// The source "PlayAlter Private Camera": a mask, and the camera or other source inside it. OBS draws nothing for
// a source whose module isn't loaded, where it draws a filtered source raw: that is what this is for.
//
// Made and destroyed on OBS's UI or loading threads; tick, render, update and the view on the graphics
// thread. A camera is never opened there: what settings ask for is applied on the UI thread.
#pragma once

#include "camera-child.hpp"
#include "guarded-mask.hpp"

#include <obs-module.h>

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

namespace playalter {

enum class CameraProblem { none, nothing_chosen, kind_missing, waiting, source_missing, contains_itself, no_picture };

class PrivateCamera {
public:
	PrivateCamera(obs_data_t *settings, obs_source_t *source);
	~PrivateCamera();
	PrivateCamera(const PrivateCamera &) = delete;
	PrivateCamera &operator=(const PrivateCamera &) = delete;

	// Null if it isn't one.
	static PrivateCamera *of(obs_source_t *source);

	void update(obs_data_t *settings);
	void load() { apply(); }
	// The owned child's settings and filters are part of ours.
	void save(obs_data_t *settings) const;

	void tick();
	void render();
	gs_color_space color_space(size_t count, const gs_color_space *preferred);
	void set_showing(bool is_showing);
	void set_active(bool is_active);
	// Of the child as it leaves its own filters; 0 if there is nothing to show.
	uint32_t width() const;
	uint32_t height() const;
	// For libobs's search for loops.
	void enum_child(obs_source_enum_proc_t visit, void *param) const;

	// Null if there is nothing to show.
	std::shared_ptr<CameraChild> child() const;
	CameraProblem problem() const { return problem_.load(); }
	GuardedMask &mask() { return *mask_; }
	obs_source_t *source() const { return source_; }

	// A waiting camera may be opened now.
	void end_waiting();

private:
	using ChildRef = std::shared_ptr<CameraChild>;

	void apply();
	ChildRef wrapped_child(const std::string &name, const ChildRef &current);
	ChildRef owned_child(obs_data_t *settings, const ChildRef &current);
	ChildRef replace_child(ChildRef child);
	void mirror_child_settings();
	void follow_rename();
	void follow_view();
	// A task that does nothing once the source is gone.
	std::function<void()> task(void (PrivateCamera::*work)());
	void run_on_ui(void (PrivateCamera::*work)());

	static void on_source_create(void *camera, calldata_t *call);
	static void on_source_rename(void *camera, calldata_t *call);
	static void on_source_remove(void *camera, calldata_t *call);
	bool is_child(const calldata_t *call) const;

	obs_source_t *source_; // not owned
	std::unique_ptr<GuardedMask> mask_;
	bool is_showing_ = false; // graphics thread
	bool is_active_ = false;  // graphics thread
	std::atomic<ChildView> view_{ChildView::hidden};
	std::atomic<bool> is_waiting_;
	std::atomic<CameraProblem> problem_{CameraProblem::nothing_chosen};

	std::mutex apply_mutex_; // never the graphics thread's; guards the two below
	std::string camera_kind_;
	std::string camera_settings_; // as the child last had them

	mutable std::mutex child_mutex_; // held for a pointer's copy
	ChildRef child_;
};

} // namespace playalter
