// SPDX-License-Identifier: GPL-2.0-or-later
#include "request-fields.hpp"

#include <cstring>

namespace playalter {

namespace {

RequestFailure invalid(const std::string &sentence) { return {RequestError::request_invalid, sentence}; }

std::string quoted(const char *key) { return std::string("\"") + key + "\""; }

} // namespace

RequestFields::RequestFields(obs_data_t *data, std::initializer_list<const char *> known) : data_(data)
{
	for (obs_data_item_t *item = obs_data_first(data); item; obs_data_item_next(&item)) {
		const char *key = obs_data_item_get_name(item);
		bool is_known = false;
		for (const char *candidate : known)
			is_known = is_known || strcmp(candidate, key) == 0;
		if (is_known)
			continue;
		const std::string name = std::string(key).substr(0, 64);
		obs_data_item_release(&item);
		throw invalid("This request has no field " + quoted(name.c_str()) + ".");
	}
}

RequestFields::Item RequestFields::find(const char *key, obs_data_type type, const char *what) const
{
	Item item(obs_data_item_byname(data_, key));
	if (item && obs_data_item_gettype(item.get()) != type)
		throw invalid(quoted(key) + " must be " + what + ".");
	return item;
}

bool RequestFields::has(const char *key) const
{
	return Item(obs_data_item_byname(data_, key)) != nullptr;
}

std::optional<std::string> RequestFields::optional_text(const char *key, size_t bytes_max) const
{
	const Item item = find(key, OBS_DATA_STRING, "text");
	if (!item)
		return std::nullopt;
	std::string value = obs_data_item_get_string(item.get());
	if (value.empty() || value.size() > bytes_max)
		throw invalid(quoted(key) + " must have 1 to " + std::to_string(bytes_max) + " bytes.");
	return value;
}

std::string RequestFields::text(const char *key, size_t bytes_max) const
{
	std::optional<std::string> value = optional_text(key, bytes_max);
	if (!value)
		throw invalid(quoted(key) + " is missing.");
	return std::move(*value);
}

std::string RequestFields::raw_text(const char *key) const
{
	const Item item = find(key, OBS_DATA_STRING, "text");
	if (!item)
		throw invalid(quoted(key) + " is missing.");
	return obs_data_item_get_string(item.get());
}

std::optional<bool> RequestFields::optional_bool(const char *key) const
{
	const Item item = find(key, OBS_DATA_BOOLEAN, "true or false");
	return item ? std::optional<bool>(obs_data_item_get_bool(item.get())) : std::nullopt;
}

DataRef RequestFields::optional_object(const char *key) const
{
	const Item item = find(key, OBS_DATA_OBJECT, "an object");
	if (!item)
		return nullptr;
	DataRef value(obs_data_item_get_obj(item.get()));
	if (!value)
		throw invalid(quoted(key) + " must be an object.");
	return value;
}

std::optional<std::vector<DataRef>> RequestFields::optional_objects(const char *key) const
{
	const Item item = find(key, OBS_DATA_ARRAY, "a list");
	if (!item)
		return std::nullopt;
	const DataArrayRef array(obs_data_item_get_array(item.get()));
	std::vector<DataRef> values;
	for (size_t index = 0; index < obs_data_array_count(array.get()); index++)
		values.emplace_back(obs_data_array_item(array.get(), index));
	return values;
}

} // namespace playalter
