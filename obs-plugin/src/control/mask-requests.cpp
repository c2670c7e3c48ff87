// SPDX-License-Identifier: GPL-2.0-or-later
//
// Requests that list, add, remove, read and change masks. Any thread but the graphics one, as obs-websocket's own
// requests for filters. The truth is in OBS's settings of each mask: nothing is kept here.
#include "mask-change.hpp"
#include "mask-lookup.hpp"
#include "mask-parents.hpp"
#include "maskable-sources.hpp"
#include "request-table.hpp"
#include "setting-check.hpp"

#include "graphics-handles.hpp"

namespace playalter {

namespace {

constexpr size_t kNameBytesMax = size_t(names::limit_name_bytes_max);

DataRef list_masks(obs_data_t *data)
{
	const RequestFields fields(data, {});
	const DataArrayRef masks(obs_data_array_create());
	for (const FoundMask &mask : attached_masks())
		obs_data_array_push_back(masks.get(), mask_info(mask).get());
	DataRef reply(obs_data_create());
	obs_data_set_array(reply.get(), "masks", masks.get());
	return reply;
}

DataRef get_mask(obs_data_t *data)
{
	const RequestFields fields(data, {"filter_uuid", "source_name", "filter_name"});
	return mask_reply(find_mask(fields));
}

DataRef set_mask(obs_data_t *data)
{
	const RequestFields fields(
		data, {"filter_uuid", "source_name", "filter_name", "is_covered", "is_enabled", "settings"});
	const std::optional<bool> is_covered = fields.optional_bool("is_covered");
	const std::optional<bool> is_enabled = fields.optional_bool("is_enabled");
	DataRef settings = fields.optional_object("settings");
	if (settings)
		check_settings(settings.get());
	const FoundMask mask = find_mask(fields);
	obs_source_t *source = mask.source.get();
	if (is_enabled == false && !mask.is_filter())
		throw RequestFailure(RequestError::mask_not_a_filter,
				     "The mask of a Private Camera can't be switched off.");

	if (is_covered) {
		if (!settings)
			settings.reset(obs_data_create());
		obs_data_set_bool(settings.get(), names::key_is_covered, *is_covered);
	}
	// The stricter first: what is on the way from one to the other is not raw.
	if (is_enabled == true)
		obs_source_set_enabled(source, true);
	if (settings)
		change_mask(source, settings.get());
	if (is_enabled == false)
		obs_source_set_enabled(source, false);
	return mask_reply(mask);
}

FoundMask mask_of(obs_source_t *filter)
{
	for (FoundMask &mask : attached_masks()) {
		if (mask.source.get() == filter)
			return std::move(mask);
	}
	throw RequestFailure(RequestError::mask_create_failed,
			     "OBS did not put the mask on the source; nothing has changed.");
}

DataRef add_mask(obs_data_t *data)
{
	const RequestFields fields(data, {"source_name", "settings"});
	const std::string source_name = fields.text("source_name", kNameBytesMax);
	const DataRef settings = fields.optional_object("settings");
	if (settings)
		check_settings(settings.get());
	const SourceRef source = find_maskable_source(source_name);

	const std::string name = free_filter_name(source.get(), obs_module_text("PrivacyMask"));
	const SourceRef filter(obs_source_create(names::filter_id, name.c_str(), settings.get(), nullptr));
	if (!filter)
		throw RequestFailure(RequestError::mask_create_failed, "OBS could not make the mask; nothing has changed.");
	obs_source_filter_add(source.get(), filter.get());
	{
		// OBS applies a new filter last. Applied first, it hides the picture from all the others too. Between
		// the two halves of this libobs may draw the source without it, so nothing is drawn meanwhile.
		GraphicsLock lock;
		obs_source_filter_set_order(source.get(), filter.get(), OBS_ORDER_MOVE_TOP);
	}
	return mask_reply(mask_of(filter.get()));
}

DataRef remove_mask(obs_data_t *data)
{
	const RequestFields fields(data, {"filter_uuid", "source_name", "filter_name"});
	const FoundMask mask = find_mask(fields);
	if (!mask.is_filter())
		throw RequestFailure(RequestError::mask_not_a_filter,
				     "The mask of a Private Camera can't be removed; remove the source.");
	const SourceRef parent = parent_of(mask.source.get());
	if (!parent)
		throw RequestFailure(RequestError::mask_not_found, "There is no such mask.");
	// The filter's own filter_remove tells the go-live guard, as for a removal by hand.
	obs_source_filter_remove(parent.get(), mask.source.get());
	DataRef reply(obs_data_create());
	obs_data_set_string(reply.get(), "filter_uuid", mask.uuid.c_str());
	return reply;
}

DataRef list_sources(obs_data_t *data)
{
	const RequestFields fields(data, {});
	DataRef reply(obs_data_create());
	obs_data_set_array(reply.get(), "sources", maskable_sources().get());
	return reply;
}

} // namespace

const RequestList &mask_requests()
{
	static const RequestList requests = {
		{names::request_list_masks, RequestThread::any, list_masks},
		{names::request_list_sources, RequestThread::any, list_sources},
		{names::request_add_mask, RequestThread::any, add_mask},
		{names::request_remove_mask, RequestThread::any, remove_mask},
		{names::request_get_mask, RequestThread::any, get_mask},
		{names::request_set_mask, RequestThread::any, set_mask},
	};
	return requests;
}

} // namespace playalter
