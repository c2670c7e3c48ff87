// SPDX-License-Identifier: GPL-2.0-or-later
#include "message-fields.hpp"

#include <cmath>

#include "utf8-text.hpp"

namespace playalter::message {

namespace {

// Of texts that the daemon sends and a user may see.
constexpr size_t kShownBytesMax = 512;

} // namespace

Data message_data(const char *type)
{
	Data data(obs_data_create());
	obs_data_set_string(data.get(), "type", type);
	return data;
}

void set_text(const Data &data, const char *name, const std::string &text, size_t bytes_max)
{
	obs_data_set_string(data.get(), name, clean_text(text, bytes_max).c_str());
}

void set_object(const Data &data, const char *name, const Data &object)
{
	obs_data_set_obj(data.get(), name, object.get());
}

std::string to_json(const Data &data)
{
	const char *json = obs_data_get_json(data.get());
	return json ? json : "";
}

Data from_json(const std::string &text)
{
	// A NUL would hide the rest from the parser.
	const bool has_nul = text.find('\0') != std::string::npos;
	return Data(has_nul ? nullptr : obs_data_create_from_json(text.c_str()));
}

std::string FieldReader::text(const char *name)
{
	const Item item = find(name);
	if (!item || obs_data_item_gettype(item.get()) != OBS_DATA_STRING)
		return fail(name), std::string();
	const char *value = obs_data_item_get_string(item.get());
	return clean_text(value ? value : "", kShownBytesMax);
}

int64_t FieldReader::integer(const char *name, int64_t min)
{
	const Item item = find(name);
	if (!item || obs_data_item_gettype(item.get()) != OBS_DATA_NUMBER ||
	    obs_data_item_numtype(item.get()) != OBS_DATA_NUM_INT)
		return fail(name), 0;
	const int64_t value = obs_data_item_get_int(item.get());
	if (value < min)
		fail(name);
	return value;
}

double FieldReader::not_negative(const char *name)
{
	const Item item = find(name);
	if (!item || obs_data_item_gettype(item.get()) != OBS_DATA_NUMBER)
		return fail(name), 0;
	const double value = obs_data_item_get_double(item.get());
	if (!std::isfinite(value) || value < 0)
		fail(name);
	return value;
}

Data FieldReader::object(const char *name)
{
	const Item item = find(name);
	if (!item || obs_data_item_gettype(item.get()) != OBS_DATA_OBJECT)
		return fail(name), Data(obs_data_create());
	Data value(obs_data_item_get_obj(item.get()));
	return value ? std::move(value) : Data(obs_data_create());
}

Quantiles FieldReader::quantiles(const char *name)
{
	const Data value = object(name);
	FieldReader fields(value.get());
	Quantiles result;
	result.p50 = fields.not_negative("p50");
	result.p99 = fields.not_negative("p99");
	result.n = fields.integer("n", 0);
	if (!fields.invalid_field().empty())
		fail(name);
	return result;
}

void FieldReader::fail(const char *name)
{
	if (invalid_field_.empty())
		invalid_field_ = name;
}

} // namespace playalter::message
