// SPDX-License-Identifier: GPL-2.0-or-later
//
// What obs-websocket clients may ask of vendor `playalter`.
#pragma once

namespace playalter {

// In obs_module_post_load. Without obs-websocket nothing is registered, and the log says so.
void register_vendor_requests();

} // namespace playalter
