// SPDX-License-Identifier: GPL-2.0-or-later
//
// The destinations' file in the module's configuration folder: names, platforms and servers, for this user's eyes, and
// never a key. Any thread but the graphics one; its owner calls it one at a time.
#pragma once

#include "destination-settings.hpp"

#include <string>
#include <vector>

namespace playalter {

class DestinationFile {
public:
	explicit DestinationFile(std::string path) : path_(std::move(path)) {}

	// None where there is no file. A file of a later version, or one that can't be read, is left as it is: this
	// process saves nothing over it.
	std::vector<DestinationSettings> load();
	// Throws RequestFailure `destination_store_failed`, `destination_version_unsupported`.
	void save(const std::vector<DestinationSettings> &all) const;

private:
	void read(std::vector<DestinationSettings> &all) const;

	std::string path_;
	std::optional<RequestFailure> obstacle_;
};

} // namespace playalter
