// SPDX-License-Identifier: GPL-2.0-or-later
//
// What obs-websocket clients may ask of vendor `playalter`.
#pragma once

#include <obs-module.h>

namespace playalter {

// In obs_module_post_load. Without obs-websocket nothing is registered, and the log says so.
void register_vendor_requests();

// To all clients that listen to vendors. Any thread but the graphics one. Takes over `data`.
void emit_vendor_event(const char *type, obs_data_t *data);

} // namespace playalter
