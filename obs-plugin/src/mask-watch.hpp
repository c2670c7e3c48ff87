// SPDX-License-Identifier: GPL-2.0-or-later
//
// Sees to it that a mask filter that is switched off is noticed in the frame that shows the source raw.
//
// libobs passes over a filter that is not enabled, without asking it. So the canvas's cover, which is drawn
// last in every frame, asks: the source of such a frame was drawn before, so whoever was passed over is
// found out in the same frame. The list is changed under libobs's graphics lock, which the graphics
// thread holds while it draws: it reads the list without a lock of its own.
#pragma once

#include "off-latch.hpp"
#include "protocol/generated/names.gen.h"

#include <obs-module.h>

#include <atomic>
#include <cstdint>

namespace playalter {

class MaskWatch {
public:
	// Any thread but the graphics one. Sources of ours can't be passed over: they are not watched.
	explicit MaskWatch(obs_source_t *source);
	~MaskWatch();
	MaskWatch(const MaskWatch &) = delete;
	MaskWatch &operator=(const MaskWatch &) = delete;

	void set_guard(names::GoLiveGuard guard) { guard_.store(guard, std::memory_order_relaxed); }
	names::GoLiveGuard guard() const { return guard_.load(std::memory_order_relaxed); }

	// Graphics thread, after the scene was drawn: whether a filter that must not be was passed over in this
	// frame, and nobody has resumed since it was switched off.
	static bool is_any_passed_over();

private:
	static void on_enable(void *watch, calldata_t *call);
	bool is_passed_over(uint64_t frame_ns);

	obs_source_t *source_; // not owned
	bool is_filter_;
	std::atomic<names::GoLiveGuard> guard_{names::GoLiveGuard::stop};
	OffLatch off_latch_;
};

} // namespace playalter
