// SPDX-License-Identifier: GPL-2.0-or-later
#include "mask-watch.hpp"

#include "graphics-handles.hpp"
#include "guard-state.hpp"
#include "guardian.hpp"

#include <algorithm>
#include <vector>

namespace playalter {

namespace {

// Under the graphics lock only.
std::vector<MaskWatch *> &watches()
{
	static std::vector<MaskWatch *> all;
	return all;
}

} // namespace

MaskWatch::MaskWatch(obs_source_t *source, const std::string &uuid)
	: source_(source),
	  uuid_(uuid),
	  is_filter_(obs_source_get_type(source) == OBS_SOURCE_TYPE_FILTER)
{
	if (!is_filter_)
		return;
	{
		GraphicsLock lock;
		watches().push_back(this);
	}
	signal_handler_connect(obs_source_get_signal_handler(source_), "enable", on_enable, this);
}

MaskWatch::~MaskWatch()
{
	if (!is_filter_)
		return;
	signal_handler_disconnect(obs_source_get_signal_handler(source_), "enable", on_enable, this);
	{
		// Attached just as it was removed, perhaps. A source that is gone tells nobody anything.
		const SourceRef parent(parent_ ? obs_weak_source_get_source(parent_.get()) : nullptr);
		if (parent)
			detach(parent.get());
	}
	GraphicsLock lock;
	watches().erase(std::remove(watches().begin(), watches().end(), this), watches().end());
}

void MaskWatch::attach(obs_source_t *parent)
{
	if (!is_filter_)
		return;
	const std::lock_guard<std::mutex> lock(parent_mutex_);
	if (parent_)
		return;
	parent_.reset(obs_source_get_weak_source(parent));
	signal_handler_connect(obs_source_get_signal_handler(parent), "reorder_filters", on_reorder, this);
	GraphicsLock graphics;
	members_.attach(parent);
}

void MaskWatch::detach(obs_source_t *parent)
{
	const std::lock_guard<std::mutex> lock(parent_mutex_);
	if (!parent_)
		return;
	signal_handler_disconnect(obs_source_get_signal_handler(parent), "reorder_filters", on_reorder, this);
	parent_.reset();
	GraphicsLock graphics;
	members_.detach();
}

bool MaskWatch::is_attached() const
{
	const std::lock_guard<std::mutex> lock(parent_mutex_);
	return !is_filter_ || parent_;
}

// On the thread that moved a filter, which libobs has done already.
void MaskWatch::on_reorder(void *watch, calldata_t *)
{
	static_cast<MaskWatch *>(watch)->was_reordered_.store(true);
}

// On the thread that switched the filter, which libobs has done already.
void MaskWatch::on_enable(void *data, calldata_t *call)
{
	auto *watch = static_cast<MaskWatch *>(data);
	watch->off_latch_.note_switched(calldata_bool(call, "enabled"), guard_state().resume_count.load());
	guardian().look_soon();
}

bool MaskWatch::is_passed_over(uint64_t frame_ns)
{
	const bool is_on = obs_source_enabled(source_);
	const bool is_passed_over = off_latch_.look(frame_ns, is_on, guard_state().resume_count.load());
	// A filter that sits nowhere hides nothing.
	return is_passed_over && obs_filter_get_parent(source_) && guard() == names::GoLiveGuard::stop;
}

bool MaskWatch::is_any_reordered()
{
	// Several canvases may be drawn in a frame.
	const uint64_t frame_ns = obs_get_video_frame_time();
	bool is_any = false;
	for (MaskWatch *watch : watches()) {
		if (watch->was_reordered_.exchange(false))
			watch->reordered_ns_ = frame_ns;
		const bool is_reordered = watch->reordered_ns_ == frame_ns && frame_ns != 0;
		is_any = is_any || (is_reordered && watch->guard() == names::GoLiveGuard::stop);
	}
	return is_any;
}

bool MaskWatch::is_any_passed_over()
{
	const uint64_t frame_ns = obs_get_video_frame_time();
	bool is_any = false;
	for (MaskWatch *watch : watches())
		is_any = watch->is_passed_over(frame_ns) || is_any;
	return is_any;
}

// What is deleted is not active any more. A scene that is masked itself, around this one, tells of what leaves it; that
// the source is in another somewhere says nothing of the place that it went to.
void MaskWatch::note_left(obs_source_t *source) const
{
	if (!obs_source_active(source))
		return;
	for (const MaskWatch *watch : watches()) {
		if (watch != this && obs_source_enabled(watch->source_) && watch->members_.holds(members_))
			return;
	}
	guardian().note_left(uuid_, source_, source);
}

void MaskWatch::look_at_members()
{
	const auto left = [](obs_source_t *source, void *watch) {
		static_cast<const MaskWatch *>(watch)->note_left(source);
	};
	const bool is_live = guard_state().live.load() != 0;
	for (MaskWatch *watch : watches()) {
		if (is_live && watch->guard() == names::GoLiveGuard::stop && obs_source_enabled(watch->source_))
			watch->members_.look(left, watch);
		else
			watch->members_.start_anew();
	}
}

} // namespace playalter
