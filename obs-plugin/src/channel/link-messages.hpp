// SPDX-License-Identifier: GPL-2.0-or-later
//
// The plugin link's messages as JSON lines, field by field as protocol/link-messages.ts has them. Any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <obs-data.h>
#include <string>

#include "channel-error.hpp"

namespace playalter {

struct LinkIdentity {
	std::string plugin_version;
	std::string obs_version;
};

std::string write_link_hello(const LinkIdentity &identity, int64_t pid);
// `data` is borrowed. A reply that is longer than a message may be becomes a failure that says so, an event nothing.
std::string write_link_reply(int64_t id, obs_data_t *data);
std::string write_link_failure(int64_t id, const std::string &code, const std::string &message);
std::string write_link_event(const std::string &event, obs_data_t *data);

struct LinkMessage {
	enum class Kind {
		welcome,
		refuse,
		request,
		unknown, // well-formed, of a type that this version doesn't know
		invalid, // not JSON, or a field is missing, of another type or out of range
	};
	Kind kind = Kind::invalid;
	std::string invalid_field; // invalid: which
	int64_t protocol_major = 0; // welcome
	int64_t protocol_minor = 0;
	std::string daemon_version;
	ChannelError refusal;
	int64_t id = 0; // request
	std::string request;
	std::shared_ptr<obs_data_t> data;
};

LinkMessage parse_link_message(const std::string &line);

} // namespace playalter
