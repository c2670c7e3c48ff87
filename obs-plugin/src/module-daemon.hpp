// SPDX-License-Identifier: GPL-2.0-or-later
//
// The one daemon supervisor of this OBS process, set up with the module's paths and log.
#pragma once

#include "channel/channel-log.hpp"
#include "channel/daemon-supervisor.hpp"

#include <memory>
#include <string>

namespace playalter {

// Kept alive by whoever holds it; null, with a line in the log, if the system gives no thread.
std::shared_ptr<DaemonSupervisor> share_daemon_supervisor();

void log_channel_line(LogLevel level, const std::string &line);

} // namespace playalter
