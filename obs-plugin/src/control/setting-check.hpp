// SPDX-License-Identifier: GPL-2.0-or-later
//
// Whether settings are a mask's, each known and in its range, by the table that is generated from
// protocol/mask-settings.ts. What the properties window and OBS's files hold is read leniently (mask-settings.cpp);
// what comes with a request is not. Any thread.
#pragma once

#include "obs-handles.hpp"

#include <obs-module.h>

namespace playalter {

// Throws RequestFailure `setting_unknown` or `setting_invalid`, whose sentence names the key and what it may be.
void check_settings(obs_data_t *settings);

// A mask's settings as they are now, all of them, each within its range: what replies and presets hold.
// `settings`: the source's own.
DataRef full_settings(obs_data_t *settings);

// The value of the wish is_covered, which is a setting for OBS and none for requests.
bool is_user_covered(obs_data_t *settings);

} // namespace playalter
