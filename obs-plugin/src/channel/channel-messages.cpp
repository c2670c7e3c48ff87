// SPDX-License-Identifier: GPL-2.0-or-later
//
// Writing and checking of messages with obs_data. The channel's thread.
#include "channel-messages.hpp"

#include <algorithm>
#include <obs-data.h>

#include "message-fields.hpp"

namespace playalter {

using namespace message;

namespace {

// protocol/messages.ts
constexpr size_t kVersionBytesMax = 64;
constexpr size_t kUuidBytesMax = 128;
constexpr size_t kNameBytesMax = 512;

template <size_t kCount> const char *name_of(const char *const (&all_names)[kCount], uint32_t index)
{
	return all_names[index < kCount ? index : 0];
}

Data settings_data(const StreamSettings &settings)
{
	Data data(obs_data_create());
	const int64_t intensity =
		std::clamp(settings.intensity, names::limit_intensity_min, names::limit_intensity_max);
	const int64_t look_ahead_ms =
		std::clamp<int64_t>(settings.look_ahead_ms, 0, names::limit_look_ahead_ms_max);
	obs_data_set_string(data.get(), names::key_mask_type,
			    name_of(names::mask_type_names, uint32_t(settings.mask_type)));
	obs_data_set_int(data.get(), names::key_intensity, intensity);
	obs_data_set_int(data.get(), names::key_mask_color, settings.mask_color);
	obs_data_set_string(data.get(), names::key_mode, name_of(names::mask_mode_names, uint32_t(settings.mode)));
	obs_data_set_int(data.get(), names::key_look_ahead_ms, look_ahead_ms);
	return data;
}

DaemonWelcome read_welcome(FieldReader &fields)
{
	DaemonWelcome welcome;
	const Data protocol = fields.object("protocol");
	FieldReader version(protocol.get());
	welcome.protocol_major = version.integer("major", 0);
	welcome.protocol_minor = version.integer("minor", 0);
	if (!version.invalid_field().empty())
		fields.fail("protocol");
	welcome.daemon_version = fields.text("daemon_version");
	welcome.pid = fields.integer("pid", 1);
	welcome.provider = fields.text("provider");
	return welcome;
}

ChannelError read_refusal(FieldReader &fields)
{
	ChannelError refusal;
	refusal.code = fields.text("code");
	refusal.message = fields.text("message");
	if (refusal.code.empty())
		fields.fail("code");
	return refusal;
}

StreamState read_stream_state(FieldReader &fields)
{
	const std::string name = fields.text("state");
	const auto *found = std::find(std::begin(stream_state_names), std::end(stream_state_names), name);
	if (found == std::end(stream_state_names))
		return fields.fail("state"), StreamState::failed;
	return StreamState(found - std::begin(stream_state_names));
}

StreamStatus read_status(FieldReader &fields)
{
	StreamStatus status;
	status.state = read_stream_state(fields);
	status.code = fields.text("code");
	status.message = fields.text("message");
	status.provider = fields.text("provider");
	status.faces = fields.integer("faces", 0);
	status.faces_masked = fields.integer("faces_masked", 0);
	status.analysed = fields.integer("analysed", 0);
	status.unchanged = fields.integer("unchanged", 0);
	status.skipped = fields.integer("skipped", 0);
	status.frame_to_mask_ms = fields.quantiles("frame_to_mask_ms");
	status.detect_ms = fields.quantiles("detect_ms");
	status.paint_ms = fields.quantiles("paint_ms");
	status.rss_mb = fields.not_negative("rss_mb");
	return status;
}

uint32_t read_preview_fps(FieldReader &fields)
{
	const int64_t fps = fields.integer("fps", 0);
	if (fps > names::limit_preview_fps_max)
		fields.fail("fps");
	return uint32_t(fps);
}

} // namespace

std::string write_hello(const StreamIdentity &identity, const StreamSettings &settings)
{
	const Data message = message_data("filter.hello");
	const Data protocol(obs_data_create());
	obs_data_set_int(protocol.get(), "major", names::protocol_major);
	obs_data_set_int(protocol.get(), "minor", names::protocol_minor);
	set_object(message, "protocol", protocol);
	set_text(message, "plugin_version", identity.plugin_version, kVersionBytesMax);
	set_text(message, "filter_uuid", identity.filter_uuid, kUuidBytesMax);
	set_text(message, "filter_name", identity.filter_name, kNameBytesMax);
	set_text(message, "source_name", identity.source_name, kNameBytesMax);
	set_text(message, "obs_version", identity.obs_version, kVersionBytesMax);
	set_object(message, "settings", settings_data(settings));
	return to_json(message);
}

std::string write_settings(const StreamSettings &settings)
{
	const Data message = message_data("filter.settings");
	set_object(message, "settings", settings_data(settings));
	return to_json(message);
}

std::string write_stats(const FrameCounters &counters, names::CoverReason reason)
{
	const Data message = message_data("filter.stats");
	const Data frames(obs_data_create());
	obs_data_set_int(frames.get(), "masked", int64_t(counters.masked));
	obs_data_set_int(frames.get(), "repeated", int64_t(counters.repeated));
	obs_data_set_int(frames.get(), "extrapolated", int64_t(counters.extrapolated));
	obs_data_set_int(frames.get(), "covered", int64_t(counters.covered));
	obs_data_set_int(frames.get(), "drawn", int64_t(counters.drawn()));
	set_object(message, "frames", frames);
	obs_data_set_string(message.get(), "cover_reason", name_of(names::cover_reason_names, uint32_t(reason)));
	return to_json(message);
}

DaemonMessage parse_daemon_message(const std::string &text)
{
	DaemonMessage message;
	const Data data = from_json(text);
	if (!data) {
		message.invalid_field = "json";
		return message;
	}

	FieldReader fields(data.get());
	const std::string type = fields.text("type");
	auto kind = DaemonMessage::Kind::unknown;
	if (type == "daemon.welcome") {
		kind = DaemonMessage::Kind::welcome;
		message.welcome = read_welcome(fields);
	} else if (type == "daemon.refuse") {
		kind = DaemonMessage::Kind::refuse;
		message.refusal = read_refusal(fields);
	} else if (type == "stream.status") {
		kind = DaemonMessage::Kind::status;
		message.status = read_status(fields);
	} else if (type == "stream.preview") {
		kind = DaemonMessage::Kind::preview;
		message.preview_fps = read_preview_fps(fields);
	}
	message.invalid_field = fields.invalid_field();
	message.kind = message.invalid_field.empty() ? kind : DaemonMessage::Kind::invalid;
	return message;
}

} // namespace playalter
