// SPDX-License-Identifier: GPL-2.0-or-later
//
// Spawning and reaping of one child. The supervisor's thread.
#include "child-process.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include "utf8-text.hpp"

extern char **environ;

namespace playalter {

namespace {

constexpr int64_t kLogBytesMax = 1024 * 1024;
constexpr size_t kReasonTailBytes = 4096;
constexpr size_t kReasonBytesMax = 300;
constexpr int kKillWaitMs = 500;

#if defined(__GLIBC__) && __GLIBC_PREREQ(2, 34)
constexpr bool kHasCloseFrom = true;
#else
constexpr bool kHasCloseFrom = false;
#define posix_spawn_file_actions_addclosefrom_np(actions, from) 0
#endif

// Linux 5.3 and up; -1 elsewhere.
int open_pidfd(pid_t pid)
{
#ifdef SYS_pidfd_open
	return int(syscall(SYS_pidfd_open, pid, 0));
#else
	(void)pid;
	return -1;
#endif
}

void signal_pidfd(int pidfd, int number)
{
#ifdef SYS_pidfd_send_signal
	syscall(SYS_pidfd_send_signal, pidfd, number, nullptr, 0);
#else
	(void)pidfd;
	(void)number;
#endif
}

ChannelError spawn_error(const std::string &program, int number)
{
	return {"daemon_spawn_failed",
		"The PlayAlter daemon could not be started: " + program + ": " + strerror(number) + "."};
}

FileDescriptor open_log(const std::string &path, int64_t &size_bytes, ChannelError &error)
{
	FileDescriptor log(open(path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600));
	struct stat info = {};
	if (!log.is_open() || fstat(log.get(), &info) != 0 || !S_ISREG(info.st_mode)) {
		error = {"daemon_log_failed", "The PlayAlter daemon's log " + path + " cannot be written (" +
						      (log.is_open() ? "not a file" : strerror(errno)) + ")."};
		return {};
	}
	size_bytes = info.st_size;
	if (size_bytes > kLogBytesMax && ftruncate(log.get(), 0) == 0)
		size_bytes = 0;
	return log;
}

// This process's environment, with the command's variables on top.
std::vector<std::string> merged_environment(const DaemonCommand &command)
{
	std::vector<std::string> merged;
	for (char **entry = environ; entry && *entry; entry++) {
		const std::string text = *entry;
		const std::string name = text.substr(0, text.find('='));
		const bool is_replaced = std::any_of(command.environment.begin(), command.environment.end(),
						     [&](const auto &variable) { return variable.first == name; });
		if (!is_replaced)
			merged.push_back(text);
	}
	for (const auto &variable : command.environment)
		merged.push_back(variable.first + "=" + variable.second);
	return merged;
}

std::vector<char *> pointers(std::vector<std::string> &texts)
{
	std::vector<char *> result;
	for (std::string &text : texts)
		result.push_back(text.data());
	result.push_back(nullptr);
	return result;
}

// What a spawn needs, released together.
class SpawnPlan {
public:
	SpawnPlan()
	{
		posix_spawn_file_actions_init(&actions_);
		posix_spawnattr_init(&attributes_);
	}
	~SpawnPlan()
	{
		posix_spawnattr_destroy(&attributes_);
		posix_spawn_file_actions_destroy(&actions_);
	}
	SpawnPlan(const SpawnPlan &) = delete;
	SpawnPlan &operator=(const SpawnPlan &) = delete;

	// 0 or an errno.
	int prepare(int log_fd)
	{
		sigset_t none, all;
		sigemptyset(&none);
		sigfillset(&all);
		// OBS blocks SIGPIPE and may ignore others; the daemon starts with everything at its default.
		const short flags = POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
		const int results[] = {
			posix_spawnattr_setflags(&attributes_, flags),
			posix_spawnattr_setsigmask(&attributes_, &none),
			posix_spawnattr_setsigdefault(&attributes_, &all),
			posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0),
			posix_spawn_file_actions_adddup2(&actions_, log_fd, STDOUT_FILENO),
			posix_spawn_file_actions_adddup2(&actions_, log_fd, STDERR_FILENO),
			// OBS and its plugins hold descriptors that are not close-on-exec: cameras, sockets.
			kHasCloseFrom ? posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1) : 0,
		};
		for (const int result : results) {
			if (result != 0)
				return result;
		}
		return 0;
	}

	int spawn(pid_t &pid, char *const *arguments, char *const *variables)
	{
		return posix_spawn(&pid, arguments[0], &actions_, &attributes_, arguments, variables);
	}

private:
	posix_spawn_file_actions_t actions_;
	posix_spawnattr_t attributes_;
};

} // namespace

ChildProcess::~ChildProcess()
{
	if (!is_running())
		return;
	kill_group();
	for (int waited_ms = 0; waited_ms < kKillWaitMs && !reap(); waited_ms += 5)
		poll(nullptr, 0, 5);
}

bool ChildProcess::start(const DaemonCommand &command, const std::string &log_path, ChannelError &error)
{
	const FileDescriptor log = open_log(log_path, log_start_bytes_, error);
	if (!log.is_open())
		return false;
	log_path_ = log_path;

	std::vector<std::string> arguments = command.command;
	std::vector<std::string> variables = merged_environment(command);
	const std::vector<char *> argument_pointers = pointers(arguments);
	const std::vector<char *> variable_pointers = pointers(variables);

	SpawnPlan plan;
	pid_t pid = 0;
	int result = plan.prepare(log.get());
	if (result == 0)
		result = plan.spawn(pid, argument_pointers.data(), variable_pointers.data());
	if (result != 0) {
		error = spawn_error(command.command[0], result);
		return false;
	}
	pid_ = pid;
	pidfd_ = FileDescriptor(open_pidfd(pid));
	return true;
}

bool ChildProcess::is_ours() const
{
	// Succeeds only for a child of this process that nobody reaped: its pid, and the group named
	// after it, cannot have been given to anyone else.
	siginfo_t info = {};
	return is_running() && waitid(P_PID, id_t(pid_), &info, WEXITED | WNOHANG | WNOWAIT) == 0;
}

bool ChildProcess::owns(pid_t pid) const
{
	return pid > 0 && is_ours() && (pid == pid_ || getpgid(pid) == pid_);
}

void ChildProcess::terminate()
{
	if (pidfd_.is_open())
		signal_pidfd(pidfd_.get(), SIGTERM);
	else if (is_ours())
		kill(pid_, SIGTERM);
}

void ChildProcess::kill_group()
{
	if (is_ours())
		kill(-pid_, SIGKILL);
	else if (pidfd_.is_open())
		signal_pidfd(pidfd_.get(), SIGKILL);
}

std::optional<ChildExit> ChildProcess::reap()
{
	if (!is_running())
		return std::nullopt;

	siginfo_t info = {};
	int result;
	do {
		result = waitid(P_PID, id_t(pid_), &info, WEXITED | WNOHANG | WNOWAIT);
	} while (result != 0 && errno == EINTR);
	if (result == 0 && info.si_pid == 0)
		return std::nullopt;

	ChildExit exit;
	if (result == 0) {
		exit.kind = info.si_code == CLD_EXITED ? ChildExit::Kind::code : ChildExit::Kind::signal;
		exit.value = info.si_status;
		// Before reaping: while the zombie holds its pid, the group's number is its own.
		kill(-pid_, SIGKILL);
		waitid(P_PID, id_t(pid_), &info, WEXITED | WNOHANG);
	}
	// Otherwise ECHILD: a host that ignores SIGCHLD, or waits for any child, has reaped it.
	exit.reason_line = read_reason_line();
	pid_ = 0;
	pidfd_.reset();
	return exit;
}

std::string ChildProcess::read_reason_line() const
{
	const FileDescriptor log(open(log_path_.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
	const off_t end = log.is_open() ? lseek(log.get(), 0, SEEK_END) : -1;
	if (end <= log_start_bytes_)
		return {};
	const int64_t start = std::max<int64_t>(log_start_bytes_, end - int64_t(kReasonTailBytes));
	std::string tail(size_t(end - start), '\0');
	const ssize_t count = pread(log.get(), tail.data(), tail.size(), start);
	tail.resize(count > 0 ? size_t(count) : 0);

	const size_t last = tail.find_last_not_of(" \t\r\n");
	if (last == std::string::npos)
		return {};
	tail.resize(last + 1);
	const size_t newline = tail.rfind('\n');
	return clean_text(newline == std::string::npos ? tail : tail.substr(newline + 1), kReasonBytesMax);
}

} // namespace playalter
