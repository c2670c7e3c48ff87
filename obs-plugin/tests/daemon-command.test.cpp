// SPDX-License-Identifier: GPL-2.0-or-later
//
// daemon.json: what is understood, and what means "not installed".
#include "channel/daemon-command.hpp"

#include "channel/utf8-text.hpp"
#include "check.hpp"
#include "temporary-folder.hpp"

using namespace playalter;
using playalter::testing::TemporaryFolder;

namespace {

std::string joined(const std::string &json)
{
	ChannelError error;
	const DaemonCommand command = parse_daemon_command(json, "daemon.json", error);
	CHECK_EQ(command.is_empty(), bool(error));
	if (error) {
		CHECK(error.message.find("daemon.json") != std::string::npos);
		return error.code;
	}
	std::string text;
	for (const std::string &argument : command.command)
		text += argument + "|";
	for (const auto &variable : command.environment)
		text += variable.first + "=" + variable.second + "|";
	return text;
}

} // namespace

TEST_CASE("commands are read")
{
	CHECK_EQ(joined(R"({"command":["/usr/bin/node","/opt/a b/main.mjs"]})"), "/usr/bin/node|/opt/a b/main.mjs|");
	CHECK_EQ(joined(" {\n\t\"command\" : [ \"/a\" ] , \"environment\" : { \"A\" : \"1\", \"B\":\"\" } }\r\n"),
		 "/a|A=1|B=|");
	CHECK_EQ(joined(R"({"version":1.5e3,"x":[{"y":[null,true,"]"]},{}],"command":["/a","--b"],"z":-0})"), "/a|--b|");
	CHECK_EQ(joined(R"({"command":["/\u00e4\ud83d\ude00\/\"\\\n"]})"), "/\xc3\xa4\xf0\x9f\x98\x80/\"\\\n|");
	CHECK_EQ(joined(R"({"command":["/a"],"environment":{}})"), "/a|");
}

TEST_CASE("anything else is not installed")
{
	const char *const texts[] = {
		"",
		"null",
		"[]",
		"{}",
		"\"/a\"",
		R"({"command":"/a"})",
		R"({"command":[]})",
		R"({"command":[""]})",
		R"({"command":["node"]})",
		R"({"command":["./node"]})",
		R"({"command":[1]})",
		R"({"command":["/a",null]})",
		R"({"command":["/a"]} x)",
		R"({"command":["/a"]}{})",
		R"({"command":["/a"])",
		R"({"command":["/a",]})",
		R"({"command":["/a"],})",
		R"({"command":["/a)",
		R"({"command":["/a\u0000b"]})",
		R"({"command":["/a\ud83d"]})",
		R"({"command":["/a\ud83dx"]})",
		R"({"command":["/a\ude00"]})",
		R"({"command":["/a\x"]})",
		R"({"command":["/a\u12g4"]})",
		R"({"command":["/a\)",
		R"({"command":["/a"],"command":["/b"]} )"
		"\x01",
		"{\"command\":[\"/a\n\"]}",
		R"({"command":["/a"],"environment":{"":"x"}})",
		R"({"command":["/a"],"environment":{"A=B":"x"}})",
		R"({"command":["/a"],"environment":["x"]})",
		R"({"command":["/a"],"environment":{"A":1}})",
		R"({"command":["/a"],"other":truth})",
		R"({command:["/a"]})",
	};
	for (const char *text : texts) {
		if (joined(text) != "daemon_not_installed")
			testing::report(__FILE__, __LINE__, std::string("understood: ") + text);
	}
	CHECK_EQ(joined("{\"x\":" + std::string(100000, '[')), "daemon_not_installed");
	CHECK_EQ(joined(std::string("{\"command\":[\"/a\"]}\0", 19)), "daemon_not_installed");
}

TEST_CASE("files are read, missing and huge ones refused")
{
	const TemporaryFolder folder;
	ChannelError error;
	const std::string json = R"({"command":["/a"]})";
	CHECK(!read_daemon_command(folder.write("good.json", json), error).is_empty());
	CHECK(!error);
	CHECK(read_daemon_command(folder.file("missing.json"), error).is_empty());
	CHECK_EQ(error.code, "daemon_not_installed");
	error = {};
	CHECK(read_daemon_command(folder.write("huge.json", json + std::string(70000, ' ')), error).is_empty());
	CHECK_EQ(error.code, "daemon_not_installed");
	error = {};
	CHECK(read_daemon_command(folder.path(), error).is_empty());
	CHECK_EQ(error.code, "daemon_not_installed");
}

TEST_CASE("texts are cleaned and cut between characters")
{
	CHECK_EQ(clean_text("plain", 64), "plain");
	CHECK_EQ(clean_text("a\nb\tc\x7f", 64), "a b c ");
	CHECK_EQ(clean_text("\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80", 64), "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80");
	CHECK_EQ(clean_text("\xff\xc3-\xe2\x82", 64), "?" "?-?" "?");
	CHECK_EQ(clean_text("\xc0\x80\xed\xa0\x80\xf5\x80\x80\x80", 64), "?????????");
	CHECK_EQ(clean_text("ab\xc3\xa4", 3), "ab");
	CHECK_EQ(clean_text("ab\xc3\xa4", 4), "ab\xc3\xa4");
	CHECK_EQ(clean_text("abc", 0), "");
}

TEST_MAIN
