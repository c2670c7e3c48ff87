// SPDX-License-Identifier: GPL-2.0-or-later
//
// The properties window of the filter. UI thread.
#pragma once

#include "filter-status.hpp"

#include <obs-module.h>

namespace playalter {

obs_properties_t *make_filter_properties(const FilterStatus &status, const char *daemon_message);

} // namespace playalter
