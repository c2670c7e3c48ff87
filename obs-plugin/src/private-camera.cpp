// SPDX-License-Identifier: GPL-2.0-or-later
#include "private-camera.hpp"

#include "camera-content.hpp"
#include "guarded-callback.hpp"
#include "protocol/generated/names.gen.h"
#include "source-tree.hpp"
#include "user-interface.hpp"

#include <cstring>
#include <utility>

namespace playalter {

namespace {

bool take_waiting(obs_data_t *settings)
{
	const bool is_waiting = read_camera_content(settings).is_waiting;
	// Of this run alone: a collection that is saved now opens the camera when it is loaded.
	set_camera_waiting(settings, false);
	return is_waiting;
}

signal_handler_t *all_sources() { return obs_get_signal_handler(); }

} // namespace

PrivateCamera::PrivateCamera(obs_data_t *settings, obs_source_t *source)
	: source_(source),
	  mask_(GuardedMask::create(settings, source)),
	  is_waiting_(take_waiting(settings))
{
	apply();
	signal_handler_connect(all_sources(), "source_create", on_source_create, this);
	signal_handler_connect(all_sources(), "source_rename", on_source_rename, this);
	signal_handler_connect(all_sources(), "source_remove", on_source_remove, this);
}

PrivateCamera::~PrivateCamera()
{
	// Waits for calls that are under way.
	signal_handler_disconnect(all_sources(), "source_create", on_source_create, this);
	signal_handler_disconnect(all_sources(), "source_rename", on_source_rename, this);
	signal_handler_disconnect(all_sources(), "source_remove", on_source_remove, this);
	replace_child(nullptr);
}

PrivateCamera *PrivateCamera::of(obs_source_t *source)
{
	const char *id = obs_source_get_id(source);
	return id && strcmp(id, names::private_camera_id) == 0 ? static_cast<PrivateCamera *>(obs_obj_get_data(source))
								: nullptr;
}

void PrivateCamera::update(obs_data_t *settings)
{
	mask_->update(settings);
	run_on_ui(&PrivateCamera::apply);
}

void PrivateCamera::save(obs_data_t *settings) const
{
	obs_data_erase(settings, kCameraDeviceKey);
	const ChildRef current = child();
	if (current && current->is_owned())
		store_owned_child(current->source(), settings);
}

void PrivateCamera::tick()
{
	mask_->tick();
	if (const ChildRef current = child())
		current->tick();
}

void PrivateCamera::render()
{
	// Held for as long as it is drawn: it may be replaced meanwhile.
	if (const ChildRef current = child())
		mask_->render(current->source(), nullptr);
}

gs_color_space PrivateCamera::color_space(size_t count, const gs_color_space *preferred)
{
	return mask_->color_space(count, preferred);
}

// libobs hides before it deactivates: either may come first.
void PrivateCamera::set_showing(bool is_showing)
{
	is_showing_ = is_showing;
	follow_view();
}

void PrivateCamera::set_active(bool is_active)
{
	is_active_ = is_active;
	follow_view();
}

void PrivateCamera::follow_view()
{
	view_.store(is_active_ ? ChildView::active : is_showing_ ? ChildView::showing : ChildView::hidden);
	if (const ChildRef current = child())
		current->follow_view();
}

uint32_t PrivateCamera::width() const
{
	const ChildRef current = child();
	return current ? obs_source_get_width(current->source()) : 0;
}

uint32_t PrivateCamera::height() const
{
	const ChildRef current = child();
	return current ? obs_source_get_height(current->source()) : 0;
}

void PrivateCamera::enum_child(obs_source_enum_proc_t visit, void *param) const
{
	if (const ChildRef current = child())
		visit(source_, current->source(), param);
}

PrivateCamera::ChildRef PrivateCamera::child() const
{
	const std::lock_guard<std::mutex> lock(child_mutex_);
	return child_;
}

// The old one, to be let go of by the caller under no lock.
PrivateCamera::ChildRef PrivateCamera::replace_child(ChildRef next)
{
	const ChildRef current = next;
	{
		const std::lock_guard<std::mutex> lock(child_mutex_);
		child_.swap(next);
	}
	if (current)
		current->follow_view();
	return next;
}

void PrivateCamera::apply()
{
	ChildRef released;
	{
		const std::lock_guard<std::mutex> lock(apply_mutex_);
		const DataRef settings(obs_source_get_settings(source_));
		const std::string wrapped = read_camera_content(settings.get()).wrapped_source;
		const ChildRef current = child();
		ChildRef next = wrapped.empty() ? owned_child(settings.get(), current) : wrapped_child(wrapped, current);
		// Not in OBS's mixer where there is no sound.
		obs_source_set_audio_active(source_, next && next->has_audio());
		if (next == current)
			return;
		released = replace_child(std::move(next));
	}
	const bool was_owned = released && released->is_owned();
	released.reset();
	// Another kind may be for the same device, which must be free first.
	if (was_owned && problem() == CameraProblem::none && !child())
		run_on_ui_thread_after_destructions(task(&PrivateCamera::apply));
	obs_source_update_properties(source_);
}

PrivateCamera::ChildRef PrivateCamera::wrapped_child(const std::string &name, const ChildRef &current)
{
	SourceRef found(obs_get_source_by_name(name.c_str()));
	CameraProblem problem = CameraProblem::none;
	if (!found || obs_source_removed(found.get()))
		problem = CameraProblem::source_missing;
	else if (contains_source(found.get(), source_))
		problem = CameraProblem::contains_itself;
	else if ((obs_source_get_output_flags(found.get()) & OBS_SOURCE_VIDEO) == 0)
		problem = CameraProblem::no_picture;
	problem_.store(problem);
	if (problem != CameraProblem::none)
		return nullptr;
	if (current && current->source() == found.get())
		return current;
	return std::make_shared<CameraChild>(std::move(found), source_, view_);
}

PrivateCamera::ChildRef PrivateCamera::owned_child(obs_data_t *settings, const ChildRef &current)
{
	const CameraContent wanted = read_camera_content(settings);
	if (is_waiting_.load()) {
		problem_.store(CameraProblem::waiting);
		return nullptr;
	}
	if (wanted.camera_kind.empty()) {
		problem_.store(CameraProblem::nothing_chosen);
		return nullptr;
	}
	problem_.store(CameraProblem::none);
	if (current && current->is_owned()) {
		if (camera_kind_ != wanted.camera_kind)
			return nullptr;
		if (camera_settings_ != wanted.camera_settings) {
			camera_settings_ = wanted.camera_settings;
			const DataRef changed(obs_data_create_from_json(camera_settings_.c_str()));
			obs_source_reset_settings(current->source(), changed.get());
		}
		return current;
	}

	SourceRef made = make_owned_child(name_of(source_), settings);
	if (!made) {
		problem_.store(CameraProblem::kind_missing);
		return nullptr;
	}
	camera_kind_ = wanted.camera_kind;
	camera_settings_ = wanted.camera_settings;
	ChildRef owned = std::make_shared<CameraChild>(std::move(made), source_, view_);
	owned->own([this] { run_on_ui(&PrivateCamera::mirror_child_settings); });
	return owned;
}

// What the child's own properties window changed becomes part of our settings.
void PrivateCamera::mirror_child_settings()
{
	const ChildRef current = child();
	if (!current || !current->is_owned())
		return;
	const std::lock_guard<std::mutex> lock(apply_mutex_);
	const DataRef theirs(obs_source_get_settings(current->source()));
	std::string text = settings_text(theirs.get());
	if (text == camera_settings_)
		return;
	const DataRef ours(obs_source_get_settings(source_));
	const DataRef copy(obs_data_create_from_json(text.c_str()));
	obs_data_set_obj(ours.get(), names::key_camera_settings, copy.get());
	camera_settings_ = std::move(text);
}

void PrivateCamera::follow_rename()
{
	const ChildRef current = child();
	if (!current || current->is_owned())
		return;
	const DataRef settings(obs_source_get_settings(source_));
	obs_data_set_string(settings.get(), names::key_wrapped_source, name_of(current->source()));
}

void PrivateCamera::end_waiting()
{
	is_waiting_.store(false);
	run_on_ui(&PrivateCamera::apply);
}

std::function<void()> PrivateCamera::task(void (PrivateCamera::*work)())
{
	const std::shared_ptr<obs_weak_source_t> weak(obs_source_get_weak_source(source_), WeakSourceRelease());
	return [weak, work] {
		const SourceRef source(obs_weak_source_get_source(weak.get()));
		if (PrivateCamera *camera = source ? of(source.get()) : nullptr)
			(camera->*work)();
	};
}

void PrivateCamera::run_on_ui(void (PrivateCamera::*work)()) { run_on_ui_thread(UiWait::none, task(work)); }

bool PrivateCamera::is_child(const calldata_t *call) const
{
	const ChildRef current = child();
	return current && current->source() == calldata_ptr(call, "source");
}

void PrivateCamera::on_source_create(void *data, calldata_t *)
{
	auto *camera = static_cast<PrivateCamera *>(data);
	run_guarded("source_create", [camera] {
		if (camera->problem() == CameraProblem::source_missing)
			camera->run_on_ui(&PrivateCamera::apply);
	});
}

void PrivateCamera::on_source_rename(void *data, calldata_t *call)
{
	auto *camera = static_cast<PrivateCamera *>(data);
	if (!camera->is_child(call))
		on_source_create(data, call);
	else
		run_guarded("source_rename", [camera] { camera->run_on_ui(&PrivateCamera::follow_rename); });
}

void PrivateCamera::on_source_remove(void *data, calldata_t *call)
{
	auto *camera = static_cast<PrivateCamera *>(data);
	if (!camera->is_child(call))
		return;
	camera->problem_.store(CameraProblem::source_missing);
	camera->replace_child(nullptr);
}

} // namespace playalter
