// SPDX-License-Identifier: GPL-2.0-or-later
//
// Requests come on threads of obs-websocket's, which wait for the reply.
#include "vendor.hpp"

#include "obs-websocket-vendor.hpp"
#include "protocol/generated/names.gen.h"
#include "request-table.hpp"
#include "user-interface.hpp"

namespace playalter {

namespace {

ObsWebsocketVendor vendor;

void serve_vendor(obs_data_t *data, obs_data_t *response, void *context)
{
	const Request &request = *static_cast<const Request *>(context);
	Reply reply;
	if (request.thread == RequestThread::ui)
		run_on_ui_thread(UiWait::until_done, [&] { reply = serve(request, data); });
	else
		reply = serve(request, data);

	if (reply.failure) {
		obs_data_set_string(response, "error_code", reply.failure->code_name());
		obs_data_set_string(response, "error_message", reply.failure->what());
	} else if (reply.data) {
		obs_data_apply(response, reply.data.get());
	}
}

} // namespace

void register_vendor()
{
	if (!vendor.register_vendor(names::vendor_name)) {
		blog(LOG_INFO, "[playalter] obs-websocket is not loaded: no remote control");
		return;
	}
	for (const Request &request : plugin_requests())
		vendor.register_request(request.name, serve_vendor, const_cast<Request *>(&request));
}

void emit_vendor_event(const char *event, obs_data_t *data) { vendor.emit_event(event, data); }

} // namespace playalter
