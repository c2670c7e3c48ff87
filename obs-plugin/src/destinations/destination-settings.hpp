// SPDX-License-Identifier: GPL-2.0-or-later
//
// What is kept of a destination, and what of it a request may change. Plain data; any thread.
#pragma once

#include "control/request-failure.hpp"
#include "obs-handles.hpp"
#include "protocol/generated/names.gen.h"

#include <optional>
#include <string>

namespace playalter {

using names::DestinationPlatform;

struct DestinationSettings {
	std::string id;
	std::string name;
	DestinationPlatform platform = DestinationPlatform::custom;
	std::string server; // empty: the platform's own
	bool is_enabled = true;
};

// What SetDestination gives; the key is never part of anything that is kept or told.
struct DestinationChange {
	std::string id;
	std::optional<std::string> name;
	std::optional<DestinationPlatform> platform;
	std::optional<std::string> server;
	std::optional<std::string> key;
	std::optional<bool> is_enabled;
};

// Throws RequestFailure `request_invalid`, `stream_key_invalid`.
DestinationChange read_change(obs_data_t *request);

// What comes of the change. Throws RequestFailure `destination_invalid`, `server_invalid`.
DestinationSettings changed_settings(DestinationSettings settings, const DestinationChange &change);

// Keys of the file and of the reply alike.
void write_settings(obs_data_t *data, const DestinationSettings &settings);
// False if that is no destination.
bool read_settings(obs_data_t *data, DestinationSettings &settings);

// A platform's stream can't be had without one; a server of one's own may ask for none.
bool needs_key(DestinationPlatform platform);

} // namespace playalter
