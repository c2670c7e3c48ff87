// SPDX-License-Identifier: GPL-2.0-or-later
//
// How a daemon that this process started has ended. Any thread.
#pragma once

#include <string>

#include "channel-error.hpp"

namespace playalter {

struct ChildExit {
	enum class Kind { code, signal, unknown }; // unknown: the host reaped it, the status is lost
	Kind kind = Kind::unknown;
	int value = 0;           // exit code or signal number
	std::string reason_line; // the last line it wrote, printable and cut; may be empty
};

// "exit 0", "exit 78: <reason line>", "signal 9", "exit status unknown".
std::string describe_exit(const ChildExit &exit);

// What to tell the user; empty when all is well: it ended because it had nothing to do (0) or because
// another daemon serves this user already (75, EX_TEMPFAIL). daemon_start_failed for the other codes
// of sysexits.h, daemon_crashed for the rest.
ChannelError exit_error(const ChildExit &exit);

} // namespace playalter
