// SPDX-License-Identifier: GPL-2.0-or-later
//
// obs-websocket's vendor interface, spoken through libobs procedure handlers, so that nothing is
// linked. Everything is a no-op, reported once, when obs-websocket is not loaded.
// Source: obs-websocket's plugin API, version 3 (works with obs-websocket 5.1 and later).
#pragma once

#include <obs-module.h>

namespace playalter {

class ObsWebsocketVendor {
public:
	// `request` and `response` belong to the caller; called on an obs-websocket thread.
	using RequestCallback = void (*)(obs_data_t *request, obs_data_t *response, void *context);

	// In obs_module_post_load only. False when obs-websocket is not there.
	bool register_vendor(const char *name);
	// Any thread but the graphics one. False when there is nobody to hear it.
	bool emit_event(const char *type, obs_data_t *data);
	bool register_request(const char *type, RequestCallback callback, void *context);

private:
	proc_handler_t *handler_ = nullptr;
	void *vendor_ = nullptr;
};

} // namespace playalter
