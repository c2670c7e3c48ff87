// SPDX-License-Identifier: GPL-2.0-or-later
//
// The source "PlayAlter Private Camera" as libobs sees it: plain callbacks around a PrivateCamera.
#include "private-camera-source.hpp"

#include "camera-content.hpp"
#include "guarded-callback.hpp"
#include "mask-settings.hpp"
#include "private-camera-properties.hpp"
#include "private-camera.hpp"
#include "protocol/generated/names.gen.h"

namespace playalter {

namespace {

PrivateCamera *as_camera(void *data) { return static_cast<PrivateCamera *>(data); }

const char *private_camera_get_name(void *) { return obs_module_text("PrivateCamera"); }

// Null is safe here: OBS draws nothing for a source that could not be created.
void *private_camera_create(obs_data_t *settings, obs_source_t *source)
{
	PrivateCamera *camera = nullptr;
	run_guarded("create", [&] { camera = new PrivateCamera(settings, source); });
	return camera;
}

void private_camera_destroy(void *data) { delete as_camera(data); }

void private_camera_update(void *data, obs_data_t *settings)
{
	run_guarded("update", [=] { as_camera(data)->update(settings); });
}

void private_camera_load(void *data, obs_data_t *)
{
	run_guarded("load", [=] { as_camera(data)->load(); });
}

void private_camera_save(void *data, obs_data_t *settings)
{
	run_guarded("save", [=] { as_camera(data)->save(settings); });
}

void private_camera_get_defaults(obs_data_t *settings)
{
	run_guarded("get_defaults", [=] {
		set_mask_setting_defaults(settings);
		set_camera_content_defaults(settings);
	});
}

obs_properties_t *private_camera_get_properties(void *data)
{
	obs_properties_t *properties = nullptr;
	if (data)
		run_guarded("get_properties", [&] { properties = make_private_camera_properties(*as_camera(data)); });
	return properties ? properties : obs_properties_create();
}

uint32_t private_camera_get_width(void *data) { return as_camera(data)->width(); }

uint32_t private_camera_get_height(void *data) { return as_camera(data)->height(); }

void private_camera_show(void *data) { as_camera(data)->set_showing(true); }

void private_camera_hide(void *data) { as_camera(data)->set_showing(false); }

void private_camera_activate(void *data) { as_camera(data)->set_active(true); }

void private_camera_deactivate(void *data) { as_camera(data)->set_active(false); }

void private_camera_video_tick(void *data, float) { as_camera(data)->tick(); }

void private_camera_video_render(void *data, gs_effect_t *) { as_camera(data)->render(); }

gs_color_space private_camera_video_get_color_space(void *data, size_t count, const gs_color_space *preferred)
{
	return as_camera(data)->color_space(count, preferred);
}

// The child is shown by the Private Camera itself (camera-child.hpp). Without this callback libobs would not
// look for loops either.
void private_camera_enum_active_sources(void *, obs_source_enum_proc_t, void *) {}

void private_camera_enum_all_sources(void *data, obs_source_enum_proc_t visit, void *param)
{
	as_camera(data)->enum_child(visit, param);
}

obs_source_info make_info()
{
	obs_source_info info = {};
	info.id = names::private_camera_id;
	info.type = OBS_SOURCE_TYPE_INPUT;
	// A camera can be opened once: a copy of the source could not show anything.
	info.output_flags = OBS_SOURCE_VIDEO | OBS_SOURCE_AUDIO | OBS_SOURCE_CUSTOM_DRAW | OBS_SOURCE_SRGB |
			    OBS_SOURCE_DO_NOT_DUPLICATE;
	info.icon_type = OBS_ICON_TYPE_CAMERA;
	info.get_name = private_camera_get_name;
	info.create = private_camera_create;
	info.destroy = private_camera_destroy;
	info.update = private_camera_update;
	info.load = private_camera_load;
	info.save = private_camera_save;
	info.get_defaults = private_camera_get_defaults;
	info.get_properties = private_camera_get_properties;
	info.get_width = private_camera_get_width;
	info.get_height = private_camera_get_height;
	info.show = private_camera_show;
	info.hide = private_camera_hide;
	info.activate = private_camera_activate;
	info.deactivate = private_camera_deactivate;
	info.video_tick = private_camera_video_tick;
	info.video_render = private_camera_video_render;
	info.video_get_color_space = private_camera_video_get_color_space;
	info.enum_active_sources = private_camera_enum_active_sources;
	info.enum_all_sources = private_camera_enum_all_sources;
	return info;
}

} // namespace

const obs_source_info private_camera_source_info = make_info();

} // namespace playalter
