// SPDX-License-Identifier: GPL-2.0-or-later
//
// The part of the properties window that says whose sound is delayed with the picture. UI thread.
#pragma once

#include <obs-module.h>

namespace playalter {

// `mask` is the filter, or the source of ours, whose window it is.
void add_audio_delay_properties(obs_properties_t *properties, const obs_source_t *mask);

} // namespace playalter
