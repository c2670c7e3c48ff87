// SPDX-License-Identifier: GPL-2.0-or-later
#include "mask-parents.hpp"

#include "protocol/generated/names.gen.h"

#include <cstring>

namespace playalter {

namespace {

struct Collection {
	MaskParents parents;
	MaskParent parent; // of the filters being collected
};

void collect_filter(obs_source_t *, obs_source_t *filter, void *context)
{
	auto &collection = *static_cast<Collection *>(context);
	collection.parents[filter] = collection.parent;
}

bool collect_source(void *context, obs_source_t *source)
{
	auto &collection = *static_cast<Collection *>(context);
	const char *name = obs_source_get_name(source);
	collection.parent = {name ? name : "", obs_source_active(source) || obs_source_showing(source)};
	collection.parents[source] = collection.parent;
	obs_source_enum_filters(source, collect_filter, context);
	return true;
}

void find_mask(obs_source_t *, obs_source_t *filter, void *is_found)
{
	const char *id = obs_source_get_unversioned_id(filter);
	if (id && strcmp(id, names::filter_id) == 0 && obs_source_enabled(filter))
		*static_cast<bool *>(is_found) = true;
}

} // namespace

MaskParents mask_parents()
{
	Collection collection;
	obs_enum_sources(collect_source, &collection);
	obs_enum_scenes(collect_source, &collection);
	return std::move(collection.parents);
}

namespace {

struct ParentSearch {
	const obs_source_t *filter;
	SourceRef parent;
};

bool look_for_filter(void *context, obs_source_t *source)
{
	obs_source_enum_filters(
		source,
		[](obs_source_t *parent, obs_source_t *filter, void *context) {
			auto &search = *static_cast<ParentSearch *>(context);
			if (filter == search.filter)
				search.parent.reset(obs_source_get_ref(parent));
		},
		context);
	return !static_cast<ParentSearch *>(context)->parent;
}

} // namespace

SourceRef parent_of(const obs_source_t *filter)
{
	ParentSearch search{filter, nullptr};
	obs_enum_sources(look_for_filter, &search);
	if (!search.parent)
		obs_enum_scenes(look_for_filter, &search);
	return std::move(search.parent);
}

bool has_mask(obs_source_t *source)
{
	bool is_found = false;
	obs_source_enum_filters(source, find_mask, &is_found);
	return is_found;
}

} // namespace playalter
