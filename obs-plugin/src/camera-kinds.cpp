// SPDX-License-Identifier: GPL-2.0-or-later
#include "camera-kinds.hpp"

#include <algorithm>
#include <iterator>

namespace playalter {

namespace {

// Linux, Windows, macOS from 13 on and before.
constexpr const char *kCameraIds[] = {"v4l2_input", "dshow_input", "macos-avcapture", "av_capture_input"};

constexpr const char *kDeviceKeys[] = {"device_id", "video_device_id", "device"};

bool is_camera(const CameraKind &kind)
{
	return std::find(std::begin(kCameraIds), std::end(kCameraIds), kind.id) != std::end(kCameraIds);
}

} // namespace

std::vector<CameraKind> camera_kinds()
{
	std::vector<CameraKind> kinds;
	const char *id = nullptr;
	const char *unversioned_id = nullptr;
	for (size_t i = 0; obs_enum_input_types2(i, &id, &unversioned_id); i++) {
		const uint32_t flags = obs_get_source_output_flags(id);
		const bool brings_frames = (flags & OBS_SOURCE_ASYNC_VIDEO) == OBS_SOURCE_ASYNC_VIDEO;
		if (!brings_frames || (flags & (OBS_SOURCE_CAP_DISABLED | OBS_SOURCE_CAP_OBSOLETE)) != 0)
			continue;
		const char *label = obs_source_get_display_name(id);
		kinds.push_back({id, label ? label : id});
	}
	std::stable_partition(kinds.begin(), kinds.end(), is_camera);
	return kinds;
}

std::string default_camera_kind()
{
	const std::vector<CameraKind> kinds = camera_kinds();
	return !kinds.empty() && is_camera(kinds.front()) ? kinds.front().id : std::string();
}

obs_property_t *find_device_list(obs_properties_t *properties)
{
	for (const char *key : kDeviceKeys) {
		obs_property_t *property = obs_properties_get(properties, key);
		if (property && obs_property_get_type(property) == OBS_PROPERTY_LIST &&
		    obs_property_list_format(property) == OBS_COMBO_FORMAT_STRING)
			return property;
	}
	return nullptr;
}

} // namespace playalter
