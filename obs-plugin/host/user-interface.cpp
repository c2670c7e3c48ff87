// SPDX-License-Identifier: GPL-2.0-or-later
#include "user-interface.hpp"

#include <obs-frontend-api.h>

#include <atomic>
#include <vector>

namespace frame_host {

namespace {

struct Listener {
	obs_frontend_event_cb callback;
	void *context;
};

std::vector<Listener> &listeners()
{
	static std::vector<Listener> all;
	return all;
}

std::atomic<bool> is_recording{false};

void tell(obs_frontend_event event)
{
	for (const Listener &listener : listeners())
		listener.callback(event, listener.context);
}

} // namespace

void set_recording(bool is_wanted)
{
	if (is_wanted)
		tell(OBS_FRONTEND_EVENT_RECORDING_STARTING);
	is_recording = is_wanted;
	tell(is_wanted ? OBS_FRONTEND_EVENT_RECORDING_STARTED : OBS_FRONTEND_EVENT_RECORDING_STOPPED);
}

} // namespace frame_host

// Found by the module in this program, as in OBS.
extern "C" {

void obs_frontend_add_event_callback(obs_frontend_event_cb callback, void *context)
{
	frame_host::listeners().push_back({callback, context});
}

void obs_frontend_add_tools_menu_item(const char *, obs_frontend_cb, void *) {}

config_t *obs_frontend_get_profile_config(void) { return nullptr; }

bool obs_frontend_streaming_active(void) { return false; }
void obs_frontend_streaming_stop(void) {}
obs_output_t *obs_frontend_get_streaming_output(void) { return nullptr; }

bool obs_frontend_recording_active(void) { return frame_host::is_recording; }
void obs_frontend_recording_stop(void) { frame_host::set_recording(false); }
obs_output_t *obs_frontend_get_recording_output(void) { return nullptr; }

bool obs_frontend_replay_buffer_active(void) { return false; }
void obs_frontend_replay_buffer_stop(void) {}
obs_output_t *obs_frontend_get_replay_buffer_output(void) { return nullptr; }

bool obs_frontend_virtualcam_active(void) { return false; }
void obs_frontend_stop_virtualcam(void) {}
obs_output_t *obs_frontend_get_virtualcam_output(void) { return nullptr; }

} // extern "C"
