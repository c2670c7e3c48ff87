// SPDX-License-Identifier: GPL-2.0-or-later
//
// Fields of requests: what is there, missing, unknown, of another type, too long.
#include "request-fields.hpp"

#include "failure-of.hpp"

using namespace playalter;
using namespace playalter::testing;

namespace {

struct Row {
	const char *json;
	const char *code;
	const char *named; // in the sentence
};

} // namespace

TEST_CASE("a request has the fields that it may have and no other")
{
	const Row rows[] = {
		{R"({})", "", ""},
		{R"({"a":1})", "", ""},
		{R"({"b":{}})", "", ""},
		{R"({"c":1})", "request_invalid", "\"c\""},
		{R"({"a":1,"aa":1})", "request_invalid", "\"aa\""},
		{R"({"0":[],"a":1,"b":2})", "request_invalid", "\"0\""},
		// obs_data keeps no null.
		{R"({"a":1,"b":2,"z":null})", "", ""},
		{R"({"":1})", "request_invalid", "\"\""},
	};
	for (const Row &row : rows) {
		const DataRef data = data_of(row.json);
		std::string sentence;
		CHECK_EQ(failure_of([&] { RequestFields(data.get(), {"a", "b"}); }, &sentence), row.code);
		CHECK(has(sentence, row.named));
	}
	const std::string key(5000, 'k');
	std::string sentence;
	const DataRef data = data_of("{\"" + key + "\":1}");
	CHECK_EQ(failure_of([&] { RequestFields(data.get(), {}); }, &sentence), "request_invalid");
	CHECK(sentence.size() < 200);
}

TEST_CASE("fields are read as what they are")
{
	const DataRef data = data_of(R"({"t":"text","e":"","on":true,"off":false,"o":{"x":1},"l":[{"n":"1"},{}],"n":3})");
	const RequestFields fields(data.get(), {"t", "e", "on", "off", "o", "l", "n"});
	CHECK_EQ(fields.text("t", 4), "text");
	CHECK_EQ(fields.raw_text("e"), "");
	CHECK(fields.optional_text("none", 4) == std::nullopt);
	CHECK(fields.optional_bool("on") == true);
	CHECK(fields.optional_bool("off") == false);
	CHECK(fields.optional_bool("none") == std::nullopt);
	CHECK(fields.flag("on") && !fields.flag("off") && !fields.flag("none"));
	CHECK_EQ(obs_data_get_int(fields.optional_object("o").get(), "x"), 1);
	CHECK(!fields.optional_object("none"));
	CHECK_EQ(fields.optional_objects("l")->size(), size_t(2));
	CHECK(fields.optional_objects("none") == std::nullopt);
	CHECK(fields.has("n") && !fields.has("none"));

	const auto fails = [&](auto read) { CHECK_EQ(failure_of([&] { read(); }), "request_invalid"); };
	fails([&] { fields.text("t", 3); });
	fails([&] { fields.text("e", 3); });
	fails([&] { fields.text("none", 3); });
	fails([&] { fields.text("n", 3); });
	fails([&] { fields.raw_text("none"); });
	fails([&] { fields.raw_text("on"); });
	fails([&] { fields.optional_bool("n"); });
	fails([&] { fields.optional_bool("t"); });
	fails([&] { fields.optional_object("l"); });
	fails([&] { fields.optional_object("t"); });
	fails([&] { fields.optional_objects("o"); });
	fails([&] { fields.optional_objects("on"); });
}

TEST_CASE("no data at all is an empty request")
{
	const RequestFields fields(nullptr, {});
	CHECK(!fields.has("a"));
	CHECK(fields.optional_bool("a") == std::nullopt);
}

TEST_MAIN
