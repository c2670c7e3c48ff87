// SPDX-License-Identifier: GPL-2.0-or-later
//
// The one way in which this plugin changes a mask's settings by itself: as OBS's own windows and obs-websocket do,
// so that all of them go on agreeing. Any thread but the graphics one.
#pragma once

#include <obs-module.h>

namespace playalter {

// Keys that are not in `settings` stay as they are. In the picture with the next frame.
inline void change_mask(obs_source_t *mask, obs_data_t *settings)
{
	obs_source_update(mask, settings);
	// A properties window that is open shows what is so now.
	obs_source_update_properties(mask);
}

} // namespace playalter
