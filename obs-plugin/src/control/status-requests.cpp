// SPDX-License-Identifier: GPL-2.0-or-later
//
// Requests about the plugin as a whole: what it is, how its masks do, panic and resume. Any thread but the graphics
// one.
#include "guardian.hpp"
#include "mask-instance.hpp"
#include "mask-parents.hpp"
#include "plugin-version.hpp"
#include "request-fields.hpp"
#include "request-table.hpp"

namespace playalter {

namespace {

struct MaskList {
	const MaskParents parents;
	obs_data_array_t *masks; // borrowed
	DataRef (MaskInstance::*report)(const std::string &source_name) const;
};

// Of every mask there is, those without a source too.
DataArrayRef report_masks(DataRef (MaskInstance::*report)(const std::string &) const)
{
	DataArrayRef masks(obs_data_array_create());
	MaskList list{mask_parents(), masks.get(), report};
	visit_masks(
		[](const MaskInstance &mask, void *context) {
			const auto &list = *static_cast<const MaskList *>(context);
			const auto parent = list.parents.find(mask.source());
			const std::string name = parent == list.parents.end() ? std::string() : parent->second.name;
			obs_data_array_push_back(list.masks, (mask.*list.report)(name).get());
		},
		&list);
	return masks;
}

DataRef get_version(obs_data_t *data)
{
	const RequestFields fields(data, {});
	DataRef reply(obs_data_create());
	obs_data_set_string(reply.get(), "plugin_version", plugin_version);
	obs_data_set_int(reply.get(), "protocol_major", names::protocol_major);
	obs_data_set_int(reply.get(), "protocol_minor", names::protocol_minor);
	obs_data_set_string(reply.get(), "obs_version", obs_get_version_string());
	return reply;
}

DataRef get_status(obs_data_t *data)
{
	const RequestFields fields(data, {});
	DataRef reply(obs_data_create());
	obs_data_set_string(reply.get(), "plugin_version", plugin_version);
	obs_data_set_array(reply.get(), "filters", report_masks(&MaskInstance::report).get());
	const DataRef guard(guardian().report());
	obs_data_set_obj(reply.get(), "guardian", guard.get());
	return reply;
}

DataRef get_stats(obs_data_t *data)
{
	const RequestFields fields(data, {});
	const DataRef obs(obs_data_create());
	obs_data_set_double(obs.get(), "active_fps", obs_get_active_fps());
	obs_data_set_int(obs.get(), "frames_drawn", obs_get_total_frames());
	obs_data_set_int(obs.get(), "frames_lagged", obs_get_lagged_frames());
	obs_data_set_double(obs.get(), "average_frame_ms", double(obs_get_average_frame_time_ns()) / 1e6);
	DataRef reply(obs_data_create());
	obs_data_set_obj(reply.get(), "obs", obs.get());
	obs_data_set_array(reply.get(), "masks", report_masks(&MaskInstance::stats).get());
	return reply;
}

DataRef panic_state()
{
	DataRef reply(obs_data_create());
	obs_data_set_bool(reply.get(), "is_panicked", guard_state().is_panicked());
	return reply;
}

// Whatever else stands in the request: nobody who panics is told about a field.
DataRef panic(obs_data_t *)
{
	guardian().panic();
	return panic_state();
}

DataRef resume(obs_data_t *data)
{
	const RequestFields fields(data, {});
	guardian().resume();
	return panic_state();
}

} // namespace

const RequestList &status_requests()
{
	static const RequestList requests = {
		{names::request_get_version, RequestThread::any, get_version},
		{names::request_get_status, RequestThread::any, get_status},
		{names::request_get_stats, RequestThread::any, get_stats},
		{names::request_panic, RequestThread::any, panic},
		{names::request_resume, RequestThread::any, resume},
	};
	return requests;
}

} // namespace playalter
