// SPDX-License-Identifier: GPL-2.0-or-later
#include "mask-lookup.hpp"

#include "mask-instance.hpp"
#include "mask-parents.hpp"
#include "setting-check.hpp"

#include <algorithm>

namespace playalter {

namespace {

constexpr size_t kUuidBytesMax = 128;
constexpr size_t kNameBytesMax = size_t(names::limit_name_bytes_max);

struct Collection {
	const MaskParents parents;
	std::vector<FoundMask> masks;
};

void collect(const MaskInstance &mask, void *context)
{
	auto &collection = *static_cast<Collection *>(context);
	const auto parent = collection.parents.find(mask.source());
	SourceRef source = mask.living_source();
	if (source && parent != collection.parents.end())
		collection.masks.push_back({std::move(source), mask.uuid(), parent->second.name});
}

} // namespace

std::vector<FoundMask> attached_masks()
{
	Collection collection{mask_parents(), {}};
	visit_masks(collect, &collection);
	return std::move(collection.masks);
}

FoundMask find_mask(const RequestFields &fields)
{
	const auto uuid = fields.optional_text("filter_uuid", kUuidBytesMax);
	const auto source_name = fields.optional_text("source_name", kNameBytesMax);
	const auto filter_name = fields.optional_text("filter_name", kNameBytesMax);
	if (!uuid && !source_name)
		throw RequestFailure(RequestError::mask_id_missing,
				     "Say which mask: by \"filter_uuid\", or by \"source_name\".");

	std::vector<FoundMask> masks = attached_masks();
	const auto is_other = [&](const FoundMask &mask) {
		return (uuid && mask.uuid != *uuid) || (source_name && mask.source_name != *source_name) ||
		       (filter_name && *filter_name != obs_source_get_name(mask.source.get()));
	};
	masks.erase(std::remove_if(masks.begin(), masks.end(), is_other), masks.end());
	if (masks.empty())
		throw RequestFailure(RequestError::mask_not_found, "There is no such mask.");
	if (masks.size() > 1)
		throw RequestFailure(RequestError::mask_ambiguous,
				     "That source has several masks: say which, by \"filter_name\".");
	return std::move(masks.front());
}

DataRef mask_info(const FoundMask &mask)
{
	DataRef info(obs_data_create());
	obs_data_set_string(info.get(), "filter_uuid", mask.uuid.c_str());
	obs_data_set_string(info.get(), "filter_name", name_of(mask.source.get()));
	obs_data_set_string(info.get(), "source_name", mask.source_name.c_str());
	const auto kind = mask.is_filter() ? names::MaskCarrier::filter : names::MaskCarrier::private_camera;
	obs_data_set_string(info.get(), "kind", names::mask_carrier_names[size_t(kind)]);
	obs_data_set_bool(info.get(), "is_enabled", obs_source_enabled(mask.source.get()));
	const DataRef settings(obs_source_get_settings(mask.source.get()));
	obs_data_set_bool(info.get(), "is_covered", is_user_covered(settings.get()));
	obs_data_set_obj(info.get(), "settings", full_settings(settings.get()).get());
	return info;
}

DataRef mask_reply(const FoundMask &mask)
{
	DataRef reply(obs_data_create());
	obs_data_set_obj(reply.get(), "mask", mask_info(mask).get());
	return reply;
}

} // namespace playalter
