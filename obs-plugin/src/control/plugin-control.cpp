// SPDX-License-Identifier: GPL-2.0-or-later
//
// The user interface's events come on its own thread.
#include "plugin-control.hpp"

#include "daemon-link.hpp"
#include "frontend-functions.hpp"
#include "guarded-callback.hpp"
#include "mask-lookout.hpp"

namespace playalter {

namespace {

void on_event(obs_frontend_event event, void *)
{
	if (event == OBS_FRONTEND_EVENT_FINISHED_LOADING) {
		run_guarded("the start of the control", [] {
			start_daemon_link();
			mask_lookout().start();
		});
	} else if (event == OBS_FRONTEND_EVENT_EXIT) {
		end_control();
	}
}

} // namespace

void begin_control()
{
	if (const FrontendFunctions *frontend = frontend_functions())
		frontend->add_event_callback(on_event, nullptr);
}

void end_control()
{
	mask_lookout().stop();
	stop_daemon_link();
}

} // namespace playalter
