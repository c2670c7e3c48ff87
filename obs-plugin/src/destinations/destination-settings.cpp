// SPDX-License-Identifier: GPL-2.0-or-later
#include "destination-settings.hpp"

#include "channel/utf8-text.hpp"
#include "control/request-fields.hpp"
#include "destination-server.hpp"

#include <cstring>

namespace playalter {

namespace {

constexpr size_t kIdBytesMax = 64;

std::optional<DestinationPlatform> platform_of(const std::string &name)
{
	for (uint32_t i = 0; i < names::destination_platform_count; i++) {
		if (names::destination_platform_names[i] == name)
			return DestinationPlatform(i);
	}
	return std::nullopt;
}

bool is_name(const std::string &name)
{
	return !name.empty() && name.size() <= size_t(names::limit_destination_name_bytes_max) &&
	       clean_text(name, name.size()) == name;
}

bool is_server_for(DestinationPlatform platform, const std::string &server)
{
	if (server.empty())
		return platform != DestinationPlatform::custom;
	const ServerKind kind = server_kind(server);
	return kind == ServerKind::rtmp || (kind == ServerKind::srt && platform == DestinationPlatform::custom);
}

[[noreturn]] void refuse(RequestError code, const char *sentence) { throw RequestFailure(code, sentence); }

} // namespace

DestinationChange read_change(obs_data_t *request)
{
	const RequestFields fields(request, {"destination_id", "name", "platform", "server", "key", "is_enabled"});
	DestinationChange change;
	change.id = fields.optional_text("destination_id", kIdBytesMax).value_or("");
	change.name = fields.optional_text("name", size_t(names::limit_destination_name_bytes_max));
	if (const auto platform = fields.optional_text("platform", kIdBytesMax)) {
		change.platform = platform_of(*platform);
		if (!change.platform)
			refuse(RequestError::request_invalid, "'platform' is twitch, youtube or custom.");
	}
	if (fields.has("server"))
		change.server = fields.raw_text("server");
	if (fields.has("key")) {
		change.key = trimmed_key(fields.raw_text("key"));
		if (!is_valid_key(*change.key))
			refuse(RequestError::stream_key_invalid,
			       "The stream key is too long or has characters in it that nobody can type: copy it again.");
	}
	change.is_enabled = fields.optional_bool("is_enabled");
	return change;
}

DestinationSettings changed_settings(DestinationSettings settings, const DestinationChange &change)
{
	if (settings.id.empty() && (!change.name || !change.platform))
		refuse(RequestError::destination_invalid, "A new destination needs a name and a platform.");
	if (change.platform && *change.platform != settings.platform)
		settings.server.clear();
	settings.name = change.name.value_or(settings.name);
	settings.platform = change.platform.value_or(settings.platform);
	settings.server = change.server.value_or(settings.server);
	settings.is_enabled = change.is_enabled.value_or(settings.is_enabled);
	if (!is_name(settings.name))
		refuse(RequestError::destination_invalid, "A destination's name has no control characters in it.");
	if (!is_server_for(settings.platform, settings.server))
		refuse(RequestError::server_invalid,
		       "The server's address begins with rtmp://, rtmps:// or, for a server of your own, srt://, and holds "
		       "no user name and nothing secret after a question mark: what is secret belongs into the key.");
	return settings;
}

void write_settings(obs_data_t *data, const DestinationSettings &settings)
{
	obs_data_set_string(data, "destination_id", settings.id.c_str());
	obs_data_set_string(data, "name", settings.name.c_str());
	obs_data_set_string(data, "platform", names::destination_platform_names[size_t(settings.platform)]);
	obs_data_set_string(data, "server", settings.server.c_str());
	obs_data_set_bool(data, "is_enabled", settings.is_enabled);
}

bool read_settings(obs_data_t *data, DestinationSettings &settings)
{
	settings.id = obs_data_get_string(data, "destination_id");
	settings.name = obs_data_get_string(data, "name");
	settings.server = obs_data_get_string(data, "server");
	settings.is_enabled = obs_data_get_bool(data, "is_enabled");
	const std::optional<DestinationPlatform> platform = platform_of(obs_data_get_string(data, "platform"));
	if (!platform || settings.id.empty() || settings.id.size() > kIdBytesMax || !is_name(settings.name))
		return false;
	settings.platform = *platform;
	return is_server_for(settings.platform, settings.server);
}

bool needs_key(DestinationPlatform platform) { return platform != DestinationPlatform::custom; }

} // namespace playalter
