// SPDX-License-Identifier: GPL-2.0-or-later
#include "filter-properties.hpp"

#include "mask-settings.hpp"
#include "protocol/generated/names.gen.h"

#include <string>

namespace playalter {

namespace {

std::string text(const std::string &key) { return obs_module_text(key.c_str()); }

} // namespace

std::string filter_status_text(const FilterStatus &status, const std::string &daemon_message)
{
	std::string result;
	const CoverReason reason = status.reason.load(std::memory_order_relaxed);
	switch (status.kind.load(std::memory_order_relaxed)) {
	case OutputKind::masked:
		result = text("Status.Masked");
		break;
	case OutputKind::extrapolated:
		result = text("Status.Extrapolated");
		break;
	case OutputKind::repeated:
		result = text("Status.Repeated");
		break;
	case OutputKind::covered:
		if (reason == CoverReason::starting) {
			result = text("Status.Starting");
			break;
		}
		result = text("Status.Covered");
		if (const size_t at = result.find("%1"); at != std::string::npos)
			result.replace(at, 2, text(std::string("Reason.") + names::cover_reason_names[size_t(reason)]));
		break;
	}
	if (const uint64_t delay_ns = status.delay_ns.load(std::memory_order_relaxed)) {
		std::string delay = text("Status.Delay");
		if (const size_t at = delay.find("%1"); at != std::string::npos)
			delay.replace(at, 2, std::to_string((delay_ns + 500000) / 1000000));
		result += "\n" + delay;
	}
	if (status.is_look_ahead_shortened.load(std::memory_order_relaxed))
		result += "\n" + text("LookAheadShortened");
	if (!daemon_message.empty())
		result += "\n" + daemon_message;
	return result;
}

namespace {

// A list whose entries are a protocol table; labels are localised as <prefix>.<name>.
obs_property_t *add_named_list(obs_properties_t *properties, const char *key, const char *label,
			       const char *const *table, uint32_t count)
{
	obs_property_t *list = obs_properties_add_list(properties, key, text(label).c_str(), OBS_COMBO_TYPE_LIST,
						       OBS_COMBO_FORMAT_STRING);
	for (uint32_t i = 0; i < count; i++)
		obs_property_list_add_string(list, text(std::string(label) + "." + table[i]).c_str(), table[i]);
	return list;
}

bool is_setting(obs_data_t *settings, const char *key, const char *value)
{
	return std::string(obs_data_get_string(settings, key)) == value;
}

// Shows what matters for what is chosen.
bool refresh_visibility(obs_properties_t *properties, obs_property_t *, obs_data_t *settings)
{
	using namespace names;
	const auto show = [properties](const char *key, bool is_visible) {
		obs_property_set_visible(obs_properties_get(properties, key), is_visible);
	};
	const size_t type = size_t(read_mask_settings(settings).mask_type);
	show(key_intensity, mask_type_uses_intensity[type]);
	show(key_mask_color, mask_type_uses_mask_color[type]);
	show(key_look_ahead_ms, is_setting(settings, key_mode, mask_mode_names[size_t(MaskMode::guard)]));
	show(key_cover_image, is_setting(settings, key_cover_style, cover_style_names[size_t(CoverStyle::image)]));
	return true;
}

} // namespace

obs_properties_t *make_filter_properties(const std::string &status, void *filter,
					obs_property_clicked_t refresh_status)
{
	using namespace names;
	obs_properties_t *properties = obs_properties_create();

	obs_properties_add_text(properties, "status", status.c_str(), OBS_TEXT_INFO);
	obs_properties_add_button2(properties, "refresh_status", text("RefreshStatus").c_str(), refresh_status, filter);

	obs_property_t *is_covered = obs_properties_add_bool(properties, key_is_covered, text("IsCovered").c_str());
	obs_property_set_long_description(is_covered, text("IsCovered.Help").c_str());

	obs_property_t *mask_type =
		add_named_list(properties, key_mask_type, "MaskType", mask_type_names, mask_type_count);
	obs_property_t *intensity =
		obs_properties_add_int_slider(properties, key_intensity, text("Intensity").c_str(),
					      int(limit_intensity_min), int(limit_intensity_max), 1);
	obs_property_int_set_suffix(intensity, " %");
	obs_properties_add_color(properties, key_mask_color, text("MaskColor").c_str());

	obs_property_t *mode = add_named_list(properties, key_mode, "Mode", mask_mode_names, mask_mode_count);
	obs_property_set_long_description(mode, text("Mode.Help").c_str());
	obs_property_t *look_ahead =
		obs_properties_add_int_slider(properties, key_look_ahead_ms, text("LookAhead").c_str(),
					      int(limit_look_ahead_ms_min), int(limit_look_ahead_ms_max), 10);
	obs_property_int_set_suffix(look_ahead, " ms");

	obs_properties_t *cover = obs_properties_create();
	obs_property_t *cover_style =
		add_named_list(cover, key_cover_style, "CoverStyle", cover_style_names, cover_style_count);
	obs_properties_add_color(cover, key_cover_color, text("CoverColor").c_str());
	const std::string file_types = text("CoverImage.Filter") + " (*.png *.jpg *.jpeg *.bmp *.gif *.webp)";
	obs_properties_add_path(cover, key_cover_image, text("CoverImage").c_str(), OBS_PATH_FILE, file_types.c_str(),
				nullptr);
	obs_properties_add_group(properties, "cover", text("CoverGroup").c_str(), OBS_GROUP_NORMAL, cover);

	obs_properties_t *go_live = obs_properties_create();
	obs_property_t *guard =
		add_named_list(go_live, key_go_live_guard, "GoLiveGuard", go_live_guard_names, go_live_guard_count);
	obs_property_set_long_description(guard, text("GoLiveGuard.Help").c_str());
	obs_properties_add_group(properties, "go_live", text("GoLiveGroup").c_str(), OBS_GROUP_NORMAL, go_live);

	obs_property_set_modified_callback(mask_type, refresh_visibility);
	obs_property_set_modified_callback(mode, refresh_visibility);
	obs_property_set_modified_callback(cover_style, refresh_visibility);
	return properties;
}

} // namespace playalter
