// SPDX-License-Identifier: GPL-2.0-or-later
//
// Panic, and the go-live guard: what covers the whole canvas, and why. The cover itself is drawn by
// canvas-cover.cpp from the atomics of guard_state(), which are set here:
//
//   panic() / resume()          any thread                       panic_changes
//   an output starts or ends    the user interface's             live, stopping
//   a mask does not settle      the guardian's own               stopping
//   a filter is switched off    whoever switches it              seen by MaskWatch; reported here
//   a filter is removed         whoever removes it               removed_masks
//   a source leaves a masked    the graphics thread, in the      removed_masks
//   scene or group              frame that shows it raw
//
// Each is set before the call returns that brought it about. Logs, events for obs-websocket clients
// and stopping an output come after, from a thread of the guardian's own.
#pragma once

#include "background-thread.hpp"
#include "go-live-policy.hpp"
#include "guard-state.hpp"
#include "live-outputs.hpp"
#include "removed-masks.hpp"

#include <obs-module.h>

#include <atomic>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace playalter {

class MaskInstance;

class Guardian {
public:
	struct Hooks {
		// The guardian's thread. Takes over `data`.
		void (*emit)(const char *event, obs_data_t *data);
		// The UI thread: hotkeys are kept in OBS's profiles.
		void (*load_hotkeys)();
	};

	// obs_module_post_load and obs_module_unload.
	void start(const Hooks &hooks);
	void end();

	// Any thread, any number of times. Held up for the push onto a list at most.
	void panic();
	// Ends panic, and accepts the masks that were switched off or removed while live.
	void resume();

	// Any thread but the graphics one: something about a mask has changed.
	void look_soon();
	// In the filter's filter_remove callback, on whatever thread removes it.
	void note_removed(const MaskInstance &mask, obs_source_t *parent);
	// Graphics thread, while something is live: `source` is on the program, and left the scene or group that is masked by
	// `filter`, whose start is guarded.
	void note_left(const std::string &uuid, obs_source_t *filter, obs_source_t *source);

	// What covers the canvas at this moment.
	CanvasCoverReason cover_reason() const;
	// What the user must know now; empty if nothing. Any thread but the graphics one.
	std::string message() const;
	// For GetStatus; any thread but the graphics one. The caller releases the result.
	obs_data_t *report() const;

private:
	struct StartVerdict {
		GoLiveAction action;
		bool is_panicked;
		std::vector<UnhealthyMask> unhealthy;
	};

	void note_starting(LiveOutput output);
	void note_started(LiveOutput output);
	void note_stopped(LiveOutput output);
	void judge_start(LiveOutput output, const StartVerdict &verdict);
	void ask_to_stop(LiveOutput output);

	// The guardian's thread.
	void look();
	void judge_trials();
	void announce(const UnhealthyMask &mask);

	std::vector<UnhealthyMask> unhealthy() const;

	Hooks hooks_{};
	LiveOutputs outputs_;
	BackgroundThread thread_;
	// Bits of LiveOutput. On trial: allowed to start although a mask was still settling. A second request to
	// stop would make OBS break the output off.
	std::atomic<uint32_t> on_trial_{0};
	std::atomic<uint32_t> asked_to_stop_{0};
	RemovedMasks removed_;

	mutable std::mutex mutex_; // guards what follows; held for copies. Never taken by the graphics thread
	std::string warning_; // of the last start that was warned about, while something is live

	std::set<std::string> announced_; // the guardian's thread only
};

Guardian &guardian();

} // namespace playalter
