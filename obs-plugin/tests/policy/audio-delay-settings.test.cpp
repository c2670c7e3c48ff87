// SPDX-License-Identifier: GPL-2.0-or-later
//
// Whose sound is delayed, by the settings, and what a rename makes of them.
#include "audio-delay-settings.hpp"

#include "check.hpp"

#include <algorithm>
#include <memory>

using namespace playalter;
using names::AudioDelay;

namespace {

struct DataRelease {
	void operator()(obs_data_t *data) const { obs_data_release(data); }
};
using Data = std::unique_ptr<obs_data_t, DataRelease>;

Data data_of(const char *json)
{
	Data data(obs_data_create_from_json(json));
	set_audio_delay_setting_defaults(data.get());
	return data;
}

std::vector<std::string> inputs_of(const Data &data)
{
	std::vector<std::string> inputs = read_audio_delay_settings(data.get()).inputs;
	std::sort(inputs.begin(), inputs.end());
	return inputs;
}

} // namespace

TEST_CASE("the source's own sound is delayed unless that is switched off")
{
	CHECK(read_audio_delay_settings(data_of("{}").get()).own == AudioDelay::own);
	CHECK(read_audio_delay_settings(data_of(R"({"delay_audio":"own"})").get()).own == AudioDelay::own);
	CHECK(read_audio_delay_settings(data_of(R"({"delay_audio":"off"})").get()).own == AudioDelay::off);
	for (const char *json : {R"({"delay_audio":"none"})", R"({"delay_audio":""})", R"({"delay_audio":7})"})
		CHECK(read_audio_delay_settings(data_of(json).get()).own == AudioDelay::own);
}

TEST_CASE("an input is delayed for each key that is true")
{
	const Data data = data_of(
		R"({"delay_input:Mic/Aux":true,"delay_input:Desktop: Audio":true,"delay_input:Guitar":false,
		    "delay_input:":true,"delay_input:Odd":"yes","delay_inputs":true,"mode":"guard"})");
	const std::vector<std::string> expected = {"", "Desktop: Audio", "Mic/Aux"};
	CHECK(inputs_of(data) == expected);
	CHECK(inputs_of(data_of("{}")).empty());
}

TEST_CASE("a renamed input keeps its setting, and only it")
{
	const Data data = data_of(R"({"delay_input:Mic":true,"delay_input:Guitar":false})");
	CHECK(rename_delayed_input(data.get(), "Mic", "Headset"));
	CHECK(rename_delayed_input(data.get(), "Guitar", "Bass"));
	CHECK(!rename_delayed_input(data.get(), "Mic", "Other"));
	CHECK(!rename_delayed_input(data.get(), "Camera", "Mic"));
	const std::vector<std::string> expected = {"Headset"};
	CHECK(inputs_of(data) == expected);
	CHECK(obs_data_has_user_value(data.get(), "delay_input:Bass"));
	CHECK(!obs_data_has_user_value(data.get(), "delay_input:Mic"));
}

TEST_CASE("two inputs that change names follow each other's moves")
{
	const Data data = data_of(R"({"delay_input:One":true,"delay_input:Two":false})");
	CHECK(rename_delayed_input(data.get(), "One", "Three"));
	CHECK(rename_delayed_input(data.get(), "Two", "One"));
	CHECK(rename_delayed_input(data.get(), "Three", "Two"));
	const std::vector<std::string> expected = {"Two"};
	CHECK(inputs_of(data) == expected);
}

TEST_MAIN
