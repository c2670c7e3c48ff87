// SPDX-License-Identifier: GPL-2.0-or-later
#include "private-camera-properties.hpp"

#include "camera-content.hpp"
#include "camera-kinds.hpp"
#include "obs-handles.hpp"
#include "protocol/generated/names.gen.h"
#include "source-tree.hpp"
#include "user-interface.hpp"

#include <memory>
#include <set>
#include <string>

namespace playalter {

namespace {

const char *problem_text(CameraProblem problem)
{
	switch (problem) {
	case CameraProblem::none:
		return nullptr;
	case CameraProblem::nothing_chosen:
		return obs_module_text("Camera.NothingChosen");
	case CameraProblem::kind_missing:
		return obs_module_text("Camera.KindMissing");
	case CameraProblem::waiting:
		return obs_module_text("Camera.Waiting");
	case CameraProblem::source_missing:
		return obs_module_text("Camera.SourceMissing");
	case CameraProblem::contains_itself:
		return obs_module_text("Camera.ContainsItself");
	case CameraProblem::no_picture:
		return obs_module_text("Camera.NoPicture");
	}
	return nullptr;
}

struct SourceNames {
	const obs_source_t *camera;
	std::set<std::string> names;
};

bool collect_name(void *context, obs_source_t *source)
{
	auto &result = *static_cast<SourceNames *>(context);
	const bool has_picture = (obs_source_get_output_flags(source) & OBS_SOURCE_VIDEO) != 0;
	if (has_picture && !contains_source(source, result.camera))
		result.names.insert(name_of(source));
	return true;
}

void add_source_list(obs_properties_t *properties, const PrivateCamera &camera, const std::string &chosen)
{
	obs_property_t *list = obs_properties_add_list(properties, names::key_wrapped_source,
						       obs_module_text("Camera.Source"), OBS_COMBO_TYPE_LIST,
						       OBS_COMBO_FORMAT_STRING);
	obs_property_set_long_description(list, obs_module_text("Camera.Source.Help"));
	obs_property_list_add_string(list, obs_module_text("Camera.Source.Own"), "");
	SourceNames sources{camera.source(), {}};
	obs_enum_sources(collect_name, &sources);
	obs_enum_scenes(collect_name, &sources);
	if (!chosen.empty())
		sources.names.insert(chosen);
	for (const std::string &name : sources.names)
		obs_property_list_add_string(list, name.c_str(), name.c_str());
	obs_property_set_modified_callback(list, [](obs_properties_t *all, obs_property_t *, obs_data_t *settings) {
		const bool is_own = *obs_data_get_string(settings, names::key_wrapped_source) == '\0';
		for (const char *key : {names::key_camera_kind, kCameraDeviceKey, "camera_properties"}) {
			if (obs_property_t *property = obs_properties_get(all, key))
				obs_property_set_visible(property, is_own);
		}
		return true;
	});
}

void add_kind_list(obs_properties_t *properties)
{
	obs_property_t *list = obs_properties_add_list(properties, names::key_camera_kind,
						       obs_module_text("Camera.Kind"), OBS_COMBO_TYPE_LIST,
						       OBS_COMBO_FORMAT_STRING);
	for (const CameraKind &kind : camera_kinds())
		obs_property_list_add_string(list, kind.label.c_str(), kind.id.c_str());
}

// Empty if the kind has no list of devices.
std::string device_key_of(obs_source_t *child)
{
	const PropertiesRef properties(obs_source_properties(child));
	obs_property_t *list = properties ? find_device_list(properties.get()) : nullptr;
	return list ? obs_property_name(list) : std::string();
}

bool choose_device(void *data, obs_properties_t *, obs_property_t *property, obs_data_t *settings)
{
	const auto child = static_cast<PrivateCamera *>(data)->child();
	const std::string key = child && child->is_owned() ? device_key_of(child->source()) : std::string();
	if (key.empty())
		return false;
	const DataRef now(obs_source_get_settings(child->source()));
	const std::string device = obs_data_get_string(settings, obs_property_name(property));
	if (device == obs_data_get_string(now.get(), key.c_str()))
		return false;
	const DataRef change(obs_data_create());
	obs_data_set_string(change.get(), key.c_str(), device.c_str());
	obs_source_update(child->source(), change.get());
	return false;
}

// The camera's own list of devices, once more in this window.
void add_device_list(obs_properties_t *properties, PrivateCamera &camera, obs_source_t *child)
{
	const PropertiesRef theirs(obs_source_properties(child));
	obs_property_t *original = theirs ? find_device_list(theirs.get()) : nullptr;
	if (!original)
		return;
	obs_property_t *list = obs_properties_add_list(properties, kCameraDeviceKey,
						       obs_property_description(original), OBS_COMBO_TYPE_LIST,
						       OBS_COMBO_FORMAT_STRING);
	for (size_t i = 0; i < obs_property_list_item_count(original); i++) {
		const char *name = obs_property_list_item_name(original, i);
		const size_t at = obs_property_list_add_string(list, name, obs_property_list_item_string(original, i));
		obs_property_list_item_disable(list, at, obs_property_list_item_disabled(original, i));
	}

	const DataRef now(obs_source_get_settings(child));
	const DataRef settings(obs_source_get_settings(camera.source()));
	obs_data_set_default_string(settings.get(), kCameraDeviceKey,
				    obs_data_get_string(now.get(), obs_property_name(original)));
	obs_data_unset_user_value(settings.get(), kCameraDeviceKey);
	// The window keeps the source for as long as it may call this.
	obs_property_set_modified_callback2(list, choose_device, &camera);
}

bool open_camera_properties(obs_properties_t *, obs_property_t *, void *data)
{
	const auto child = static_cast<PrivateCamera *>(data)->child();
	if (!child || !child->is_owned())
		return false;
	const std::shared_ptr<obs_source_t> source(obs_source_get_ref(child->source()), SourceRelease());
	// OBS has one such window: this one closes for the camera's.
	run_on_ui_thread_after_destructions([source] {
		if (!open_source_properties(source.get()))
			blog(LOG_WARNING, "[playalter] this program has no properties windows");
	});
	return false;
}

} // namespace

obs_properties_t *make_private_camera_properties(PrivateCamera &camera)
{
	PropertiesRef properties(obs_properties_create());
	const DataRef settings(obs_source_get_settings(camera.source()));
	const auto child = camera.child();

	if (const char *problem = problem_text(camera.problem()))
		obs_properties_add_text(properties.get(), "camera_problem", problem, OBS_TEXT_INFO);
	add_source_list(properties.get(), camera, obs_data_get_string(settings.get(), names::key_wrapped_source));
	add_kind_list(properties.get());
	if (child && child->is_owned()) {
		add_device_list(properties.get(), camera, child->source());
		obs_properties_add_button2(properties.get(), "camera_properties",
					   obs_module_text("Camera.Properties"), open_camera_properties, &camera);
	}
	obs_properties_add_group(properties.get(), "mask", obs_module_text("Camera.Mask"), OBS_GROUP_NORMAL,
				 camera.mask().properties());
	return properties.release();
}

} // namespace playalter
