// SPDX-License-Identifier: GPL-2.0-or-later
//
// One child process in a session of its own: start, signal, reap. Safe against pid reuse and against a
// host that ignores SIGCHLD; waits for no other child. The supervisor's thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <sys/types.h>

#include "channel-error.hpp"
#include "child-exit.hpp"
#include "daemon-command.hpp"
#include "file-descriptor.hpp"

namespace playalter {

class ChildProcess {
public:
	ChildProcess() = default;
	ChildProcess(ChildProcess &&) = delete;
	ChildProcess &operator=(ChildProcess &&) = delete;
	// Kills and reaps what still runs.
	~ChildProcess();

	// stdin is /dev/null; stdout and stderr append to `log_path` (0600, emptied when over 1 MB); no
	// other descriptor of this process is inherited. Only when !is_running().
	// Errors: daemon_spawn_failed, daemon_log_failed.
	bool start(const DaemonCommand &command, const std::string &log_path, ChannelError &error);

	bool is_running() const { return pid_ > 0; }
	pid_t pid() const { return pid_; }
	// The child itself or a process that it started and that stayed in its group.
	bool owns(pid_t pid) const;
	// For poll: readable when the child has ended. -1 on systems without it: poll by time.
	int exit_descriptor() const { return pidfd_.get(); }

	// To the child alone / to its whole group. Harmless when it has ended.
	void terminate();
	void kill_group();
	// If the child has ended: sweeps what is left of its group, reaps it, and says how it ended.
	std::optional<ChildExit> reap();

private:
	bool is_ours() const;
	std::string read_reason_line() const;

	pid_t pid_ = 0;
	FileDescriptor pidfd_;
	std::string log_path_;
	int64_t log_start_bytes_ = 0;
};

} // namespace playalter
