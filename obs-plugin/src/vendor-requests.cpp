// SPDX-License-Identifier: GPL-2.0-or-later
#include "vendor-requests.hpp"

#include "camera-migration.hpp"
#include "guardian.hpp"
#include "mask-parents.hpp"
#include "obs-websocket-vendor.hpp"
#include "plugin-version.hpp"
#include "mask-instance.hpp"
#include "protocol/generated/names.gen.h"

#include <obs-module.h>

namespace playalter {

namespace {

struct StatusReply {
	MaskParents parents;
	obs_data_array_t *filters;
};

void get_version(obs_data_t *, obs_data_t *response, void *)
{
	obs_data_set_string(response, "plugin_version", plugin_version);
	obs_data_set_int(response, "protocol_major", names::protocol_major);
	obs_data_set_int(response, "protocol_minor", names::protocol_minor);
	obs_data_set_string(response, "obs_version", obs_get_version_string());
}

void get_status(obs_data_t *, obs_data_t *response, void *)
{
	StatusReply reply{mask_parents(), obs_data_array_create()};
	visit_masks(
		[](const MaskInstance &mask, void *context) {
			auto &reply = *static_cast<StatusReply *>(context);
			obs_data_t *report = mask.report(reply.parents[mask.source()].name);
			obs_data_array_push_back(reply.filters, report);
			obs_data_release(report);
		},
		&reply);
	obs_data_set_string(response, "plugin_version", plugin_version);
	obs_data_set_array(response, "filters", reply.filters);
	obs_data_array_release(reply.filters);
	obs_data_t *guard = guardian().report();
	obs_data_set_obj(response, "guardian", guard);
	obs_data_release(guard);
}

void panic(obs_data_t *, obs_data_t *response, void *)
{
	guardian().panic();
	obs_data_set_bool(response, "is_panicked", guard_state().is_panicked());
}

void resume(obs_data_t *, obs_data_t *response, void *)
{
	guardian().resume();
	obs_data_set_bool(response, "is_panicked", guard_state().is_panicked());
}

ObsWebsocketVendor vendor;

} // namespace

void register_vendor_requests()
{
	if (!vendor.register_vendor(names::vendor_name)) {
		blog(LOG_INFO, "[playalter] obs-websocket is not loaded: no remote control");
		return;
	}
	struct Request {
		const char *name;
		ObsWebsocketVendor::RequestCallback handle;
	};
	const Request requests[] = {
		{names::request_get_version, get_version},
		{names::request_get_status, get_status},
		{names::request_move_to_private_camera, handle_move_request},
		{names::request_panic, panic},
		{names::request_resume, resume},
	};
	for (const Request &request : requests)
		vendor.register_request(request.name, request.handle, nullptr);
}

void emit_vendor_event(const char *type, obs_data_t *data)
{
	vendor.emit_event(type, data);
	obs_data_release(data);
}

} // namespace playalter
