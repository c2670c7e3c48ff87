// SPDX-License-Identifier: GPL-2.0-or-later
//
// The filter "PlayAlter Privacy Mask" as libobs sees it: plain callbacks around a GuardedMask.
#include "privacy-mask-filter.hpp"

#include "camera-migration.hpp"
#include "guarded-callback.hpp"
#include "guarded-mask.hpp"
#include "guardian.hpp"
#include "mask-settings.hpp"
#include "protocol/generated/names.gen.h"

namespace playalter {

namespace {

GuardedMask *as_mask(void *data) { return static_cast<GuardedMask *>(data); }

const char *privacy_mask_get_name(void *) { return obs_module_text("PrivacyMask"); }

void *privacy_mask_create(obs_data_t *settings, obs_source_t *source) { return GuardedMask::create(settings, source); }

void privacy_mask_destroy(void *data) { delete as_mask(data); }

void privacy_mask_update(void *data, obs_data_t *settings) { as_mask(data)->update(settings); }

void privacy_mask_get_defaults(obs_data_t *settings) { set_mask_setting_defaults(settings); }

obs_properties_t *privacy_mask_get_properties(void *data)
{
	if (!data)
		return obs_properties_create();
	obs_properties_t *properties = as_mask(data)->properties();
	run_guarded("get_properties", [=] { add_migration_button(properties, as_mask(data)->source()); });
	return properties;
}

// On the thread that loads a scene collection, with the filter in its place: OBS must not save before the keys are known.
void privacy_mask_load(void *data, obs_data_t *)
{
	as_mask(data)->run("load", [](MaskInstance &mask) {
		if (obs_source_t *parent = obs_filter_get_parent(mask.source())) {
			mask.hotkeys().attach(parent);
			mask.watch().attach(parent);
		}
	});
}

void privacy_mask_filter_remove(void *data, obs_source_t *parent)
{
	as_mask(data)->run("filter_remove", [parent](MaskInstance &mask) {
		guardian().note_removed(mask, parent);
		mask.hotkeys().detach();
		mask.watch().detach(parent);
	});
}

void privacy_mask_video_tick(void *data, float) { as_mask(data)->tick(); }

void privacy_mask_video_render(void *data, gs_effect_t *)
{
	GuardedMask *mask = as_mask(data);
	if (obs_source_t *parent = obs_filter_get_parent(mask->source()))
		mask->render(obs_filter_get_target(mask->source()), parent);
}

gs_color_space privacy_mask_video_get_color_space(void *data, size_t count, const gs_color_space *preferred)
{
	return as_mask(data)->color_space(count, preferred);
}

obs_source_info make_info()
{
	obs_source_info info = {};
	info.id = names::filter_id;
	info.type = OBS_SOURCE_TYPE_FILTER;
	info.output_flags = OBS_SOURCE_VIDEO | OBS_SOURCE_SRGB;
	info.get_name = privacy_mask_get_name;
	info.create = privacy_mask_create;
	info.destroy = privacy_mask_destroy;
	info.update = privacy_mask_update;
	info.get_defaults = privacy_mask_get_defaults;
	info.get_properties = privacy_mask_get_properties;
	info.load = privacy_mask_load;
	info.filter_remove = privacy_mask_filter_remove;
	info.video_tick = privacy_mask_video_tick;
	info.video_render = privacy_mask_video_render;
	info.video_get_color_space = privacy_mask_video_get_color_space;
	return info;
}

} // namespace

const obs_source_info privacy_mask_filter_info = make_info();

} // namespace playalter
