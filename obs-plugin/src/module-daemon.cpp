// SPDX-License-Identifier: GPL-2.0-or-later
#include "module-daemon.hpp"

#include "protocol/generated/names.gen.h"

#include <obs-module.h>

namespace playalter {

namespace {

std::string daemon_file_path()
{
	char *path = obs_find_module_file(obs_current_module(), names::daemon_file_name);
	std::string result = path ? path : "";
	bfree(path);
	return result;
}

} // namespace

void log_channel_line(LogLevel level, const std::string &line)
{
	const int obs_level = level == LogLevel::info ? LOG_INFO : level == LogLevel::warning ? LOG_WARNING : LOG_ERROR;
	blog(obs_level, "[playalter] %s", line.c_str());
}

std::shared_ptr<DaemonSupervisor> share_daemon_supervisor()
{
	SupervisorOptions options;
	options.read_command = [](ChannelError &error) {
		return read_daemon_command(daemon_file_path(), error);
	};
	options.log = log_channel_line;
	ChannelError error;
	std::shared_ptr<DaemonSupervisor> supervisor = DaemonSupervisor::share(options, error);
	if (!supervisor)
		log_channel_line(LogLevel::error, error.message);
	return supervisor;
}

} // namespace playalter
