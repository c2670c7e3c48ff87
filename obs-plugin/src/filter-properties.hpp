// SPDX-License-Identifier: GPL-2.0-or-later
//
// The properties window of the filter. UI thread.
#pragma once

#include "filter-status.hpp"

#include <obs-module.h>

#include <string>

namespace playalter {

// What the filter does at this moment, and why, in the user's language.
std::string filter_status_text(const FilterStatus &status, const std::string &daemon_message);

// `refresh_status` is called with `filter` to renew the property "status".
obs_properties_t *make_filter_properties(const std::string &status, void *filter,
					 obs_property_clicked_t refresh_status);

} // namespace playalter
