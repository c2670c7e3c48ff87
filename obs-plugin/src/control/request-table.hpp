// SPDX-License-Identifier: GPL-2.0-or-later
//
// What the plugin can be asked, whoever asks: obs-websocket's clients (vendor.cpp) and the daemon (plugin-link).
// protocol/requests.ts has the data of each. A further request is a line in one of the lists.
#pragma once

#include "obs-handles.hpp"
#include "request-failure.hpp"

#include <obs-module.h>

#include <optional>
#include <string>
#include <vector>

namespace playalter {

enum class RequestThread {
	any, // whoever asks waits for it: short, and never for the UI thread
	ui,
};

struct Request {
	const char *name;
	RequestThread thread;
	// The reply's data. Throws RequestFailure.
	DataRef (*handle)(obs_data_t *data);
};

using RequestList = std::vector<Request>;

// One list for each subject, in a file of its own.
const RequestList &status_requests();
const RequestList &mask_requests();
const RequestList &preset_requests();
const RequestList &camera_requests();
const RequestList &destination_requests();

// All of them.
const RequestList &plugin_requests();
// Null if there is none of that name.
const Request *find_request(const std::string &name);

struct Reply {
	DataRef data; // null if it failed
	std::optional<RequestFailure> failure;
};

// On the request's own thread. Never throws: what a handler did not foresee is `internal_error`, with a line in the
// log.
Reply serve(const Request &request, obs_data_t *data) noexcept;

} // namespace playalter
