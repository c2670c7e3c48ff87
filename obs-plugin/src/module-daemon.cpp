// SPDX-License-Identifier: GPL-2.0-or-later
#include "module-daemon.hpp"

#include "protocol/generated/names.gen.h"

#include <obs-module.h>

namespace playalter {

namespace {

std::string daemon_file_path()
{
	// Not obs_find_module_file: where the file is missing, its place is what the user needs to read.
	const char *folder = obs_get_module_data_path(obs_current_module());
	return std::string(folder ? folder : "") + "/" + names::daemon_file_name;
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
	// Found here and now: the supervisor's thread may outlive the module's folder names.
	options.read_command = [path = daemon_file_path()](ChannelError &error) {
		return read_daemon_command(path, error);
	};
	options.log = log_channel_line;
	ChannelError error;
	std::shared_ptr<DaemonSupervisor> supervisor = DaemonSupervisor::share(options, error);
	if (!supervisor)
		log_channel_line(LogLevel::error, error.message);
	return supervisor;
}

} // namespace playalter
