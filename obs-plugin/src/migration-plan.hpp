// SPDX-License-Identifier: GPL-2.0-or-later
//
// What a Private Camera has to be to take a source's place, from what OBS saves of that source: in that form
// there is no setting, volume or hotkey that could be forgotten, of this version of OBS or a later one. Any thread.
#pragma once

#include "obs-handles.hpp"

#include <obs-module.h>

#include <string>

namespace playalter {

// For obs_load_source: a waiting Private Camera of that name, which will own an equal of the saved source, with
// its mask's settings, its sound and its filters. Video filters that came before the mask go to the owned camera;
// all others, and all if there was no mask, go where they only see masked pictures. A second mask is left out.
DataRef plan_private_camera(obs_data_t *saved_source, const std::string &kind, const std::string &name);

// `name (private)`, with a number if that is taken.
std::string free_private_name(const std::string &name);

} // namespace playalter
