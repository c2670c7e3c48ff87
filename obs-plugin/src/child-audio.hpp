// SPDX-License-Identifier: GPL-2.0-or-later
//
// The sound of a Private Camera's child, put out as the Private Camera's own. libobs mixes a source only where a
// scene or transition holds it, and nothing holds an owned child: this is the one way its sound is heard. It
// keeps its own time here; as late as the picture it becomes like any masked source's sound, by the sync
// offset. Made and destroyed on any thread; the callback comes on the child's audio thread.
#pragma once

#include <obs-module.h>

#include <atomic>

namespace playalter {

class ChildAudio {
public:
	// Both outlive this.
	ChildAudio(obs_source_t *child, obs_source_t *carrier);
	~ChildAudio();
	ChildAudio(const ChildAudio &) = delete;
	ChildAudio &operator=(const ChildAudio &) = delete;

	// A child that is in a scene on its own account is heard there; a second time would be an echo. Any thread.
	void set_heard_elsewhere(bool is_heard) { is_heard_elsewhere_.store(is_heard, std::memory_order_relaxed); }

private:
	static void on_sound(void *audio, obs_source_t *child, const audio_data *sound, bool is_muted);
	void put_out(const audio_data &sound);

	obs_source_t *child_;
	obs_source_t *carrier_;
	std::atomic<bool> is_heard_elsewhere_{false};
};

} // namespace playalter
