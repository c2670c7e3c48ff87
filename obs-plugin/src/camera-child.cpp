// SPDX-License-Identifier: GPL-2.0-or-later
#include "camera-child.hpp"

#include "guarded-callback.hpp"
#include "source-tree.hpp"

#include <utility>

namespace playalter {

// A wrapped source may be put into a scene, or taken out, at any time; nothing says so in one signal.
static constexpr uint32_t kTreeSearchTicks = 30;

CameraChild::CameraChild(SourceRef child, obs_source_t *carrier, const std::atomic<ChildView> &wanted_view)
	: child_(std::move(child)),
	  wanted_view_(wanted_view)
{
	if (obs_source_get_output_flags(child_.get()) & OBS_SOURCE_AUDIO)
		audio_ = std::make_unique<ChildAudio>(child_.get(), carrier);
}

CameraChild::~CameraChild()
{
	// Waits for a call that is under way.
	if (is_owned_)
		signal_handler_disconnect(obs_source_get_signal_handler(child_.get()), "update", on_update_signal, this);
	audio_.reset();
	{
		const std::lock_guard<std::mutex> lock(view_mutex_);
		set_view(ChildView::hidden);
	}
	// An owned child's properties window holds it, and its camera, until it is told that the source goes.
	if (is_owned_)
		obs_source_remove(child_.get());
}

void CameraChild::own(std::function<void()> on_update)
{
	is_owned_ = true;
	on_update_ = std::move(on_update);
	signal_handler_connect(obs_source_get_signal_handler(child_.get()), "update", on_update_signal, this);
}

void CameraChild::on_update_signal(void *child, calldata_t *)
{
	run_guarded("a camera's update", static_cast<CameraChild *>(child)->on_update_);
}

void CameraChild::follow_view()
{
	const std::lock_guard<std::mutex> lock(view_mutex_);
	// Read under the lock: whoever comes last sees the newest wish.
	set_view(wanted_view_.load());
}

void CameraChild::set_view(ChildView view)
{
	if (view == view_)
		return;
	if (view == ChildView::active)
		obs_source_inc_active(child_.get());
	else if (view == ChildView::showing)
		obs_source_inc_showing(child_.get());
	if (view_ == ChildView::active)
		obs_source_dec_active(child_.get());
	else if (view_ == ChildView::showing)
		obs_source_dec_showing(child_.get());
	view_ = view;
}

void CameraChild::tick()
{
	if (audio_ && !is_owned_ && ticks_++ % kTreeSearchTicks == 0)
		audio_->set_heard_elsewhere(is_in_active_tree(child_.get()));
}

} // namespace playalter
