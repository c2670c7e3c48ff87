// SPDX-License-Identifier: GPL-2.0-or-later
//
// One mask's word to the keeper of audio delays: how late its picture is, and whose sound goes with it. Made
// and destroyed like the mask. update and tick run on the graphics thread: tick waits for nothing, update
// for a lock that is held for a pointer's copy.
#pragma once

#include "audio-delay-settings.hpp"

#include <obs-module.h>

#include <atomic>
#include <memory>
#include <mutex>

namespace playalter {

class AudioDelay {
public:
	// `mask` is the filter, or the source of ours, that delays the picture.
	explicit AudioDelay(obs_source_t *mask);
	~AudioDelay();
	AudioDelay(const AudioDelay &) = delete;
	AudioDelay &operator=(const AudioDelay &) = delete;

	void update(AudioDelaySettings settings);
	// `parent` only to see that it is another one.
	void tick(uint64_t delay_ns, const obs_source_t *parent) noexcept;

	// The keeper's, off the graphics thread.
	obs_source_t *mask() const { return mask_; }
	uint64_t delay_ns() const { return delay_ns_.load(std::memory_order_relaxed); }
	std::shared_ptr<const AudioDelaySettings> settings() const;

private:
	obs_source_t *mask_; // not owned
	std::atomic<uint64_t> delay_ns_{0};
	const obs_source_t *parent_ = nullptr; // of the last tick
	mutable std::mutex settings_mutex_;
	std::shared_ptr<const AudioDelaySettings> settings_;
};

} // namespace playalter
