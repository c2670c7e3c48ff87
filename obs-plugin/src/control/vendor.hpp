// SPDX-License-Identifier: GPL-2.0-or-later
//
// The request table and the events, for obs-websocket's clients: vendor `playalter`.
#pragma once

#include <obs-module.h>

namespace playalter {

// In obs_module_post_load. Without obs-websocket nothing is registered, and the log says so.
void register_vendor();

// To all clients that listen to vendors. Any thread but the graphics one. `data` is borrowed.
void emit_vendor_event(const char *event, obs_data_t *data);

} // namespace playalter
