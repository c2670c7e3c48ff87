// SPDX-License-Identifier: GPL-2.0-or-later
#include "camera-content.hpp"

#include "camera-kinds.hpp"
#include "protocol/generated/names.gen.h"

namespace playalter {

namespace {

constexpr const char *kWaitingKey = "camera_waiting";
constexpr const char *kStateInts[] = {"prev_ver", "deinterlace_mode", "deinterlace_field_order"};

// Never null. A copy: the child changes its settings while ours may be read or written elsewhere.
DataRef copy_of_object(obs_data_t *settings, const char *key)
{
	const DataRef object(obs_data_get_obj(settings, key));
	return DataRef(object ? obs_data_create_from_json(settings_text(object.get()).c_str()) : obs_data_create());
}

} // namespace

std::string settings_text(obs_data_t *settings)
{
	const char *json = obs_data_get_json(settings);
	return json ? json : "{}";
}

CameraContent read_camera_content(obs_data_t *settings)
{
	CameraContent content;
	content.wrapped_source = obs_data_get_string(settings, names::key_wrapped_source);
	content.camera_kind = obs_data_get_string(settings, names::key_camera_kind);
	content.camera_settings = settings_text(copy_of_object(settings, names::key_camera_settings).get());
	content.is_waiting = obs_data_get_bool(settings, kWaitingKey);
	return content;
}

void set_camera_content_defaults(obs_data_t *settings)
{
	obs_data_set_default_string(settings, names::key_wrapped_source, "");
	obs_data_set_default_string(settings, names::key_camera_kind, default_camera_kind().c_str());
}

void set_camera_waiting(obs_data_t *settings, bool is_waiting)
{
	if (is_waiting)
		obs_data_set_bool(settings, kWaitingKey, true);
	else
		obs_data_erase(settings, kWaitingKey);
}

SourceRef make_owned_child(const std::string &name, obs_data_t *settings)
{
	const char *kind = obs_data_get_string(settings, names::key_camera_kind);
	if (!obs_source_get_display_name(kind))
		return nullptr;

	const DataRef saved = copy_of_object(settings, names::key_camera_state);
	const DataRef child_settings = copy_of_object(settings, names::key_camera_settings);
	obs_data_set_string(saved.get(), "name", name.c_str());
	obs_data_set_string(saved.get(), "id", kind);
	obs_data_set_string(saved.get(), "versioned_id", kind);
	obs_data_set_obj(saved.get(), "settings", child_settings.get());
	// Without a version libobs takes the source for an ancient one and converts it.
	obs_data_set_default_int(saved.get(), "prev_ver", obs_get_version());
	SourceRef child(obs_load_private_source(saved.get()));
	if (!child || !obs_obj_get_data(child.get()))
		return nullptr;
	// Its sound goes out as ours. From OBS 32 on libobs mixes a source itself that it meets twice; into
	// no track, then.
	obs_source_set_audio_mixers(child.get(), 0);
	obs_source_set_monitoring_type(child.get(), OBS_MONITORING_TYPE_NONE);
	// Not in OBS's mixer either: the Private Camera is.
	obs_source_set_audio_active(child.get(), false);
	obs_source_load2(child.get());
	return child;
}

DataRef camera_state_of(obs_data_t *saved_source)
{
	DataRef state(obs_data_create());
	for (const char *key : kStateInts) {
		if (obs_data_has_user_value(saved_source, key))
			obs_data_set_int(state.get(), key, obs_data_get_int(saved_source, key));
	}
	if (const DataArrayRef filters{obs_data_get_array(saved_source, "filters")})
		obs_data_set_array(state.get(), "filters", filters.get());
	return state;
}

void store_owned_child(obs_source_t *child, obs_data_t *settings)
{
	const DataRef saved(obs_save_source(child));
	const DataRef child_settings = copy_of_object(saved.get(), "settings");
	const DataRef state = camera_state_of(saved.get());
	obs_data_set_obj(settings, names::key_camera_settings, child_settings.get());
	obs_data_set_obj(settings, names::key_camera_state, state.get());
}

} // namespace playalter
