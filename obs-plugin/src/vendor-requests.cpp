// SPDX-License-Identifier: GPL-2.0-or-later
#include "vendor-requests.hpp"

#include "camera-migration.hpp"
#include "obs-websocket-vendor.hpp"
#include "plugin-version.hpp"
#include "mask-instance.hpp"
#include "protocol/generated/names.gen.h"

#include <obs-module.h>

#include <map>
#include <string>

namespace playalter {

namespace {

// The source that each filter sits on, by filter. A filter's own parent pointer is only to be read on
// the graphics thread.
using ParentNames = std::map<const obs_source_t *, std::string>;

void collect_filter(obs_source_t *parent, obs_source_t *filter, void *context)
{
	auto &parents = *static_cast<ParentNames *>(context);
	parents[filter] = name_of(parent);
}

bool collect_source(void *context, obs_source_t *source)
{
	obs_source_enum_filters(source, collect_filter, context);
	return true;
}

ParentNames parent_names()
{
	ParentNames parents;
	obs_enum_sources(collect_source, &parents);
	obs_enum_scenes(collect_source, &parents);
	return parents;
}

struct StatusReply {
	ParentNames parents;
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
	StatusReply reply{parent_names(), obs_data_array_create()};
	visit_masks(
		[](const MaskInstance &mask, void *context) {
			auto &reply = *static_cast<StatusReply *>(context);
			obs_data_t *report = mask.report(reply.parents[mask.source()]);
			obs_data_array_push_back(reply.filters, report);
			obs_data_release(report);
		},
		&reply);
	obs_data_set_string(response, "plugin_version", plugin_version);
	obs_data_set_array(response, "filters", reply.filters);
	obs_data_array_release(reply.filters);
}

} // namespace

void register_vendor_requests()
{
	static ObsWebsocketVendor vendor;
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
	};
	for (const Request &request : requests)
		vendor.register_request(request.name, request.handle, nullptr);
}

} // namespace playalter
