// SPDX-License-Identifier: GPL-2.0-or-later
#include "migration-plan.hpp"

#include "camera-content.hpp"
#include "protocol/generated/names.gen.h"

#include <cstring>

namespace playalter {

namespace {

bool is_mask(obs_data_t *filter) { return strcmp(obs_data_get_string(filter, "id"), names::filter_id) == 0; }

// A filter whose module is missing counts as one of pictures: it might come back.
bool is_for_sound_only(obs_data_t *filter)
{
	const char *versioned = obs_data_get_string(filter, "versioned_id");
	const uint32_t flags = obs_get_source_output_flags(*versioned ? versioned : obs_data_get_string(filter, "id"));
	return (flags & OBS_SOURCE_AUDIO) != 0 && (flags & OBS_SOURCE_VIDEO) == 0;
}

struct FilterPlan {
	DataArrayRef camera{obs_data_array_create()};
	DataArrayRef private_camera{obs_data_array_create()};
	DataRef mask_settings;
};

// OBS saves filters in the order in which they are applied.
FilterPlan plan_filters(obs_data_array_t *filters)
{
	FilterPlan plan;
	const size_t count = obs_data_array_count(filters);
	size_t mask_at = 0;
	for (size_t i = 0; i < count && !plan.mask_settings; i++) {
		const DataRef filter(obs_data_array_item(filters, i));
		if (!is_mask(filter.get()))
			continue;
		mask_at = i;
		plan.mask_settings.reset(obs_data_get_obj(filter.get(), "settings"));
	}
	for (size_t i = 0; i < count; i++) {
		const DataRef filter(obs_data_array_item(filters, i));
		if (is_mask(filter.get()))
			continue;
		// There is a filter of that identity until the old source is gone.
		obs_data_erase(filter.get(), "uuid");
		const bool is_before_mask = i < mask_at && !is_for_sound_only(filter.get());
		obs_data_array_push_back(is_before_mask ? plan.camera.get() : plan.private_camera.get(), filter.get());
	}
	return plan;
}

} // namespace

DataRef plan_private_camera(obs_data_t *saved_source, const std::string &kind, const std::string &name)
{
	DataRef camera(obs_data_create_from_json(settings_text(saved_source).c_str()));
	const DataRef child_settings(obs_data_get_obj(camera.get(), "settings"));
	const DataArrayRef filters(obs_data_get_array(camera.get(), "filters"));
	const FilterPlan plan = plan_filters(filters.get());

	const DataRef state = camera_state_of(camera.get());
	obs_data_set_array(state.get(), "filters", plan.camera.get());
	const DataRef settings(obs_data_create());
	obs_data_apply(settings.get(), plan.mask_settings.get());
	obs_data_set_string(settings.get(), names::key_wrapped_source, "");
	obs_data_set_string(settings.get(), names::key_camera_kind, kind.c_str());
	obs_data_set_obj(settings.get(), names::key_camera_settings, child_settings.get());
	obs_data_set_obj(settings.get(), names::key_camera_state, state.get());
	set_camera_waiting(settings.get(), true);

	for (const char *key : {"uuid", "deinterlace_mode", "deinterlace_field_order"})
		obs_data_erase(camera.get(), key);
	obs_data_set_string(camera.get(), "id", names::private_camera_id);
	obs_data_set_string(camera.get(), "versioned_id", names::private_camera_id);
	obs_data_set_string(camera.get(), "name", name.c_str());
	obs_data_set_int(camera.get(), "prev_ver", obs_get_version());
	obs_data_set_obj(camera.get(), "settings", settings.get());
	obs_data_set_array(camera.get(), "filters", plan.private_camera.get());
	return camera;
}

std::string free_private_name(const std::string &name)
{
	const std::string wanted = name + " (private)";
	std::string candidate = wanted;
	for (int number = 2; SourceRef(obs_get_source_by_name(candidate.c_str())); number++)
		candidate = wanted + " " + std::to_string(number);
	return candidate;
}

} // namespace playalter
