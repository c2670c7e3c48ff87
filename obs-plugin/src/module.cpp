// SPDX-License-Identifier: GPL-2.0-or-later
//
// The module: registers what it has with libobs and nothing else.
#include "audio-delay-keeper.hpp"
#include "canvas-cover.hpp"
#include "control/events.hpp"
#include "control/plugin-control.hpp"
#include "control/vendor.hpp"
#include "destinations/destinations.hpp"
#include "guardian-controls.hpp"
#include "guardian.hpp"
#include "module-daemon.hpp"
#include "plugin-version.hpp"
#include "privacy-mask-filter.hpp"
#include "private-camera-source.hpp"

#include <obs-module.h>

OBS_DECLARE_MODULE()
OBS_MODULE_USE_DEFAULT_LOCALE("playalter", "en-US")

MODULE_EXPORT const char *obs_module_name(void) { return "PlayAlter Privacy Mask"; }

MODULE_EXPORT const char *obs_module_description(void)
{
	return "Masks every face of a source before it leaves OBS; covers the picture when it can't.";
}

bool obs_module_load(void)
{
	playalter::AudioDelayKeeper::shared().start();
	obs_register_source(&playalter::privacy_mask_filter_info);
	obs_register_source(&playalter::private_camera_source_info);
	obs_register_source(&playalter::canvas_cover_info);
	blog(LOG_INFO, "[playalter] version %s, built for libobs %d.%d", playalter::plugin_version, LIBOBS_API_MAJOR_VER,
	     LIBOBS_API_MINOR_VER);
	return true;
}

void obs_module_post_load(void)
{
	playalter::put_up_canvas_cover();
	playalter::register_vendor();
	const auto emit = [](const char *event, obs_data_t *data) {
		playalter::tell_everybody(event, playalter::DataRef(data));
	};
	playalter::guardian().start({emit, playalter::load_guardian_hotkeys});
	playalter::add_guardian_controls();
	playalter::begin_control();
	// After the guardian, which judges a start before anybody acts on it.
	playalter::destinations().start();
}

void obs_module_unload(void)
{
	playalter::AudioDelayKeeper::shared().stop();
	playalter::end_control();
	playalter::destinations().end();
	playalter::guardian().end();
	playalter::take_down_canvas_cover();
	playalter::DaemonSupervisor::drain();
}
