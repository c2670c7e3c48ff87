// SPDX-License-Identifier: GPL-2.0-or-later
//
// OBS's own outputs, as its user interface reports them: which are starting or live.
//
//   idle     -> starting   the user interface is about to start the output: no frame has gone to it yet
//   starting -> live       it runs
//   starting -> idle       it could not be started
//   idle     -> live       the virtual camera, and an output whose start was not reported
//   live     -> idle       it has stopped
//
// The user interface's events come on its own thread, where all transitions happen. Without a user interface
// nothing ever does. Outputs of other plugins are not known here.
#pragma once

#include "guard-state.hpp"

#include <obs-module.h>

#include <obs-frontend-api.h>

#include <atomic>
#include <functional>
#include <memory>

namespace playalter {

class LiveOutputs {
public:
	struct Listener {
		// The UI thread. `starting` before an output gets its first frame; the virtual camera's comes
		// when it has just been started. Each is followed by `stopped`.
		std::function<void(LiveOutput)> starting;
		std::function<void(LiveOutput)> started;
		std::function<void(LiveOutput)> stopped;
		std::function<void()> loaded;
		std::function<void()> profile_changed;
		std::function<void()> exiting;
	};

	// UI thread, once.
	void begin(Listener listener);

	// Any thread but the graphics one: puts right, on the UI thread, what events did not tell, such as a start
	// that failed at once, and what changed while OBS sent no events.
	void look_again();

	// Any thread.
	bool is_live(LiveOutput output) const { return phases_[size_t(output)] == Phase::live; }

	// Asks OBS to stop it. Not from an event: OBS may be in the middle of starting it.
	static void stop(LiveOutput output);

private:
	enum class Phase : uint32_t { idle, starting, live };

	// Whether libobs has taken the start on; from there on an end is always reported.
	struct Start {
		obs_output_t *output = nullptr;
		std::shared_ptr<std::atomic<bool>> is_under_way;
	};

	static void on_event(obs_frontend_event event, void *outputs);
	void handle(obs_frontend_event event);
	void note_starting(LiveOutput output);
	void note_started(LiveOutput output);
	void note_stopped(LiveOutput output);
	void compare();
	void watch_start(LiveOutput output);
	void forget_start(LiveOutput output);
	bool is_under_way(LiveOutput output) const;

	Listener listener_;
	std::atomic<Phase> phases_[names::live_output_count] = {};
	Start starts_[names::live_output_count];
	std::atomic<bool> is_loaded_{false};
	std::atomic<bool> has_ended_{false};
};

} // namespace playalter
