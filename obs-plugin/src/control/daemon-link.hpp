// SPDX-License-Identifier: GPL-2.0-or-later
//
// The plugin link of this OBS, with the request table behind it.
#pragma once

#include <obs-module.h>

namespace playalter {

// UI thread. As long as it is there, so is the daemon.
void start_daemon_link();
void stop_daemon_link();

// Any thread but the graphics one; waits for nobody. `data` is borrowed.
void tell_daemon(const char *event, obs_data_t *data);

} // namespace playalter
