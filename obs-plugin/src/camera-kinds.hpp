// SPDX-License-Identifier: GPL-2.0-or-later
//
// Which kinds of source a Private Camera can own, and which of a kind's settings says which device. Any thread.
#pragma once

#include <obs-module.h>

#include <string>
#include <vector>

namespace playalter {

struct CameraKind {
	std::string id;
	std::string label;
};

// Kinds of this OBS that bring their own frames, cameras first. A window or a game is wrapped instead.
std::vector<CameraKind> camera_kinds();

// What this system's cameras are in OBS; empty where OBS has no such kind.
std::string default_camera_kind();

// The property that lists the devices; null where the kind has none.
obs_property_t *find_device_list(obs_properties_t *properties);

} // namespace playalter
