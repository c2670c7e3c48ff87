// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <obs-module.h>

namespace playalter {

extern const obs_source_info private_camera_source_info;

} // namespace playalter
