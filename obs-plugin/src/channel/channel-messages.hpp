// SPDX-License-Identifier: GPL-2.0-or-later
//
// The control channel's messages as JSON text, field by field as protocol/messages.ts has them. The
// channel's thread.
#pragma once

#include <cstdint>
#include <string>

#include "channel-error.hpp"
#include "stream-settings.hpp"

namespace playalter {

std::string write_hello(const StreamIdentity &identity, const StreamSettings &settings);
std::string write_settings(const StreamSettings &settings);
std::string write_stats(const FrameCounters &counters, names::CoverReason reason);

struct DaemonWelcome {
	int64_t protocol_major = 0;
	int64_t protocol_minor = 0;
	std::string daemon_version;
	int64_t pid = 0;
	std::string provider;
};

struct DaemonMessage {
	enum class Kind {
		welcome,
		refuse,
		status,
		preview,
		unknown, // well-formed, of a type that this version doesn't know
		invalid, // not JSON, or a field is missing, of another type or out of range
	};
	Kind kind = Kind::invalid;
	std::string invalid_field; // invalid: which
	DaemonWelcome welcome;
	ChannelError refusal;
	StreamStatus status;
	uint32_t preview_fps = 0;
};

// `text`: one packet, at most limit_message_bytes_max.
DaemonMessage parse_daemon_message(const std::string &text);

} // namespace playalter
