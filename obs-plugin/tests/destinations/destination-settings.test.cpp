// SPDX-License-Identifier: GPL-2.0-or-later
//
// Where a destination may lead, what a request may say, and what is never written.
#include "destination-settings.hpp"

#include "destination-server.hpp"
#include "failure-of.hpp"

using namespace playalter;
using namespace playalter::testing;

namespace {

std::string refusal_of(const std::string &request)
{
	return failure_of([&request] { changed_settings({}, read_change(data_of(request).get())); });
}

} // namespace

TEST_CASE("an address is RTMP's or SRT's")
{
	for (const char *server : {"rtmp://127.0.0.1:1935/live", "rtmps://live.example.org:443/app/instance",
				   "rtmp://[::1]/live", "rtmp://h"})
		CHECK(server_kind(server) == ServerKind::rtmp);
	for (const char *server : {"srt://127.0.0.1:9000", "srt://h:1?latency=2000000&mode=caller", "srt://h:1/?latency=1"})
		CHECK(server_kind(server) == ServerKind::srt);
	for (const char *server : {"", "h", "http://h", "rtmp://", "rtmp:///live", "rtmp://:1935/live", "RTMP//h", "srt:/h",
				   "file:///etc/passwd", "rtmp://h/a b", "rtmp://h/a\tb", "rtmp://h/\xff", "rtmp://h\\a"})
		CHECK(server_kind(server) == ServerKind::invalid);
	CHECK(server_kind("rtmp://" + std::string(2000, 'a')) == ServerKind::invalid);
}

TEST_CASE("an address with a secret in it is none")
{
	for (const char *server :
	     {"rtmp://me:word@h/live", "rtmp://me@h/live", "rtmp://h/live?token=1", "rtmp://h/live#key",
	      "srt://h:1?streamid=key", "srt://h:1?latency=1&passphrase=word", "srt://h:1?latency=1&", "srt://h:1?"})
		CHECK(server_kind(server) == ServerKind::invalid);
}

TEST_CASE("a key is anything that can be typed")
{
	for (const char *key : {"live_123", "with spaces inside", "\"quotes\" 'and' \\", "schl\xc3\xbcssel", "a?b=c&d", ""}) {
		CHECK(is_valid_key(key));
		CHECK_EQ(trimmed_key(std::string(" \t") + key + "\r\n"), key);
	}
	for (const char *key : {"a\nb", "a\x7f", "\xff\xfe"})
		CHECK(!is_valid_key(key));
	CHECK(!is_valid_key(std::string(3000, 'k')));
}

TEST_CASE("a request says what is wrong with it, and never the key")
{
	CHECK_EQ(refusal_of(R"({"name":"A","platform":"twitch","key":"k"})"), "");
	CHECK_EQ(refusal_of(R"({"name":"A","platform":"custom","server":"srt://h:1"})"), "");
	CHECK_EQ(refusal_of(R"({"platform":"twitch"})"), "destination_invalid");
	CHECK_EQ(refusal_of(R"({"name":"A"})"), "destination_invalid");
	CHECK_EQ(refusal_of(R"({"name":"A","platform":"custom"})"), "server_invalid");
	CHECK_EQ(refusal_of(R"({"name":"A","platform":"twitch","server":"srt://h:1"})"), "server_invalid");
	CHECK_EQ(refusal_of(R"({"name":"A\u0007","platform":"twitch"})"), "destination_invalid");
	CHECK_EQ(refusal_of(R"({"name":"A","platform":"myspace"})"), "request_invalid");
	CHECK_EQ(refusal_of(R"({"name":7,"platform":"twitch"})"), "request_invalid");
	CHECK_EQ(refusal_of(R"({"name":"A","platform":"twitch","secret":true})"), "request_invalid");
	CHECK_EQ(refusal_of(R"({"name":"A","platform":"twitch","is_enabled":"yes"})"), "request_invalid");
	CHECK_EQ(refusal_of(R"({"name":"A","platform":"twitch","key":{"a":1}})"), "request_invalid");
	CHECK_EQ(refusal_of(R"({"destination_id":"","name":"A","platform":"twitch"})"), "request_invalid");
	std::string sentence;
	const auto bad_key = [] { read_change(data_of(R"({"key":"hush\u0001hush"})").get()); };
	CHECK_EQ(failure_of(bad_key, &sentence), "stream_key_invalid");
	CHECK(sentence.find("hush") == std::string::npos);
}

TEST_CASE("what a change leaves out stays, but for the server of another platform")
{
	const DestinationSettings before{"id", "A", DestinationPlatform::custom, "rtmp://h/live", true};
	DestinationChange change;
	change.id = "id";
	change.is_enabled = false;
	DestinationSettings after = changed_settings(before, change);
	CHECK_EQ(after.name, "A");
	CHECK_EQ(after.server, "rtmp://h/live");
	CHECK(!after.is_enabled);
	change.platform = DestinationPlatform::youtube;
	after = changed_settings(before, change);
	CHECK_EQ(after.server, "");
}

TEST_CASE("what is kept is read as it was written")
{
	const DestinationSettings settings{"id", "N\xc3\xa4me \"q\"", DestinationPlatform::youtube, "", false};
	const DataRef data(obs_data_create());
	write_settings(data.get(), settings);
	DestinationSettings read;
	CHECK(read_settings(data.get(), read));
	CHECK_EQ(read.id, settings.id);
	CHECK_EQ(read.name, settings.name);
	CHECK(read.platform == settings.platform);
	CHECK(!read.is_enabled);
	for (const char *json : {"{}", R"({"destination_id":"i","name":"n","platform":"p"})",
				 R"({"destination_id":"i","name":"n","platform":"custom"})",
				 R"({"destination_id":"i","name":"","platform":"twitch"})",
				 R"({"destination_id":"i","name":"n","platform":"custom","server":"rtmp://u@h"})"})
		CHECK(!read_settings(data_of(json).get(), read));
}

TEST_MAIN
