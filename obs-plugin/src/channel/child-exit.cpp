// SPDX-License-Identifier: GPL-2.0-or-later
//
// What an end means. Any thread.
#include "child-exit.hpp"

namespace playalter {

namespace {

// sysexits.h: the range of exit codes that a daemon uses to say why it did not start.
constexpr int kExitReasonFirst = 64;
constexpr int kExitReasonLast = 78;
constexpr int kExitOtherDaemonRuns = 75;

} // namespace

std::string describe_exit(const ChildExit &exit)
{
	switch (exit.kind) {
	case ChildExit::Kind::code:
		return "exit " + std::to_string(exit.value) +
		       (exit.value == 0 || exit.reason_line.empty() ? "" : ": " + exit.reason_line);
	case ChildExit::Kind::signal:
		return "signal " + std::to_string(exit.value);
	case ChildExit::Kind::unknown:
		break;
	}
	return "exit status unknown";
}

ChannelError exit_error(const ChildExit &exit)
{
	const bool has_code = exit.kind == ChildExit::Kind::code;
	if (has_code && (exit.value == 0 || exit.value == kExitOtherDaemonRuns))
		return {};
	if (has_code && exit.value >= kExitReasonFirst && exit.value <= kExitReasonLast)
		return {"daemon_start_failed", "The PlayAlter daemon could not start (" + describe_exit(exit) + ")."};
	return {"daemon_crashed", "The PlayAlter daemon ended unexpectedly (" + describe_exit(exit) + ")."};
}

} // namespace playalter
