// SPDX-License-Identifier: GPL-2.0-or-later
//
// Puts one source into the places that another has in scenes, groups and output channels. By way of the items'
// saved form, so that whatever OBS knows of an item goes along: place, size, crop, visibility, lock, blending,
// transitions, colour, its number and with it its hotkeys. UI thread.
#pragma once

#include "obs-handles.hpp"

#include <obs-module.h>

#include <string>
#include <vector>

namespace playalter {

struct SwappedItem {
	std::string scene_name; // or the group's
	int64_t item_id;
};

// All places or none: false if an item could not be made, after putting the old ones back. In each scene no
// frame shows a state between.
bool swap_everywhere(obs_source_t *from, obs_source_t *to, std::vector<SwappedItem> &swapped);

} // namespace playalter
