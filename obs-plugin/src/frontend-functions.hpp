// SPDX-License-Identifier: GPL-2.0-or-later
//
// What the plugin calls of obs-frontend-api.h. Looked up at run time and not linked, for the reason in
// user-interface.hpp.
#pragma once

#include <obs-module.h>

#include <obs-frontend-api.h>

namespace playalter {

struct FrontendFunctions {
	decltype(&obs_frontend_add_event_callback) add_event_callback;
	decltype(&obs_frontend_add_tools_menu_item) add_tools_menu_item;
	decltype(&obs_frontend_get_profile_config) get_profile_config;
	decltype(&obs_frontend_streaming_active) streaming_active;
	decltype(&obs_frontend_streaming_stop) streaming_stop;
	decltype(&obs_frontend_get_streaming_output) get_streaming_output;
	decltype(&obs_frontend_recording_active) recording_active;
	decltype(&obs_frontend_recording_stop) recording_stop;
	decltype(&obs_frontend_get_recording_output) get_recording_output;
	decltype(&obs_frontend_replay_buffer_active) replay_buffer_active;
	decltype(&obs_frontend_replay_buffer_stop) replay_buffer_stop;
	decltype(&obs_frontend_get_replay_buffer_output) get_replay_buffer_output;
	decltype(&obs_frontend_virtualcam_active) virtualcam_active;
	decltype(&obs_frontend_stop_virtualcam) stop_virtualcam;
	decltype(&obs_frontend_get_virtualcam_output) get_virtualcam_output;
};

// All of them, or null where there is no user interface that has them all.
const FrontendFunctions *frontend_functions();

} // namespace playalter
