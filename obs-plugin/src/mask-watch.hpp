// SPDX-License-Identifier: GPL-2.0-or-later
//
// Sees to it that a mask filter that is switched off is noticed in the frame that shows the source raw.
//
// libobs passes over a filter that is not enabled, without asking it. So the canvas's cover, which is drawn
// last in every frame, asks: the source of such a frame was drawn before, so whoever was passed over is
// found out in the same frame. So is a change of a source's filters' places, which libobs makes while the source is drawn,
// too: a filter before the mask that was moved behind it draws, for that frame, what lies beneath both. And so is
// a source that left the scene or group that is masked, while something is live.
//
// The list is changed under libobs's graphics lock, which the graphics
// thread holds while it draws: it reads the list without a lock of its own.
#pragma once

#include "masked-members.hpp"
#include "obs-handles.hpp"
#include "off-latch.hpp"
#include "protocol/generated/names.gen.h"

#include <obs-module.h>

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>

namespace playalter {

class MaskWatch {
public:
	// Any thread but the graphics one. Sources of ours can't be passed over: they are not watched.
	// `uuid`: of the mask.
	MaskWatch(obs_source_t *source, const std::string &uuid);
	~MaskWatch();
	MaskWatch(const MaskWatch &) = delete;
	MaskWatch &operator=(const MaskWatch &) = delete;

	void set_guard(names::GoLiveGuard guard) { guard_.store(guard, std::memory_order_relaxed); }
	names::GoLiveGuard guard() const { return guard_.load(std::memory_order_relaxed); }

	// The source that the filter sits on, as long as it does: until then nobody tells of its filters' places. Any
	// thread but the graphics one; `detach` in the filter's filter_remove callback.
	void attach(obs_source_t *parent);
	void detach(obs_source_t *parent);
	bool is_attached() const;

	// Graphics thread, after the scene was drawn: whether the filters of a masked source changed places while this
	// frame was drawn, or just before.
	static bool is_any_reordered();
	// Graphics thread, after the scene was drawn: whether a filter that must not be was passed over in this
	// frame, and nobody has resumed since it was switched off.
	static bool is_any_passed_over();
	// Graphics thread, after the scene was drawn: tells the guardian of what has left a masked scene or group.
	static void look_at_members();

private:
	static void on_enable(void *watch, calldata_t *call);
	static void on_reorder(void *watch, calldata_t *call);
	bool is_passed_over(uint64_t frame_ns);
	void note_left(obs_source_t *source) const;

	obs_source_t *source_; // not owned
	std::string uuid_;
	bool is_filter_;
	std::atomic<names::GoLiveGuard> guard_{names::GoLiveGuard::stop};
	OffLatch off_latch_;
	std::atomic<bool> was_reordered_{false};
	uint64_t reordered_ns_ = 0; // the frame in which it was; graphics thread
	MaskedMembers members_;     // under the graphics lock

	mutable std::mutex parent_mutex_; // never the graphics thread's
	WeakSourceRef parent_;
};

} // namespace playalter
