// SPDX-License-Identifier: GPL-2.0-or-later
//
// Sources, scenes and groups of this OBS that a mask may sit on. Any thread but the graphics one.
#pragma once

#include "obs-handles.hpp"

#include <string>

namespace playalter {

// MaskableSource of protocol/requests.ts, each.
DataArrayRef maskable_sources();

// Throws RequestFailure `source_not_found`, `source_not_maskable`, `already_masked`.
SourceRef find_maskable_source(const std::string &name);

// `wanted`, or with a number where the source has a filter of that name.
std::string free_filter_name(obs_source_t *source, const std::string &wanted);

} // namespace playalter
