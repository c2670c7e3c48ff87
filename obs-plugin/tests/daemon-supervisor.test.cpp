// SPDX-License-Identifier: GPL-2.0-or-later
//
// How DaemonSupervisor starts daemons, and starts them again when they end by themselves.
#include <atomic>
#include <csignal>
#include <fcntl.h>
#include <mutex>
#include <sys/stat.h>

#include "process-list.hpp"
#include "supervisor-bench.hpp"

using namespace playalter;
using namespace playalter::testing;

TEST_CASE("nothing runs until somebody asks, then one daemon does")
{
	SupervisorBench bench(kSleeper);
	bench.start();
	poll(nullptr, 0, 30);
	CHECK_EQ(bench.supervisor->status().pid, 0);
	CHECK(bench.supervisor->status().state == SupervisorState::idle);

	REQUIRE(bench.runs());
	const SupervisorStatus status = bench.supervisor->status();
	CHECK(status.state == SupervisorState::running);
	for (int count = 0; count < 50; count++)
		bench.supervisor->ensure_running();
	poll(nullptr, 0, 30);
	CHECK_EQ(bench.supervisor->status().pid, status.pid);
	CHECK_EQ(bench.supervisor->status().starts, 1u);
	bench.supervisor.reset();
	CHECK(eventually([&] { return session_count(status.pid) == 0; }));
	CHECK_EQ(child_count(), 0);
}

TEST_CASE("the daemon gets its arguments, and nothing else of OBS")
{
	const FileDescriptor leaked(open("/dev/null", O_RDONLY));
	const FileDescriptor high(fcntl(leaked.get(), F_DUPFD, 200));
	signal(SIGUSR1, SIG_IGN);
	sigset_t blocked, before;
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGPIPE);
	REQUIRE(pthread_sigmask(SIG_BLOCK, &blocked, &before) == 0);

	// The shell itself opens nothing above 2 but its script (10 in dash, 255 in bash).
	SupervisorBench bench(R"sh(
		echo "arguments: $*"
		echo "variable: $PLAYALTER_TEST"
		for fd in 0 1 2 200; do echo "fd $fd: $(readlink /proc/$$/fd/$fd)"; done
		for fd in /proc/$$/fd/*; do echo "target: $(readlink $fd)"; done
		grep -E '^(SigBlk|SigIgn)' /proc/self/status
		echo "session: $(cut -d' ' -f6 /proc/$$/stat) of $$"
		echo ready
		while :; do sleep 0.05; done)sh");
	bench.start();
	REQUIRE(bench.runs());
	pthread_sigmask(SIG_SETMASK, &before, nullptr);
	REQUIRE(eventually([&] { return bench.folder.read("daemon.log").find("ready") != std::string::npos; }));
	const std::string log = bench.folder.read("daemon.log");
	has(log, "arguments: first argument --exit-when-idle\n");
	has(log, "variable: in the environment\n");
	has(log, "fd 0: /dev/null\n");
	has(log, "fd 1: " + bench.folder.file("daemon.log"));
	has(log, "fd 2: " + bench.folder.file("daemon.log"));
	has(log, "fd 200: \n");
	CHECK(log.find("target: anon_inode") == std::string::npos);
	CHECK(log.find("target: socket") == std::string::npos);
	has(log, "SigBlk:\t0000000000000000");
	// Signals 32 and up are the C library's own.
	has(log, "SigIgn:\t");
	CHECK_EQ(std::stoull(log.substr(log.find("SigIgn:") + 8, 16), nullptr, 16) & 0x7fffffff, 0u);
	const std::string pid = std::to_string(bench.supervisor->status().pid);
	has(log, "session: " + pid + " of " + pid);
	signal(SIGUSR1, SIG_DFL);
}

TEST_CASE("the log is the user's own, appended to, and emptied when long")
{
	SupervisorBench bench("echo once; exit 1");
	bench.options.timing.restart_max_ms = 5;
	bench.start();
	CHECK(bench.want_until([&] { return bench.supervisor->status().starts >= 3; }));
	CHECK(bench.ends());
	CHECK(eventually([&] { return bench.folder.read("daemon.log").find("once\nonce\n") != std::string::npos; }));
	struct stat info = {};
	REQUIRE(stat(bench.folder.file("daemon.log").c_str(), &info) == 0);
	CHECK_EQ(info.st_mode & 07777, 0600u);

	bench.folder.write("daemon.log", std::string(1024 * 1024 + 1, 'x'));
	const uint64_t starts = bench.supervisor->status().starts;
	// The next start may have begun before the log grew.
	CHECK(bench.want_until([&] { return bench.supervisor->status().starts > starts + 1; }));
	CHECK(eventually([&] { return bench.folder.read("daemon.log").substr(0, 5) == "once\n"; }));

	bench.supervisor.reset();
	std::filesystem::remove(bench.folder.file("daemon.log"));
	REQUIRE(symlink("/dev/null", bench.folder.file("daemon.log").c_str()) == 0);
	bench.start();
	CHECK(bench.want_until([&] { return bench.supervisor->status().error.code == "daemon_log_failed"; }));
	CHECK_EQ(bench.supervisor->status().starts, 0u);
}

TEST_CASE("a daemon that dies at once is started less and less often")
{
	SupervisorBench bench("echo 'model_missing: The model is not there.' >&2; exit 1");
	bench.options.timing.restart_min_ms = 20;
	bench.options.timing.restart_max_ms = 80;
	std::mutex mutex;
	std::vector<int64_t> starts_ms, ends_ms;
	bench.options.log = [&](LogLevel, const std::string &line) {
		const std::lock_guard<std::mutex> lock(mutex);
		if (line.find("started") != std::string::npos)
			starts_ms.push_back(monotonic_ms());
		if (line.find("ended") != std::string::npos)
			ends_ms.push_back(monotonic_ms());
	};
	bench.start();
	CHECK(bench.want_until([&] { return bench.supervisor->status().starts >= 6; }));
	CHECK(bench.ends());
	has(bench.supervisor->status().error.message, "exit 1: model_missing: The model is not there.");
	CHECK_EQ(bench.supervisor->status().error.code, "daemon_crashed");
	CHECK_EQ(bench.supervisor->status().last_exit, "exit 1: model_missing: The model is not there.");
	bench.supervisor.reset();

	// Lower bounds only: a loaded machine makes pauses longer, never shorter. The log line of an end
	// may come a moment after the pause began.
	const int64_t pauses_ms[] = {20, 40, 80, 80, 80};
	REQUIRE(starts_ms.size() >= 6 && ends_ms.size() >= 6);
	for (size_t index = 0; index < 5; index++)
		CHECK(starts_ms[index + 1] - starts_ms[index] >= pauses_ms[index]);
}

TEST_CASE("a daemon that lived resets the back-off")
{
	SupervisorBench bench("exit 1");
	bench.options.timing.healthy_after_ms = 0;
	bench.options.timing.restart_min_ms = 1;
	bench.options.timing.restart_max_ms = 1000000;
	bench.start();
	// Doubling 20 times would take a quarter of an hour.
	CHECK(bench.want_until([&] { return bench.supervisor->status().starts >= 20; }));
}

TEST_CASE("a request that comes while a daemon dies is one for the next")
{
	SupervisorBench bench(kSleeper);
	bench.start();
	REQUIRE(bench.runs());
	const int64_t first = bench.supervisor->status().pid;
	// As a filter does whose connection has just ended.
	bench.supervisor->ensure_running();
	REQUIRE(kill(pid_t(first), SIGKILL) == 0);
	CHECK(eventually([&] {
		const int64_t pid = bench.supervisor->status().pid;
		return pid != 0 && pid != first;
	}));
}

TEST_CASE("an old request starts no daemon")
{
	SupervisorBench bench(kSleeper);
	bench.options.timing.dying_ms = 10;
	bench.start();
	REQUIRE(bench.runs());
	bench.supervisor->ensure_running();
	poll(nullptr, 0, 50);
	REQUIRE(kill(pid_t(bench.supervisor->status().pid), SIGKILL) == 0);
	REQUIRE(bench.ends());
	poll(nullptr, 0, 100);
	CHECK_EQ(bench.supervisor->status().starts, 1u);
}

TEST_CASE("exits mean what they mean")
{
	struct Row {
		const char *script;
		const char *code;
		const char *last_exit;
	};
	const Row rows[] = {
		{"exit 0", "", "exit 0"},
		{"echo noise; exit 0", "", "exit 0"},
		{"echo 'socket_in_use: Another daemon runs.'; exit 75", "", "exit 75: socket_in_use: Another daemon runs."},
		{"echo first; echo; echo '  the reason'; echo; exit 78", "daemon_start_failed", "exit 78:   the reason"},
		{"exit 64", "daemon_start_failed", "exit 64"},
		{"exit 63", "daemon_crashed", "exit 63"},
		{"exit 79", "daemon_crashed", "exit 79"},
		{"printf 'bad \\377\\033[31m bytes'; exit 70", "daemon_start_failed", "exit 70: bad ? [31m bytes"},
		{"kill -SEGV $$", "daemon_crashed", "signal 11"},
		{"kill -TERM $$", "daemon_crashed", "signal 15"},
	};
	for (const Row &row : rows) {
		SupervisorBench bench(row.script);
		bench.start();
		CHECK(bench.want_until([&] { return bench.supervisor->status().starts >= 1; }));
		CHECK(bench.ends());
		const SupervisorStatus status = bench.supervisor->status();
		CHECK_EQ(status.error.code, row.code);
		CHECK_EQ(status.last_exit, row.last_exit);
		if (status.error)
			has(status.error.message, row.last_exit);
	}
}

TEST_CASE("a program that can't be started, and one that comes later")
{
	SupervisorBench bench("");
	std::atomic<int> stage{0};
	bench.options.read_command = [&](ChannelError &error) {
		DaemonCommand command;
		if (stage == 0)
			error = {"daemon_not_installed", "There is no daemon.json."};
		else if (stage == 1)
			command.command = {"/nonexistent/node"};
		else
			command.command = {"/bin/sleep", "60"};
		return command;
	};
	bench.start();
	CHECK(bench.want_until([&] { return bench.supervisor->status().state == SupervisorState::not_installed; }));
	CHECK_EQ(bench.supervisor->status().error.code, "daemon_not_installed");
	stage = 1;
	CHECK(bench.want_until([&] { return bench.supervisor->status().error.code == "daemon_spawn_failed"; }));
	has(bench.supervisor->status().error.message, "/nonexistent/node: No such file or directory");
	// A further attempt may be under way.
	CHECK(eventually([] { return child_count() == 0; }));
	stage = 2;
	CHECK(bench.want_until([&] { return bench.supervisor->status().starts >= 1; }));
}

TEST_CASE("a read_command that throws is an error like others")
{
	SupervisorBench bench("");
	bench.options.read_command = nullptr;
	bench.start();
	CHECK(bench.want_until([&] { return bench.supervisor->status().error.code == "daemon_spawn_failed"; }));
	bench.supervisor.reset();
}

TEST_MAIN
