// SPDX-License-Identifier: GPL-2.0-or-later
//
// The cover over the whole canvas: a source of ours on libobs's last output channel, which is drawn over
// everything else. It sits there all the time and draws nothing until it is needed, so that covering is one
// atomic, takes no lock, can't fail, and holds from the very frame that is being drawn.
#pragma once

#include <obs-module.h>

namespace playalter {

extern const obs_source_info canvas_cover_info;

// In obs_module_post_load. From then on nobody gets the channel: OBS empties all of them when the scene
// collection changes.
void put_up_canvas_cover();
// In obs_module_unload: libobs wants to free its sources.
void take_down_canvas_cover();

} // namespace playalter
