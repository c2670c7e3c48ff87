// SPDX-License-Identifier: GPL-2.0-or-later
//
// What the words after a command say. Each throws std::invalid_argument where they don't.
#pragma once

#include <obs.h>

#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>

namespace frame_host {

struct DataRelease {
	void operator()(obs_data_t *data) const { obs_data_release(data); }
};
using Data = std::unique_ptr<obs_data_t, DataRelease>;

inline std::string word_of(std::istringstream &arguments)
{
	std::string word;
	if (!(arguments >> word))
		throw std::invalid_argument("an argument is missing");
	return word;
}

// All that is left.
inline Data json_of(std::istringstream &arguments)
{
	std::string json;
	std::getline(arguments >> std::ws, json);
	Data data(obs_data_create_from_json(json.c_str()));
	if (!data)
		throw std::invalid_argument("not JSON");
	return data;
}

// A command that answers nothing but that it is done.
template<typename Work> auto bare(Work work)
{
	return [work](std::istringstream &arguments) {
		work(arguments);
		return std::string("null");
	};
}

} // namespace frame_host
