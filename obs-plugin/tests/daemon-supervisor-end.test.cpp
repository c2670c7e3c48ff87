// SPDX-License-Identifier: GPL-2.0-or-later
//
// How DaemonSupervisor ends daemons: ones that comply, hang or don't let go; and whom it leaves alone.
#include <csignal>
#include <spawn.h>
#include <sys/wait.h>

#include "fake-daemon.hpp"
#include "process-list.hpp"
#include "supervisor-bench.hpp"

using namespace playalter;
using namespace playalter::testing;

TEST_CASE("SIGTERM is asked first")
{
	SupervisorBench bench("trap 'echo asked; exit 0' TERM; echo ready; while :; do sleep 0.02; done");
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
		SupervisorBench bench(script);
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
	SupervisorBench bench("sleep 1000 & echo $!; exit 1");
	bench.start();
	REQUIRE(bench.want_until([&] { return bench.supervisor->status().starts >= 1; }));
	CHECK(bench.ends());
	const pid_t helper = std::stoi(bench.folder.read("daemon.log"));
	CHECK(eventually([&] { return kill(helper, 0) != 0 || session_count(getsid(helper)) == 0; }));
}

TEST_CASE("a hung daemon is killed and started again; somebody else's is left alone")
{
	SupervisorBench bench("sleep 1000 & echo $!; while :; do sleep 0.05; done");
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
	SupervisorBench bench(kSleeper);
	bench.options.timing.listen_timeout_ms = 60;
	bench.start();
	CHECK(bench.want_until([&] { return bench.supervisor->status().starts >= 3; }));
}

TEST_CASE("other children of the process are left to it")
{
	SupervisorBench bench("exit 1");
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
		SupervisorBench bench("exit 3");
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
		SupervisorBench bench("trap 'exit 0' TERM; while :; do sleep 0.02; done");
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
		SupervisorBench bench("trap '' TERM; echo ready; while :; do sleep 0.05; done");
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
