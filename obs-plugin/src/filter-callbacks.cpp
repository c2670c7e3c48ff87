// SPDX-License-Identifier: GPL-2.0-or-later
//
// The filter as libobs sees it: plain callbacks around PrivacyMaskFilter. No exception gets past them, and
// whatever fails in them covers.
#include "privacy-mask-filter.hpp"
#include "status-procedure.hpp"

#include <cstdlib>
#include <exception>
#include <new>

namespace playalter {

namespace {

// What OBS holds for a filter. OBS shows the raw source for a filter whose create returned null, so
// that is never returned: when making the filter fails, `filter` is empty and the source covered.
struct FilterHandle {
	obs_source_t *source;
	std::unique_ptr<PrivacyMaskFilter> filter;
	CoverRenderer cover;
};

FilterHandle *as_handle(void *data) { return static_cast<FilterHandle *>(data); }

const char *privacy_mask_get_name(void *) { return obs_module_text("PrivacyMask"); }

void *privacy_mask_create(obs_data_t *settings, obs_source_t *source)
{
	FilterHandle *handle = new (std::nothrow) FilterHandle{source, nullptr, {}};
	if (!handle) {
		blog(LOG_ERROR, "[playalter] out of memory: OBS ends rather than show an unmasked source");
		abort();
	}
	try {
		handle->filter = std::make_unique<PrivacyMaskFilter>(settings, source);
		add_status_procedure(*handle->filter);
	} catch (const std::exception &error) {
		blog(LOG_ERROR, "[playalter] the filter can't work, the picture stays covered: %s", error.what());
	}
	return handle;
}

void privacy_mask_destroy(void *data) { delete as_handle(data); }

// Runs `work` on the handle's filter. False if there is none or it threw.
template<typename Work> bool guarded(FilterHandle *handle, const char *callback, Work work) noexcept
{
	if (!handle->filter)
		return false;
	try {
		work(*handle->filter);
		return true;
	} catch (const std::exception &error) {
		blog(LOG_ERROR, "[playalter] %s failed: %s", callback, error.what());
		return false;
	}
}

void privacy_mask_update(void *data, obs_data_t *settings)
{
	guarded(as_handle(data), "update", [settings](PrivacyMaskFilter &filter) { filter.update(settings); });
}

void privacy_mask_get_defaults(obs_data_t *settings) { set_mask_setting_defaults(settings); }

obs_properties_t *privacy_mask_get_properties(void *data)
{
	obs_properties_t *properties = nullptr;
	if (data)
		guarded(as_handle(data), "get_properties",
			[&properties](PrivacyMaskFilter &filter) { properties = filter.properties(); });
	return properties ? properties : obs_properties_create();
}

void privacy_mask_video_tick(void *data, float)
{
	guarded(as_handle(data), "video_tick", [](PrivacyMaskFilter &filter) { filter.tick(); });
}

void privacy_mask_video_render(void *data, gs_effect_t *)
{
	FilterHandle *handle = as_handle(data);
	if (guarded(handle, "video_render", [](PrivacyMaskFilter &filter) { filter.render(); }))
		return;
	if (obs_source_t *target = obs_filter_get_target(handle->source))
		handle->cover.draw_plain(obs_source_get_base_width(target), obs_source_get_base_height(target),
					 gs_get_color_space());
}

gs_color_space privacy_mask_video_get_color_space(void *data, size_t count, const gs_color_space *preferred)
{
	gs_color_space space = GS_CS_SRGB;
	guarded(as_handle(data), "video_get_color_space", [&](PrivacyMaskFilter &filter) {
		space = filter.color_space(count, preferred);
	});
	return space;
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
	info.video_tick = privacy_mask_video_tick;
	info.video_render = privacy_mask_video_render;
	info.video_get_color_space = privacy_mask_video_get_color_space;
	return info;
}

} // namespace

const obs_source_info privacy_mask_filter_info = make_info();

} // namespace playalter
