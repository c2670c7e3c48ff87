// SPDX-License-Identifier: GPL-2.0-or-later
//
// Callbacks of the source run on the graphics thread. keep_channel runs on the thread that sets the channel,
// under the mutex of libobs's view, which the graphics thread takes to draw: it exchanges two
// pointers. Nothing here enters a lock of ours, but for the frame in which something left a masked scene or group.
#include "canvas-cover.hpp"

#include "cover-renderer.hpp"
#include "guard-state.hpp"
#include "mask-watch.hpp"

#include <algorithm>
#include <exception>
#include <memory>

namespace playalter {

namespace {

// libobs draws its channels in order.
constexpr uint32_t kTopChannel = MAX_CHANNELS - 1;

obs_source_t *cover_source = nullptr; // owned; set and released while nobody else knows of it

CanvasCoverReason reason_to_cover()
{
	GuardState &state = guard_state();
	const bool is_any_passed_over = MaskWatch::is_any_passed_over();
	MaskWatch::look_at_members();
	if (state.is_panicked())
		return CanvasCoverReason::panic;
	if (state.stopping.load() != 0)
		return CanvasCoverReason::go_live_stopped;
	if (state.live.load() == 0)
		return CanvasCoverReason::none;
	if (is_any_passed_over)
		return CanvasCoverReason::filter_disabled;
	return state.removed_masks.load() != 0 ? CanvasCoverReason::filter_removed : CanvasCoverReason::none;
}

obs_video_info canvas()
{
	obs_video_info info = {};
	if (!obs_get_video_info(&info))
		info.base_width = info.base_height = 0;
	return info;
}

void canvas_cover_video_render(void *data, gs_effect_t *)
{
	const CanvasCoverReason reason = reason_to_cover();
	guard_state().drawn_reason.store(reason, std::memory_order_relaxed);
	// One frame, of which nobody needs to be told, and whether anything that the guard knows of is live or not.
	const bool is_any_reordered = MaskWatch::is_any_reordered();
	if (reason == CanvasCoverReason::none && !is_any_reordered)
		return;
	// Whatever is drawn into, of whatever size, is emptied first.
	vec4 black;
	vec4_set(&black, 0.0f, 0.0f, 0.0f, 1.0f);
	gs_clear(GS_CLEAR_COLOR, &black, 0.0f, 0);
	const obs_video_info info = canvas();
	static_cast<CoverRenderer *>(data)->draw(info.base_width, info.base_height, gs_get_color_space());
}

void keep_channel(void *, calldata_t *call)
{
	auto *wanted = static_cast<obs_source_t *>(calldata_ptr(call, "source"));
	if (calldata_int(call, "channel") != kTopChannel || wanted == cover_source)
		return;
	obs_source_t *kept = obs_source_get_ref(cover_source);
	if (!kept)
		return;
	if (wanted) {
		blog(LOG_WARNING, "[playalter] output channel %u is the canvas cover's: '%s' does not get it",
		     kTopChannel, obs_source_get_name(wanted));
		obs_source_release(wanted); // libobs took it for the channel; the caller has its own
	}
	calldata_set_ptr(call, "source", kept);
}

obs_source_info make_info()
{
	obs_source_info info = {};
	info.id = names::canvas_cover_id;
	info.type = OBS_SOURCE_TYPE_INPUT;
	info.output_flags = OBS_SOURCE_VIDEO | OBS_SOURCE_CUSTOM_DRAW | OBS_SOURCE_SRGB | OBS_SOURCE_CAP_DISABLED |
			    OBS_SOURCE_DO_NOT_DUPLICATE;
	info.get_name = [](void *) { return obs_module_text("CanvasCover"); };
	info.create = [](obs_data_t *, obs_source_t *) -> void * { return new (std::nothrow) CoverRenderer; };
	info.destroy = [](void *data) {
		GraphicsLock lock;
		delete static_cast<CoverRenderer *>(data);
	};
	info.get_width = [](void *) { return canvas().base_width; };
	info.get_height = [](void *) { return canvas().base_height; };
	info.video_render = canvas_cover_video_render;
	return info;
}

} // namespace

const obs_source_info canvas_cover_info = make_info();

void put_up_canvas_cover()
{
	cover_source = obs_source_create_private(names::canvas_cover_id, names::canvas_cover_id, nullptr);
	if (!cover_source || !obs_obj_get_data(cover_source)) {
		blog(LOG_ERROR, "[playalter] the canvas cover can't be made: panic covers the masked sources only");
		return;
	}
	signal_handler_connect(obs_get_signal_handler(), "channel_change", keep_channel, nullptr);
	obs_set_output_source(kTopChannel, cover_source);
}

void take_down_canvas_cover()
{
	if (!cover_source)
		return;
	signal_handler_disconnect(obs_get_signal_handler(), "channel_change", keep_channel, nullptr);
	obs_set_output_source(kTopChannel, nullptr);
	obs_source_release(cover_source);
	cover_source = nullptr;
}

} // namespace playalter
