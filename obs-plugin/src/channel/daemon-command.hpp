// SPDX-License-Identifier: GPL-2.0-or-later
//
// How to start the daemon: `daemon.json` in the plugin's data folder, written at install.
//
//   { "command": ["/usr/bin/node", "/opt/playalter/main.mjs"], "environment": { "NAME": "value" } }
//
// Parsed here and not with obs_data, whose arrays drop strings. Any thread but the graphics one.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "channel-error.hpp"

namespace playalter {

struct DaemonCommand {
	std::vector<std::string> command; // program (absolute path) and its arguments
	std::vector<std::pair<std::string, std::string>> environment; // on top of OBS's own

	bool is_empty() const { return command.empty(); }
};

// Empty with `error` set (daemon_not_installed) when the file is missing, longer than 64 KiB or not
// as above. Keys that are not known are ignored.
DaemonCommand read_daemon_command(const std::string &path, ChannelError &error);

// The same for a text; `where` is named in the sentence.
DaemonCommand parse_daemon_command(std::string_view json, const std::string &where, ChannelError &error);

} // namespace playalter
