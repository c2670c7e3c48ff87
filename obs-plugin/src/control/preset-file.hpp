// SPDX-License-Identifier: GPL-2.0-or-later
//
// Presets as text: what the plugin's file holds, and what is carried to another machine. No file is touched here. Any
// thread.
#pragma once

#include "obs-handles.hpp"

#include <obs-module.h>

#include <string>
#include <vector>

namespace playalter {

struct Preset {
	std::string name;
	std::string settings; // JSON: some of a mask's, each checked

	// {"name", "settings"}
	DataRef data() const;
	DataRef settings_data() const;
};
using Presets = std::vector<Preset>;

// Throws RequestFailure: `preset_name_invalid`; `setting_unknown`, `setting_invalid`.
Preset make_preset(const std::string &name, obs_data_t *settings);

// Throws RequestFailure: `preset_text_invalid` with what is wrong where, `preset_version_unsupported`.
Presets read_presets(const std::string &text);

// At most limit_preset_text_bytes_max, in at most limit_presets_max presets; else RequestFailure `presets_full`.
std::string write_presets(const Presets &presets);

// {"presets": [...]}
DataRef preset_list(const Presets &presets);

} // namespace playalter
