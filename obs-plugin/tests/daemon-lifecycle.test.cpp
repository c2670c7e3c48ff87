// SPDX-License-Identifier: GPL-2.0-or-later
//
// Channels, the shared supervisor and a daemon process together: it comes, dies, hangs and goes.
#include <csignal>

#include "channel/filter-channel.hpp"
#include "check.hpp"
#include "fake-daemon.hpp"
#include "process-list.hpp"
#include "temporary-folder.hpp"

using namespace playalter;
using namespace playalter::testing;

namespace {

class Bench {
public:
	explicit Bench(const std::string &daemon_mode)
	{
		SupervisorOptions options;
		options.runtime_folder = folder.path();
		options.timing.restart_min_ms = 5;
		options.timing.restart_max_ms = 50;
		const std::string socket = folder.file("daemon.sock");
		options.read_command = [socket, daemon_mode](ChannelError &) {
			DaemonCommand command;
			command.command = {FAKE_DAEMON_PROGRAM, socket, daemon_mode};
			return command;
		};
		ChannelError error;
		supervisor = DaemonSupervisor::share(options, error);
		REQUIRE(supervisor);
	}
	~Bench()
	{
		supervisor.reset();
		DaemonSupervisor::drain();
	}

	std::unique_ptr<FilterChannel> open_channel(int64_t welcome_timeout_ms = 300)
	{
		ChannelOptions options;
		options.identity.filter_uuid = "f1";
		options.runtime_folder = folder.path();
		options.supervisor = supervisor;
		options.timing.welcome_timeout_ms = welcome_timeout_ms;
		options.timing.heartbeat_ms = 300;
		options.timing.retry_min_ms = 2;
		options.timing.retry_max_ms = 20;
		ChannelError error;
		auto channel = FilterChannel::create(std::move(options), error);
		REQUIRE(channel);
		return channel;
	}

	const TemporaryFolder folder;
	std::shared_ptr<DaemonSupervisor> supervisor;
};

// A connection that the graphics thread has a mapping of.
bool is_served(FilterChannel &channel, uint64_t after_serial = 0)
{
	return eventually([&] {
		const FrameMapping *mapping = channel.acquire();
		return channel.state() == ChannelState::connected && mapping && mapping->serial() > after_serial;
	});
}

} // namespace

TEST_CASE("one daemon serves all filters, and goes with the last")
{
	const int descriptors = open_descriptors();
	int64_t pid = 0;
	{
		Bench bench("serve");
		auto first = bench.open_channel();
		REQUIRE(is_served(*first));
		auto second = bench.open_channel();
		REQUIRE(is_served(*second));
		CHECK_EQ(bench.supervisor->status().starts, 1u);
		pid = bench.supervisor->status().pid;
		CHECK(!first->snapshot().error);
	}
	CHECK(kill(pid_t(pid), 0) != 0);
	CHECK_EQ(child_count(), 0);
	CHECK_EQ(open_descriptors(), descriptors);
}

TEST_CASE("a daemon that is killed comes back")
{
	Bench bench("serve");
	auto channel = bench.open_channel();
	REQUIRE(is_served(*channel));
	for (int round = 0; round < 3; round++) {
		const uint64_t serial = channel->acquire()->serial();
		const int64_t pid = bench.supervisor->status().pid;
		REQUIRE(kill(pid_t(pid), SIGKILL) == 0);
		REQUIRE(is_served(*channel, serial));
		CHECK(bench.supervisor->status().pid != pid);
	}
	CHECK_EQ(bench.supervisor->status().starts, 4u);
}

TEST_CASE("what is published while a daemon starts is the first that it gets")
{
	Bench bench("late");
	auto channel = bench.open_channel();
	FrameMapping *early = nullptr;
	REQUIRE(eventually([&] { return (early = channel->acquire()) != nullptr; }));
	CHECK(channel->state() == ChannelState::connecting);
	const uint64_t serial = early->serial();
	FrameInfo info;
	info.frame_id = 7;
	info.source_width = info.source_height = 64;
	info.width = info.height = 4;
	const std::vector<uint8_t> pixels(64, 0x42);
	CHECK(early->publish(info, pixels.data(), 16));
	REQUIRE(eventually([&] { return channel->state() == ChannelState::connected; }));
	const FrameMapping *mapping = channel->acquire();
	REQUIRE(mapping);
	CHECK_EQ(mapping->serial(), serial);
	CHECK_EQ(mapping->latest_frame_id(), 7u);

	// The next one gets another: this one's memory stays writable for the one that is gone.
	REQUIRE(kill(pid_t(bench.supervisor->status().pid), SIGKILL) == 0);
	REQUIRE(is_served(*channel, serial));
}

TEST_CASE("nothing is published to for long while no daemon is being started")
{
	Bench bench("die");
	auto channel = bench.open_channel();
	for (int round = 0; round < 2; round++) {
		CHECK(eventually([&] { return channel->acquire() != nullptr; }));
		CHECK(eventually([&] { return channel->acquire() == nullptr; }));
	}
	CHECK_EQ(channel->snapshot().connections, 0u);
}

TEST_CASE("a daemon that stops answering is replaced")
{
	Bench bench("serve");
	// Silence alone must do: welcomes that don't come would be waited for too long.
	auto first = bench.open_channel(60000);
	auto second = bench.open_channel(60000);
	REQUIRE(is_served(*first) && is_served(*second));
	const uint64_t first_serial = first->acquire()->serial();
	const uint64_t second_serial = second->acquire()->serial();
	const int64_t pid = bench.supervisor->status().pid;
	REQUIRE(kill(pid_t(pid), SIGSTOP) == 0);
	CHECK(is_served(*first, first_serial));
	CHECK(is_served(*second, second_serial));
	CHECK(kill(pid_t(pid), 0) != 0);
}

TEST_CASE("a daemon that never answers is replaced")
{
	Bench bench("mute");
	auto channel = bench.open_channel();
	CHECK(eventually([&] { return bench.supervisor->status().starts >= 3; }));
	CHECK_EQ(channel->snapshot().connections, 0u);
	CHECK(channel->state() == ChannelState::connecting);
}

TEST_CASE("why there is no daemon is what the channel says")
{
	const TemporaryFolder folder;
	SupervisorOptions options;
	options.runtime_folder = folder.path();
	options.read_command = [](ChannelError &error) {
		return read_daemon_command("/nonexistent/daemon.json", error);
	};
	ChannelError error;
	{
		ChannelOptions channel_options;
		channel_options.runtime_folder = folder.path();
		channel_options.supervisor = DaemonSupervisor::share(options, error);
		REQUIRE(channel_options.supervisor);
		const auto channel = FilterChannel::create(std::move(channel_options), error);
		REQUIRE(channel);
		CHECK(eventually([&] { return channel->snapshot().error.code == "daemon_not_installed"; }));
	}
	DaemonSupervisor::drain();
}

TEST_MAIN
