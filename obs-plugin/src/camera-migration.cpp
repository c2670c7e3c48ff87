// SPDX-License-Identifier: GPL-2.0-or-later
#include "camera-migration.hpp"

#include "camera-content.hpp"
#include "guarded-callback.hpp"
#include "mask-parents.hpp"
#include "migration-plan.hpp"
#include "private-camera.hpp"
#include "user-interface.hpp"

#include <cstring>
#include <memory>

namespace playalter {

namespace {

using names::MigrationError;

std::optional<MigrationError> why_not(obs_source_t *source)
{
	if (!source || obs_source_removed(source))
		return MigrationError::source_not_found;
	if (strcmp(obs_source_get_id(source), names::private_camera_id) == 0)
		return MigrationError::already_private;
	if (obs_source_get_type(source) != OBS_SOURCE_TYPE_INPUT)
		return MigrationError::not_an_input;
	// Its module is missing: there is no making another one.
	if (!obs_obj_get_data(source))
		return MigrationError::camera_create_failed;
	if ((obs_source_get_output_flags(source) & OBS_SOURCE_VIDEO) == 0)
		return MigrationError::not_an_input;
	return std::nullopt;
}

using SharedWeak = std::shared_ptr<obs_weak_source_t>;

// libobs says that a source is destroyed before it lets go of its device.
void on_old_destroyed(void *data, calldata_t *)
{
	const std::unique_ptr<SharedWeak> camera(static_cast<SharedWeak *>(data));
	run_guarded("destroy", [weak = *camera] {
		run_on_ui_thread_after_destructions([weak] {
			const SourceRef source(obs_weak_source_get_source(weak.get()));
			if (PrivateCamera *camera = source ? PrivateCamera::of(source.get()) : nullptr)
				camera->end_waiting();
		});
	});
}

MigrationResult failed(MigrationError error)
{
	MigrationResult result;
	result.error = error;
	return result;
}

} // namespace

const char *migration_error_text(MigrationError error)
{
	switch (error) {
	case MigrationError::source_not_found:
		return "There is no source of that name.";
	case MigrationError::not_an_input:
		return "Only an input with a picture can be moved into a Private Camera.";
	case MigrationError::already_private:
		return "The source is a Private Camera already.";
	case MigrationError::camera_create_failed:
		return "The Private Camera could not be made; nothing has changed.";
	}
	return "";
}

MigrationResult move_to_private_camera(const std::string &source_name)
{
	SourceRef old(obs_get_source_by_name(source_name.c_str()));
	if (const std::optional<MigrationError> error = why_not(old.get()))
		return failed(*error);

	const DataRef saved(obs_save_source(old.get()));
	const std::string name = free_private_name(source_name);
	const DataRef plan = plan_private_camera(saved.get(), obs_source_get_id(old.get()), name);
	const SourceRef made(obs_load_source(plan.get()));
	PrivateCamera *camera = made ? PrivateCamera::of(made.get()) : nullptr;
	if (!camera)
		return failed(MigrationError::camera_create_failed);
	obs_source_load2(made.get());

	MigrationResult result;
	if (!swap_everywhere(old.get(), made.get(), result.items)) {
		obs_source_remove(made.get());
		return failed(MigrationError::camera_create_failed);
	}
	result.source_name = name_of(made.get());

	auto weak = std::make_unique<SharedWeak>(obs_source_get_weak_source(made.get()), WeakSourceRelease());
	signal_handler_connect(obs_source_get_signal_handler(old.get()), "destroy", on_old_destroyed, weak.release());
	obs_source_remove(old.get());
	blog(LOG_INFO, "[playalter] '%s' is now the Private Camera '%s'", source_name.c_str(),
	     result.source_name.c_str());
	return result;
}

namespace {

// Empty if it sits nowhere, or on a scene or group.
std::string input_name_of(const obs_source_t *filter)
{
	const SourceRef parent = parent_of(filter);
	const bool is_input = parent && obs_source_get_type(parent.get()) == OBS_SOURCE_TYPE_INPUT;
	return is_input ? obs_source_get_name(parent.get()) : "";
}

bool on_click(obs_properties_t *, obs_property_t *, void *filter)
{
	run_guarded("the move into a Private Camera", [filter] {
		const std::string name = input_name_of(static_cast<obs_source_t *>(filter));
		// The window that was clicked in closes with the source.
		run_on_ui_thread_after_destructions([name] {
			const MigrationResult result = move_to_private_camera(name);
			if (result.error)
				blog(LOG_WARNING, "[playalter] '%s' stays as it is: %s", name.c_str(),
				     migration_error_text(*result.error));
		});
	});
	return false;
}

} // namespace

void add_migration_button(obs_properties_t *properties, obs_source_t *filter)
{
	if (input_name_of(filter).empty())
		return;
	obs_property_t *button = obs_properties_add_button2(properties, "move_to_private_camera",
							    obs_module_text("Camera.Move"), on_click, filter);
	obs_property_set_long_description(button, obs_module_text("Camera.Move.Help"));
}

} // namespace playalter
