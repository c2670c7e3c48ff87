// SPDX-License-Identifier: GPL-2.0-or-later
#include "destination-server.hpp"

#include "channel/utf8-text.hpp"
#include "protocol/generated/names.gen.h"

#include <algorithm>
#include <cstring>

namespace playalter {

namespace {

constexpr char kWhiteSpace[] = " \t\r\n";

// Of libsrt's options, those that hold no secret.
constexpr const char *kSrtOptions[] = {"connect_timeout", "latency",     "maxbw",   "mode",       "oheadbw",
				       "payload_size",    "peerlatency", "pkt_size", "rcvlatency", "tlpktdrop",
				       "transtype"};

// UTF-8 without control characters, and not too long.
bool is_plain(const std::string &text, int64_t bytes_max)
{
	return text.size() <= size_t(bytes_max) && clean_text(text, text.size()) == text;
}

bool is_srt_option(const std::string &option)
{
	const std::string name = option.substr(0, option.find('='));
	return std::any_of(std::begin(kSrtOptions), std::end(kSrtOptions),
			   [&name](const char *known) { return name == known; });
}

bool are_srt_options(const std::string &query)
{
	size_t at = 0;
	while (at <= query.size()) {
		const size_t end = std::min(query.find('&', at), query.size());
		if (!is_srt_option(query.substr(at, end - at)))
			return false;
		at = end + 1;
	}
	return true;
}

bool has_prefix(const std::string &text, const char *prefix) { return text.compare(0, strlen(prefix), prefix) == 0; }

ServerKind kind_of_scheme(const std::string &server)
{
	if (has_prefix(server, "rtmp://") || has_prefix(server, "rtmps://"))
		return ServerKind::rtmp;
	return has_prefix(server, "srt://") ? ServerKind::srt : ServerKind::invalid;
}

} // namespace

ServerKind server_kind(const std::string &server)
{
	const ServerKind kind = kind_of_scheme(server);
	// librtmp reads what follows a space as options of its own.
	if (!is_plain(server, names::limit_server_bytes_max) || server.find_first_of(" @#\"\\") != std::string::npos)
		return ServerKind::invalid;

	const size_t host = server.find("://") + 3;
	const size_t query = server.find('?');
	const size_t host_end = server.find_first_of("/?", host);
	if (host >= server.size() || host_end == host || server[host] == ':')
		return ServerKind::invalid;
	if (query == std::string::npos)
		return kind;
	return kind == ServerKind::srt && are_srt_options(server.substr(query + 1)) ? kind : ServerKind::invalid;
}

std::string trimmed_key(const std::string &key)
{
	const size_t begin = key.find_first_not_of(kWhiteSpace);
	if (begin == std::string::npos)
		return {};
	return key.substr(begin, key.find_last_not_of(kWhiteSpace) - begin + 1);
}

bool is_valid_key(const std::string &key)
{
	return is_plain(key, names::limit_stream_key_bytes_max);
}

} // namespace playalter
