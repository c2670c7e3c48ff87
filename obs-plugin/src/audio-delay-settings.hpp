// SPDX-License-Identifier: GPL-2.0-or-later
//
// The settings that say whose sound is delayed with the picture: read from obs_data, and moved when an
// input is renamed.
#pragma once

#include "protocol/generated/names.gen.h"

#include <obs-module.h>

#include <string>
#include <vector>

namespace playalter {

struct AudioDelaySettings {
	names::AudioDelay own = names::AudioDelay::own;
	std::vector<std::string> inputs; // names of OBS inputs, whether they exist or not
};

AudioDelaySettings read_audio_delay_settings(obs_data_t *settings);
void set_audio_delay_setting_defaults(obs_data_t *settings);

// The setting of the input of that name: a bool.
std::string delay_input_key(const std::string &input_name);
// True if there was something to move.
bool rename_delayed_input(obs_data_t *settings, const std::string &old_name, const std::string &new_name);

} // namespace playalter
