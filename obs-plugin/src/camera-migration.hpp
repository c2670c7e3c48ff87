// SPDX-License-Identifier: GPL-2.0-or-later
//
// Moves an input of this OBS into a Private Camera that takes its place everywhere. A camera can be opened once, so
// the order is: the Private Camera takes the old source's places, with nothing to show yet; the old source goes;
// when it has let go of the device, the Private Camera opens it. At no time is there a place that shows the
// camera without a mask.
#pragma once

#include "protocol/generated/names.gen.h"
#include "scene-item-swap.hpp"

#include <obs-module.h>

#include <optional>
#include <string>
#include <vector>

namespace playalter {

struct MigrationResult {
	std::optional<names::MigrationError> error; // then nothing has changed
	std::string source_name;                    // the Private Camera's
	std::vector<SwappedItem> items;
};

// A sentence for users.
const char *migration_error_text(names::MigrationError error);

// UI thread.
MigrationResult move_to_private_camera(const std::string &source_name);

// The button in the filter's properties window. UI thread.
void add_migration_button(obs_properties_t *properties, obs_source_t *filter);

} // namespace playalter
