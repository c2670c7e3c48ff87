// SPDX-License-Identifier: GPL-2.0-or-later
//
// FilterChannel against a daemon that keeps to the protocol, and against many that don't. No supervisor:
// see daemon-lifecycle.test.cpp.
#include "channel/filter-channel.hpp"

#include <fcntl.h>

#include "check.hpp"
#include "daemon-view.hpp"
#include "fake-daemon.hpp"
#include "temporary-folder.hpp"

using namespace playalter;
using namespace playalter::testing;

namespace {

// Long time-outs, so that only what a case provokes ends a connection; short pauses between attempts.
ChannelOptions options_in(const TemporaryFolder &folder)
{
	ChannelOptions options;
	options.identity.plugin_version = "0.1.0";
	options.identity.filter_uuid = "f1";
	options.identity.filter_name = "Privacy \"Mask\" \xc3\xa4";
	options.identity.source_name = "Camera";
	options.identity.obs_version = "29.0.2";
	options.runtime_folder = folder.path();
	options.timing.welcome_timeout_ms = 60000;
	options.timing.heartbeat_ms = 60000;
	options.timing.stats_interval_ms = 10;
	options.timing.retry_min_ms = 2;
	options.timing.retry_max_ms = 10;
	return options;
}

std::unique_ptr<FilterChannel> open_channel(ChannelOptions options)
{
	ChannelError error;
	auto channel = FilterChannel::create(std::move(options), error);
	if (!channel)
		throw std::runtime_error(error.message);
	return channel;
}

bool reaches(FilterChannel &channel, ChannelState state)
{
	return eventually([&] { return channel.state() == state; });
}

bool reports(FilterChannel &channel, const std::string &code)
{
	const bool is_reported = eventually([&] { return channel.snapshot().error.code == code; });
	if (!is_reported)
		report(__FILE__, __LINE__, "expected " + code + ", is " + channel.snapshot().error.code);
	return is_reported;
}

bool has(const std::string &text, const std::string &part)
{
	if (text.find(part) != std::string::npos)
		return true;
	report(__FILE__, __LINE__, part + " is not in " + text);
	return false;
}

struct Connected {
	explicit Connected(ChannelOptions options, const TemporaryFolder &folder)
		: daemon(folder.file("daemon.sock")),
		  channel(open_channel(std::move(options))),
		  connection(daemon.accept()),
		  hello(connection.welcome())
	{
		if (!reaches(*channel, ChannelState::connected))
			throw std::runtime_error("not connected");
	}
	explicit Connected(const TemporaryFolder &folder) : Connected(options_in(folder), folder) {}

	FakeDaemon daemon;
	std::unique_ptr<FilterChannel> channel;
	FakeConnection connection;
	ReceivedMessage hello;
};

} // namespace

TEST_CASE("hello carries who, what and the two descriptors")
{
	const TemporaryFolder folder;
	ChannelOptions options = options_in(folder);
	options.settings.mask_type = names::MaskType::blur;
	options.settings.intensity = 250;
	options.settings.mask_color = 0xffabcdefu;
	options.settings.mode = names::MaskMode::exact;
	options.settings.look_ahead_ms = -5;
	options.identity.source_name = std::string(511, 'x') + "\xc3\xa4";
	options.identity.filter_uuid = "broken\xff";
	Connected peer(options, folder);

	const std::string &text = peer.hello.text;
	has(text, R"("protocol":{)");
	has(text, R"("major":1)");
	has(text, R"("minor":0)");
	has(text, R"("plugin_version":"0.1.0")");
	has(text, R"("filter_uuid":"broken?")");
	has(text, "\"filter_name\":\"Privacy \\\"Mask\\\" \xc3\xa4\"");
	has(text, "\"source_name\":\"" + std::string(511, 'x') + "\"");
	has(text, R"("obs_version":"29.0.2")");
	has(text, R"("mask_type":"blur")");
	has(text, R"("intensity":100)");
	has(text, R"("mask_color":4289449455)");
	has(text, R"("mode":"exact")");
	has(text, R"("look_ahead_ms":0)");

	REQUIRE(peer.hello.descriptors.size() == 2);
	DaemonView view(peer.hello.descriptors[0].get());
	CHECK_EQ(view.header().magic, kChannelMagic);
	CHECK_EQ(fcntl(peer.hello.descriptors[0].get(), F_GET_SEALS), F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL);
	const ChannelSnapshot snapshot = peer.channel->snapshot();
	CHECK_EQ(snapshot.daemon_version, "0.1.0");
	CHECK_EQ(snapshot.daemon_pid, 4711);
	CHECK_EQ(snapshot.provider, "cpu");
	CHECK_EQ(snapshot.connections, 1u);
	CHECK(!snapshot.error);
}

TEST_CASE("frames go out, masks come back")
{
	const TemporaryFolder folder;
	Connected peer(folder);
	FrameMapping *mapping = peer.channel->acquire();
	REQUIRE(mapping);
	DaemonView view(peer.hello.descriptors.at(0).get());

	FrameInfo info;
	info.frame_id = 1;
	info.epoch = 1;
	info.source_width = info.source_height = 64;
	info.width = info.height = 4;
	const std::vector<uint8_t> pixels(64, 0x42);
	CHECK(mapping->publish(info, pixels.data(), 16));
	uint64_t rings = 0;
	REQUIRE(read(peer.hello.descriptors.at(1).get(), &rings, sizeof(rings)) == sizeof(rings));
	CHECK_EQ(rings, 1u);
	CHECK_EQ(view.header().latest_frame_id.load(), 1u);
	CHECK_EQ(view.frame_pixels(1)[63], 0x42);

	view.publish_mask(1, 1, 2);
	MaskCopy copy;
	CHECK(MaskReader(mapping->data()).read({1, 1, mapping->latest_frame_id(), false}, copy).is_ok());
	CHECK_EQ(copy.patch_count, 2u);
}

TEST_CASE("settings are sent when they change, figures all the time")
{
	const TemporaryFolder folder;
	Connected peer(folder);
	StreamSettings settings;
	peer.channel->set_settings(settings);
	CHECK(peer.connection.is_quiet_for(50));

	settings.mode = names::MaskMode::live;
	settings.intensity = 30;
	peer.channel->set_settings(settings);
	const std::string changed = peer.connection.receive_of_type("filter.settings").text;
	has(changed, R"("mode":"live")");
	has(changed, R"("intensity":30)");

	peer.channel->set_counters({10, 4, 3, 2}, names::CoverReason::mask_late);
	CHECK(eventually([&] {
		const std::string text = peer.connection.receive_of_type("filter.stats").text;
		return text.find(R"("masked":10)") != std::string::npos &&
		       text.find(R"("repeated":4)") != std::string::npos &&
		       text.find(R"("extrapolated":3)") != std::string::npos &&
		       text.find(R"("covered":2)") != std::string::npos &&
		       text.find(R"("drawn":19)") != std::string::npos &&
		       text.find(R"("cover_reason":"mask_late")") != std::string::npos;
	}));
}

TEST_CASE("settings that change while nobody reads arrive in the end")
{
	const TemporaryFolder folder;
	Connected peer(folder);
	StreamSettings settings;
	// Far more than a socket holds; none of the calls may wait for the daemon.
	for (int change = 0; change < 5000; change++) {
		settings.mask_color = uint32_t(change);
		peer.channel->set_settings(settings);
		if (change % 16 == 0)
			poll(nullptr, 0, 1);
	}
	const std::string last = "\"mask_color\":4999";
	CHECK(eventually([&] { return peer.connection.receive().text.find(last) != std::string::npos; }));
	CHECK(peer.channel->state() == ChannelState::connected);
}

TEST_CASE("status is kept, parsed and as it came")
{
	const TemporaryFolder folder;
	Connected peer(folder);
	CHECK(!peer.channel->snapshot().status);
	const std::string json = status_message("warming", 3);
	peer.connection.send(json);
	REQUIRE(eventually([&] { return peer.channel->snapshot().status.has_value(); }));
	const ChannelSnapshot snapshot = peer.channel->snapshot();
	CHECK_EQ(snapshot.status_json, json);
	CHECK(snapshot.status->state == StreamState::warming);
	CHECK_EQ(snapshot.status->faces, 3);
	CHECK_EQ(snapshot.status->faces_masked, 5);
	CHECK_EQ(snapshot.status->frame_to_mask_ms.p99, 11.5);
	CHECK_EQ(snapshot.status->frame_to_mask_ms.p50, 4.0);
	CHECK_EQ(snapshot.status->detect_ms.n, 120);
	CHECK_EQ(snapshot.status->rss_mb, 180.5);
}

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

TEST_CASE("another major version is refused, a newer minor is not")
{
	const TemporaryFolder folder;
	FakeDaemon daemon(folder.file("daemon.sock"));
	const auto channel = open_channel(options_in(folder));
	const auto welcome_of = [](int major, int minor) {
		return R"({"type":"daemon.welcome","protocol":{"major":)" + std::to_string(major) + R"(,"minor":)" +
		       std::to_string(minor) + R"(},"daemon_version":"9","pid":1,"provider":"cpu","more":[1,{}]})";
	};
	for (const int major : {0, 2}) {
		FakeConnection connection = daemon.accept();
		connection.receive_of_type("filter.hello");
		connection.send(welcome_of(major, 0));
		CHECK(connection.is_closed_by_peer());
		CHECK(reports(*channel, "protocol_mismatch"));
		CHECK(channel->state() == ChannelState::refused);
		CHECK(!channel->acquire());
	}
	FakeConnection connection = daemon.accept();
	connection.receive_of_type("filter.hello");
	connection.send(welcome_of(1, 7));
	CHECK(reaches(*channel, ChannelState::connected));
	connection.send(R"({"type":"stream.novelty","x":1})");
	connection.send(status_message());
	CHECK(eventually([&] { return channel->snapshot().status.has_value(); }));
	CHECK(channel->state() == ChannelState::connected);
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

TEST_CASE("broken messages end the connection, and the next one works")
{
	struct Row {
		std::string text;
		const char *code;
	};
	const std::string status = status_message();
	const auto altered = [&](const std::string &from, const std::string &to) {
		std::string text = status;
		text.replace(text.find(from), from.size(), to);
		return text;
	};
	const Row rows[] = {
		{"garbage", "message_invalid"},
		{"\x01\x02\xff\xfe", "message_invalid"},
		{status.substr(0, status.size() / 2), "message_invalid"},
		{status + "{}", "message_invalid"},
		{status + std::string("\0x", 2), "message_invalid"},
		{"[]", "message_invalid"},
		{"{}", "message_invalid"},
		{R"({"type":7})", "message_invalid"},
		{R"({"type":"stream.novelty"})", "message_invalid"},
		{R"({"type":"daemon.refuse","message":"why not"})", "message_invalid"},
		{R"({"type":"daemon.refuse","code":"","message":""})", "message_invalid"},
		{kWelcome, "message_invalid"},
		{altered(R"("state":"running")", R"("state":"jogging")"), "message_invalid"},
		{altered(R"("faces":2)", R"("faces":-1)"), "message_invalid"},
		{altered(R"("faces":2)", R"("faces":2.5)"), "message_invalid"},
		{altered(R"("faces":2)", R"("faces":"2")"), "message_invalid"},
		{altered(R"("faces":2)", R"("faces":null)"), "message_invalid"},
		{altered(R"("faces":2,)", ""), "message_invalid"},
		{altered(R"("faces":2)", R"("faces":99999999999999999999)"), "message_invalid"},
		{altered(R"("rss_mb":180.5)", R"("rss_mb":-0.5)"), "message_invalid"},
		{altered(R"("rss_mb":180.5)", R"("rss_mb":1e999)"), "message_invalid"},
		{altered(R"("p99":11.5)", R"("p99":true)"), "message_invalid"},
		{altered(R"("p99":11.5,)", ""), "message_invalid"},
		{altered(R"({"p50":0,"p99":1.5,"n":120})", R"([1])"), "message_invalid"},
		{altered(R"("code":"")", R"("code":{})"), "message_invalid"},
		{altered(R"("code":"")", R"("code":"","code":"")"), "message_invalid"},
		{std::string(size_t(names::limit_message_bytes_max) + 1, ' '), "message_oversized"},
		{status + std::string(60000, ' '), "message_oversized"},
		{std::string(10000, '['), "message_invalid"},
	};
	const TemporaryFolder folder;
	FakeDaemon daemon(folder.file("daemon.sock"));
	const auto channel = open_channel(options_in(folder));
	for (const Row &row : rows) {
		FakeConnection connection = daemon.accept_and_welcome();
		REQUIRE(reaches(*channel, ChannelState::connected));
		connection.send(row.text);
		const bool is_closed = connection.is_closed_by_peer();
		if (!is_closed || !reports(*channel, row.code))
			report(__FILE__, __LINE__, "was believed: " + row.text.substr(0, 200));
		CHECK(channel->state() == ChannelState::lost);
		CHECK(!channel->acquire());
	}
	FakeConnection connection = daemon.accept_and_welcome();
	CHECK(reaches(*channel, ChannelState::connected));
	// The longest message that is allowed.
	connection.send(status + std::string(size_t(names::limit_message_bytes_max) - status.size(), ' '));
	CHECK(eventually([&] { return channel->snapshot().status.has_value(); }));
}

TEST_CASE("broken messages instead of a welcome")
{
	const TemporaryFolder folder;
	FakeDaemon daemon(folder.file("daemon.sock"));
	const auto channel = open_channel(options_in(folder));
	const std::string rows[] = {
		"garbage",
		status_message(),
		R"({"type":"daemon.welcome"})",
		R"({"type":"daemon.welcome","protocol":{"major":"1","minor":0},"daemon_version":"1","pid":1,"provider":"c"})",
		R"({"type":"daemon.welcome","protocol":{"major":1},"daemon_version":"1","pid":1,"provider":"c"})",
		R"({"type":"daemon.welcome","protocol":{"major":1,"minor":0},"daemon_version":"1","pid":0,"provider":"c"})",
		R"({"type":"daemon.welcome","protocol":{"major":1,"minor":0},"daemon_version":1,"pid":1,"provider":"c"})",
	};
	for (const std::string &row : rows) {
		FakeConnection connection = daemon.accept();
		connection.receive_of_type("filter.hello");
		connection.send(row);
		CHECK(connection.is_closed_by_peer());
		CHECK(reports(*channel, "message_invalid"));
		CHECK(!channel->acquire());
		CHECK(channel->state() == ChannelState::connecting);
	}
}

TEST_CASE("silence ends the connection, messages keep it")
{
	const TemporaryFolder folder;
	ChannelOptions options = options_in(folder);
	options.timing.heartbeat_ms = 300;
	options.timing.stats_interval_ms = 60000;
	Connected peer(options, folder);
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

TEST_CASE("an unsafe folder is not connected to")
{
	const TemporaryFolder folder;
	std::filesystem::permissions(folder.path(), std::filesystem::perms(0755));
	FakeDaemon daemon(folder.file("daemon.sock"));
	const auto channel = open_channel(options_in(folder));
	CHECK(reports(*channel, "runtime_folder_unsafe"));
	CHECK(!channel->acquire());
}

TEST_CASE("another user's daemon is told nothing")
{
	if (geteuid() != 0) {
		printf("skipped: only root can listen as another user\n");
		return;
	}
	const TemporaryFolder folder;
	// The kernel remembers who called listen().
	std::filesystem::permissions(folder.path(), std::filesystem::perms(0777));
	REQUIRE(seteuid(65534) == 0);
	auto daemon = std::make_unique<FakeDaemon>(folder.file("daemon.sock"));
	REQUIRE(seteuid(0) == 0);
	std::filesystem::permissions(folder.path(), std::filesystem::perms(0700));
	const auto channel = open_channel(options_in(folder));
	CHECK(reports(*channel, "daemon_foreign"));
	FakeConnection connection = daemon->accept();
	bool has_read = true;
	try {
		connection.receive();
	} catch (const std::runtime_error &) {
		has_read = false;
	}
	CHECK(!has_read);
}

TEST_CASE("descriptors from the daemon are dropped")
{
	const TemporaryFolder folder;
	Connected peer(folder);
	peer.connection.send(status_message());
	REQUIRE(eventually([&] { return peer.channel->snapshot().status.has_value(); }));
	const int before = open_descriptors();
	for (int count = 0; count < 20; count++)
		peer.connection.send_with_descriptor(status_message("running", 40 + count), 0);
	CHECK(eventually([&] { return peer.channel->snapshot().status->faces == 59; }));
	CHECK_EQ(open_descriptors(), before);
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
