// SPDX-License-Identifier: GPL-2.0-or-later
//
// A DaemonSupervisor with a shell script for a daemon, for tests. Long time-outs, so that only what a case
// provokes ends a daemon; short pauses between starts.
#pragma once

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>

#include "channel/daemon-supervisor.hpp"
#include "check.hpp"
#include "temporary-folder.hpp"

namespace playalter::testing {

// A daemon that only lives.
inline const char *const kSleeper = "while :; do sleep 0.05; done";

class SupervisorBench {
public:
	explicit SupervisorBench(const std::string &script)
	{
		write_script(script);
		options.runtime_folder = folder.path();
		options.read_command = [this](ChannelError &) {
			DaemonCommand command;
			command.command = {"/bin/sh", folder.file("daemon.sh"), "first argument"};
			command.environment = {{"PLAYALTER_TEST", "in the environment"}};
			return command;
		};
		options.timing.restart_min_ms = 5;
		options.timing.restart_max_ms = 20;
		options.timing.healthy_after_ms = 60000;
		options.timing.terminate_wait_ms = 60000;
		options.timing.listen_timeout_ms = 60000;
	}

	void write_script(const std::string &script) { folder.write("daemon.sh", script); }

	void start()
	{
		ChannelError error;
		supervisor = DaemonSupervisor::create(options, error);
		if (!supervisor)
			throw std::runtime_error(error.message);
	}

	// As a filter that can't connect does; until `is_so`.
	bool want_until(const std::function<bool()> &is_so)
	{
		return eventually([&] {
			supervisor->ensure_running();
			return is_so();
		});
	}

	bool runs() { return want_until([&] { return supervisor->status().pid != 0; }); }
	bool ends() { return eventually([&] { return supervisor->status().pid == 0; }); }

	const TemporaryFolder folder;
	SupervisorOptions options;
	std::unique_ptr<DaemonSupervisor> supervisor;
};

} // namespace playalter::testing
