// SPDX-License-Identifier: GPL-2.0-or-later
//
// DaemonSupervisor with shell scripts for daemons: ones that die, hang, don't let go.
#include "channel/daemon-supervisor.hpp"

#include <atomic>
#include <csignal>
#include <fcntl.h>
#include <mutex>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "check.hpp"
#include "fake-daemon.hpp"
#include "process-list.hpp"
#include "temporary-folder.hpp"

using namespace playalter;
using namespace playalter::testing;

namespace {

class Bench {
public:
	explicit Bench(const std::string &script)
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

bool has(const std::string &text, const std::string &part)
{
	if (text.find(part) != std::string::npos)
		return true;
	report(__FILE__, __LINE__, part + " is not in: " + text);
	return false;
}

const char *const kSleeper = "while :; do sleep 0.05; done";

} // namespace

TEST_CASE("nothing runs until somebody asks, then one daemon does")
{
	Bench bench(kSleeper);
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
	Bench bench(R"sh(
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
	Bench bench("echo once; exit 1");
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
	Bench bench("echo 'model_missing: The model is not there.' >&2; exit 1");
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
	Bench bench("exit 1");
	bench.options.timing.healthy_after_ms = 0;
	bench.options.timing.restart_min_ms = 1;
	bench.options.timing.restart_max_ms = 1000000;
	bench.start();
	// Doubling 20 times would take a quarter of an hour.
	CHECK(bench.want_until([&] { return bench.supervisor->status().starts >= 20; }));
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
		Bench bench(row.script);
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
	Bench bench("");
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
	Bench bench("");
	bench.options.read_command = nullptr;
	bench.start();
	CHECK(bench.want_until([&] { return bench.supervisor->status().error.code == "daemon_spawn_failed"; }));
	bench.supervisor.reset();
}

TEST_CASE("SIGTERM is asked first")
{
	Bench bench("trap 'echo asked; exit 0' TERM; echo ready; while :; do sleep 0.02; done");
	bench.start();
	REQUIRE(bench.runs());
	REQUIRE(eventually([&] { return bench.folder.read("daemon.log") == "ready\n"; }));
	bench.supervisor.reset();
	CHECK_EQ(bench.folder.read("daemon.log"), "ready\nasked\n");
	CHECK_EQ(child_count(), 0);
}

TEST_CASE("a daemon that ignores SIGTERM, or is stopped, is killed with all that it started")
{
	const char *const scripts[] = {
		"trap '' TERM; sleep 1000 & echo ready; while :; do sleep 0.05; done",
		"sleep 1000 & echo ready; kill -STOP $$",
	};
	for (const char *script : scripts) {
		Bench bench(script);
		bench.options.timing.terminate_wait_ms = 50;
		bench.start();
		REQUIRE(bench.runs());
		REQUIRE(eventually([&] { return bench.folder.read("daemon.log") == "ready\n"; }));
		const int64_t session = bench.supervisor->status().pid;
		CHECK(session_count(session) >= 2);
		bench.supervisor.reset();
		CHECK(eventually([&] { return session_count(session) == 0; }));
		CHECK_EQ(child_count(), 0);
	}
}

TEST_CASE("what a dead daemon leaves running is ended")
{
	Bench bench("sleep 1000 & echo $!; exit 1");
	bench.start();
	REQUIRE(bench.want_until([&] { return bench.supervisor->status().starts >= 1; }));
	CHECK(bench.ends());
	const pid_t helper = std::stoi(bench.folder.read("daemon.log"));
	CHECK(eventually([&] { return kill(helper, 0) != 0 || session_count(getsid(helper)) == 0; }));
}

TEST_CASE("a hung daemon is killed and started again; somebody else's is left alone")
{
	Bench bench("sleep 1000 & echo $!; while :; do sleep 0.05; done");
	bench.start();
	REQUIRE(bench.runs());
	const int64_t first = bench.supervisor->status().pid;
	REQUIRE(eventually([&] { return !bench.folder.read("daemon.log").empty(); }));

	pid_t stranger = 0;
	char program[] = "/bin/sleep";
	char seconds[] = "1000";
	char *arguments[] = {program, seconds, nullptr};
	REQUIRE(posix_spawn(&stranger, program, nullptr, nullptr, arguments, environ) == 0);
	bench.supervisor->report_hung(stranger);
	bench.supervisor->report_hung(getpid());
	bench.supervisor->report_hung(1);
	bench.supervisor->report_hung(0);
	bench.supervisor->report_hung(-1);
	poll(nullptr, 0, 50);
	CHECK_EQ(kill(stranger, 0), 0);
	CHECK_EQ(bench.supervisor->status().pid, first);

	// A process of its group stands for the daemon: the command may be a wrapper.
	bench.supervisor->report_hung(std::stoi(bench.folder.read("daemon.log")));
	CHECK(eventually([&] { return bench.supervisor->status().pid != first; }));
	CHECK_EQ(bench.supervisor->status().error.code, "daemon_hung");
	CHECK_EQ(bench.supervisor->status().last_exit, "signal 9");
	REQUIRE(bench.runs());
	const int64_t second = bench.supervisor->status().pid;
	CHECK(second != first);
	bench.supervisor->report_hung(pid_t(first));
	poll(nullptr, 0, 30);
	CHECK_EQ(bench.supervisor->status().pid, second);
	bench.supervisor->report_hung(pid_t(second));
	CHECK(eventually([&] { return bench.supervisor->status().pid != second; }));

	kill(stranger, SIGKILL);
	waitpid(stranger, nullptr, 0);
}

TEST_CASE("a daemon that lives but never listens is started again")
{
	Bench bench(kSleeper);
	bench.options.timing.listen_timeout_ms = 60;
	bench.start();
	CHECK(bench.want_until([&] { return bench.supervisor->status().starts >= 3; }));
}

TEST_CASE("other children of the process are left to it")
{
	Bench bench("exit 1");
	bench.options.timing.restart_max_ms = 5;
	bench.start();
	pid_t other = 0;
	char program[] = "/bin/sh";
	char option[] = "-c";
	char command[] = "exit 7";
	char *arguments[] = {program, option, command, nullptr};
	REQUIRE(posix_spawn(&other, program, nullptr, nullptr, arguments, environ) == 0);
	CHECK(bench.want_until([&] { return bench.supervisor->status().starts >= 5; }));
	int status = 0;
	CHECK_EQ(waitpid(other, &status, 0), other);
	CHECK_EQ(WEXITSTATUS(status), 7);
}

TEST_CASE("a host that ignores SIGCHLD is no trouble")
{
	signal(SIGCHLD, SIG_IGN);
	{
		Bench bench("exit 3");
		bench.start();
		CHECK(bench.want_until([&] { return bench.supervisor->status().starts >= 3; }));
		CHECK(bench.ends());
		CHECK_EQ(bench.supervisor->status().last_exit, "exit status unknown");

		bench.write_script("trap '' TERM; while :; do sleep 0.05; done");
		bench.options.timing.terminate_wait_ms = 50;
		bench.supervisor.reset();
		bench.start();
		REQUIRE(bench.runs());
		const int64_t session = bench.supervisor->status().pid;
		bench.supervisor->report_hung(pid_t(session));
		CHECK(eventually([&] { return bench.supervisor->status().pid != session; }));
		REQUIRE(bench.runs());
	}
	signal(SIGCHLD, SIG_DFL);
	CHECK(eventually([] { return child_count() == 0; }));
}

TEST_CASE("twenty starts and stops leave nothing behind")
{
	const auto cycle = [] {
		Bench bench("trap 'exit 0' TERM; while :; do sleep 0.02; done");
		bench.start();
		REQUIRE(bench.runs());
	};
	cycle();
	const int descriptors = open_descriptors();
	for (int count = 0; count < 20; count++)
		cycle();
	CHECK_EQ(open_descriptors(), descriptors);
	CHECK_EQ(child_count(), 0);
}

TEST_CASE("the shared supervisor ends with its last user, without keeping them waiting")
{
	const int descriptors = open_descriptors();
	{
		Bench bench("trap '' TERM; echo ready; while :; do sleep 0.05; done");
		bench.options.timing.terminate_wait_ms = 1000;
		ChannelError error;
		auto first = DaemonSupervisor::share(bench.options, error);
		auto second = DaemonSupervisor::share(bench.options, error);
		REQUIRE(first && first == second);
		CHECK(eventually([&] {
			first->ensure_running();
			return first->status().pid != 0;
		}));
		REQUIRE(eventually([&] { return bench.folder.read("daemon.log") == "ready\n"; }));
		const int64_t pid = first->status().pid;
		first.reset();
		poll(nullptr, 0, 30);
		CHECK(second->status().state == SupervisorState::running);
		DaemonSupervisor::drain();
		CHECK_EQ(kill(pid_t(pid), 0), 0);

		const DaemonSupervisor *resting = second.get();
		second.reset();
		// The daemon is killed after a second only: had the release waited, it would be gone.
		CHECK_EQ(kill(pid_t(pid), 0), 0);
		CHECK(eventually([&] { return resting->status().state != SupervisorState::running; }));
		auto third = DaemonSupervisor::share(bench.options, error);
		REQUIRE(third);
		CHECK(eventually([&] {
			third->ensure_running();
			const int64_t next = third->status().pid;
			return next != 0 && next != pid;
		}));
		CHECK(kill(pid_t(pid), 0) != 0);
		// Back before the supervisor looked: the daemon just stays.
		const int64_t next = third->status().pid;
		third.reset();
		third = DaemonSupervisor::share(bench.options, error);
		CHECK(third->status().state == SupervisorState::stopping || third->status().pid == next);
		third.reset();
		DaemonSupervisor::drain();
		DaemonSupervisor::drain();
		CHECK_EQ(child_count(), 0);
	}
	CHECK_EQ(open_descriptors(), descriptors);
}

TEST_MAIN
