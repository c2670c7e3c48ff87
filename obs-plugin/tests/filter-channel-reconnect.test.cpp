// SPDX-License-Identifier: GPL-2.0-or-later
//
// How FilterChannel's connections begin and end: refusals, silence, invalid records, daemons that come
// late, and the channel's own end.
#include "connected-channel.hpp"
#include "daemon-view.hpp"

#include <cstdlib>

using namespace playalter;
using namespace playalter::testing;

namespace {

// Woken by nothing but messages and the silence of three such heartbeats.
ChannelOptions expecting_life(const TemporaryFolder &folder, int64_t heartbeat_ms)
{
	ChannelOptions options = options_in(folder);
	options.timing.heartbeat_ms = heartbeat_ms;
	options.timing.stats_interval_ms = 60000;
	return options;
}

} // namespace

TEST_CASE("a refusal is shown, and tried again")
{
	const TemporaryFolder folder;
	FakeDaemon daemon(folder.file("daemon.sock"));
	const auto channel = open_channel(options_in(folder));
	{
		FakeConnection connection = daemon.accept();
		connection.send(R"({"type":"daemon.refuse","code":"too_many_streams","message":"Sixteen are enough."})");
	}
	CHECK(reaches(*channel, ChannelState::refused));
	CHECK_EQ(channel->snapshot().error.code, "too_many_streams");
	CHECK_EQ(channel->snapshot().error.message, "Sixteen are enough.");
	CHECK(!channel->acquire());
	FakeConnection connection = daemon.accept_and_welcome();
	CHECK(reaches(*channel, ChannelState::connected));
	CHECK(!channel->snapshot().error);
}

TEST_CASE("a refusal after the welcome takes the mapping away")
{
	const TemporaryFolder folder;
	Connected peer(folder);
	REQUIRE(peer.channel->acquire());
	peer.connection.send(R"({"type":"daemon.refuse","code":"mapping_invalid","message":"Not that one."})");
	CHECK(reaches(*peer.channel, ChannelState::refused));
	CHECK(!peer.channel->acquire());
	CHECK(peer.connection.is_closed_by_peer());
}

TEST_CASE("a daemon that closes half way is tried again with a new mapping")
{
	const TemporaryFolder folder;
	FakeDaemon daemon(folder.file("daemon.sock"));
	const auto channel = open_channel(options_in(folder));
	daemon.accept();
	{
		FakeConnection connection = daemon.accept();
		connection.receive_of_type("filter.hello");
	}
	CHECK(reports(*channel, "connection_closed"));
	CHECK(channel->state() == ChannelState::connecting);

	auto first = std::make_unique<FakeConnection>(daemon.accept());
	const ReceivedMessage first_hello = first->welcome();
	REQUIRE(reaches(*channel, ChannelState::connected));
	REQUIRE(channel->acquire());
	const uint64_t serial = channel->acquire()->serial();
	first.reset();
	CHECK(reaches(*channel, ChannelState::lost));
	CHECK(!channel->acquire());

	FakeConnection second = daemon.accept();
	const ReceivedMessage second_hello = second.welcome();
	REQUIRE(reaches(*channel, ChannelState::connected));
	FrameMapping *mapping = channel->acquire();
	REQUIRE(mapping);
	CHECK(mapping->serial() != serial);
	CHECK_EQ(channel->snapshot().connections, 2u);
	// What the first daemon still holds reaches nobody.
	DaemonView(first_hello.descriptors.at(0).get()).publish_mask(1, 1, 1);
	MaskCopy copy;
	CHECK(MaskReader(mapping->data()).read({1, 1, 1, false}, copy).status == MaskReadStatus::missing);
}

TEST_CASE("silence ends the connection, messages keep it")
{
	const TemporaryFolder folder;
	Connected peer(expecting_life(folder, 300), folder);
	for (int beat = 0; beat < 20; beat++) {
		peer.connection.send(status_message());
		poll(nullptr, 0, 30);
	}
	CHECK_EQ(peer.channel->snapshot().connections, 1u);
	CHECK(peer.connection.is_closed_by_peer());
	CHECK(reports(*peer.channel, "daemon_silent"));
	CHECK(peer.channel->state() == ChannelState::lost);
	CHECK(!peer.channel->acquire());
}

TEST_CASE("a standstill of the whole computer is no silence of the daemon's")
{
	const TemporaryFolder folder;
	Connected peer(expecting_life(folder, 1000), folder);
	peer.connection.send(status_message());
	REQUIRE(std::system("kill -STOP $PPID; sleep 5; kill -CONT $PPID") == 0);
	CHECK(peer.connection.is_quiet_for(500));
	CHECK(peer.channel->state() == ChannelState::connected);
	CHECK(peer.channel->acquire());
	// But it has no more time than before.
	CHECK(peer.connection.is_closed_by_peer());
	CHECK(reports(*peer.channel, "daemon_silent"));
	CHECK_EQ(peer.channel->snapshot().connections, 1u);
}

TEST_CASE("a welcome that doesn't come is not waited for")
{
	const TemporaryFolder folder;
	FakeDaemon daemon(folder.file("daemon.sock"));
	ChannelOptions options = options_in(folder);
	options.timing.welcome_timeout_ms = 50;
	const auto channel = open_channel(options);
	FakeConnection connection = daemon.accept();
	CHECK(connection.is_closed_by_peer());
	CHECK(reports(*channel, "welcome_timeout"));
	CHECK(channel->state() == ChannelState::connecting);
}

TEST_CASE("an invalid record takes the mapping away at once and brings a new one")
{
	const TemporaryFolder folder;
	Connected peer(folder);
	REQUIRE(peer.channel->acquire());
	const uint64_t serial = peer.channel->acquire()->serial();
	peer.channel->report_invalid_record(InvalidReason::patch_side);
	CHECK(!peer.channel->acquire());
	peer.channel->report_invalid_record(InvalidReason::patch_side);
	CHECK(peer.connection.is_closed_by_peer());
	CHECK(reports(*peer.channel, "record_invalid"));
	has(peer.channel->snapshot().error.message, "patch_side");

	FakeConnection next = peer.daemon.accept_and_welcome();
	REQUIRE(reaches(*peer.channel, ChannelState::connected));
	FrameMapping *mapping = nullptr;
	REQUIRE(eventually([&] { return (mapping = peer.channel->acquire()) != nullptr; }));
	CHECK(mapping->serial() > serial);
	CHECK(next.is_quiet_for(30));
	CHECK(peer.channel->state() == ChannelState::connected);
}

TEST_CASE("a report on an earlier mapping doesn't end the next connection")
{
	ChannelError error;
	ChannelMailbox mailbox({}, {}, Doorbell::create(error));
	mailbox.put_invalid_report(7, InvalidReason::patch_side);
	CHECK(!mailbox.take_invalid_report(8));
	CHECK(!mailbox.take_invalid_report(7));
	mailbox.put_invalid_report(8, InvalidReason::patch_side);
	CHECK(mailbox.take_invalid_report(8) == InvalidReason::patch_side);
	CHECK(!mailbox.take_invalid_report(8));
}

TEST_CASE("without a daemon the channel waits, and finds it when it comes")
{
	const TemporaryFolder folder;
	const auto channel = open_channel(options_in(folder));
	CHECK(reports(*channel, "daemon_unreachable"));
	CHECK(channel->state() == ChannelState::connecting);
	{
		FakeDaemon daemon(folder.file("daemon.sock"));
		FakeConnection connection = daemon.accept_and_welcome();
		CHECK(reaches(*channel, ChannelState::connected));
	}
	CHECK(reports(*channel, "daemon_unreachable"));
	CHECK(channel->state() == ChannelState::lost);
	StreamSettings settings;
	settings.intensity = 55;
	channel->set_settings(settings);
	channel->set_names("Renamed", "Other camera");
	FakeDaemon daemon(folder.file("daemon.sock"));
	FakeConnection connection = daemon.accept();
	const ReceivedMessage hello = connection.welcome();
	has(hello.text, R"("intensity":55)");
	has(hello.text, R"("filter_name":"Renamed")");
	has(hello.text, R"("source_name":"Other camera")");
	CHECK(connection.is_quiet_for(30));
}

// The time-outs are a minute, and ctest ends this program before four: a destructor that waited for any
// of them would be seen.
TEST_CASE("the destructor waits for nobody, in any state")
{
	const int before = open_descriptors();
	for (int round = 0; round < 5; round++) {
		const TemporaryFolder folder;
		ChannelOptions options = options_in(folder);
		options.timing.retry_min_ms = options.timing.retry_max_ms = 60000;
		const auto timed_end = [](std::unique_ptr<FilterChannel> channel) {
			const int64_t began_ms = monotonic_ms();
			channel.reset();
			return monotonic_ms() - began_ms;
		};
		const int64_t starting_ms = timed_end(open_channel(options));
		auto retrying = open_channel(options);
		CHECK(reports(*retrying, "daemon_unreachable"));
		const int64_t retrying_ms = timed_end(std::move(retrying));

		FakeDaemon daemon(folder.file("daemon.sock"));
		auto greeting = open_channel(options);
		FakeConnection silent = daemon.accept();
		const int64_t greeting_ms = timed_end(std::move(greeting));

		auto connected = open_channel(options);
		FakeConnection connection = daemon.accept_and_welcome();
		CHECK(reaches(*connected, ChannelState::connected));
		CHECK(connected->acquire());
		const int64_t connected_ms = timed_end(std::move(connected));
		CHECK(connection.is_closed_by_peer());

		auto refused = open_channel(options);
		daemon.accept().send(R"({"type":"daemon.refuse","code":"too_many_streams","message":"No."})");
		CHECK(reaches(*refused, ChannelState::refused));
		const int64_t refused_ms = timed_end(std::move(refused));
		printf("destructor, ms: starting %d, retrying %d, greeting %d, connected %d, refused %d\n",
		       int(starting_ms), int(retrying_ms), int(greeting_ms), int(connected_ms), int(refused_ms));
	}
	CHECK_EQ(open_descriptors(), before);
}

TEST_MAIN
