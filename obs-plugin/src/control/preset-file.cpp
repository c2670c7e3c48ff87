// SPDX-License-Identifier: GPL-2.0-or-later
#include "preset-file.hpp"

#include "channel/json-cursor.hpp"
#include "preset-name.hpp"
#include "protocol/generated/names.gen.h"
#include "request-failure.hpp"
#include "setting-check.hpp"

#include <algorithm>
#include <cstring>

namespace playalter {

namespace {

RequestFailure text_invalid(const std::string &what)
{
	return {RequestError::preset_text_invalid, "This is no list of PlayAlter presets: " + what + "."};
}

// obs_data drops from a list what is no object, and a list that is none: such a text would pass for an empty one.
bool is_list_of_objects(const std::string &text)
{
	JsonCursor cursor(text);
	bool has_list = false;
	const bool is_object = cursor.read_object([&](const std::string &key) {
		if (key != "presets")
			return cursor.skip_value();
		has_list = true;
		return cursor.read_array([&] {
			return cursor.read_object([&](const std::string &) { return cursor.skip_value(); });
		});
	});
	return is_object && cursor.is_at_end() && has_list;
}

void check_head(obs_data_t *data)
{
	if (strcmp(obs_data_get_string(data, "type"), names::preset_file_type) != 0)
		throw text_invalid("its type is another");
	const int64_t version = obs_data_get_int(data, "version");
	if (version > names::preset_file_version)
		throw RequestFailure(RequestError::preset_version_unsupported,
				     "These presets were made by a newer PlayAlter (version " + std::to_string(version) +
					     "); they are left as they are. Update PlayAlter to use them.");
	if (version < 1)
		throw text_invalid("its version is missing");
}

Preset read_preset(obs_data_t *entry)
{
	const std::string name = obs_data_get_string(entry, "name");
	const DataRef settings(obs_data_get_obj(entry, "settings"));
	if (!settings)
		throw text_invalid("a preset has no settings");
	try {
		return make_preset(name, settings.get());
	} catch (const RequestFailure &failure) {
		throw text_invalid("in \"" + shown_name(name) + "\", " + failure.what());
	}
}

} // namespace

DataRef Preset::settings_data() const { return DataRef(obs_data_create_from_json(settings.c_str())); }

DataRef Preset::data() const
{
	DataRef data(obs_data_create());
	obs_data_set_string(data.get(), "name", name.c_str());
	obs_data_set_obj(data.get(), "settings", settings_data().get());
	return data;
}

Preset make_preset(const std::string &name, obs_data_t *settings)
{
	check_preset_name(name);
	check_settings(settings);
	const char *json = obs_data_get_json(settings);
	if (!json)
		throw std::runtime_error("settings without a text");
	return {name, json};
}

Presets read_presets(const std::string &text)
{
	if (text.size() > size_t(names::limit_preset_text_bytes_max))
		throw text_invalid("it is too long");
	const bool has_nul = text.find('\0') != std::string::npos;
	const DataRef data(has_nul ? nullptr : obs_data_create_from_json(text.c_str()));
	if (!data)
		throw text_invalid("it is not JSON");
	check_head(data.get());
	if (!is_list_of_objects(text))
		throw text_invalid("there is no list in it");

	const DataArrayRef entries(obs_data_get_array(data.get(), "presets"));
	const size_t count = obs_data_array_count(entries.get());
	if (count > size_t(names::limit_presets_max))
		throw text_invalid("it has more than " + std::to_string(names::limit_presets_max) + " presets");
	Presets presets;
	for (size_t index = 0; index < count; index++) {
		const DataRef entry(obs_data_array_item(entries.get(), index));
		Preset preset = read_preset(entry.get());
		const auto is_same = [&](const Preset &other) { return other.name == preset.name; };
		if (std::any_of(presets.begin(), presets.end(), is_same))
			throw text_invalid("\"" + shown_name(preset.name) + "\" is in it twice");
		presets.push_back(std::move(preset));
	}
	return presets;
}

DataRef preset_list(const Presets &presets)
{
	const DataArrayRef list(obs_data_array_create());
	for (const Preset &preset : presets)
		obs_data_array_push_back(list.get(), preset.data().get());
	DataRef data(obs_data_create());
	obs_data_set_array(data.get(), "presets", list.get());
	return data;
}

std::string write_presets(const Presets &presets)
{
	const DataRef data(obs_data_create());
	obs_data_set_string(data.get(), "type", names::preset_file_type);
	obs_data_set_int(data.get(), "version", names::preset_file_version);
	const DataRef list = preset_list(presets);
	const DataArrayRef entries(obs_data_get_array(list.get(), "presets"));
	obs_data_set_array(data.get(), "presets", entries.get());
	const char *json = obs_data_get_json(data.get());
	if (!json)
		throw std::runtime_error("presets without a text");
	std::string text = json;
	if (presets.size() > size_t(names::limit_presets_max) ||
	    text.size() > size_t(names::limit_preset_text_bytes_max))
		throw RequestFailure(RequestError::presets_full,
				     "There is no room for more presets; delete some first.");
	return text;
}

} // namespace playalter
