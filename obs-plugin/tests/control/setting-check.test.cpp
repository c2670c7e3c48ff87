// SPDX-License-Identifier: GPL-2.0-or-later
//
// Settings of requests, by the generated table: every key, its range and just outside of it.
#include "setting-check.hpp"

#include "failure-of.hpp"
#include "mask-settings.hpp"

#include <string>

using namespace playalter;
using namespace playalter::testing;
using names::SettingKind;
using names::SettingSpec;

namespace {

std::string code_of(const std::string &key, const std::string &value, std::string *sentence = nullptr)
{
	const DataRef settings = data_of("{\"" + key + "\":" + value + "}");
	REQUIRE(settings);
	return failure_of([&] { check_settings(settings.get()); }, sentence);
}

std::string quoted(const std::string &text) { return "\"" + text + "\""; }

} // namespace

TEST_CASE("each setting takes its whole range and nothing beside it")
{
	for (const SettingSpec &spec : names::setting_specs) {
		const auto good = [&](const std::string &value) { CHECK_EQ(code_of(spec.key, value), ""); };
		const auto bad = [&](const std::string &value) {
			std::string sentence;
			CHECK_EQ(code_of(spec.key, value, &sentence), "setting_invalid");
			CHECK(has(sentence, quoted(spec.key)));
		};
		for (const char *value : {"true", "false", "{}", "[]", "[1]", "0.5", "-0.5", "1e300", "-1e300"})
			bad(value);
		switch (spec.kind) {
		case SettingKind::integer:
			good(std::to_string(spec.min));
			good(std::to_string(spec.max));
			good(std::to_string(spec.min) + ".0");
			bad(std::to_string(spec.min - 1));
			bad(std::to_string(spec.max + 1));
			bad(std::to_string(spec.max + 1) + ".0");
			bad(std::to_string(spec.min) + ".5");
			bad("9223372036854775807");
			bad("-9223372036854775808");
			bad(quoted(std::to_string(spec.min)));
			break;
		case SettingKind::name:
			for (uint32_t index = 0; index < spec.name_count; index++)
				good(quoted(spec.names[index]));
			bad(quoted(""));
			bad(quoted("no such"));
			bad(quoted(std::string(spec.names[0]) + "x"));
			bad("1");
			break;
		case SettingKind::text:
			good(quoted(""));
			good(quoted(std::string(size_t(spec.max), 'x')));
			bad(quoted(std::string(size_t(spec.max) + 1, 'x')));
			bad("1");
			break;
		}
	}
}

TEST_CASE("there is no other setting, the wish to be covered among them")
{
	for (const char *key : {"is_covered", "Mode", "mode ", "", "delay_input:Mic", "wrapped_source"}) {
		std::string sentence;
		CHECK_EQ(code_of(key, "1", &sentence), "setting_unknown");
		CHECK(has(sentence, quoted(key)));
	}
}

TEST_CASE("one bad setting among good ones is found wherever it stands")
{
	const DataRef settings = data_of(R"({"cover_style":"color","intensity":50,"mode":"never","mask_type":"blur"})");
	CHECK_EQ(failure_of([&] { check_settings(settings.get()); }), "setting_invalid");
	CHECK_EQ(failure_of([&] { check_settings(data_of("{}").get()); }), "");
}

TEST_CASE("what is told of a mask's settings is what a request may say")
{
	const char *stored[] = {
		"{}",
		R"({"mode":"off","mask_type":7,"intensity":-4,"look_ahead_ms":1e9,"cover_style":{},"delay_audio":"no"})",
		R"({"mask_color":-1,"cover_color":12345678901234,"go_live_guard":"","is_covered":true})",
	};
	for (const char *json : stored) {
		const DataRef settings = data_of(json);
		set_mask_setting_defaults(settings.get());
		const DataRef full = full_settings(settings.get());
		CHECK_EQ(failure_of([&] { check_settings(full.get()); }), "");
		for (const SettingSpec &spec : names::setting_specs)
			CHECK(obs_data_has_user_value(full.get(), spec.key));
	}
	const DataRef long_path = data_of("{\"cover_image\":\"" + std::string(5000, 'p') + "\"}");
	CHECK_EQ(std::string(obs_data_get_string(full_settings(long_path.get()).get(), "cover_image")), "");
	CHECK(is_user_covered(data_of(R"({"is_covered":true})").get()));
	CHECK(!is_user_covered(data_of("{}").get()));
}

TEST_MAIN
