// SPDX-License-Identifier: GPL-2.0-or-later
#include "destination-file.hpp"

#include "control/private-file.hpp"

#include <cstring>

namespace playalter {

namespace {

constexpr size_t kFileBytesMax = 64 * 1024;

RequestFailure unreadable()
{
	return {RequestError::destination_store_failed,
		"The list of destinations can't be read, and is left as it is: remove destinations.json from PlayAlter's "
		"folder in OBS's configuration to begin a new one."};
}

} // namespace

std::vector<DestinationSettings> DestinationFile::load()
{
	std::vector<DestinationSettings> all;
	try {
		read(all);
	} catch (const FileFailure &failure) {
		blog(LOG_WARNING, "[playalter] %s: %s", path_.c_str(), failure.what());
		obstacle_ = unreadable();
	} catch (const RequestFailure &failure) {
		blog(LOG_WARNING, "[playalter] %s: %s", path_.c_str(), failure.what());
		obstacle_ = failure;
	}
	return all;
}

void DestinationFile::read(std::vector<DestinationSettings> &all) const
{
	const std::optional<std::string> text = read_private_file(path_, kFileBytesMax);
	if (!text)
		return;
	const DataRef data(obs_data_create_from_json(text->c_str()));
	if (!data || strcmp(obs_data_get_string(data.get(), "type"), names::destination_file_type) != 0)
		throw unreadable();
	if (obs_data_get_int(data.get(), "version") != names::destination_file_version)
		throw RequestFailure(RequestError::destination_version_unsupported,
				     "The list of destinations was written by another version of PlayAlter, and is left "
				     "as it is.");
	const DataArrayRef entries(obs_data_get_array(data.get(), "destinations"));
	const size_t count = obs_data_array_count(entries.get());
	for (size_t i = 0; i < count && all.size() < size_t(names::limit_destinations_max); i++) {
		const DataRef entry(obs_data_array_item(entries.get(), i));
		DestinationSettings settings;
		if (read_settings(entry.get(), settings))
			all.push_back(std::move(settings));
		else
			blog(LOG_WARNING, "[playalter] an entry of %s is no destination", path_.c_str());
	}
}

void DestinationFile::save(const std::vector<DestinationSettings> &all) const
{
	if (obstacle_)
		throw *obstacle_;
	const DataRef data(obs_data_create());
	const DataArrayRef entries(obs_data_array_create());
	for (const DestinationSettings &settings : all) {
		const DataRef entry(obs_data_create());
		write_settings(entry.get(), settings);
		obs_data_array_push_back(entries.get(), entry.get());
	}
	obs_data_set_string(data.get(), "type", names::destination_file_type);
	obs_data_set_int(data.get(), "version", names::destination_file_version);
	obs_data_set_array(data.get(), "destinations", entries.get());
	try {
		replace_private_file(path_, obs_data_get_json(data.get()));
	} catch (const FileFailure &failure) {
		blog(LOG_WARNING, "[playalter] %s could not be written: %s", path_.c_str(), failure.what());
		throw RequestFailure(RequestError::destination_store_failed,
				     "The list of destinations could not be saved; nothing has changed.");
	}
}

} // namespace playalter
