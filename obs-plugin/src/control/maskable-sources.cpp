// SPDX-License-Identifier: GPL-2.0-or-later
#include "maskable-sources.hpp"

#include "mask-instance.hpp"
#include "protocol/generated/names.gen.h"
#include "request-failure.hpp"

#include <cstring>

namespace playalter {

namespace {

bool is_of_kind(const obs_source_t *source, const char *kind)
{
	const char *id = obs_source_get_unversioned_id(source);
	return id && strcmp(id, kind) == 0;
}

bool is_private_camera(const obs_source_t *source) { return is_of_kind(source, names::private_camera_id); }

// With a picture, and made by a module that is there.
bool is_maskable(obs_source_t *source)
{
	const obs_source_type type = obs_source_get_type(source);
	return (type == OBS_SOURCE_TYPE_INPUT || type == OBS_SOURCE_TYPE_SCENE) && !obs_source_removed(source) &&
	       (obs_source_get_output_flags(source) & OBS_SOURCE_VIDEO) != 0;
}

// Switched off or on: there is one to switch on.
bool carries_mask(obs_source_t *source)
{
	bool is_found = is_private_camera(source);
	obs_source_enum_filters(
		source,
		[](obs_source_t *, obs_source_t *filter, void *is_found) {
			if (is_of_kind(filter, names::filter_id))
				*static_cast<bool *>(is_found) = true;
		},
		&is_found);
	return is_found;
}

bool describe(void *context, obs_source_t *source)
{
	if (!is_maskable(source))
		return true;
	const DataRef entry(obs_data_create());
	const char *kind_name = obs_source_get_display_name(obs_source_get_id(source));
	obs_data_set_string(entry.get(), "source_name", name_of(source));
	obs_data_set_string(entry.get(), "kind_name", kind_name ? kind_name : "");
	obs_data_set_bool(entry.get(), "has_mask", carries_mask(source));
	obs_data_set_bool(entry.get(), "is_active", obs_source_active(source));
	obs_data_set_int(entry.get(), "width", obs_source_get_width(source));
	obs_data_set_int(entry.get(), "height", obs_source_get_height(source));
	obs_data_array_push_back(static_cast<obs_data_array_t *>(context), entry.get());
	return true;
}

} // namespace

DataArrayRef maskable_sources()
{
	DataArrayRef sources(obs_data_array_create());
	obs_enum_sources(describe, sources.get());
	obs_enum_scenes(describe, sources.get());
	return sources;
}

SourceRef find_maskable_source(const std::string &name)
{
	SourceRef source(obs_get_source_by_name(name.c_str()));
	if (!source || obs_source_removed(source.get()))
		throw RequestFailure(RequestError::source_not_found, "There is no source of that name.");
	if (!is_maskable(source.get()))
		throw RequestFailure(RequestError::source_not_maskable, "That source has no picture to mask.");
	if (carries_mask(source.get()))
		throw RequestFailure(RequestError::already_masked, "That source carries a mask already.");
	return source;
}

std::string free_filter_name(obs_source_t *source, const std::string &wanted)
{
	std::string name = wanted;
	for (int number = 2; SourceRef(obs_source_get_filter_by_name(source, name.c_str())); number++)
		name = wanted + " " + std::to_string(number);
	return name;
}

} // namespace playalter
