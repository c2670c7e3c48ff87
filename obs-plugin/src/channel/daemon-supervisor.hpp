// SPDX-License-Identifier: GPL-2.0-or-later
//
// Keeps a daemon for as long as this process has filters: starts it on demand, again with back-off when
// it dies, ends it when it hangs and when the last filter goes. One per process, on a thread of its
// own. Touches no other child of OBS.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <sys/types.h>
#include <thread>
#include <utility>
#include <vector>

#include "channel-error.hpp"
#include "channel-log.hpp"
#include "child-process.hpp"
#include "daemon-command.hpp"
#include "shared-memory.hpp"

namespace playalter {

// idle     -> running        ensure_running, or back-off over
// idle     -> waiting        ensure_running while the back-off runs
// waiting  -> running        back-off over
// any      -> not_installed  there is no valid daemon.json; looked for again on demand
// running  -> idle           the daemon ended
// running  -> stopping       the last filter went
// stopping -> idle           the daemon ended, or was killed
enum class SupervisorState : uint32_t { idle, waiting, running, stopping, not_installed };
inline constexpr const char *supervisor_state_names[] = {"idle", "waiting", "running", "stopping", "not_installed"};

// All in milliseconds; tests shorten them.
struct SupervisorTiming {
	int64_t restart_min_ms = 100;
	int64_t restart_max_ms = 5000;
	int64_t healthy_after_ms = 10000; // a daemon that lived this long starts the back-off anew
	int64_t terminate_wait_ms = 1000; // from SIGTERM to SIGKILL
	int64_t dying_ms = 500; // a request so shortly before a daemon's end is one for the next
	int64_t listen_timeout_ms = 15000; // a daemon that lives but that nobody can reach for so long is ended
};

struct SupervisorOptions {
	// Asked before each start, so that an install or update counts without a restart of OBS; the
	// module passes read_daemon_command of its daemon.json.
	std::function<DaemonCommand(ChannelError &error)> read_command;
	// For daemon.log; empty: resolve_runtime_folder().
	std::string runtime_folder;
	SupervisorTiming timing;
	LogFunction log;
};

struct SupervisorStatus {
	SupervisorState state = SupervisorState::idle;
	ChannelError error;  // why there is no daemon; empty if nothing is wrong
	int64_t pid = 0;     // of our child; 0: none
	uint64_t starts = 0; // children started so far
	// "exit 0", "exit 78: <last line of its log>", "signal 9", or empty before the first end.
	std::string last_exit;
};

class DaemonSupervisor {
public:
	// The process-wide one, made on first use, kept by whoever holds the pointer. When the last
	// pointer goes, the daemon is told to end, in the background: the release does not wait. A
	// `share` in the meantime revives the same supervisor; `options` count only for a new one.
	static std::shared_ptr<DaemonSupervisor> share(const SupervisorOptions &options, ChannelError &error);
	// Module unload, after the last filter: waits until the daemon has ended, at most
	// terminate_wait_ms and a little. Without it the process's end waits instead.
	static void drain();

	// One that is not shared, for tests; filters use `share`. Null with `error` set when the system
	// gives no thread or descriptor.
	static std::unique_ptr<DaemonSupervisor> create(const SupervisorOptions &options, ChannelError &error);
	// Ends the daemon and waits for that: at most terminate_wait_ms and a little.
	~DaemonSupervisor();
	DaemonSupervisor(const DaemonSupervisor &) = delete;
	DaemonSupervisor &operator=(const DaemonSupervisor &) = delete;

	// The caller could not connect: there should be a daemon. Starts one, now or when the back-off is
	// over, unless our child is alive. Never waits; any thread but the graphics one.
	void ensure_running();
	// The same, for whoever can do without what it could not reach: a daemon that lives is left in peace.
	void ensure_started();
	// The daemon with this pid is connected but silent. If it is our child (or of its process group) it
	// is killed; otherwise nothing happens, for it is somebody else's.
	void report_hung(pid_t pid);
	SupervisorStatus status() const;

private:
	DaemonSupervisor(SupervisorOptions options, Doorbell wake);

	using Lock = std::unique_lock<std::mutex>;

	void run();
	int step(Lock &lock);
	void start_child(Lock &lock);
	void stop_child(Lock &lock);
	void end_hung_child();
	void note_exit(const ChildExit &exit);
	void plan_restart(int64_t lived_ms);
	void set_error(ChannelError error);
	void log(LogLevel level, std::string line);
	void flush_log(Lock &lock);
	void begin_shutdown();
	void revive();

	const SupervisorOptions options_;
	Doorbell wake_;

	// Guards what follows.
	mutable std::mutex mutex_;
	SupervisorStatus status_;
	bool is_wanted_ = false;      // somebody asked since the last start
	bool is_terminating_ = false; // the last filter went
	bool is_ending_ = false;      // destructor
	bool was_hung_ = false;       // the child's coming end is our doing
	pid_t hung_pid_ = 0;
	int64_t started_ms_ = 0;
	int64_t next_start_ms_ = 0;
	int64_t restart_wait_ms_ = 0;
	int64_t requested_ms_ = 0;         // last ensure_running
	int64_t unreachable_since_ms_ = 0; // first of a run of them while the child lives; 0: none
	std::vector<std::pair<LogLevel, std::string>> pending_log_;

	// The supervisor's thread only.
	ChildProcess child_;

	std::thread thread_;
};

} // namespace playalter
