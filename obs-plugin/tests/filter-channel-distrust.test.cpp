// SPDX-License-Identifier: GPL-2.0-or-later
//
// FilterChannel against daemons that don't keep to the protocol, or that aren't the user's own: nothing
// they say is believed, and the next daemon is.
#include "connected-channel.hpp"

using namespace playalter;
using namespace playalter::testing;

TEST_CASE("another major version is refused, a newer minor is not")
{
	const TemporaryFolder folder;
	FakeDaemon daemon(folder.file("daemon.sock"));
	const auto channel = open_channel(options_in(folder));
	const auto welcome_of = [](int major, int minor) {
		return R"({"type":"daemon.welcome","protocol":{"major":)" + std::to_string(major) + R"(,"minor":)" +
		       std::to_string(minor) + R"(},"daemon_version":"9","pid":1,"provider":"cpu","more":[1,{}]})";
	};
	constexpr int ours = int(names::protocol_major);
	for (const int major : {0, ours - 1, ours + 1}) {
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
	connection.send(welcome_of(ours, 7));
	CHECK(reaches(*channel, ChannelState::connected));
	connection.send(R"({"type":"stream.novelty","x":1})");
	connection.send(status_message());
	CHECK(eventually([&] { return channel->snapshot().status.has_value(); }));
	CHECK(channel->state() == ChannelState::connected);
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
		{R"({"type":"stream.preview"})", "message_invalid"},
		{R"({"type":"stream.preview","fps":-1})", "message_invalid"},
		{R"({"type":"stream.preview","fps":16})", "message_invalid"},
		{R"({"type":"stream.preview","fps":1.5})", "message_invalid"},
		{R"({"type":"stream.preview","fps":"15"})", "message_invalid"},
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
		R"({"type":"stream.preview","fps":15})",
		R"({"type":"daemon.welcome"})",
		R"({"type":"daemon.welcome","protocol":{"major":"1","minor":0},"daemon_version":"1","pid":1,"provider":"c"})",
		R"({"type":"daemon.welcome","protocol":{"major":2},"daemon_version":"1","pid":1,"provider":"c"})",
		R"({"type":"daemon.welcome","protocol":{"major":2,"minor":0},"daemon_version":"1","pid":0,"provider":"c"})",
		R"({"type":"daemon.welcome","protocol":{"major":2,"minor":0},"daemon_version":1,"pid":1,"provider":"c"})",
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

TEST_MAIN
