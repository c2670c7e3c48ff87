// SPDX-License-Identifier: GPL-2.0-or-later
#include "audio-delay-settings.hpp"

#include <cstring>

namespace playalter {

AudioDelaySettings read_audio_delay_settings(obs_data_t *settings)
{
	using namespace names;
	AudioDelaySettings result;
	const char *off = audio_delay_names[size_t(AudioDelay::off)];
	if (strcmp(obs_data_get_string(settings, key_delay_audio), off) == 0)
		result.own = AudioDelay::off;

	const size_t prefix_length = strlen(delay_input_key_prefix);
	for (obs_data_item_t *item = obs_data_first(settings); item; obs_data_item_next(&item)) {
		const char *key = obs_data_item_get_name(item);
		if (strncmp(key, delay_input_key_prefix, prefix_length) == 0 && obs_data_item_get_bool(item))
			result.inputs.emplace_back(key + prefix_length);
	}
	return result;
}

void set_audio_delay_setting_defaults(obs_data_t *settings)
{
	obs_data_set_default_string(settings, names::key_delay_audio, names::default_delay_audio);
}

std::string delay_input_key(const std::string &input_name) { return names::delay_input_key_prefix + input_name; }

bool rename_delayed_input(obs_data_t *settings, const std::string &old_name, const std::string &new_name)
{
	const std::string old_key = delay_input_key(old_name);
	if (!obs_data_has_user_value(settings, old_key.c_str()))
		return false;
	const bool is_delayed = obs_data_get_bool(settings, old_key.c_str());
	obs_data_erase(settings, old_key.c_str());
	obs_data_set_bool(settings, delay_input_key(new_name).c_str(), is_delayed);
	return true;
}

} // namespace playalter
