// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <obs-module.h>

namespace playalter {

extern const obs_source_info privacy_mask_filter_info;

} // namespace playalter
