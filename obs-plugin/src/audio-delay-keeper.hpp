// SPDX-License-Identifier: GPL-2.0-or-later
//
// Keeps the sync offsets of OBS's sources in step with what our masks delay. One per process.
//
// Whoever sees a change, the graphics thread included, only rings a bell: one write that can't block. A
// thread of the keeper's own sleeps until it rings and asks OBS for a turn on the UI thread, where
// everything else happens. Not on the graphics thread, because setting an offset raises a signal whose
// handlers may do anything. Not on the keeper's thread, because OBS saves scene collections on the
// UI thread: the offset and our recorded share of it must not differ in a file.
//
// A turn looks at all there is and makes it right. So it does not matter which change was rung for, and
// what a crash, an undo or a run without the plugin left behind is put right by the next turn.
#pragma once

#include "audio-delay-book.hpp"
#include "audio-delay.hpp"
#include "channel/shared-memory.hpp"
#include "obs-handles.hpp"

#include <obs-module.h>

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace playalter {

class AudioDelayKeeper {
public:
	// Lives for as long as the process: a mask may be destroyed after the module was unloaded.
	static AudioDelayKeeper &shared();

	// At the module's load and unload, on the UI thread.
	void start();
	void stop();

	// Any thread; never blocks.
	void wake() noexcept { bell_.ring(); }

	// Not the graphics thread.
	void add(const AudioDelay *delay);
	void remove(const AudioDelay *delay);

private:
	// A mask and the source whose picture it delays.
	using Carriers = std::map<const obs_source_t *, obs_source_t *>;

	AudioDelayKeeper() = default;
	void run();
	static void take_turn(void *keeper);
	static void on_change(void *keeper, calldata_t *);
	static void on_rename(void *keeper, calldata_t *call);

	void revise_all();
	void follow_renames();
	std::vector<AudioWish> wishes(const Carriers &carriers) const;
	void revise(obs_source_t *source, int64_t wanted_ns, int64_t now_ns);

	Doorbell bell_;
	std::thread thread_;
	std::atomic<bool> is_ending_{false};
	std::atomic<bool> is_turn_asked_for_{false};
	std::atomic<int64_t> due_ns_{0}; // 0: no turn without a ring

	mutable std::mutex mutex_; // guards the two below; never the graphics thread
	std::vector<const AudioDelay *> delays_;
	std::vector<std::pair<std::string, std::string>> renames_; // old and new name

	AudioDelayBook book_; // the UI thread's
};

// Has sound of its own that OBS can delay; a scene, which passes on that of others, has not.
bool has_own_sound(const obs_source_t *source);

} // namespace playalter
