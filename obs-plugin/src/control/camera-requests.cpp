// SPDX-License-Identifier: GPL-2.0-or-later
//
// MoveToPrivateCamera. The UI thread: cameras are opened there.
#include "camera-migration.hpp"
#include "request-fields.hpp"
#include "request-table.hpp"

namespace playalter {

namespace {

using names::MigrationError;

RequestError request_error(MigrationError error)
{
	switch (error) {
	case MigrationError::source_not_found:
		return RequestError::source_not_found;
	case MigrationError::not_an_input:
		return RequestError::not_an_input;
	case MigrationError::already_private:
		return RequestError::already_private;
	case MigrationError::camera_create_failed:
		break;
	}
	return RequestError::camera_create_failed;
}

DataRef move_source(obs_data_t *data)
{
	const RequestFields fields(data, {"source_name"});
	const MigrationResult result =
		move_to_private_camera(fields.text("source_name", size_t(names::limit_name_bytes_max)));
	if (result.error)
		throw RequestFailure(request_error(*result.error), migration_error_text(*result.error));

	const DataArrayRef items(obs_data_array_create());
	for (const SwappedItem &item : result.items) {
		const DataRef entry(obs_data_create());
		obs_data_set_string(entry.get(), "scene_name", item.scene_name.c_str());
		obs_data_set_int(entry.get(), "scene_item_id", item.item_id);
		obs_data_array_push_back(items.get(), entry.get());
	}
	DataRef reply(obs_data_create());
	obs_data_set_string(reply.get(), "source_name", result.source_name.c_str());
	obs_data_set_array(reply.get(), "scene_items", items.get());
	return reply;
}

} // namespace

const RequestList &camera_requests()
{
	static const RequestList requests = {
		{names::request_move_to_private_camera, RequestThread::ui, move_source},
	};
	return requests;
}

} // namespace playalter
