// SPDX-License-Identifier: GPL-2.0-or-later
//
// Presets as text: what is read, what is refused, and that what is written is read again as it was.
#include "preset-file.hpp"

#include "failure-of.hpp"
#include "preset-name.hpp"
#include "protocol/generated/names.gen.h"

#include <random>

using namespace playalter;
using namespace playalter::testing;

namespace {

std::string file_of(const std::string &presets, const std::string &version = "1")
{
	return R"({"type":"playalter.presets","version":)" + version + R"(,"presets":)" + presets + "}";
}

std::string code_of(const std::string &text)
{
	return failure_of([&] { read_presets(text); });
}

std::string name_code(const std::string &name)
{
	return failure_of([&] { check_preset_name(name); });
}

} // namespace

TEST_CASE("a text that is read is written as the same presets")
{
	const Presets presets = read_presets(file_of(
		R"([{"name":"Talk","settings":{"intensity":70,"mode":"guard"}},{"name":"Spiel ü","settings":{}}])"));
	REQUIRE(presets.size() == 2);
	CHECK_EQ(presets[0].name, "Talk");
	CHECK_EQ(presets[1].name, "Spiel ü");
	const Presets again = read_presets(write_presets(presets));
	REQUIRE(again.size() == 2);
	for (size_t index = 0; index < 2; index++) {
		CHECK_EQ(again[index].name, presets[index].name);
		CHECK_EQ(again[index].settings, presets[index].settings);
	}
	CHECK(read_presets(file_of("[]")).empty());
	CHECK(read_presets(write_presets({})).empty());
}

TEST_CASE("what is no list of presets is refused, and says why")
{
	const std::string good = R"({"name":"A","settings":{}})";
	const std::string texts[] = {
		"",
		"presets",
		"[]",
		"{}",
		"null",
		std::string("{}\0", 3),
		file_of("[" + good + "]") + "x",
		R"({"type":"other","version":1,"presets":[]})",
		R"({"version":1,"presets":[]})",
		R"({"type":"playalter.presets","presets":[]})",
		R"({"type":"playalter.presets","version":1})",
		file_of("[]", "0"),
		file_of("[]", "-1"),
		file_of("[]", "\"1\""),
		file_of("{}"),
		file_of("1"),
		file_of("null"),
		file_of("[1]"),
		file_of("[" + good + ",\"x\"]"),
		file_of("[[]]"),
		file_of("[null]"),
		file_of("[{}]"),
		file_of(R"([{"name":"A"}])"),
		file_of(R"([{"settings":{}}])"),
		file_of(R"([{"name":7,"settings":{}}])"),
		file_of(R"([{"name":"","settings":{}}])"),
		file_of(R"([{"name":" A","settings":{}}])"),
		file_of(R"([{"name":"A","settings":[]}])"),
		file_of(R"([{"name":"A","settings":{"intensity":1}}])"),
		file_of(R"([{"name":"A","settings":{"is_covered":true}}])"),
		file_of("[" + good + "," + good + "]"),
		file_of("[" + good + "]") + std::string(size_t(names::limit_preset_text_bytes_max), ' '),
		std::string(100000, '['),
		"{\"presets\":" + std::string(100000, '['),
	};
	for (const std::string &text : texts) {
		CHECK_EQ(code_of(text), "preset_text_invalid");
		if (code_of(text) != "preset_text_invalid")
			report(__FILE__, __LINE__, "was read: " + text.substr(0, 200));
	}
}

TEST_CASE("a later version is told apart from a broken text")
{
	for (const char *version : {"2", "3", "1000000"})
		CHECK_EQ(code_of(file_of(R"([{"name":7}])", version)), "preset_version_unsupported");
	CHECK_EQ(code_of(R"({"type":"playalter.presets","version":2})"), "preset_version_unsupported");
}

TEST_CASE("there are so many presets and no more")
{
	Presets presets;
	for (int64_t number = 0; number < names::limit_presets_max; number++)
		presets.push_back({"Preset " + std::to_string(number), "{}"});
	CHECK_EQ(int64_t(read_presets(write_presets(presets)).size()), names::limit_presets_max);
	presets.push_back({"One more", "{}"});
	CHECK_EQ(failure_of([&] { write_presets(presets); }), "presets_full");
	presets.resize(90);
	for (Preset &preset : presets)
		preset.settings = "{\"cover_image\":\"" + std::string(4000, 'p') + "\"}";
	CHECK_EQ(failure_of([&] { write_presets(presets); }), "presets_full");
}

TEST_CASE("names are short, printable and not padded")
{
	for (const char *name : {"A", "A b", "ü", "日本語", "\xF0\x9F\x98\x80", "(2)", "a\xC2\xA0" "b"})
		CHECK_EQ(name_code(name), "");
	for (const char *name : {"", " ", " A", "A ", "\tA", "A\n", "A\nB", "A\x7f", "\xC2\x85", "A\xC2\xA0",
				 "\xE3\x80\x80" "A", "A\xEF\xBB\xBF", "\xff", "A\xC3", "\xED\xA0\x80"})
		CHECK_EQ(name_code(name), "preset_name_invalid");
	const size_t bytes_max = size_t(names::limit_preset_name_bytes_max);
	CHECK_EQ(name_code(std::string(bytes_max, 'n')), "");
	CHECK_EQ(name_code(std::string(bytes_max + 1, 'n')), "preset_name_invalid");
}

TEST_CASE("a good name cut anywhere is a good name")
{
	const std::string name = "Ein guter  Name \xF0\x9F\x98\x80 \xE3\x80\x80 ende";
	for (size_t bytes = 1; bytes <= name.size(); bytes++)
		CHECK_EQ(name_code(cut_preset_name(name, bytes)), "");
	CHECK_EQ(cut_preset_name(name, name.size()), name);
}

TEST_CASE("no text, however it is broken, does more than be refused")
{
	const std::string good = file_of(R"([{"name":"Talk","settings":{"intensity":70,"mode":"guard"}}])");
	std::mt19937 random(3);
	const auto below = [&](size_t end) { return std::uniform_int_distribution<size_t>(0, end - 1)(random); };
	int read = 0;
	for (int run = 0; run < 20000; run++) {
		std::string text = good;
		for (size_t change = 0; change <= below(3); change++) {
			const size_t at = below(text.size());
			switch (below(3)) {
			case 0:
				text[at] = char(below(256));
				break;
			case 1:
				text.erase(at, 1 + below(4));
				break;
			default:
				text.insert(at, 1, "{}[]\",:0\\"[below(9)]);
			}
			if (text.empty())
				text = "x";
		}
		const std::string code = code_of(text);
		read += code.empty() ? 1 : 0;
		CHECK(code.empty() || code == "preset_text_invalid" || code == "preset_version_unsupported");
	}
	CHECK(read > 100);
}

TEST_MAIN
