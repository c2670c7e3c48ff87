// SPDX-License-Identifier: GPL-2.0-or-later
//
// The supervisor's policy: when to start, restart and end the daemon. Everything that blocks happens on
// its own thread, with the mutex released.
#include "daemon-supervisor.hpp"

#include <algorithm>
#include <exception>
#include <poll.h>

#include "monotonic-clock.hpp"
#include "runtime-folder.hpp"

namespace playalter {

namespace {

constexpr const char *kIdleArgument = "--exit-when-idle";
constexpr const char *kLogName = "/daemon.log";
// Where a child's end cannot be polled for (no pidfd), it is looked for this often.
constexpr int kChildPollMs = 50;
constexpr int kKilledWaitMs = 500;
// Requests further apart than this are separate troubles.
constexpr int64_t kRequestGapMs = 5000;

void wait_for_events(int wake_fd, int child_fd, int timeout_ms)
{
	pollfd events[] = {{wake_fd, POLLIN, 0}, {child_fd, POLLIN, 0}};
	poll(events, 2, timeout_ms);
}

} // namespace

std::unique_ptr<DaemonSupervisor> DaemonSupervisor::create(const SupervisorOptions &options, ChannelError &error)
{
	Doorbell wake = Doorbell::create(error);
	if (!wake.is_open())
		return nullptr;
	std::unique_ptr<DaemonSupervisor> supervisor(new DaemonSupervisor(options, std::move(wake)));
	try {
		supervisor->thread_ = std::thread([raw = supervisor.get()] { raw->run(); });
	} catch (const std::system_error &failure) {
		error = {"thread_failed", std::string("The system gave no thread to watch the PlayAlter daemon (") +
						  failure.what() + ")."};
		return nullptr;
	}
	return supervisor;
}

DaemonSupervisor::DaemonSupervisor(SupervisorOptions options, Doorbell wake)
	: options_(std::move(options)),
	  wake_(std::move(wake))
{
}

DaemonSupervisor::~DaemonSupervisor()
{
	{
		const Lock lock(mutex_);
		is_terminating_ = true;
		is_ending_ = true;
	}
	wake_.ring();
	if (thread_.joinable())
		thread_.join();
}

void DaemonSupervisor::begin_shutdown()
{
	{
		const Lock lock(mutex_);
		is_terminating_ = true;
	}
	wake_.ring();
}

void DaemonSupervisor::revive()
{
	const Lock lock(mutex_);
	is_terminating_ = false;
}

void DaemonSupervisor::ensure_running()
{
	{
		const Lock lock(mutex_);
		const int64_t now_ms = monotonic_ms();
		const bool is_new_trouble = now_ms - requested_ms_ > kRequestGapMs;
		if (status_.pid == 0 || is_new_trouble)
			unreachable_since_ms_ = 0;
		if (status_.pid != 0 && unreachable_since_ms_ == 0)
			unreachable_since_ms_ = now_ms;
		requested_ms_ = now_ms;
		is_wanted_ = true;
	}
	wake_.ring();
}

void DaemonSupervisor::ensure_started()
{
	{
		const Lock lock(mutex_);
		if (status_.pid != 0)
			return;
		is_wanted_ = true;
	}
	wake_.ring();
}

void DaemonSupervisor::report_hung(pid_t pid)
{
	{
		const Lock lock(mutex_);
		hung_pid_ = pid;
	}
	wake_.ring();
}

SupervisorStatus DaemonSupervisor::status() const
{
	const Lock lock(mutex_);
	SupervisorStatus status = status_;
	// An old failure is history once a daemon has lived.
	if (status.pid != 0 && monotonic_ms() - started_ms_ >= options_.timing.healthy_after_ms)
		status.error = {};
	return status;
}

void DaemonSupervisor::run()
{
	Lock lock(mutex_);
	for (;;) {
		int wait_ms = -1;
		try {
			wait_ms = step(lock);
		} catch (const std::exception &failure) {
			if (!lock.owns_lock())
				lock.lock();
			set_error({"daemon_spawn_failed", std::string("The PlayAlter daemon could not be watched (") +
								  failure.what() + ")."});
			plan_restart(0);
			wait_ms = kChildPollMs;
		}
		flush_log(lock);
		if (is_ending_) {
			// No pid: it was told already. If even SIGKILL didn't end it, it is stuck in the kernel.
			if (child_.is_running() && status_.pid != 0)
				stop_child(lock);
			flush_log(lock);
			return;
		}
		lock.unlock();
		wait_for_events(wake_.descriptor(), child_.exit_descriptor(), wait_ms);
		wake_.drain();
		lock.lock();
	}
}

// One look at everything; returns how long nothing needs to happen, -1 for ever.
int DaemonSupervisor::step(Lock &lock)
{
	if (const auto exit = child_.reap())
		note_exit(*exit);

	if (is_terminating_) {
		is_wanted_ = false;
		if (child_.is_running())
			stop_child(lock);
		// `share` may have come back while the child ended: then look again.
		return is_terminating_ ? -1 : 0;
	}

	end_hung_child();

	if (child_.is_running()) {
		is_wanted_ = false;
		return child_.exit_descriptor() >= 0 ? -1 : kChildPollMs;
	}
	if (!is_wanted_)
		return -1;

	const int64_t wait_ms = next_start_ms_ - monotonic_ms();
	if (wait_ms > 0) {
		if (status_.state == SupervisorState::idle)
			status_.state = SupervisorState::waiting;
		return int(wait_ms);
	}
	is_wanted_ = false;
	start_child(lock);
	return child_.is_running() && child_.exit_descriptor() >= 0 ? -1 : kChildPollMs;
}

void DaemonSupervisor::start_child(Lock &lock)
{
	lock.unlock();
	ChannelError error;
	DaemonCommand command = options_.read_command(error);
	const bool is_installed = !command.is_empty();
	std::string folder = options_.runtime_folder;
	bool is_started = false;
	if (is_installed && folder.empty())
		folder = resolve_runtime_folder(error);
	if (is_installed && !folder.empty()) {
		command.command.push_back(kIdleArgument);
		is_started = child_.start(command, folder + kLogName, error);
	}
	lock.lock();

	if (!is_started) {
		status_.state = is_installed ? SupervisorState::idle : SupervisorState::not_installed;
		set_error(std::move(error));
		plan_restart(0);
		return;
	}
	started_ms_ = monotonic_ms();
	unreachable_since_ms_ = 0;
	was_hung_ = false;
	status_.state = SupervisorState::running;
	status_.pid = child_.pid();
	status_.starts++;
	log(LogLevel::info, "daemon started (pid " + std::to_string(child_.pid()) + ")");
}

void DaemonSupervisor::end_hung_child()
{
	const pid_t reported = hung_pid_;
	hung_pid_ = 0;
	if (!child_.is_running() || was_hung_)
		return;
	const bool is_silent = reported != 0 && child_.owns(reported);
	const bool is_unreachable = unreachable_since_ms_ != 0 &&
				    monotonic_ms() - unreachable_since_ms_ >= options_.timing.listen_timeout_ms;
	if (!is_silent && !is_unreachable)
		return;
	was_hung_ = true;
	log(LogLevel::warning, std::string("daemon (pid ") + std::to_string(child_.pid()) +
				       (is_silent ? ") is connected but silent" : ") cannot be reached") +
				       ": killed");
	child_.kill_group();
}

void DaemonSupervisor::stop_child(Lock &lock)
{
	status_.state = SupervisorState::stopping;
	lock.unlock();

	child_.terminate();
	std::optional<ChildExit> exit;
	const auto wait_for_end = [&](int64_t wait_ms) {
		const int64_t deadline_ms = monotonic_ms() + wait_ms;
		while (!(exit = child_.reap())) {
			const int64_t left_ms = deadline_ms - monotonic_ms();
			if (left_ms <= 0)
				return false;
			const int poll_ms = child_.exit_descriptor() >= 0 ? int(left_ms) : kChildPollMs;
			wait_for_events(-1, child_.exit_descriptor(), std::min(poll_ms, int(left_ms)));
		}
		return true;
	};
	const bool has_ended = wait_for_end(options_.timing.terminate_wait_ms);
	if (!has_ended) {
		child_.kill_group();
		wait_for_end(kKilledWaitMs);
	}

	lock.lock();
	log(has_ended ? LogLevel::info : LogLevel::warning,
	    has_ended ? "daemon ended with the last filter" : "daemon did not end when asked: killed");
	if (exit)
		status_.last_exit = describe_exit(*exit);
	status_.state = SupervisorState::idle;
	status_.pid = 0;
	status_.error = {};
	next_start_ms_ = 0;
	restart_wait_ms_ = 0;
}

void DaemonSupervisor::note_exit(const ChildExit &exit)
{
	ChannelError error = exit_error(exit);
	if (was_hung_)
		error = {"daemon_hung", "The PlayAlter daemon did not answer and was ended; it is started again."};
	status_.last_exit = describe_exit(exit);
	status_.state = SupervisorState::idle;
	status_.pid = 0;
	log(error ? LogLevel::warning : LogLevel::info, "daemon ended (" + status_.last_exit + ")");
	status_.error = std::move(error);
	was_hung_ = false;
	const int64_t now_ms = monotonic_ms();
	// A dying process closes its sockets before its end can be seen: who asked in between meant the next one.
	if (unreachable_since_ms_ != 0 && now_ms - requested_ms_ <= options_.timing.dying_ms)
		is_wanted_ = true;
	plan_restart(now_ms - started_ms_);
}

void DaemonSupervisor::plan_restart(int64_t lived_ms)
{
	const SupervisorTiming &timing = options_.timing;
	const bool was_healthy = lived_ms >= timing.healthy_after_ms;
	// After a long healthy life at once: the picture is covered until it is back.
	restart_wait_ms_ = was_healthy             ? 0
			   : restart_wait_ms_ == 0 ? timing.restart_min_ms
						   : std::min(restart_wait_ms_ * 2, timing.restart_max_ms);
	next_start_ms_ = monotonic_ms() + restart_wait_ms_;
}

// Logs an error when it is a new one: attempts repeat for as long as a filter wants a daemon.
void DaemonSupervisor::set_error(ChannelError error)
{
	if (error.message != status_.error.message)
		log(LogLevel::error, error.message);
	status_.error = std::move(error);
}

void DaemonSupervisor::log(LogLevel level, std::string line)
{
	pending_log_.emplace_back(level, std::move(line));
}

// With the mutex released: what the host does with a line is its own affair.
void DaemonSupervisor::flush_log(Lock &lock)
{
	const auto lines = std::exchange(pending_log_, {});
	if (lines.empty() || !options_.log)
		return;
	lock.unlock();
	for (const auto &line : lines)
		options_.log(line.first, line.second);
	lock.lock();
}

} // namespace playalter
