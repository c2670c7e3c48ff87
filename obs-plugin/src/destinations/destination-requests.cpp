// SPDX-License-Identifier: GPL-2.0-or-later
//
// The requests on destinations, and the encoders that there are. Any thread but the graphics one.
#include "control/request-fields.hpp"
#include "control/request-table.hpp"
#include "destinations.hpp"

namespace playalter {

namespace {

constexpr size_t kIdBytesMax = 64;

std::string id_of(obs_data_t *request)
{
	return RequestFields(request, {"destination_id"}).text("destination_id", kIdBytesMax);
}

DataRef reply_of(DataRef destination)
{
	DataRef reply(obs_data_create());
	obs_data_set_obj(reply.get(), "destination", destination.get());
	return reply;
}

DataRef list_destinations(obs_data_t *request)
{
	const RequestFields fields(request, {});
	return destinations().list();
}

DataRef set_destination(obs_data_t *request) { return reply_of(destinations().set(read_change(request))); }

DataRef remove_destination(obs_data_t *request)
{
	destinations().remove(id_of(request));
	return destinations().list();
}

DataRef start_destination(obs_data_t *request) { return reply_of(destinations().start_one(id_of(request))); }

DataRef stop_destination(obs_data_t *request) { return reply_of(destinations().stop_one(id_of(request))); }

DataRef list_encoders(obs_data_t *request)
{
	const RequestFields fields(request, {});
	DataRef reply(obs_data_create());
	const DataArrayRef encoders(obs_data_array_create());
	const char *id = nullptr;
	for (size_t i = 0; obs_enum_encoder_types(i, &id); i++) {
		if (obs_get_encoder_type(id) != OBS_ENCODER_VIDEO)
			continue;
		const DataRef encoder(obs_data_create());
		obs_data_set_string(encoder.get(), "encoder_id", id);
		obs_data_set_string(encoder.get(), "codec", obs_get_encoder_codec(id));
		obs_data_array_push_back(encoders.get(), encoder.get());
	}
	obs_data_set_array(reply.get(), "encoders", encoders.get());
	return reply;
}

} // namespace

const RequestList &destination_requests()
{
	static const RequestList list = {
		{names::request_list_destinations, RequestThread::any, list_destinations},
		{names::request_set_destination, RequestThread::any, set_destination},
		{names::request_remove_destination, RequestThread::any, remove_destination},
		{names::request_start_destination, RequestThread::any, start_destination},
		{names::request_stop_destination, RequestThread::any, stop_destination},
		{names::request_list_encoders, RequestThread::any, list_encoders},
	};
	return list;
}

} // namespace playalter
