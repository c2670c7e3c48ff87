// SPDX-License-Identifier: GPL-2.0-or-later
//
// The properties window of the Private Camera: what it shows, and below it the mask's properties, the same as
// the filter's. UI thread.
#pragma once

#include "private-camera.hpp"

#include <obs-module.h>

namespace playalter {

obs_properties_t *make_private_camera_properties(PrivateCamera &camera);

} // namespace playalter
