// SPDX-License-Identifier: GPL-2.0-or-later
//
// Whoever listens to the plugin: obs-websocket's clients and the daemon.
#pragma once

#include "obs-handles.hpp"

namespace playalter {

// The event and data of protocol/events.ts. Any thread but the graphics one; waits for nobody.
void tell_everybody(const char *event, DataRef data);

} // namespace playalter
