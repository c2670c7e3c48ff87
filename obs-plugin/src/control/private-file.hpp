// SPDX-License-Identifier: GPL-2.0-or-later
//
// Small files that are this user's own: read with a limit, replaced as a whole. Any thread but the graphics one.
#pragma once

#include <optional>
#include <stdexcept>
#include <string>

namespace playalter {

// The system's own words.
class FileFailure : public std::runtime_error {
public:
	using std::runtime_error::runtime_error;
};

// Nothing if there is no such file. Throws FileFailure, also for one that is longer or no plain file.
std::optional<std::string> read_private_file(const std::string &path, size_t bytes_max);

// Mode 0600, in folders that are made (0700) if need be. Whoever reads meanwhile, and whatever breaks meanwhile, finds
// the old text or the new one, whole. Throws FileFailure, and the old text stays.
void replace_private_file(const std::string &path, const std::string &text);

} // namespace playalter
